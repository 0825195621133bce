// The sentence of an outcome: what happened, whether money moved, what to do. Chosen here from the facts of the sale,
// with the values that it needs, and worded by the message files. Each is true in every world that fits the facts, and
// what rests on a declaration names it. Nothing here knows how it looks.

import type { IndicationView, SaidView, SaleView, Speaker, VerdictView } from "../ipc/generated";
import type { MessageKey } from "../i18n";
import { clockText } from "../format/time";
import { minorOf } from "./amount";
import { boughtValue, isPaidByFloat, subjectValue } from "./order";
import { wordsOf, type Answers } from "./order-words";
import { asksService, planInDoubt, planMade } from "./plan";
import { isOpenEnded, isUnread, movedValues, someOf } from "./evidence";
import { verdictOf } from "./float";
import { phrase, type Phrase, type Value } from "./phrase";
import { REFUSAL, type NextStep } from "./words";

/** Whether the service refused the sale, so that only its charge is or was in doubt. */
export const onlyChargeInDoubt = (sale: SaleView): boolean => sale.refused || sale.doubt === "refusedChargeUnknown";

/** The result code of a sale that somebody at the service must approve first. */
const PENDING_APPROVAL = 1;

const waitsForApproval = (sale: SaleView): boolean =>
  sale.code === PENDING_APPROVAL || sale.doubt === "approvalPending";

/**
 * Whether somebody at the service may still approve the sale, charged or not. A person's word since
 * may rest on their answer.
 */
export const mayBeApproved = (sale: SaleView): boolean => sale.state !== "said" && waitsForApproval(sale);

/** How the words and the code of an answer are quoted: with both, without the code, without words. */
type Quote = Record<"both" | "words" | "code", MessageKey>;

const ANSWER: Quote = { both: "outcome.answerSaysCode", words: "outcome.answerSays", code: "outcome.answerCode" };

/** The quote of each speaker. A code that stands beside the till's own words came with an answer. */
const QUOTE: Record<Speaker, Quote> = {
  service: { both: "outcome.serviceSaysCode", words: "outcome.serviceSays", code: "outcome.serviceCode" },
  unsure: ANSWER,
  till: ANSWER,
};

/**
 * The message that quotes the words and the code of the answer. Only an answer in one of the service's own forms is
 * certainly the service's.
 */
export function saidWith(sale: SaleView): MessageKey {
  const quote = QUOTE[sale.speaker];
  if (sale.code === null) return quote.words;
  return sale.serviceMessage === "" ? quote.code : quote.both;
}

/** The code of a refusal; a documented one has a number. */
const codeOf = (sale: SaleView): Value => ({ number: sale.code === null ? "?" : String(sale.code) });

/** In seconds. */
const MINUTE = 60;

/** From when to when; within one minute the seconds distinguish them. */
function span({ from, to }: { from: string; to: string }): Record<"from" | "to", Value> {
  const seconds = clockText(from) === clockText(to);
  return { from: { at: from, seconds }, to: { at: to, seconds } };
}

/** The end of the time that a verdict speaks of; with seconds where that time, or the rest, is a matter of seconds. */
const endOf = ({ from, to, restSeconds }: VerdictView): Value =>
  restSeconds < MINUTE ? { at: to, seconds: true } : span({ from, to }).to;

/** When one of the two floats of a verdict was seen. */
export const atPhrase = (verdict: { from: string; to: string }, which: "from" | "to"): Phrase =>
  phrase("outcome.floats.at", { at: span(verdict)[which] });

/** What the evidence says of a sale that the service refused. */
function refusedAndJudged(sale: SaleView, verdict: VerdictView, service: Value): Phrase {
  const values = { code: codeOf(sale), service, ...span(verdict) };
  if (!verdict.charged) return phrase("outcome.sentence.refusedNotCharged", values);
  if (verdict.debit === null) return phrase("outcome.sentence.refusedCharged", values);
  return phrase("outcome.sentence.refusedChargedBy", { ...values, amount: { money: verdict.debit } });
}

/**
 * Whether an answer refused the sale and said nothing of a charge or a bill; whether a documented code charged is told
 * by evidence.
 */
const chargeUnsaid = (sale: SaleView): boolean => !onlyChargeInDoubt(sale) && !sale.uncharged && !mayBeApproved(sale);

/** What the reasons of refusals are worded with. */
const reasonValues = (sale: SaleView, service: Value): Record<string, Value> => ({
  service,
  number: subjectValue(sale),
  amount: boughtValue(sale),
});

/** Why the service refused the sale, where the sentence of its outcome speaks of the charge alone. */
export function refusalReason(sale: SaleView, service: MessageKey): Phrase | undefined {
  const told = sale.state === "declined" && sale.verdict === null;
  if (!onlyChargeInDoubt(sale) || sale.reason === null || told || mayBeApproved(sale)) return undefined;
  return phrase(REFUSAL[sale.reason].sentence, reasonValues(sale, { word: service }));
}

