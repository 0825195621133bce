import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import Selling from "../../src/features/airtime/Selling.svelte";
import type { ConfirmationView, NumberView, SaleView } from "../../src/lib/ipc/generated";
import { app, render } from "../support/app";
import { type Answers, errorWith, type Host } from "../support/host";
import { ago, practice, ssp } from "../support/samples";
import { byHand, confirmation, inState, line, numberView, sale, sellingHost } from "../support/sales";

let host: Host;
let stop: () => void;
const at = (id: string) => screen.getByTestId(id);

async function open(answers: Answers = {}): Promise<ReturnType<typeof userEvent.setup>> {
  host = sellingHost([], answers);
  stop = await app.begin();
  render(Selling, { connection: practice() });
  return userEvent.setup();
}

async function confirm(view: ConfirmationView, answers: Answers = {}): Promise<ReturnType<typeof userEvent.setup>> {
  const user = await open({ prepare_top_up: () => view, ...answers });
  await user.type(at("top-up-number"), "0921234567");
  await user.type(at("top-up-amount"), "60");
  await user.click(at("top-up-continue"));
  await waitFor(() => at("confirmation"));
  return user;
}

afterEach(() => {
  stop();
  host.remove();
});

describe("the form", () => {
  it("puts the number into groups and names the operator", async () => {
    const user = await open();
    await user.type(at("top-up-number"), "0921234567");
    await waitFor(() => expect(at("top-up-number")).toHaveProperty("value", "092 123 456 7"));
    expect(screen.getByText("MTN number")).toBeTruthy();
  });

  it("listens to the newest check of a number only", async () => {
    const first = byHand<NumberView>();
    const second = byHand<NumberView>();
    const answers = [first.promise, second.promise];
    await open({ check_number: () => answers.shift() ?? Promise.reject(errorWith("internal")) });
    const field = at("top-up-number");
    await fireEvent.input(field, { target: { value: "092" } });
    await fireEvent.input(field, { target: { value: "0921234567" } });
    second.keep(numberView("0921234567"));
    await waitFor(() => expect(screen.getByText("MTN number")).toBeTruthy());
    first.keep({ ...numberView("0912345678"), shown: "old" });
    await Promise.resolve();
    expect(field).not.toHaveProperty("value", "old");
    expect(screen.queryByText("MTN number"), "the older answer came later and says nothing").toBeTruthy();
  });

  it("never destroys what a person typed", async () => {
    await open({ check_number: ({ text }) => ({ ...numberView(text), shown: "" }) });
    await fireEvent.input(at("top-up-number"), { target: { value: "ask Peter 092" } });
    await waitFor(() => expect(host.count("check_number")).toBe(1));
    expect(at("top-up-number")).toHaveProperty("value", "ask Peter 092");
  });

  it("says an error when its field is left, and focuses the first", async () => {
    const user = await open();
    await user.type(at("top-up-amount"), "60.5555");
    expect(screen.queryByText(/too many decimal places/u), "not while it is typed").toBeNull();
    await user.tab();
    expect(screen.getByText(/too many decimal places/u)).toBeTruthy();
    await user.click(at("top-up-continue"));
    expect(screen.getByText("Type the phone number of the customer.")).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(at("top-up-number")));
    expect(host.count("prepare_top_up")).toBe(0);
  });

  it("says by how much the float is too small, and lets the till judge", async () => {
    const user = await open({
      prepare_top_up: () => {
        throw errorWith("floatTooSmall");
      },
    });
    await user.type(at("top-up-number"), "0921234567");
    await user.type(at("top-up-amount"), "30000");
    await user.click(at("top-up-continue"));
    await waitFor(() => expect(document.activeElement).toBe(at("top-up-amount")));
    expect(
      screen.getByText(/The float was 25,000.00.SSP when it was last read, and this needs 30,000.00.SSP/u),
    ).toBeTruthy();
  });

  it("warns about another network and does not forbid it", async () => {
    const user = await open();
    await user.type(at("top-up-number"), "0912345678");
    await waitFor(() => at("top-up-advice"));
    await user.type(at("top-up-amount"), "60");
    await user.click(at("top-up-continue"));
    await waitFor(() => expect(host.count("prepare_top_up")).toBe(1));
  });
});

