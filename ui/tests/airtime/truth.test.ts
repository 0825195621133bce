// Sentences about money and delivery are read with one question: in which world is this one false? Each claim has the
// list of the messages that may make it, with the ground that they have; another message that makes it fails here and
// is looked at.
import { describe, expect, it } from "vitest";
import en from "../../messages/en.json";
import type { DeclineReason, DoubtCause, SaidView, SaleStateView } from "../../src/lib/ipc/generated";
import { unreadWord } from "../../src/lib/sale/float";
import { recentTitle } from "../../src/lib/sale/recent";
import {
  advice,
  indicationPhrase,
  mayBeApproved,
  outcomeSentence,
  refusalReason,
  saidWith,
} from "../../src/lib/sale/sentence";
import { speak } from "../../src/lib/sale/speak";
import { DOUBT_WORD } from "../../src/lib/sale/words";
import { ssp } from "../support/samples";
import { inState, verdict } from "../support/sales";

const service = "outcome.service.twentyOneSystems" as const;

/**
 * The messages outside of the sign-in and the settings whose text makes a claim; the declarations of a float are the
 * administrator's.
 */
function making(claim: RegExp): string[] {
  const apart = /^(?:signIn|signInPage|settings|waiting|account|users|revocation|signOut|declared)\./u;
  return Object.entries(en).flatMap(([key, text]) => (claim.test(text) && !apart.test(key) ? [key] : []));
}

describe("a claim is made only where it has its ground", () => {
  it("that nothing was charged: the service's words, or no connection", () => {
    expect(making(/nothing was charged/iu).toSorted()).toEqual(
      [
        // MoneyMoved::No of an outcome that could not be written.
        "error.outcomeNotWritten",
        // 403 with words about the float.
        "outcome.declined.insufficientFloat",
        "outcome.declined.insufficientFloatUnknown",
        // 401.
        "outcome.declined.signInEnded",
        "outcome.declined.signInNotRenewed",
        // No connection, so no request.
        "outcome.declined.unreachable",
        "outcome.declined.proxyBlocked",
        "outcome.declined.unsendable",
        "outcome.sentence.neverLeft",
      ]
        .filter((key) => key in en)
        .toSorted(),
    );
  });

  it("that something was delivered: the service says so, and practice knows", () => {
    const claims = making(/\bdelivered\b/iu).filter((key) => !/^(?:trouble|floatTrouble)\./u.test(key));
    for (const key of claims)
      expect(en[key as keyof typeof en], key).toMatch(
        /says delivered|before it is delivered|No answer says whether it was delivered/u,
      );
  });

  it("nothing is promised at a time by which it comes", () => {
    expect(making(/at the latest|every hour|within the hour|can take a minute|will be delivered/iu)).toEqual([]);
  });

  it("a charge is never called sent", () => {
    const old = /^outcome\.settle\./u;
    expect(making(/\b(?:it was|not|checked:|marked as) sent\b/iu).filter((key) => !old.test(key))).toEqual([
      "error.outcomeNotWritten",
      // No connection, so no request.
      "outcome.state.neverHandedOver",
    ]);
  });
});

describe("the speaker is named rightly", () => {
  it("no message says that nobody knows what the service may know", () => {
    expect(making(/\bnobody (?:said|says|knows|gave|can tell|has)\b/iu)).toEqual([]);
    expect(making(/\bwas never said\b/iu)).toEqual([]);
  });

  it.each<[Partial<{ doubt: DoubtCause; reason: DeclineReason; code: number | null; serviceMessage: string }>, string]>(
    [
      [{ doubt: "unknownCode", code: 99, serviceMessage: "WHATEVER" }, "outcome.serviceSaysCode"],
      [{ doubt: "unknownCode", code: 99, serviceMessage: "" }, "outcome.serviceCode"],
      [{ doubt: "approvalPending", code: 1, serviceMessage: "PENDING_APPROVAL" }, "outcome.serviceSaysCode"],
      [{ doubt: "refusedChargeUnknown", code: 13, serviceMessage: "REJECTED_TOPUP" }, "outcome.serviceSaysCode"],
      [{ reason: "insufficientFloat", code: null, serviceMessage: "No" }, "outcome.serviceSays"],
      // A gateway may have written these.
      [{ doubt: "unreadable", code: null, serviceMessage: "no route" }, "outcome.answerSays"],
      [{ doubt: "unreadable", code: 0, serviceMessage: "FAILED" }, "outcome.answerSaysCode"],
      [{ doubt: "unreadable", code: 0, serviceMessage: "" }, "outcome.answerCode"],
      [{ doubt: "serviceFault", code: null, serviceMessage: "gave up waiting" }, "outcome.answerSays"],
      [{ reason: "rateLimited", code: null, serviceMessage: "slow down" }, "outcome.answerSays"],
    ],
  )("%o", (change, key) => {
    expect(saidWith(inState(change.reason ? "declined" : "inDoubt", change))).toBe(key);
  });

  it("an answer that began and was cut is no broken line, and no silence", () => {
    expect(en[DOUBT_WORD.answerCut]).toMatch(/^An answer began/u);
    expect(en[DOUBT_WORD.lineBroken]).toMatch(/before a readable answer came/u);
    expect(new Set([DOUBT_WORD.answerCut, DOUBT_WORD.lineBroken, DOUBT_WORD.noAnswer]).size).toBe(3);
  });

  it.each([
    ["offline", "The service cannot be reached"],
    ["noAnswer", "No whole answer from the service"],
    ["answerLost", "No whole answer from the service"],
    ["serviceDown", "The service cannot answer now"],
    ["signInAgain", "The sign-in has ended"],
    ["denied", "The float could not be read"],
    ["oddAnswer", "The float could not be read"],
    ["keyringUnavailable", "The float could not be read"],
  ] as const)("a float that %s kept from being read says: %s", (unread, words) => {
    expect(en[unreadWord({ balance: ssp("1.00"), at: "2026-11-21T14:05:09Z", fresh: false, unread })]).toBe(words);
  });
});

