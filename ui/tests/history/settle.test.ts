// The dialog in which a person says what happened: whether it arrived, whether it was charged, and how they know.
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import OutcomePanel from "../../src/components/sale/OutcomePanel.svelte";
import type { SaleStateView, SaleView } from "../../src/lib/ipc/generated";
import { ago } from "../support/samples";
import { inState, line, viewing } from "../support/sales";

const at = (id: string) => screen.getByTestId(id);
const checked = (id: string) => (at(id) as HTMLInputElement).checked;

async function open(sale: SaleView, button = "outcome-settle") {
  const say = vi.fn(async () => true);
  render(OutcomePanel, { viewing: viewing(sale, { say }) });
  const user = userEvent.setup({ pointerEventsCheck: 0 });
  await user.click(at(button));
  await waitFor(() => at("settle-confirm"));
  return { user, say };
}

it("asks whether it arrived and was charged, and takes either answer", async () => {
  const { user, say } = await open(inState("inDoubt", { checking: false }));
  expect(screen.getByRole("radiogroup", { name: "Did it arrive?" })).toBeTruthy();
  expect(screen.getByRole("radiogroup", { name: "Was the float charged?" })).toBeTruthy();
  expect([checked("settle-arrived-unknown"), checked("settle-charged-unknown")]).toEqual([true, true]);
  await user.click(at("settle-confirm"));
  expect(at("settle-choice").textContent).toBe("Answer at least one of the questions.");
  expect(screen.getByText("Write how you know, in at least 3 characters.")).toBeTruthy();
  await user.click(at("settle-arrived-no"));
  await user.type(at("settle-reason"), "Asked the customer");
  await user.click(at("settle-confirm"));
  expect(say).toHaveBeenCalledExactlyOnceWith({
    arrived: false,
    charged: null,
    reason: "Asked the customer",
    adopted: false,
  });
});

it("is answered by the keyboard alone, and begins with the first question", async () => {
  const { user, say } = await open(inState("charged"));
  await waitFor(() => expect(document.activeElement).toBe(at("settle-arrived-unknown")));
  await user.keyboard("{ArrowUp}{ArrowUp}");
  expect(checked("settle-arrived-yes")).toBe(true);
  await user.tab();
  expect(document.activeElement).toBe(at("settle-charged-unknown"));
  await user.tab();
  await user.keyboard("She showed me");
  await user.tab();
  await user.tab();
  await user.keyboard("{Enter}");
  expect(say).toHaveBeenCalledExactlyOnceWith({
    arrived: true,
    charged: null,
    reason: "She showed me",
    adopted: false,
  });
});

it("with nothing chosen leads to the first question", async () => {
  const { user, say } = await open(inState("inDoubt", { checking: false }));
  const told = screen.getByRole("alert");
  expect(told.textContent, "the region is there before the sentence").toBe("");
  await user.click(at("settle-confirm"));
  await waitFor(() => expect(document.activeElement).toBe(at("settle-arrived-unknown")));
  expect(told.textContent).toBe("Answer at least one of the questions.");
  for (const name of ["Did it arrive?", "Was the float charged?"]) {
    const group = screen.getByRole("radiogroup", { name });
    expect([group.getAttribute("aria-invalid"), group.getAttribute("aria-describedby")]).toEqual([
      "true",
      at("settle-choice").id,
    ]);
  }
  await user.keyboard("{ArrowUp}");
  expect(screen.getByRole("radiogroup", { name: "Did it arrive?" }).hasAttribute("aria-invalid")).toBe(false);
  await user.click(at("settle-confirm"));
  await waitFor(() => expect(document.activeElement, "then the reason is the first error").toBe(at("settle-reason")));
  expect(say).not.toHaveBeenCalled();
});

it("goes round with the tab key, with one stop for each group", async () => {
  const { user } = await open(inState("inDoubt", { checking: false }));
  await waitFor(() => expect(document.activeElement).toBe(at("settle-arrived-unknown")));
  const forward = [
    "settle-charged-unknown",
    "settle-reason",
    "settle-cancel",
    "settle-confirm",
    "settle-arrived-unknown",
  ];
  for (const stop of forward) {
    await user.tab();
    expect(document.activeElement).toBe(at(stop));
  }
  for (const stop of forward.slice(0, -1).reverse()) {
    await user.tab({ shift: true });
    expect(document.activeElement).toBe(at(stop));
  }
});

it("shows the evidence without a second region of its name", async () => {
  await open(inState("inDoubt", { checking: false, evidence: [line("fitsBoth", { seen: null })] }));
  expect(document.querySelectorAll("[data-finding]").length, "it stands in both").toBe(2);
  const regions = [...document.querySelectorAll("section")].filter((one) => one.hasAttribute("aria-label"));
  expect(regions).toEqual([]);
});

it("of a sale that the service refused, only the charge is asked about", async () => {
  const refused = { doubt: "refusedChargeUnknown", refused: true, code: 13, checking: false } as const;
  const { user, say } = await open(inState("inDoubt", { ...refused, evidence: [line("fitsBoth", { seen: null })] }));
  expect(screen.queryByRole("radiogroup", { name: "Did it arrive?" })).toBeNull();
  await user.click(at("settle-confirm"));
  expect(at("settle-choice").textContent).toBe("Say whether the float was charged.");
  await user.click(at("settle-charged-yes"));
  await user.type(at("settle-reason"), "Seen on the statement");
  await user.click(at("settle-confirm"));
  expect(say).toHaveBeenCalledWith({ arrived: null, charged: true, reason: "Seen on the statement", adopted: false });
});

it("a person's word can be corrected, with a new reason", async () => {
  const { user, say } = await open(inState("said"));
  expect(checked("settle-arrived-yes")).toBe(true);
  expect((at("settle-reason") as HTMLTextAreaElement).value).toBe("");
  await user.click(at("settle-arrived-no"));
  await user.type(at("settle-reason"), "It was another message");
  await user.click(at("settle-confirm"));
  expect(say).toHaveBeenCalledWith({ arrived: false, charged: null, reason: "It was another message", adopted: false });
});

it("one button takes over what the float indicates", async () => {
  const indication = { charged: true, from: ago(700), to: ago(20), restSeconds: 600 };
  const { user, say } = await open(inState("inDoubt", { checking: false, indication }), "indication-adopt");
  expect(screen.getByRole("dialog", { name: "Use what the float indicates as your answer?" }).textContent).toContain(
    "it was charged",
  );
  await user.click(at("settle-confirm"));
  const reason = "As far as I know, nothing but this till moved the float.";
  expect(say).toHaveBeenCalledExactlyOnceWith({ arrived: null, charged: true, reason, adopted: true });
  await user.click(at("indication-adopt"));
  await waitFor(() => at("settle-charged-no"));
  await user.click(at("settle-charged-no"));
  await user.click(at("settle-confirm"));
  expect(say, "another answer is not the float's").toHaveBeenLastCalledWith({
    arrived: null,
    charged: false,
    reason,
    adopted: false,
  });
});

it.each<[SaleStateView, boolean]>([
  ["inDoubt", true],
  ["charged", true],
  ["notCharged", true],
  ["reopened", true],
  ["said", true],
  ["declinedButCharged", false],
  ["declined", false],
  ["confirmed", false],
  ["accepted", false],
  ["neverHandedOver", false],
  ["intended", false],
])("of a sale that is %s a person may say something: %s", (state, may) => {
  render(OutcomePanel, { viewing: viewing(inState(state)) });
  expect(screen.queryByTestId("outcome-settle") !== null).toBe(may);
});