describe("the confirmation", () => {
  it("starts with the focus on Back, and Enter alone does not send", async () => {
    const user = await confirm(confirmation());
    expect(document.activeElement).toBe(at("confirm-back"));
    expect(at("confirm-send").textContent?.trim()).toMatch(/^Send 60\.00\sSSP to \+211 921 234 567$/u);
    await user.keyboard("{Enter}");
    expect(host.count("send_top_up")).toBe(0);
    expect(at("top-up-amount"), "Back leads to the form").toHaveProperty("value", "60");
  });

  it("sends once, however often the button is pressed", async () => {
    const answer = byHand<SaleView>();
    const user = await confirm(confirmation(), { send_top_up: () => answer.promise });
    const send = at("confirm-send");
    send.click();
    send.click();
    await user.dblClick(send);
    void app.topUp.send();
    await waitFor(() => at("progress"));
    answer.keep(sale());
    await waitFor(() => at("outcome"));
    expect(host.count("send_top_up")).toBe(1);
  });

  it("takes a key that is held down as one press", async () => {
    await confirm(confirmation());
    const held = new KeyboardEvent("keydown", { key: "Enter", repeat: true, bubbles: true, cancelable: true });
    at("confirm-send").dispatchEvent(held);
    expect(held.defaultPrevented).toBe(true);
  });

  it("goes back to the kept form by Escape, and then leaves the screen", async () => {
    const user = await confirm(confirmation());
    expect(document.activeElement, "the focus starts on Back").toBe(at("confirm-back"));
    const heard: boolean[] = [];
    const hear = (event: KeyboardEvent) => heard.push(event.defaultPrevented);
    addEventListener("keydown", hear);
    await user.keyboard("{Escape}");
    expect(at("top-up-number")).toHaveProperty("value", "092 123 456 7");
    expect(at("top-up-amount")).toHaveProperty("value", "60");
    expect(document.activeElement).toBe(at("top-up-amount"));
    await user.keyboard("{Escape}");
    removeEventListener("keydown", hear);
    expect(heard, "the frame is left the second one").toEqual([true, false]);
    expect(host.count("send_top_up")).toBe(0);
  });

  it.each([
    [{ at: ago(40), fresh: true, unread: null }, "Float now", false],
    [{ at: ago(40), fresh: false, unread: "offline" as const }, "Last known float", true],
    [{ at: ago(3600), fresh: true, unread: null }, "Last known float", true],
  ])("calls a float %o %s", async (seen, label, aged) => {
    await confirm(confirmation({ floatBefore: { balance: ssp("25000.00"), ...seen } }));
    expect(at("confirm-before-label").textContent).toBe(label);
    expect(at("confirm-before").querySelector("time") !== null).toBe(aged);
  });

  it("says that nothing was sent when the order could not be checked", async () => {
    const user = await open({
      prepare_top_up: () => {
        throw errorWith("offline");
      },
    });
    await user.type(at("top-up-number"), "0921234567");
    await user.type(at("top-up-amount"), "60");
    await user.click(at("top-up-continue"));
    await waitFor(() => expect(at("top-up-error").textContent).toContain("Nothing was sent."));
  });

  it("says that nothing was sent when nothing was written down", async () => {
    const user = await confirm(confirmation(), {
      send_top_up: () => {
        throw errorWith("signInAgain");
      },
    });
    await user.click(at("confirm-send"));
    await waitFor(() => expect(at("confirm-error").textContent).toContain("Nothing was sent."));
  });

  it("asks for a reason after a top-up in the last 24 hours", async () => {
    const user = await confirm(confirmation({ recent: [sale({ at: ago(3600) })] }));
    expect(screen.getByText("1 hour ago")).toBeTruthy();
    await user.click(at("confirm-send"));
    expect(host.count("send_top_up")).toBe(0);
    expect(document.activeElement).toBe(at("confirm-reason"));
    await user.type(at("confirm-reason"), "The customer wants two");
    await user.click(at("confirm-send"));
    await waitFor(() =>
      expect(host.last("send_top_up")).toMatchObject({ repeatReason: "The customer wants two", overrideDoubts: [] }),
    );
  });

  it("asks for the override of a doubt and for a yes to a strange number", async () => {
    const doubt = inState("inDoubt");
    const user = await confirm(confirmation({ doubts: [doubt], asksAboutNumber: true, advice: "unknown" }));
    await user.click(at("confirm-send"));
    expect(host.count("send_top_up")).toBe(0);
    await user.click(at("confirm-override"));
    await user.click(at("confirm-send"));
    expect(host.count("send_top_up"), "the number still wants its yes").toBe(0);
    await user.click(at("confirm-number-yes"));
    await user.click(at("confirm-send"));
    await waitFor(() =>
      expect(host.last("send_top_up")).toMatchObject({
        overrideDoubts: [doubt.id],
        numberAccepted: true,
        repeatReason: null,
      }),
    );
  });

  it("comes back with the error only when nothing was sent", async () => {
    const user = await confirm(confirmation(), {
      send_top_up: () => {
        throw errorWith("saleUnderWay");
      },
    });
    await user.click(at("confirm-send"));
    await waitFor(() => at("confirm-error"));
    host.answer({
      send_top_up: () => {
        throw errorWith("internal", "", "unknown");
      },
    });
    await user.click(at("confirm-send"));
    await waitFor(() => at("unclear"));
    expect(screen.queryByTestId("confirm-send")).toBeNull();
  });

  it("offers to check an order anew whose confirmation is too old", async () => {
    const user = await confirm(confirmation(), {
      send_top_up: () => {
        throw errorWith("intentExpired");
      },
    });
    await user.click(at("confirm-send"));
    await waitFor(() => at("confirm-again"));
    expect(screen.queryByTestId("confirm-send")).toBeNull();
    expect(
      screen.getByText(
        /^This confirmation is not good any more, so nothing was sent\. The number and the amount stay in the form/u,
      ),
    ).toBeTruthy();
    await user.click(at("confirm-again"));
    await waitFor(() => expect(host.count("prepare_top_up")).toBe(2));
    await waitFor(() => at("confirm-send"));
    await user.click(at("confirm-send"));
    await waitFor(() => at("confirm-again"));
    await user.click(at("confirm-back"));
    expect(at("top-up-number"), "the number stays").toHaveProperty("value", "092 123 456 7");
    expect(at("top-up-amount"), "the amount stays").toHaveProperty("value", "60");
  });
});

