// A sale that never left this computer: what stopped it is told in the till's words, never in the service's, and once.
import { render, screen } from "@testing-library/svelte";
import { expect, it } from "vitest";
import OutcomePanel from "../../src/components/sale/OutcomePanel.svelte";
import Timeline from "../../src/components/sale/Timeline.svelte";
import type { DeclineReason, EntryView } from "../../src/lib/ipc/generated";
import { advice } from "../../src/lib/sale/sentence";
import { inState, viewing } from "../support/sales";

const stoppedBy = (reason: DeclineReason, tillMessage: string) =>
  viewing(inState("neverHandedOver", { reason, code: null, serviceMessage: "", tillMessage }));

const turnedAway = (tillMessage: string) =>
  inState("declined", { reason: "signInNotRenewed", code: null, serviceMessage: "", tillMessage });

const entryOf = (reason: DeclineReason, value: string): EntryView => ({
  seq: 2,
  at: "2026-11-21T14:05:09Z",
  actor: "airtill",
  kind: "neverHandedOver",
  hash: "5f1c",
  facts: [
    { name: "reason", value: reason },
    { name: "tillMessage", value },
  ],
});

const CASES: [DeclineReason, string, boolean][] = [
  ["unreachable", "no connection", false],
  ["unreachable", "no connection in time", true],
  ["unreachable", "the name of the host is not known", true],
  ["unsendable", "the request cannot be made", false],
  ["proxyBlocked", "the proxy proxy.example:3128 wants a user name and a password", true],
  ["proxyBlocked", "no connection", true],
  ["unreachable", "", false],
];

it.each(CASES)("puts no word into the service's mouth: %s, %s", (reason, tillMessage, adds) => {
  render(OutcomePanel, { viewing: stoppedBy(reason, tillMessage) });
  const said = screen.getByTestId("outcome").textContent;
  expect(screen.queryByTestId("outcome-stopped")?.textContent).toBe(
    adds ? `What stopped it: ${tillMessage}` : undefined,
  );
  expect(said).toContain("Nothing was charged.");
  expect(said).not.toContain("says");
});

it.each(CASES)("names the cause in the timeline where its reason says less: %s, %s", (reason, tillMessage, adds) => {
  render(Timeline, { entries: [entryOf(reason, tillMessage)], service: "21 Systems" });
  const words = screen.getAllByRole("term").map((term) => term.textContent);
  expect(words).toEqual(adds ? ["Reason", "What stopped it"] : ["Reason"]);
});

// The reason says that the service turned it away, so no words of the till repeat it.
it.each(["the lists by which Airtill finds its records are damaged", "no connection"])(
  "says what kept a sale that was turned away from being sent again: %s",
  (tillMessage) => {
    render(OutcomePanel, { viewing: viewing(turnedAway(tillMessage)) });
    const stopped = screen.getByTestId("outcome-stopped");
    expect(stopped.textContent).toBe(`What stopped it: ${tillMessage}`);
    const advised = screen.getByTestId("outcome-advice");
    expect(advised.textContent).toMatch(/^See below what stopped it\./u);
    const follows = advised.compareDocumentPosition(stopped) & Node.DOCUMENT_POSITION_FOLLOWING;
    expect(follows, "it stands below its advice").toBeTruthy();
  },
);

it("points to no cause where the network or the service is the cause", () => {
  render(OutcomePanel, { viewing: viewing(turnedAway("")) });
  expect(screen.queryByTestId("outcome-stopped")).toBeNull();
  expect(screen.getByTestId("outcome-advice").textContent).toMatch(/check the network/u);
});

it("sends nobody to the network where this computer stopped the sale", () => {
  expect(advice(turnedAway(""))).toBe("outcome.advice.notRenewed");
  expect(advice(turnedAway("the lists by which Airtill finds its records are damaged"))).toBe(
    "outcome.advice.notAgain",
  );
});
