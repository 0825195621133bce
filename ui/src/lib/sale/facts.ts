// The facts of an entry of the ledger, worded. The ledger may hold facts and codes that this window does not know yet:
// they are shown as they are, so that nothing of the record is hidden.
import { plainText } from "../format/plain";
import { durationText, exactText, moment } from "../format/time";
import { t, type MessageKey } from "../i18n";
import type { EntryView, FactView, MoneyView, OrderView } from "../ipc/generated";
import { FINDING_WORD } from "./evidence";
import { PROGRESS_WORD } from "./order";
import { wordsFor } from "./order-words";
import { addsToReason, REASON_WORD } from "./words";

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
  tillMessage: "history.fact.tillMessage",
  reason: "history.fact.reason",
  cause: "history.fact.cause",
  outcome: "history.fact.outcome",
  settleReason: "history.fact.settleReason",
  debit: "history.fact.debit",
  finding: "history.fact.finding",
  ifCharged: "history.fact.ifCharged",
  ifNotCharged: "history.fact.ifNotCharged",
  seen: "history.fact.seen",
  waited: "history.fact.waited",
  from: "history.fact.from",
  to: "history.fact.to",
  moved: "history.fact.moved",
  arrived: "history.fact.arrived",
  charged: "history.fact.charged",
  adopted: "history.fact.adopted",
  exactly: "history.fact.exactly",
  of: "history.fact.of",
  product: "history.fact.product",
  customer: "history.fact.customer",
  iccid: "history.fact.iccid",
  deviceId: "history.fact.deviceId",
  eid: "history.fact.eid",
  correlation: "history.fact.correlation",
  correlationFrom: "history.fact.correlationFrom",
  correlationThrough: "history.fact.correlationThrough",
  progress: "history.fact.progress",
  subscription: "history.fact.subscription",
  created: "history.fact.created",
  ourDevice: "history.fact.ourDevice",
  seenAt: "history.fact.seenAt",
};

/** Facts whose values are sums. */
const SUMS: ReadonlySet<string> = new Set([
  "amount",
  "floatBefore",
  "floatAfter",
  "debit",
  "ifCharged",
  "ifNotCharged",
  "seen",
  "moved",
]);
const SUM = /^(-?\d{1,30}(?:\.\d{1,8})?) ([A-Z]{3})$/u;

/** Facts whose values are digits and signs, which run left to right in every language. */
const DIGITS: ReadonlySet<string> = new Set([
  "number",
  "reference",
  "attempt",
  "overrideOf",
  "status",
  "code",
  "iccid",
  "eid",
  "deviceId",
  "correlation",
  "correlationFrom",
  "correlationThrough",
  "subscription",
]);

/** Facts that a person hands to the service's support. */
const COPIED: ReadonlySet<string> = new Set(["correlation", "correlationFrom", "correlationThrough"]);

/** Facts whose values are moments. */
const MOMENTS: ReadonlySet<string> = new Set(["from", "to", "created", "seenAt"]);

const YES_OR_NO: Words = { yes: "history.yes", no: "history.no" };

/** Facts whose values are codes, and the words of the codes. */
const VALUE_WORD: Record<string, Words | undefined> = {
  reason: REASON_WORD,
  finding: FINDING_WORD,
  numberWarned: YES_OR_NO,
  arrived: YES_OR_NO,
  charged: YES_OR_NO,
  adopted: YES_OR_NO,
  ourDevice: YES_OR_NO,
  progress: PROGRESS_WORD,
};

/** The words of its codes, which may differ by the kind of the order. */
function codesOf({ name }: FactView, kind: OrderView["kind"]): Words | undefined {
  const { doubt, state } = wordsFor(kind);
  if (name === "cause") return doubt;
  return name === "outcome" ? state : VALUE_WORD[name];
}

/** The facts of an entry that are shown: the till's words are left out where the reason beside them says the same. */
export function factsOf({ facts }: Pick<EntryView, "facts">): FactView[] {
  const reason = facts.find(({ name }) => name === "reason")?.value;
  return facts.filter(({ name, value }) => name !== "tillMessage" || addsToReason(value, reason));
}

/** The name of a fact about an order of this kind. */
export function factWord(fact: FactView, kind: OrderView["kind"] = "topUp"): string {
  const key = wordsFor(kind).fact[fact.name] ?? FACT_WORD[fact.name];
  return key === undefined ? plainText(fact.name, 60) : t(key);
}

/** The sum that a fact holds, to be written as every other sum is. */
export function factSum(fact: FactView): MoneyView | undefined {
  const [, amount, currency] = (SUMS.has(fact.name) && SUM.exec(fact.value)) || [];
  return amount === undefined || currency === undefined ? undefined : { amount, currency };
}

/** Whether its value stands ready to be copied. */
export const isCopied = (fact: FactView): boolean => COPIED.has(fact.name);

/** The direction that its value is written in, where the value itself does not show it. */
export const factDirection = (fact: FactView): "ltr" | "auto" => (DIGITS.has(fact.name) ? "ltr" : "auto");

/** Its value: codes in words, times in the person's own zone, everything else as it was written. */
export function factValue(fact: FactView, service: string, kind: OrderView["kind"] = "topUp"): string {
  if (MOMENTS.has(fact.name) && moment(fact.value)) return exactText(fact.value);
  if (fact.name === "waited" && /^\d{1,9}$/u.test(fact.value)) return durationText(Number(fact.value));
  const key = codesOf(fact, kind)?.[fact.value];
  return key === undefined ? plainText(fact.value, 500) : t(key, { service });
}
