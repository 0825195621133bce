// The sentence of an outcome: what happened, whether money moved, what to do. Chosen here from the facts of the sale, with
// the values that it needs, and worded by the message files. Nothing here knows how it looks.

import type { MoneyView, SaleDetail, SaleView } from "../ipc/generated";
import type { MessageKey } from "../i18n";
import { minorOf } from "./amount";
import { isOpenEnded, REFUSAL, type NextStep } from "./words";

/** A value of a sentence: money and numbers are told apart from words, because they are written left to right everywhere. */
export type Value = { money: MoneyView } | { number: string } | { word: MessageKey } | { text: string } | { count: number };

/** A message with its values. */
export type Phrase = { key: MessageKey; values?: Record<string, Value> };

/** Who settled a doubt by hand, and why: it stands in the ledger, not in the sale. */
export type Settlement = { person: string; reason: string };

const phrase = (key: MessageKey, values: Record<string, Value> = {}): Phrase => ({ key, values });

/** Whether the service refused the sale, so that it was never sent and only its charge is or was in doubt. */
export const onlyChargeInDoubt = (sale: SaleView): boolean => sale.doubt === "refusedChargeUnknown";

/** What the float lost stands in the evidence or nowhere: others use the same float, so no difference of floats shows it. */
function charged(sale: SaleView, service: Value): Phrase {
  if (sale.debit === null) return phrase("outcome.sentence.declinedButChargedUnknown", { service });
  return phrase("outcome.sentence.declinedButCharged", { amount: { money: sale.debit }, service });
}

function refused(sale: SaleView, service: Value): Phrase {
  const reason = sale.reason ?? "other";
  const values: Record<string, Value> = { service, number: { number: sale.grouped }, amount: { money: sale.amount } };
  if (reason !== "insufficientFloat") return phrase(REFUSAL[reason].sentence, values);
  const seen = sale.floatBefore;
  // The float that was last seen may be older than what the service counts with: it is quoted only if it explains the refusal.
  if (seen === null || minorOf(seen) >= minorOf(sale.amount)) return phrase("outcome.declined.insufficientFloatUnknown", values);
  return phrase("outcome.declined.insufficientFloat", { ...values, float: { money: seen } });
}

function settled(sale: SaleView, settlement: Settlement | undefined): Phrase {
  const sent = sale.state === "settledSent";
  if (!sale.settledByPerson) return phrase(sent ? "outcome.sentence.settledSent" : "outcome.sentence.settledNotSent");
  if (settlement === undefined) return phrase(sent ? "outcome.sentence.markedSent" : "outcome.sentence.markedNotSent");
  const values: Record<string, Value> = { person: { text: settlement.person }, reason: { text: settlement.reason } };
  return phrase(sent ? "outcome.sentence.markedSentBy" : "outcome.sentence.markedNotSentBy", values);
}

/** Where another reading hardly ever decides, a person is told so at once, although the till goes on looking. */
function doubtful(sale: SaleView, service: Value): Phrase {
  const last = sale.evidence.at(-1)?.finding;
  if (last === "movedByOthers") return phrase("outcome.sentence.inDoubtMoved", { service });
  // Before anything was read nobody can say that it could not be told.
  return phrase(
    (sale.checking || last === undefined) && !isOpenEnded(last) ? "outcome.sentence.inDoubt" : "outcome.sentence.inDoubtStuck",
    { service },
  );
}

/** What is said of the sale. */
export function outcomeSentence(sale: SaleView, service: MessageKey, settlement?: Settlement): Phrase {
  const name: Value = { word: service };
  switch (sale.state) {
    case "intended":
      return phrase("outcome.sentence.intended");
    case "confirmed":
      return sale.reference === null
        ? phrase("outcome.sentence.confirmedPlain")
        : phrase("outcome.sentence.confirmed", { reference: { number: sale.reference } });
    case "accepted":
      return phrase("outcome.sentence.accepted", { service: name });
    case "declined":
      return refused(sale, name);
    case "declinedButCharged":
      return charged(sale, name);
    case "inDoubt":
      return doubtful(sale, name);
    case "settledSent":
    case "settledNotSent":
      return settled(sale, settlement);
  }
}

/** What to do next after a refusal. */
export function nextStep(sale: SaleView): NextStep {
  return sale.state === "declined" ? REFUSAL[sale.reason ?? "other"].step : "next";
}

/** Who settled the doubt by hand, as the ledger has it. */
export function settlementOf(detail: SaleDetail): Settlement | undefined {
  const entry = detail.timeline.findLast((candidate) => candidate.kind === "settled");
  if (!detail.sale.settledByPerson || entry === undefined) return undefined;
  const reason = entry.facts.find((fact) => fact.name === "settleReason");
  return reason === undefined ? undefined : { person: entry.actor, reason: reason.value };
}
