// The sentence of an outcome: what happened, whether money moved, what to do. Chosen here from the facts of the sale, with
// the values that it needs, and worded by the message files. Nothing here knows how it looks.

import type { DeclineReason, MoneyView, SaleDetail, SaleStateView, SaleView } from "../ipc/generated";
import type { MessageKey } from "../i18n";
import { minorOf } from "./amount";
import { isOpenEnded, REFUSAL, type NextStep } from "./words";

/** A value of a sentence: money and numbers are told apart from words, because they are written left to right everywhere. */
export type Value =
  { money: MoneyView } | { number: string } | { word: MessageKey } | { text: string } | { count: number } | { phrase: Phrase };

/** A message with its values. */
export type Phrase = { key: MessageKey; values?: Record<string, Value> };

/** Who settled a doubt by hand, and why: it stands in the ledger, not in the sale. */
export type Settlement = { person: string; reason: string };

/** The result code of a sale that somebody at the service must approve first. */
const PENDING_APPROVAL = 1;

const phrase = (key: MessageKey, values: Record<string, Value> = {}): Phrase => ({ key, values });

/** Whether the service refused the sale by a documented code, so that only its charge is or was in doubt. */
export const onlyChargeInDoubt = (sale: SaleView): boolean => sale.doubt === "refusedChargeUnknown";

/**
 * Whether somebody at the service may still approve the sale, whatever became of its charge. A person's word, the last one,
 * ends that.
 */
export const mayBeApproved = (sale: SaleView): boolean =>
  !sale.settledByPerson && (sale.code === PENDING_APPROVAL || sale.doubt === "approvalPending" || sale.reason === "approvalPending");

/** How the words and the code of an answer are quoted, by speaker: with both, without the code, without words. */
const QUOTE = {
  service: { both: "outcome.serviceSaysCode", words: "outcome.serviceSays", code: "outcome.serviceCode" },
  answer: { both: "outcome.answerSaysCode", words: "outcome.answerSays", code: "outcome.answerCode" },
} as const;

/**
 * The message that quotes what came with the answer. Only an answer in one of the service's own forms is certainly the
 * service's: the others may be of something that stands before it.
 */
export function saidWith(sale: SaleView): MessageKey {
  const unsure = sale.doubt === "unreadable" || sale.doubt === "serviceFault" || sale.reason === "rateLimited";
  const quote = QUOTE[unsure ? "answer" : "service"];
  if (sale.code === null) return quote.words;
  return sale.serviceMessage === "" ? quote.code : quote.both;
}

/** Whether no reading of the float has worked since the sale came into doubt. */
export const isUnread = (sale: SaleView): boolean => sale.evidence.every((line) => line.finding === "floatUnreadable");

/** What a person marked is told as theirs: who says so, and why, as far as it is known. */
const MARKS: Partial<Record<SaleStateView, { plain: MessageKey; by: MessageKey }>> = {
  settledSent: { plain: "outcome.sentence.markedSent", by: "outcome.sentence.markedSentBy" },
  settledNotSent: { plain: "outcome.sentence.markedNotSent", by: "outcome.sentence.markedNotSentBy" },
  declined: { plain: "outcome.sentence.markedNotCharged", by: "outcome.sentence.markedNotChargedBy" },
  declinedButCharged: { plain: "outcome.sentence.markedCharged", by: "outcome.sentence.markedChargedBy" },
};

function marked(sale: SaleView, service: Value, settlement: Settlement | undefined): Phrase | undefined {
  const mark = sale.settledByPerson ? MARKS[sale.state] : undefined;
  if (mark === undefined || settlement === undefined) return mark && phrase(mark.plain, { service });
  return phrase(mark.by, { service, person: { text: settlement.person }, reason: { text: settlement.reason } });
}

/** What the float lost stands in the evidence or nowhere: others use the same float, so no difference of floats shows it. */
function charged(sale: SaleView, service: Value): Phrase {
  const [known, unknown]: [MessageKey, MessageKey] = mayBeApproved(sale)
    ? ["outcome.sentence.pendingButCharged", "outcome.sentence.pendingButChargedUnknown"]
    : ["outcome.sentence.declinedButCharged", "outcome.sentence.declinedButChargedUnknown"];
  return sale.debit === null ? phrase(unknown, { service }) : phrase(known, { amount: { money: sale.debit }, service });
}