function refused(sale: SaleView, service: Value): Phrase {
  const reason = sale.reason ?? "other";
  const values = reasonValues(sale, service);
  if (reason !== "insufficientFloat") {
    const sentence = phrase(REFUSAL[reason].sentence, values);
    return chargeUnsaid(sale)
      ? phrase(wordsOf(sale).sentence.chargeUnsaid, { sentence: { phrase: sentence } })
      : sentence;
  }
  const seen = sale.floatBefore;
  // The float that was last seen may be older than what the service counts with: it is quoted only if it explains the
  // refusal.
  if (seen === null || sale.price === null || minorOf(seen) >= minorOf(sale.price))
    return phrase("outcome.declined.insufficientFloatUnknown", values);
  return phrase("outcome.declined.insufficientFloat", { ...values, float: { money: seen } });
}

/**
 * Only a request whose connection was never opened is known not to have been sent. A reason of a later version is not
 * worded.
 */
function neverHandedOver(sale: SaleView, service: Value): Phrase {
  return sale.uncharged && sale.reason !== null
    ? phrase(REFUSAL[sale.reason].sentence, reasonValues(sale, service))
    : phrase("outcome.sentence.neverLeft");
}

/** Of a refusal only the charge is open: nobody has to read that it may have arrived. */
function refusedAndOpen(sale: SaleView): Phrase {
  const code = codeOf(sale);
  const some = someOf(sale.evidence.at(-1));
  if (some) return phrase("outcome.sentence.refusedSome", { ...some, code });
  return phrase(sale.checking ? "outcome.sentence.refusedChecking" : "outcome.sentence.refusedOpen", { code });
}

/** Where another reading hardly ever decides, a person is shown that at once, although the till goes on looking. */
function doubtful(sale: SaleView, service: Value): Phrase {
  if (!isPaidByFloat(sale)) return planInDoubt(sale, service);
  if (onlyChargeInDoubt(sale)) return refusedAndOpen(sale);
  const last = sale.evidence.at(-1);
  const some = someOf(last);
  if (some) return phrase("outcome.sentence.inDoubtSome", some);
  if (sale.indication) return phrase("outcome.sentence.inDoubtIndicated");
  if (last?.finding === "movedByOthers") return phrase("outcome.sentence.inDoubtMoved", { service });
  if (isOpenEnded(last?.finding)) return phrase("outcome.sentence.inDoubtStuck", { service });
  if (sale.checking)
    return phrase(sale.evidence.length === 0 ? "outcome.sentence.inDoubtSoon" : "outcome.sentence.inDoubt");
  // Before anything was read the window cannot say that it is not known.
  if (sale.evidence.length === 0) return phrase("outcome.sentence.inDoubtUnread");
  return isUnread(sale)
    ? phrase("outcome.sentence.inDoubtUnreadable")
    : phrase("outcome.sentence.inDoubtStuck", { service });
}

/** The float went down because of it: a charge proves no delivery. */
function charged({ verdict }: SaleView): Phrase {
  if (verdict === null) return phrase("outcome.sentence.charged");
  if (verdict.debit === null) return phrase("outcome.sentence.chargedBetween", span(verdict));
  return phrase("outcome.sentence.chargedBy", { ...span(verdict), amount: { money: verdict.debit } });
}

/** The float had not gone down because of it: nothing is said of a later time, nor of a delivery. */
function notCharged(sale: SaleView, service: Value): Phrase {
  const verdict = verdictOf(sale);
  if (verdict === null) return phrase(wordsOf(sale).sentence.notCharged);
  return phrase("outcome.sentence.notChargedBy", {
    to: endOf(verdict),
    rest: { duration: verdict.restSeconds },
    service,
  });
}

/** What the till said, and what speaks against it, without a culprit. */
function reopened(sale: SaleView): Phrase {
  const { reopening, trace } = sale;
  const [verdict, words] = [verdictOf(sale), wordsOf(sale).sentence];
  if (reopening === null) return phrase(words.reopened);
  const when = span({ from: verdict?.at ?? trace?.at ?? reopening.from, to: reopening.at });
  const values: Record<string, Value> = {
    at: when.to,
    said: when.from,
    was: { choice: verdict === null ? "other" : verdict.charged ? "charged" : "notCharged" },
    ...span(reopening),
  };
  if (reopening.moved === null || !isPaidByFloat(sale)) return phrase(words.reopenedAt, values);
  return phrase("outcome.sentence.reopenedMoved", { ...values, ...movedValues(reopening.moved) });
}

/** A person's two answers; at least one of them was given. */
function answers({ arrived, charged: paid }: SaidView): Answers {
  if (arrived === null) return paid ? "charged" : "notCharged";
  if (paid === null) return arrived ? "arrived" : "notArrived";
  if (arrived) return paid ? "arrivedCharged" : "arrivedNotCharged";
  return paid ? "notArrivedCharged" : "notArrivedNotCharged";
}

/** The ledger's name for a person where nobody was signed in. */
const NOBODY = "unknown";

const personOf = (word: SaidView): Value =>
  word.person === NOBODY ? { word: "outcome.said.nobody" } : { text: word.person };