describe("from sending to the outcome", () => {
  it("shows each step as the till reaches it", async () => {
    const answer = byHand<SaleView>();
    const user = await confirm(confirmation(), { send_top_up: () => answer.promise });
    await user.click(at("confirm-send"));
    await host.emit({ type: "saleStep", intent: "another", step: "stored" });
    await host.emit({ type: "saleStep", intent: "intent-1", step: "sending" });
    await waitFor(() =>
      expect(screen.getByText("Sending to 21 Systems").closest("li")?.getAttribute("aria-current")).toBe("step"),
    );
    answer.keep(sale());
    await waitFor(() => at("outcome"));
  });

  it("gives the focus to the next customer, whose form is empty", async () => {
    const user = await confirm(confirmation());
    await user.click(at("confirm-send"));
    await waitFor(() => expect(at("outcome").dataset.state).toBe("confirmed"));
    await waitFor(() => expect(document.activeElement).toBe(at("outcome-next")));
    await user.keyboard("{Enter}");
    expect(at("top-up-number")).toHaveProperty("value", "");
    expect(document.activeElement).toBe(at("top-up-number"));
  });

  it("leads from a refusal to the field that can mend it", async () => {
    const user = await confirm(confirmation(), {
      send_top_up: () => inState("declined", { reason: "insufficientFloat", floatBefore: ssp("40.00") }),
    });
    await user.click(at("confirm-send"));
    await waitFor(() => at("outcome-step"));
    expect(at("outcome-sentence").textContent).toMatch(
      /^21 Systems refused it: .* The float was 40\.00\sSSP when it was last read\.$/u,
    );
    await user.click(at("outcome-step"));
    expect(document.activeElement).toBe(at("top-up-amount"));
    expect(at("top-up-number"), "the number stays").toHaveProperty("value", "092 123 456 7");
  });

  it("shows a doubt settling itself, line by line", async () => {
    const doubt = inState("inDoubt");
    const user = await confirm(confirmation(), { send_top_up: () => doubt });
    await user.click(at("confirm-send"));
    await waitFor(() => expect(at("outcome").dataset.state).toBe("inDoubt"));
    await waitFor(() =>
      expect(document.activeElement, "not on a button that leads away").toBe(at("outcome").querySelector("h2")),
    );
    await host.emit({ type: "saleChanged", sale: { ...doubt, evidence: [line("unchangedSoFar")] } });
    await waitFor(() => expect(screen.getByText(/shows no charge of this sale/u)).toBeTruthy());
    await host.emit({ type: "saleChanged", sale: { ...doubt, state: "charged", revision: doubt.revision + 1 } });
    await waitFor(() =>
      expect(at("outcome-sentence").textContent).toMatch(/The float went down because of this sale \(as declared/u),
    );
    await host.emit({ type: "saleChanged", sale: doubt });
    expect(at("outcome").dataset.state, "an older state does not come back").toBe("charged");
  });

  it("goes on while nobody looks, and shows its outcome afterwards", async () => {
    const answer = byHand<SaleView>();
    const user = await confirm(confirmation(), { send_top_up: () => answer.promise });
    await user.click(at("confirm-send"));
    app.topUp.leave();
    answer.keep(sale());
    await waitFor(() => at("outcome"));
  });
});

it("a person says what happened to a doubt, with a reason", async () => {
  const doubt = inState("inDoubt", { checking: false, evidence: [line("movedByOthers", { seen: ssp("24880.00") })] });
  const word = {
    person: "amina@counter.example",
    at: ago(1),
    arrived: true,
    charged: null,
    reason: "Heard the message",
    adopted: false,
  };
  const user = await confirm(confirmation(), {
    send_top_up: () => doubt,
    say_what_happened: () => ({ ...doubt, state: "said", said: word, revision: doubt.revision + 1 }),
  });
  await user.click(at("confirm-send"));
  await waitFor(() => at("outcome-settle"));
  await user.click(at("outcome-settle"));
  await waitFor(() => at("settle-confirm"));
  await user.click(at("settle-arrived-yes"));
  await user.type(at("settle-reason"), "no");
  await user.click(at("settle-confirm"));
  expect(host.count("say_what_happened"), "two letters are no reason").toBe(0);
  await user.clear(at("settle-reason"));
  await user.type(at("settle-reason"), "Heard the message");
  await user.click(at("settle-confirm"));
  await waitFor(() =>
    expect(at("outcome-sentence").textContent).toBe(
      "amina@counter.example says: it arrived. Reason: “Heard the message”",
    ),
  );
  expect(host.last("say_what_happened")).toMatchObject({
    sale: doubt.id,
    environment: "practice",
    arrived: true,
    charged: null,
  });
});