describe("the reason of a refusal", () => {
  const reason = (state: SaleStateView, change = {}) => {
    const told = refusalReason(
      inState(state, { refused: true, code: 36, reason: "numberInactive", ...change }),
      service,
    );
    return told && speak(told);
  };

  it("is told beside the charge, open or judged, and not twice", () => {
    const words = /^21 Systems refused it and says that .* is not active\.$/u;
    expect(reason("inDoubt")).toMatch(words);
    expect(reason("declinedButCharged", { verdict: verdict(true) })).toMatch(words);
    expect(reason("declined", { verdict: verdict(false) })).toMatch(words);
    expect(reason("declined", { verdict: null }), "there the sentence says it").toBeUndefined();
    expect(reason("inDoubt", { refused: false, reason: null })).toBeUndefined();
  });
});

it("a sentence of a charge begins with what a person does", () => {
  const charges = ["charged", "chargedBy", "chargedBetween", "notCharged", "notChargedBy", "planNotBilled"] as const;
  for (const key of charges)
    expect(en[`outcome.sentence.${key}`], key).toMatch(
      /^(?:Do not send it again|Ask the customer before you (?:send|order) it)/u,
    );
  for (const key of ["reopened", "reopenedAt", "reopenedMoved", "planReopened", "planReopenedAt"] as const)
    expect(en[`outcome.sentence.${key}`], key).toMatch(/^Do not (?:send|order) it again\. Please look/u);
});

it("a refusal that was charged says first not to send it again", () => {
  const first = [
    "outcome.sentence.refusedChargedBy",
    "outcome.sentence.refusedCharged",
    "outcome.sentence.declinedButCharged",
    "outcome.sentence.planRefusedButBilled",
  ] as const;
  for (const key of first) expect(en[key], key).toMatch(/^Do not (?:send|order) it again\. .* Copy the claim/u);
});

describe("a sale that may still be approved", () => {
  it.each<SaleStateView>(["inDoubt", "declined", "declinedButCharged"])("keeps its warning when it is %s", (state) => {
    expect(mayBeApproved(inState(state, { code: 1, doubt: "approvalPending" }))).toBe(true);
    expect(mayBeApproved(inState(state, { code: 13, doubt: "refusedChargeUnknown", reason: null }))).toBe(false);
  });
});

describe("a person's word", () => {
  const word = (change: Partial<SaidView>): SaidView => ({
    person: "nyandeng@practice.example",
    at: "2026-11-21T10:00:00Z",
    arrived: null,
    charged: true,
    reason: "Looked.",
    adopted: false,
    ...change,
  });
  const told = (change: Partial<SaidView>) => speak(outcomeSentence(inState("said", { said: word(change) }), service));

  it("takes over no delivery from a float, which indicates none", () => {
    expect(told({ adopted: true })).toMatch(
      /takes over what the float indicates: the float was charged\. Reason: “Looked\.”$/u,
    );
    expect(told({ adopted: true, arrived: true })).toMatch(
      /example says: it arrived, and the float was charged\. The charge is taken over from what the float indicates\. Reason: “Looked\.”$/u,
    );
  });

  it("is of somebody without a name where nobody was signed in", () => {
    expect(told({ person: "unknown" })).toBe(
      "A person without a sign-in says: the float was charged. Reason: “Looked.”",
    );
  });

  it("keeps the warning of an approval until the sale has arrived", () => {
    const next = (change: Partial<SaidView>) =>
      advice(inState("said", { code: 1, doubt: "approvalPending", said: word(change) }));
    for (const arrived of [null, false])
      for (const charged of [true, false]) expect(next({ arrived, charged })).toBe("outcome.advice.approvalSaid");
    expect(next({ arrived: true })).toBe("outcome.advice.arrived");
  });
});

it("an indication within one minute names the seconds", () => {
  const indication = { charged: true, from: "2026-11-21T10:02:01Z", to: "2026-11-21T10:02:31Z", restSeconds: 10 };
  expect(speak(indicationPhrase(indication))).toMatch(
    /between .*:02:01 and .*:02:31, no request took longer than 10 seconds/u,
  );
});

describe("the sales that a number had lately", () => {
  const title = (...states: SaleStateView[]) => speak(recentTitle(states.map((state) => inState(state))));

  it("are ones that it had only where delivery was said", () => {
    expect(title("confirmed")).toBe("This number had a top-up in the last 24 hours");
    expect(title("confirmed", "confirmed")).toBe("This number had 2 top-ups in the last 24 hours");
    expect(title("inDoubt")).toBe("This number may have had a top-up in the last 24 hours");
    expect(title("accepted", "declinedButCharged")).toBe("This number may have had 2 top-ups in the last 24 hours");
    expect(title("inDoubt", "confirmed")).toBe("This number had a top-up in the last 24 hours, and may have had more");
  });
});
