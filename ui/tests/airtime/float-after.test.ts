// Which float is said to be the one after a sale, and how sums are written beside a sale.
import { render, screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import SaleFacts from "../../src/components/sale/SaleFacts.svelte";
import Timeline from "../../src/components/sale/Timeline.svelte";
import type { EntryView, SaleView } from "../../src/lib/ipc/generated";
import { ssp } from "../support/samples";
import { entry, inState, line, verdict } from "../support/sales";

const told = (sale: SaleView): string | undefined => {
  const { unmount } = render(SaleFacts, { sale });
  const text = screen.queryByTestId("sale-float-after")?.textContent?.replace(/\s+/gu, " ").trim();
  unmount();
  return text;
};

describe("the float after a sale", () => {
  it.each(["confirmed", "accepted"] as const)("is what the service told: %s", (state) => {
    expect(told(inState(state))).toBe("Float afterwards 24,940.00 SSP");
    expect(told(inState(state, { floatAfter: null })), "it told none").toBeUndefined();
  });

  it("is what the evidence that judged it saw", () => {
    expect(told(inState("charged"))).toBe("Float afterwards 24,940.00 SSP");
    expect(told(inState("declinedButCharged"))).toBe("Float afterwards 24,940.00 SSP");
  });

  it("is only one seen since, when others moved it or nothing was charged", () => {
    const others = { verdict: { ...verdict(true), after: ssp("24800.00") } };
    expect(told(inState("charged", others))).toBe("Float seen since 24,800.00 SSP");
    const unknown = { verdict: { ...verdict(true), debit: null } };
    expect(told(inState("charged", unknown)), "nobody knows what it cost").toBe("Float seen since 24,940.00 SSP");
    expect(told(inState("notCharged"))).toBe("Float seen since 25,000.00 SSP");
  });

  it("is not shown while nobody knows it", () => {
    for (const finding of ["unchangedSoFar", "movedByOthers", "otherAccount", "fitsBoth"] as const) {
      expect(
        told(inState("inDoubt", { floatAfter: ssp("24488.00"), evidence: [line(finding)] })),
        finding,
      ).toBeUndefined();
    }
    expect(told(inState("intended"))).toBeUndefined();
  });

  it("is not shown where a person decided or the sale was declined", () => {
    expect(told(inState("said", { floatAfter: ssp("24488.00"), evidence: [line("movedByOthers")] }))).toBeUndefined();
    expect(told(inState("declined"))).toBeUndefined();
  });
});

describe("the timeline", () => {
  const show = (entries: EntryView[]) => {
    render(Timeline, { entries, service: "21 Systems" });
    return within(screen.getByTestId("time-line"));
  };
  const facts = (values: Record<string, string>) => Object.entries(values).map(([name, value]) => ({ name, value }));

  it("writes every sum as all others are written", () => {
    const sums = { amount: "1200.00 SSP", floatBefore: "14620.00 SSP", debit: "1150.50 SSP", seen: "-4580.00 SSP" };
    const list = show([entry(1, { facts: facts(sums) })]);
    for (const written of ["1,200.00", "14,620.00", "1,150.50", "\u22124,580.00"]) {
      const money = list.getByText(
        (_, element) => element?.matches(".money") === true && element.textContent.startsWith(written),
      );
      expect(money.textContent).toBe(`${written}\u00a0SSP`);
      expect(money.dir).toBe("ltr");
    }
  });

  it("leaves what is no sum as the ledger has it", () => {
    const list = show([
      entry(1, {
        facts: facts({ seen: "about 4580", settleReason: "They paid 4580.00 SSP", number: "+211 921 234 567" }),
      }),
    ]);
    expect(list.getByText("about 4580")).toBeTruthy();
    expect(list.getByText("They paid 4580.00 SSP")).toBeTruthy();
    expect(list.getByText("+211 921 234 567").dir).toBe("ltr");
  });

  it("takes a fall of the float for a charge, never for a delivery", () => {
    const list = show([
      entry(1, { kind: "evidence", facts: facts({ finding: "wasCharged", ifCharged: "24940.00 SSP" }) }),
    ]);
    expect(list.getByText("If nothing but this till moved the float, this sale was charged.")).toBeTruthy();
    expect(list.getByText("Float if charged")).toBeTruthy();
    expect(list.queryByText(/sent/u)).toBeNull();
  });
});