/** Reasons whose answers say that nothing was charged, or that come where no request was taken. */
const UNCHARGED: ReadonlySet<DeclineReason> = new Set([
  "insufficientFloat",
  "signInEnded",
  "signInNotRenewed",
  "unreachable",
  "proxyBlocked",
]);

/** Whether an answer refused the sale and said nothing of a charge; whether a documented code charged is told by evidence. */
const chargeUnsaid = (sale: SaleView): boolean =>
  !onlyChargeInDoubt(sale) && !UNCHARGED.has(sale.reason ?? "other") && !mayBeApproved(sale);

function refused(sale: SaleView, service: Value): Phrase {
  const reason = sale.reason ?? "other";
  const values: Record<string, Value> = { service, number: { number: sale.grouped }, amount: { money: sale.amount } };
  if (reason !== "insufficientFloat") {
    const sentence = phrase(REFUSAL[reason].sentence, values);
    return chargeUnsaid(sale) ? phrase("outcome.declined.chargeUnsaid", { sentence: { phrase: sentence } }) : sentence;
  }
  const seen = sale.floatBefore;
  // The float that was last seen may be older than what the service counts with: it is quoted only if it explains the refusal.
  if (seen === null || minorOf(seen) >= minorOf(sale.amount)) return phrase("outcome.declined.insufficientFloatUnknown", values);
  return phrase("outcome.declined.insufficientFloat", { ...values, float: { money: seen } });
}

/** Where another reading hardly ever decides, a person is told so at once, although the till goes on looking. */
function doubtful(sale: SaleView, service: Value): Phrase {
  const last = sale.evidence.at(-1)?.finding;
  if (last === "movedByOthers") return phrase("outcome.sentence.inDoubtMoved", { service });
  if (isOpenEnded(last)) return phrase("outcome.sentence.inDoubtStuck", { service });
  if (sale.checking) return phrase("outcome.sentence.inDoubt");
  // Before anything was read nobody can say that it could not be told.
  return isUnread(sale) ? phrase("outcome.sentence.inDoubtUnread") : phrase("outcome.sentence.inDoubtStuck", { service });
}

/** What is said of the sale. */
export function outcomeSentence(sale: SaleView, service: MessageKey, settlement?: Settlement): Phrase {
  const name: Value = { word: service };
  const mark = marked(sale, name, settlement);
  if (mark !== undefined) return mark;
  switch (sale.state) {
    case "intended":
      return phrase("outcome.sentence.intended");
    case "confirmed":
      return sale.reference === null
        ? phrase("outcome.sentence.confirmedPlain", { service: name })
        : phrase("outcome.sentence.confirmed", { service: name, reference: { number: sale.reference } });
    case "accepted":
      return phrase("outcome.sentence.accepted", { service: name });
    case "neverHandedOver":
    case "declined":
      return refused(sale, name);
    case "declinedButCharged":
      return charged(sale, name);
    case "inDoubt":
      return doubtful(sale, name);
    case "charged":
      return phrase("outcome.sentence.charged");
    case "notCharged":
      return phrase("outcome.sentence.notCharged");
    case "reopened":
      return phrase("outcome.sentence.reopened");
    case "said":
      return phrase("outcome.sentence.said", { person: { text: sale.said?.person ?? "" } });
    case "settledSent":
      return phrase("outcome.sentence.settledSent");
    case "settledNotSent":
      return phrase("outcome.sentence.settledNotSent");
  }
}

/** What to do next after a refusal. */
export function nextStep(sale: SaleView): NextStep {
  return sale.state === "declined" || sale.state === "neverHandedOver" ? REFUSAL[sale.reason ?? "other"].step : "next";
}

/** Who settled the doubt by hand, as the ledger has it. */
export function settlementOf(detail: SaleDetail): Settlement | undefined {
  const entry = detail.timeline.findLast((candidate) => candidate.kind === "settled");
  if (!detail.sale.settledByPerson || entry === undefined) return undefined;
  const reason = entry.facts.find((fact) => fact.name === "settleReason");
  return reason === undefined ? undefined : { person: entry.actor, reason: reason.value };
}
