// The dialog in which a person settles a doubt.
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import OutcomePanel from "../../src/components/OutcomePanel.svelte";
import type { SaleView } from "../../src/lib/ipc/generated";
import type { SaleViewing } from "../../src/lib/sale/viewing";
import { inState, line } from "./samples";

const at = (id: string) => screen.getByTestId(id);

async function open(sale: SaleView) {
  const settle = vi.fn(async () => true);
  const viewing: SaleViewing = {
    sale,
    service: "outcome.service.twentyOneSystems",
    timeline: undefined,
    settlement: undefined,
    checking: false,
    settling: false,
    fault: undefined,
    check: async () => {},
    settle,
  };
  render(OutcomePanel, { viewing });
  const user = userEvent.setup();
  await user.click(at("outcome-settle"));
  await waitFor(() => at("settle-confirm"));
  return { user, settle };
}

const refused = () =>
  inState("inDoubt", { doubt: "refusedChargeUnknown", code: 13, checking: false, evidence: [line("fitsBoth", { seen: null })] });

it("of a sale that the service refused, only the charge is asked about", async () => {
  const { user, settle } = await open(refused());
  const dialog = screen.getByRole("dialog");
  expect(screen.getByRole("dialog", { name: "Was the float charged?" })).toBeTruthy();
  expect(dialog.textContent).toContain("Yes, the float went down");
  expect(dialog.textContent).toContain("No, the float did not change");
  expect(dialog.textContent, "nobody says that it was sent").not.toMatch(/it was sent|mark as sent/iu);
  await user.click(at("settle-confirm"));
  expect(screen.getByText("Choose whether the float was charged.")).toBeTruthy();
  await user.click(at("settle-sent"));
  expect(at("settle-confirm").textContent).toContain("Mark as charged");
  await user.type(at("settle-reason"), "Seen on the statement");
  await user.click(at("settle-confirm"));
  expect(settle).toHaveBeenCalledWith(true, "Seen on the statement");
});

it("of a sale that nobody answered, it is asked whether it was sent", async () => {
  await open(inState("inDoubt", { checking: false }));
  expect(screen.getByRole("dialog", { name: "Was it sent?" })).toBeTruthy();
});
