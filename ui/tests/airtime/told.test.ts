// The words of every state that evidence or a person gives, with their times and sums. Of each it was asked in which
// world it is false; where a declaration is untrue, the sentence names it.
import { render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import OutcomePanel from "../../src/components/sale/OutcomePanel.svelte";
import EvidenceLines from "../../src/components/evidence/EvidenceLines.svelte";
import type { SaidView, SaleStateView, SaleView, VerdictView } from "../../src/lib/ipc/generated";
import { findingPhrase } from "../../src/lib/sale/evidence";
import { outcomeSentence, statePhrase } from "../../src/lib/sale/sentence";
import { speak } from "../../src/lib/sale/speak";
import { toneOf } from "../../src/lib/sale/words";
import { ssp } from "../support/samples";
import { inState, line, verdict as anyVerdict, viewing } from "../support/sales";

/** A time of the person's day, in any zone. */
const at = (hour: number, minute: number, second = 0): string =>
  new Date(2026, 10, 21, hour, minute, second).toISOString();
const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const say = (sale: SaleView): string => plain(speak(outcomeSentence(sale, "outcome.service.twentyOneSystems")));
const told = (state: SaleStateView, change: Partial<SaleView> = {}): string => say(inState(state, change));
const head = (state: SaleStateView, change: Partial<SaleView> = {}): string =>
  speak(statePhrase(inState(state, change)));
const verdict = (charged: boolean, change: Partial<VerdictView> = {}): VerdictView => ({
  ...anyVerdict(charged),
  at: at(10, 12, 9),
  from: at(10, 2),
  to: at(charged ? 10 : 10, charged ? 4 : 12),
  ...change,
});
const word = (arrived: boolean | null, charged: boolean | null, adopted = false): SaidView => ({
  person: "amal@shop.example",
  at: at(10, 20),
  arrived,
  charged,
  reason: "She showed me",
  adopted,
});

beforeEach(() => vi.useFakeTimers({ now: new Date(2026, 10, 21, 11, 0), toFake: ["Date"] }));
afterEach(() => vi.useRealTimers());

describe("charged, delivery open", () => {
  it("tells the fall with times, sum and declaration, and no delivery", () => {
    expect(told("charged", { verdict: verdict(true) })).toBe(
      "Do not send it again. Ask the customer whether it arrived: no answer says so. Between 10:02 and 10:04 the float went down by 60.00 SSP because of this sale (as declared, only this till uses it).",
    );
    expect(told("charged", { verdict: verdict(true, { debit: null }) })).toMatch(
      / Between 10:02 and 10:04 the float went down because of this sale \(as declared/u,
    );
  });

  it("tells two looks of one minute apart, and names another day", () => {
    expect(told("charged", { verdict: verdict(true, { from: at(10, 2, 5), to: at(10, 2, 25) }) })).toMatch(
      / Between 10:02:05 and 10:02:25 /u,
    );
    vi.setSystemTime(new Date(2026, 10, 22, 11, 0));
    expect(told("charged", { verdict: verdict(true) })).toMatch(
      / Between 21 Nov, 10:02 and 21 Nov, 10:04 | Between Nov 21, 10:02 /u,
    );
  });

  it("shows both floats and what else lies between them", () => {
    render(OutcomePanel, { viewing: viewing(inState("charged", { verdict: verdict(true) })) });
    const floats = screen.getByTestId("outcome-floats");
    expect(plain(floats.textContent).replace(/\s+/gu, " ")).toContain("Float at 10:02 25,000.00 SSP");
    expect(plain(floats.textContent).replace(/\s+/gu, " ")).toContain("Float at 10:04 24,940.00 SSP");
    expect(floats.textContent).not.toContain("other movements");
    render(OutcomePanel, {
      viewing: viewing(inState("charged", { verdict: verdict(true, { after: ssp("24800.00") }) })),
    });
    expect(screen.getAllByTestId("outcome-floats")[1]?.textContent).toContain(
      "Between these two floats lie other movements too",
    );
  });
});

it("not charged as of a time: no later time, and no delivery, is spoken of", () => {
  const sentence = told("notCharged", { verdict: verdict(false) });
  expect(sentence).toBe(
    "Ask the customer before you send it again: it may still have arrived. By 10:12, at least 10 minutes after it was handed over, the float had not gone down because of this sale (as declared, only this till uses it, and 21 Systems is done with a sale by then).",
  );
  expect(head("notCharged", { verdict: verdict(false) })).toBe("Not charged by 10:12");
});

it("not charged within one minute of the float before names the seconds", () => {
  const quick = { verdict: verdict(false, { from: at(10, 12, 6), to: at(10, 12, 25), restSeconds: 10 }) };
  expect(told("notCharged", quick)).toContain("By 10:12:25, at least 10 seconds after");
  expect(head("notCharged", quick)).toBe("Not charged by 10:12:25");
  const across = { verdict: verdict(false, { from: at(10, 11, 55), to: at(10, 12, 8), restSeconds: 10 }) };
  expect(head("notCharged", across), "so does a rest of seconds").toBe("Not charged by 10:12:08");
});

describe("reopened", () => {
  const reopening = { at: at(10, 30), moved: ssp("30.00"), from: at(10, 12), to: at(10, 30) };

  it("says what contradicts what was said, and when, without a culprit", () => {
    expect(told("reopened", { verdict: verdict(true), reopening })).toBe(
      "Do not send it again. Please look. At 10:30 something contradicted what we said at 10:12, that the float went down because of this sale: between 10:12 and 10:30 the float went down by 30.00 SSP, which the till's sales do not explain.",
    );
    const up = { ...reopening, moved: ssp("-30.00") };
    expect(told("reopened", { verdict: verdict(false), reopening: up })).toContain(
      "that the float had not gone down because of this sale: between 10:12 and 10:30 the float went up by 30.00 SSP",
    );
    expect(told("reopened", { verdict: verdict(false), reopening: { ...reopening, moved: null } })).toMatch(
      /^Do not send it again\. Please look\. At 10:30 something contradicted what we said at 10:12, that .* this sale\.$/u,
    );
  });

  it("names the seconds where it was said in the same minute", () => {
    const soon = { ...reopening, at: at(10, 12, 53), from: at(10, 12, 38), to: at(10, 12, 53) };
    expect(told("reopened", { verdict: verdict(true), reopening: soon })).toContain(
      "At 10:12:53 something contradicted what we said at 10:12:09, ",
    );
  });

  it("shows no floats of the verdict that does not stand", () => {
    render(OutcomePanel, { viewing: viewing(inState("reopened", { verdict: verdict(true), reopening })) });
    expect(screen.queryByTestId("outcome-floats")).toBeNull();
    expect(screen.queryByText(/rests on what is declared/u)).toBeNull();
  });

  it("rings until somebody has looked", () => {
    expect(toneOf(inState("reopened"))).toBe("reopened");
    expect(toneOf(inState("reopened", { notice: null }))).toBe("inDoubt");
  });
});

it.each([
  [true, null, "it arrived", "Said: arrived"],
  [false, null, "it did not arrive", "Said: did not arrive"],
  [null, true, "the float was charged", "Said: charged"],
  [null, false, "the float was not charged", "Said: not charged"],
  [true, true, "it arrived, and the float was charged", "Said: arrived"],
  [true, false, "it arrived, and the float was not charged", "Said: arrived"],
  [false, true, "it did not arrive, and the float was charged", "Said: did not arrive"],
  [false, false, "it did not arrive, and the float was not charged", "Said: did not arrive"],
] as const)("a person who says %s and %s is quoted: %s", (arrived, charged, words, short) => {
  expect(told("said", { said: word(arrived, charged) })).toBe(
    `amal@shop.example says: ${words}. Reason: “She showed me”`,
  );
  expect(head("said", { said: word(arrived, charged) })).toBe(short);
});

it("a person who took over an indication is said to have done so", () => {
  expect(told("said", { said: word(null, true, true) })).toBe(
    "amal@shop.example takes over what the float indicates: the float was charged. Reason: “She showed me”",
  );
});

describe("refused, charge open", () => {
  const refused = { refused: true, doubt: "refusedChargeUnknown", code: 13 } as const;

  it("speaks of the charge alone, and of checking only while it is checked", () => {
    expect(told("inDoubt", refused)).toBe(
      "Refused with code 13. The till checks whether it was charged. Do not send it again yet.",
    );
    expect(told("inDoubt", { ...refused, checking: false })).toBe(
      "Refused with code 13. It is not known whether it was charged. Do not send it again.",
    );
  });

  it("names what the verdict rests on", () => {
    expect(told("declinedButCharged", { ...refused, verdict: verdict(true) })).toBe(
      "Do not send it again. Refused with code 13. Between 10:02 and 10:04 the float went down by 60.00 SSP because of this sale all the same (as declared, only this till uses it). Copy the claim for 21 Systems.",
    );
    expect(told("declined", { ...refused, verdict: verdict(false) })).toBe(
      "Refused with code 13. By 10:12 the float had not gone down because of this sale (as declared, only this till uses it).",
    );
  });
});

it("a sale never handed over never left this computer or its proxy", () => {
  expect(told("neverHandedOver")).toBe(
    "No connection to 21 Systems could be made, so it never left this computer. Nothing was charged.",
  );
  const ofALaterVersion = { reason: "other" } as const;
  expect(told("neverHandedOver", ofALaterVersion)).toBe("It never left this computer. Nothing was charged.");
  expect(told("neverHandedOver", { reason: "proxyBlocked" })).toBe(
    "It never reached 21 Systems: no connection was opened through the proxy of this network. Nothing was charged.",
  );
});

describe("a line of evidence", () => {
  it("tells how many of how many were charged, as declared", () => {
    const some = line("exactlySome", { exactly: 1, of: 3 });
    expect(speak(findingPhrase(some))).toBe(
      "The float cannot tell this sale and 2 others apart. Exactly 1 of these 3 sales was charged.",
    );
    expect(told("inDoubt", { checking: false, evidence: [some] })).toMatch(
      /^We do not know\. Do not send it again\. .*Exactly 1 of these 3 sales was charged \(as declared, only this till uses it\)\.$/u,
    );
    expect(speak(findingPhrase(line("exactlySome", { exactly: 2, of: 4 })))).toContain(
      "Exactly 2 of these 4 sales were charged",
    );
  });

  it("tells what moved the float without a culprit, upwards as upwards", () => {
    const moved = (amount: string) => plain(speak(findingPhrase(line("movedByOthers", { moved: ssp(amount) }))));
    expect(moved("20.00")).toBe(
      "The float went down by 20.00 SSP, which the till's sales do not explain: another user, a deposit, a correction, a changed commission, or a late charge.",
    );
    expect(moved("-500.00")).toMatch(/^The float went up by 500\.00 SSP, /u);
  });

  it.each<[SaleStateView, string]>([
    ["inDoubt", "What the float says"],
    ["notCharged", "Earlier readings"],
    ["said", "Earlier readings"],
  ])("of a sale that is %s stands below: %s", (state, title) => {
    render(OutcomePanel, { viewing: viewing(inState(state, { evidence: [line("unchangedSoFar")] })) });
    const [heading] = screen.getAllByRole("heading", { level: 3 });
    expect(heading?.textContent).toBe(title);
  });

  it("has its time to the second", () => {
    render(EvidenceLines, { lines: [line("unchangedSoFar", { at: at(10, 12, 6) })], waiting: false });
    expect(screen.getByText("10:12:06")).toBeTruthy();
  });

  it("counts down to when the service is done, without being read out", () => {
    render(EvidenceLines, {
      lines: [line("unchangedSoFar")],
      waiting: true,
      rest: { service: "21 Systems", left: 372 },
    });
    const timer = screen.getByRole("timer");
    expect(timer.getAttribute("aria-live")).toBe("off");
    expect(timer.textContent).toBe(
      "As declared, 21 Systems may work on it for another 6:12. Until then an unchanged float says nothing.",
    );
  });
});
