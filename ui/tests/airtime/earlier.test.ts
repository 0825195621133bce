// What the earlier sales of a number mean for one more: each with a sentence that is true of its state.
import { render, screen } from "@testing-library/svelte";
import { expect, it } from "vitest";
import RecentSales from "../../src/components/sale/RecentSales.svelte";
import type { SaleStateView, SaleView } from "../../src/lib/ipc/generated";
import { inState } from "../support/sales";

const told = (sale: SaleView): string | undefined => {
  const { unmount } = render(RecentSales, { sales: [sale], service: "21 Systems" });
  const text = screen.queryByTestId("earlier-warning")?.textContent ?? undefined;
  unmount();
  return text;
};

it.each<[SaleStateView, RegExp]>([
  ["inDoubt", /^It is not known whether it was charged\. It may have arrived: ask before/u],
  ["charged", /^The float went down because of it\. No answer says whether it arrived: ask the customer before/u],
  ["notCharged", /^It may still have arrived: ask before/u],
  ["reopened", /its outcome is not known\. Ask before/u],
  ["accepted", /says that it will deliver\. Do not send it again/u],
  ["declinedButCharged", /refused it, yet the float went down/u],
])("of a sale that is %s it says what is true of it", (state, words) => expect(told(inState(state))).toMatch(words));

it("a refusal is never said to have perhaps arrived", () => {
  expect(told(inState("inDoubt", { refused: true }))).toBe(
    "21 Systems refused it. It is not known whether it was charged.",
  );
  expect(told(inState("said"))).toBeUndefined();
  const charged = {
    person: "a@b",
    at: "2026-11-21T10:00:00Z",
    arrived: null,
    charged: true,
    reason: "Statement",
    adopted: false,
  };
  expect(told(inState("said", { said: charged }))).toMatch(
    /^The last answer does not say whether it arrived: ask the customer/u,
  );
  expect(told(inState("confirmed"))).toBeUndefined();
});
