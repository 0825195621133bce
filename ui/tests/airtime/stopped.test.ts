// A sale that never left this computer: what stopped it is told in the till's words, never in the service's.
import { render, screen } from "@testing-library/svelte";
import { expect, it } from "vitest";
import OutcomePanel from "../../src/components/sale/OutcomePanel.svelte";
import type { DeclineReason } from "../../src/lib/ipc/generated";
import { factWord } from "../../src/lib/sale/facts";
import { advice } from "../../src/lib/sale/sentence";
import { inState, viewing } from "../support/sales";

it.each<[DeclineReason, string]>([
  ["unreachable", "no connection"],
  ["unsendable", "the request cannot be made"],
  ["proxyBlocked", "the proxy proxy.example:3128 wants a user name and a password"],
  ["signInNotRenewed", "the lists by which Airtill finds its records are damaged"],
])("says for %s what stopped it, and puts no word into the service's mouth", (reason, tillMessage) => {
  render(OutcomePanel, {
    viewing: viewing(inState("declined", { reason, code: null, serviceMessage: "", tillMessage })),
  });
  const said = screen.getByTestId("outcome").textContent;
  expect(screen.getByTestId("outcome-stopped").textContent).toBe(`What stopped it: ${tillMessage}`);
  expect(said).toContain("Nothing was charged.");
  expect(said).not.toContain("says");
});

it("sends nobody to the network where this computer stopped the sale", () => {
  const turnedAway = { reason: "signInNotRenewed", code: null, serviceMessage: "" } as const;
  const adviceFor = (tillMessage: string) => advice(inState("declined", { ...turnedAway, tillMessage }));
  expect(adviceFor("")).toBe("outcome.advice.notRenewed");
  expect(adviceFor("the lists by which Airtill finds its records are damaged")).toBe("outcome.advice.notAgain");
});

it("names the cause in the timeline in the till's words", () => {
  expect(factWord({ name: "tillMessage", value: "no connection" })).toBe("What stopped it");
});
