// The facts of an entry of the ledger, worded. The ledger may hold facts that this window does not know yet: their names
// are shown as they are, so that nothing of the record is hidden.
import { plainText } from "../format/plain";
import { t, type MessageKey } from "../i18n";
import type { FactView } from "../ipc/generated";

const FACT_WORD: Record<string, MessageKey | undefined> = {
  msisdn: "history.fact.msisdn",
  number: "history.fact.number",
  amount: "history.fact.amount",
  operator: "history.fact.operator",
  connection: "history.fact.connection",
  reference: "history.fact.reference",
  balance: "history.fact.balance",
  floatBefore: "history.fact.floatBefore",
  floatAfter: "history.fact.floatAfter",
  code: "history.fact.code",
  statusCode: "history.fact.statusCode",
  message: "history.fact.message",
  serviceMessage: "history.fact.serviceMessage",
  reason: "history.fact.reason",
  repeatReason: "history.fact.repeatReason",
  settledReason: "history.fact.settledReason",
  cause: "history.fact.cause",
  doubt: "history.fact.doubt",
  finding: "history.fact.finding",
  ifSent: "history.fact.ifSent",
  ifNotSent: "history.fact.ifNotSent",
  seen: "history.fact.seen",
  outcome: "history.fact.outcome",
  state: "history.fact.state",
  sent: "history.fact.sent",
  charged: "history.fact.charged",
  by: "history.fact.by",
  overrideDoubts: "history.fact.overrideDoubts",
  numberAccepted: "history.fact.numberAccepted",
  attempt: "history.fact.attempt",
  httpStatus: "history.fact.httpStatus",
  intent: "history.fact.intent",
  cost: "history.fact.cost",
  debit: "history.fact.debit",
  receiver: "history.fact.receiver",
  statusMessage: "history.fact.statusMessage",
};

const VALUE_WORD: Record<string, MessageKey | undefined> = { true: "history.yes", false: "history.no" };

/** The name of a fact. */
export function factWord(fact: FactView): string {
  const key = FACT_WORD[fact.name];
  return key === undefined ? plainText(fact.name, 60) : t(key);
}

/** Its value: yes and no in words, everything else as it was written. */
export function factValue(fact: FactView): string {
  const key = VALUE_WORD[fact.value];
  return key === undefined ? plainText(fact.value, 500) : t(key);
}