function said(sale: SaleView): Phrase {
  const word = sale.said;
  if (word === null) return phrase("outcome.sentence.said");
  const values: Record<string, Value> = {
    person: personOf(word),
    what: { word: wordsOf(sale).answers[answers(word)] },
    reason: { text: word.reason },
  };
  if (!word.adopted || !isPaidByFloat(sale)) return phrase("outcome.sentence.saidBy", values);
  // A float indicates a charge and never a delivery: that is the person's own word.
  return phrase(word.arrived === null ? "outcome.sentence.saidAdopted" : "outcome.sentence.saidAdoptedToo", values);
}

/** What the float indicates where others may move it too: said with all that it hangs on. */
export function indicationPhrase(indication: IndicationView): Phrase {
  const values = { ...span(indication), rest: { duration: indication.restSeconds } };
  return phrase(indication.charged ? "outcome.indication.charged" : "outcome.indication.notCharged", values);
}

/** What is said of the sale. */
export function outcomeSentence(sale: SaleView, service: MessageKey): Phrase {
  const name: Value = { word: service };
  const words = wordsOf(sale).sentence;
  const verdict = verdictOf(sale);
  switch (sale.state) {
    case "intended":
      return phrase(words.intended);
    case "confirmed":
      return sale.reference === null
        ? phrase("outcome.sentence.confirmedPlain", { service: name })
        : phrase("outcome.sentence.confirmed", { service: name, reference: { number: sale.reference } });
    case "accepted":
      return phrase(sale.progress === "preparing" ? "outcome.sentence.preparing" : words.accepted, { service: name });
    case "neverHandedOver":
      return neverHandedOver(sale, name);
    case "declined":
      return verdict ? refusedAndJudged(sale, verdict, name) : refused(sale, name);
    case "declinedButCharged":
      return verdict ? refusedAndJudged(sale, verdict, name) : phrase(words.declinedButCharged, { service: name });
    case "inDoubt":
      return doubtful(sale, name);
    case "charged":
      return isPaidByFloat(sale) ? charged(sale) : planMade(sale, name);
    case "notCharged":
      return notCharged(sale, name);
    case "reopened":
      return reopened(sale);
    case "said":
      return said(sale);
  }
}

/** Where the sale stands, in the few words of a list and a heading. */
export function statePhrase(sale: SaleView): Phrase {
  const { said: word } = sale;
  const verdict = verdictOf(sale);
  const words = wordsOf(sale).state;
  if (sale.state === "notCharged" && verdict) return phrase("outcome.state.notChargedBy", { to: endOf(verdict) });
  if (sale.state === "said" && word) {
    if (word.arrived !== null)
      return phrase(word.arrived ? "outcome.state.saidArrived" : "outcome.state.saidNotArrived");
    return phrase(word.charged ? words.saidCharged : words.saidNotCharged);
  }
  return phrase(words[sale.state]);
}

/** What a person does about it, where the sentence itself does not say so. */
export function advice(sale: SaleView): MessageKey | undefined {
  const words = wordsOf(sale).advice;
  if (mayBeApproved(sale)) return "outcome.advice.approvalPending";
  if (sale.reason === "signInNotRenewed" && sale.state === "declined" && sale.tillMessage !== "")
    return "outcome.advice.notAgain";
  if (sale.state === "declined" || sale.state === "neverHandedOver") return REFUSAL[sale.reason ?? "other"].advice;
  if (sale.state === "reopened") return words.reopened;
  if (sale.state === "confirmed" && sale.order.kind === "newEsim" && sale.esim === null) return "outcome.advice.noSim";
  if (sale.state !== "said" || sale.said === null) return undefined;
  const { arrived, charged: paid } = sale.said;
  if (arrived === true) return words.arrived;
  if (waitsForApproval(sale)) return "outcome.advice.approvalSaid";
  if (arrived === null && !onlyChargeInDoubt(sale)) return words.arrivalOpen;
  if (paid === null) return words.chargeOpen;
  return paid ? "outcome.advice.claim" : undefined;
}

/** The sentence of a sale whose facts stand below it: its reference, of up to 60 digits, is one of them. */
export const sentenceAboveFacts = (sale: SaleView, service: MessageKey): Phrase =>
  outcomeSentence(sale.state === "confirmed" ? { ...sale, reference: null } : sale, service);

/**
 * The title of a sale that is shown alone, whose number stands above it. Only what the service calls delivered was
 * sent.
 */
export function titlePhrase(sale: SaleView): Phrase {
  if (sale.state !== "confirmed") return statePhrase(sale);
  return isPaidByFloat(sale)
    ? phrase("outcome.sentTitle", { amount: boughtValue(sale) })
    : phrase("esim.readyTitle", { product: boughtValue(sale) });
}

/** Whether its sentence, or its advice, asks a person to hand its text to the service. */
export function asksForClaim(sale: SaleView): boolean {
  if (sale.claim === null) return false;
  if (sale.state === "declinedButCharged" || (!isPaidByFloat(sale) && asksService(sale))) return true;
  return advice(sale) === "outcome.advice.claim";
}

/** What to do next after a refusal. */
export function nextStep(sale: SaleView): NextStep {
  return sale.state === "declined" || sale.state === "neverHandedOver" ? REFUSAL[sale.reason ?? "other"].step : "next";
}
