import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import en from "../../messages/en.json";
import type { SaleStateView } from "../../src/lib/ipc/generated";
import { FINDING_WORD, isOpenEnded } from "../../src/lib/sale/evidence";
import { factValue, factWord } from "../../src/lib/sale/facts";
import { advice, nextStep, outcomeSentence } from "../../src/lib/sale/sentence";
import { speak, stretches } from "../../src/lib/sale/speak";
import { troubleWord } from "../../src/lib/practice/number-troubles";
import * as words from "../../src/lib/sale/words";
import { ssp } from "../support/samples";
import { DECLINE_REASONS, inState, line, saysUncharged } from "../support/sales";

const service = "outcome.service.twentyOneSystems" as const;
const said = (state: SaleStateView, change = {}) =>
  speak(outcomeSentence(inState(state, change), service)).replaceAll("\u00a0", " ");

it("every code of a sale is worded in a sentence of its own", () => {
  const tables = [
    words.STATE_WORD,
    words.DOUBT_WORD,
    FINDING_WORD,
    words.ENTRY_WORD,
    words.STEP_WORD,
    words.NUMBER_ERROR_WORD,
  ];
  for (const table of tables) {
    const sentences = Object.values(table).map((key) => en[key]);
    expect(sentences.every((sentence) => sentence.length > 3)).toBe(true);
    expect(new Set(sentences).size, "no two codes say the same").toBe(sentences.length);
  }
});

describe("outcomes say what happened, whether money moved, and what to do", () => {
  it.each([
    ["confirmed", "21 Systems says delivered, reference 2015092414230190101000061."],
    ["accepted", "21 Systems took it and says that it will deliver. The time is not known. Do not send it again."],
    ["inDoubt", "We do not know yet. Do not send it again. The till reads the float in a moment."],
  ] as const)("%s", (state, sentence) => expect(said(state)).toBe(sentence));

  it("every refusal says what its answer says, and has one next step", () => {
    for (const reason of DECLINE_REASONS) {
      const refusal = words.REFUSAL[reason];
      const sentence = said("declined", { reason });
      expect(sentence, reason).not.toMatch(/not sent|not given/iu);
      const nothing = /nothing was (?:charged|ordered)/iu;
      const unsaid = / The answer does not say whether anything was charged\.$/u;
      const [told, untold] = saysUncharged(reason) ? [nothing, unsaid] : [unsaid, nothing];
      expect(sentence, reason).toMatch(told);
      expect(sentence, reason).not.toMatch(untold);
      expect(said("declined", { reason, doubt: "refusedChargeUnknown" }), "that is told by evidence").not.toMatch(
        unsaid,
      );
      expect(en[refusal.advice].length).toBeGreaterThan(10);
      expect(nextStep(inState("declined", { reason }))).toBe(refusal.step);
    }
  });

  it("quotes the float only when it explains the refusal", () => {
    const reason = "insufficientFloat";
    expect(said("declined", { reason, floatBefore: ssp("40.00") })).toBe(
      "21 Systems refused it: it says that the float is less than 60.00 SSP, and so that nothing was charged. The float was 40.00 SSP when it was last read.",
    );
    expect(said("declined", { reason })).toBe(
      "21 Systems refused it: it says that the float is less than 60.00 SSP, and so that nothing was charged.",
    );
  });

  it("a doubt that evidence cannot settle asks for a person", () => {
    expect(said("inDoubt", { checking: false, evidence: [line("unchangedSoFar")] })).toMatch(
      /^We do not know\. Do not send it again\. The float cannot tell it\./u,
    );
  });

  it("a float that was not read is told as such", () => {
    const unread = "We do not know yet. Do not send it again. The float has not been read since: check now.";
    const failed = { evidence: [line("floatUnreadable", { seen: null })] };
    expect(said("inDoubt", { checking: false })).toBe(unread);
    expect(said("inDoubt", { checking: false, ...failed })).toMatch(/The float could not be read: check now\.$/u);
    expect(said("inDoubt", { checking: true, ...failed })).toMatch(/The till goes on reading the float\.$/u);
  });
});

it("an entry of the timeline looks as what it says", () => {
  const judged = (outcome: string) => words.entryTone({ kind: "judged", facts: [{ name: "outcome", value: outcome }] });
  expect([judged("charged"), judged("notCharged")]).toEqual(["charged", "notCharged"]);
  expect([judged("fromLater"), judged("toString")], "a reading").toEqual(["inDoubt", "inDoubt"]);
  expect(words.entryTone({ kind: "reopened", facts: [{ name: "outcome", value: "charged" }] })).toBe("reopened");
});

it("an approval may still come, so the service is asked first", () => {
  const pending = inState("inDoubt", { doubt: "approvalPending", code: 1 });
  expect(advice(pending)).toBe("outcome.advice.approvalPending");
  expect(en["outcome.advice.approvalPending"]).toMatch(/may still approve it\. Ask before you send it again/u);
  expect(nextStep(pending), "no button sends it again").toBe("next");
});

it("a float of another sign-in proves nothing, and is not waited for", () => {
  expect(en[FINDING_WORD.otherAccount]).toContain("this float proves nothing about the sale");
  expect(isOpenEnded("otherAccount")).toBe(true);
});

it("money and numbers stand alone inside a sentence", () => {
  const isolated = stretches(outcomeSentence(inState("declined"), service)).filter((one) => one.isolated);
  expect(isolated.map((one) => one.text)).toEqual(["+211 921 234 567"]);
});

it("a service's words cannot turn a sentence around", () => {
  const phrase = outcomeSentence(inState("confirmed", { reference: "12\u202e34\u2069" }), service);
  expect(speak(phrase)).toBe("21 Systems says delivered, reference 12 34.");
});

it("a fact that the window does not know is shown as it is", () => {
  expect(factWord({ name: "floatAfter", value: "1" })).toBe("Float afterwards");
  expect(factWord({ name: "moonPhase", value: "full" })).toBe("moonPhase");
  expect(factValue({ name: "moonPhase", value: "in_doubt" }, "X")).toBe("in_doubt");
});

it("every number of the practice service is worded", () => {
  const table = readFileSync("../crates/practice/src/airtime/numbers.rs", "utf8");
  const codes = [...table.matchAll(/^ +(?:row|declined|charged)\("\d{4}", "(\w+)"/gmu)].map((match) => match[1] ?? "");
  expect(codes.length).toBeGreaterThan(20);
  for (const code of codes) expect(troubleWord(code), code).not.toBe(code);
});

it("codes on the timeline are worded as everywhere else", () => {
  const value = (name: string, code: string) => factValue({ name, value: code }, "21 Systems");
  expect(value("outcome", "neverHandedOver")).toBe("Not sent");
  expect(value("cause", "refusedChargeUnknown")).toBe(
    "21 Systems refused the sale. It is not known yet whether the sale was charged.",
  );
  expect(value("finding", "fitsBoth")).toBe(
    "This float decides nothing. This sale can explain it, and so can another sale or movement of the same sum, or a charge that was lost between two sales at once.",
  );
  expect(value("reason", "numberInactive")).toBe("The number is not active");
  expect(value("reason", "a_reason_of_a_later_version")).toBe("a_reason_of_a_later_version");
});

it("every fact that the till writes has a name", () => {
  const view = readFileSync("../crates/app/src/view/entry.rs", "utf8");
  const names = [...view.matchAll(/\badd\("(\w+)"/gu)].map((match) => match[1] ?? "");
  expect(names.length).toBeGreaterThan(15);
  for (const name of names) expect(factWord({ name, value: "" }), name).not.toBe(name);
});
