// The facts of an entry of the ledger, worded. The ledger may hold facts and codes that this window does not know yet: they
// are shown as they are, so that nothing of the record is hidden.
import { plainText } from "../format/plain";
import { t, type MessageKey } from "../i18n";
import type { FactView } from "../ipc/generated";
import { DOUBT_WORD, FINDING_WORD, REASON_WORD, STATE_WORD } from "./words";

type Words = Record<string, MessageKey | undefined>;

const FACT_WORD: Words = {
  number: "history.fact.number",
  amount: "history.fact.amount",
  reference: "history.fact.reference",
  floatBefore: "history.fact.floatBefore",
  floatAfter: "history.fact.floatAfter",
  attempt: "history.fact.attempt",
  repeatReason: "history.fact.repeatReason",
  overrideOf: "history.fact.overrideOf",
  numberWarned: "history.fact.numberWarned",
  status: "history.fact.status",
  code: "history.fact.code",
  message: "history.fact.message",
  reason: "history.fact.reason",
  cause: "history.fact.cause",
  outcome: "history.fact.outcome",
  settledBy: "history.fact.settledBy",
  settleReason: "history.fact.settleReason",
  debit: "history.fact.debit",
  finding: "history.fact.finding",
  ifSent: "history.fact.ifSent",
  ifNotSent: "history.fact.ifNotSent",
  seen: "history.fact.seen",
};

/** Facts whose values are codes, and the words of the codes. */
const VALUE_WORD: Record<string, Words | undefined> = {
  reason: REASON_WORD,
  cause: DOUBT_WORD,
  finding: FINDING_WORD,
  outcome: STATE_WORD,
  settledBy: { person: "history.settledBy.person", evidence: "history.settledBy.evidence" },
  numberWarned: { yes: "history.yes" },
};

/** The ledger writes codes as `in_doubt`, the contract as `inDoubt`. */
const camel = (code: string): string => code.replace(/_([a-z])/gu, (_, letter: string) => letter.toUpperCase());

/** The name of a fact. */
export function factWord(fact: FactView): string {
  const key = FACT_WORD[fact.name];
  return key === undefined ? plainText(fact.name, 60) : t(key);
}

/** Its value: codes in words, everything else as it was written. */
export function factValue(fact: FactView, service: string): string {
  const key = VALUE_WORD[fact.name]?.[camel(fact.value)];
  return key === undefined ? plainText(fact.value, 500) : t(key, { service });
}
