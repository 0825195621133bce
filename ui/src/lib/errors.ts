// The wording of every error. The tables are total: a code without a sentence does not compile. Most sentences say that
// nothing was sent or to try again, so they are for errors that moved no money; where it moved or may have, only
// sentences of the family `error.moved` are taken, which claim no such thing.
import { moneyText } from "./format/money";
import { plainText } from "./format/plain";
import { t, type MessageKey } from "./i18n";
import type { ErrorCode, ErrorView, MoneyMoved, OrderView } from "./ipc/generated";

/** Sentences that stay true whether or not money moved. */
type MovedKey = Extract<MessageKey, `error.moved.${string}`>;

/** What happened, what it means for the money, and what to do next, in one sentence or two each; no money moved. */
export const errorMessages: Record<ErrorCode, Exclude<MessageKey, MovedKey>> = {
  badRequest: "error.badRequest",
  notFound: "error.notFound",
  wrongPassword: "error.wrongPassword",
  emailNotConfirmed: "error.emailNotConfirmed",
  rateLimited: "error.rateLimited",
  offline: "error.offline",
  noAnswer: "error.noAnswer",
  answerLost: "error.answerLost",
  proxyNotReached: "error.proxyNotReached",
  proxySilent: "error.proxySilent",
  proxyWantsSignIn: "error.proxyWantsSignIn",
  proxyRefused: "error.proxyRefused",
  proxyBroke: "error.proxyBroke",
  proxyUnsupported: "error.proxyUnsupported",
  captivePortal: "error.captivePortal",
  certificate: "error.certificate",
  serviceDown: "error.serviceDown",
  connectionSettings: "error.connectionSettings",
  signInAgain: "error.signInAgain",
  denied: "error.denied",
  turnedDown: "error.turnedDown",
  oddAnswer: "error.oddAnswer",
  signInTimedOut: "error.signInTimedOut",
  consentDenied: "error.consentDenied",
  clientRefused: "error.clientRefused",
  pkceRefused: "error.pkceRefused",
  pkceNeeded: "error.pkceNeeded",
  browserNotOpened: "error.browserNotOpened",
  notRevocable: "error.notRevocable",
  scopeRefused: "error.scopeRefused",
  codeRefused: "error.codeRefused",
  answerNotSafe: "error.answerNotSafe",
  notYou: "error.notYou",
  pastedOtherAddress: "error.pastedOtherAddress",
  pastedOtherSignIn: "error.pastedOtherSignIn",
  pastedUnreadable: "error.pastedUnreadable",
  pastedTwice: "error.pastedTwice",
  pastedNoCode: "error.pastedNoCode",
  noCode: "error.noCode",
  signInRefused: "error.signInRefused",
  noSuchUser: "error.noSuchUser",
  badUserId: "error.badUserId",
  badIccid: "error.badIccid",
  badEid: "error.badEid",
  badCustomer: "error.badCustomer",
  badAddress: "error.badAddress",
  noActivationCode: "error.noActivationCode",
  notSaved: "error.notSaved",
  catalogueOld: "error.catalogueOld",
  badEmail: "error.badEmail",
  badPassword: "error.badPassword",
  trustNotChanged: "error.trustNotChanged",
  keyringUnavailable: "error.keyringUnavailable",
  signOutUnfinished: "error.signOutUnfinished",
  badNumber: "error.badNumber",
  badAmount: "error.badAmount",
  floatTooSmall: "error.floatTooSmall",
  overSaleLimit: "error.overSaleLimit",
  overDayLimit: "error.overDayLimit",
  priceNotKnown: "error.priceNotKnown",
  repeatNeedsReason: "error.repeatNeedsReason",
  doubtNeedsOverride: "error.doubtNeedsOverride",
  saleUnderWay: "error.saleUnderWay",
  intentExpired: "error.intentExpired",
  reasonNeeded: "error.reasonNeeded",
  notInDoubt: "error.notInDoubt",
  connectionGone: "error.connectionGone",
  diskFull: "error.diskFull",
  readOnly: "error.readOnly",
  outcomeNotWritten: "error.outcomeNotWritten",
  doubtsOpen: "error.doubtsOpen",
  ledgerNewer: "error.ledgerNewer",
  ledgerMisplaced: "error.ledgerMisplaced",
  ledgerBroken: "error.ledgerBroken",
  ledgerIndexBroken: "error.ledgerIndexBroken",
  ledgerUnchecked: "error.ledgerUnchecked",
  vaultNewer: "error.vaultNewer",
  badConnectionFile: "error.badConnectionFile",
  practiceFailed: "error.practiceFailed",
  supervisorOnly: "error.supervisorOnly",
  setByCompany: "error.setByCompany",
  updatesNotChecked: "error.updatesNotChecked",
  tillAtWork: "error.tillAtWork",
  internal: "error.internal",
};

/** What happened, where money moved or may have; every other code is worded as an error of the till. */
const movedMessages: Partial<Record<ErrorCode, MovedKey>> = {
  diskFull: "error.moved.diskFull",
  readOnly: "error.moved.readOnly",
  serviceDown: "error.moved.serviceDown",
  offline: "error.moved.offline",
  noAnswer: "error.moved.noAnswer",
  answerLost: "error.moved.answerLost",
  oddAnswer: "error.moved.oddAnswer",
  captivePortal: "error.moved.captivePortal",
};

/** Nothing is in the history yet of an outcome that could not be written, so its sentences say all there is. */
const unwrittenMessages: Record<Exclude<MoneyMoved, "no">, MovedKey> = {
  unknown: "error.moved.outcomeNotWritten.unknown",
  yes: "error.moved.outcomeNotWritten.yes",
};

/** The sentences of an order of a plan, where those of airtime speak of a float, a number or an amount. */
const planMessages: Partial<typeof errorMessages> = {
  repeatNeedsReason: "error.plan.repeatNeedsReason",
  doubtNeedsOverride: "error.plan.doubtNeedsOverride",
  saleUnderWay: "error.plan.saleUnderWay",
  intentExpired: "error.plan.intentExpired",
  connectionGone: "error.plan.connectionGone",
};

/** The same of an outcome that could not be written; an order that was taken may still fail. */
const unwrittenPlanMessages: typeof unwrittenMessages = {
  unknown: "error.moved.plan.outcomeNotWritten.unknown",
  yes: "error.moved.plan.outcomeNotWritten.yes",
};

/** The sentences that differ by the kind of the order. */
const orderMessages: Record<
  OrderView["kind"],
  { unmoved: Partial<typeof errorMessages>; unwritten: typeof unwrittenMessages }
> = {
  topUp: { unmoved: {}, unwritten: unwrittenMessages },
  newEsim: { unmoved: planMessages, unwritten: unwrittenPlanMessages },
  esimTopUp: { unmoved: planMessages, unwritten: unwrittenPlanMessages },
};

const moneyMessages: Record<MoneyMoved, MessageKey | null> = {
  no: null,
  unknown: "error.moneyUnknown",
  yes: "error.moneyMoved",
};

/** Codes whose detail says something that the sentence cannot. */
const showsDetail: ReadonlySet<ErrorCode> = new Set([
  "badConnectionFile",
  "setByCompany",
  "notSaved",
  "connectionSettings",
  "denied",
  "turnedDown",
  "offline",
  "serviceDown",
  "oddAnswer",
  "certificate",
  "consentDenied",
  "signInRefused",
  "clientRefused",
  "pkceRefused",
  "pkceNeeded",
  "browserNotOpened",
  "scopeRefused",
  "trustNotChanged",
  "practiceFailed",
  "ledgerBroken",
  "ledgerIndexBroken",
  "diskFull",
  "readOnly",
  "outcomeNotWritten",
  "notSaved",
]);

/** Codes whose detail is in the service's own words, and is said to be. */
const inTheServicesWords: ReadonlySet<ErrorCode> = new Set([
  "denied",
  "consentDenied",
  "signInRefused",
  "clientRefused",
  "pkceRefused",
  "scopeRefused",
]);

/** Codes whose own sentence says that nothing was sent. */
const saysNothingSent: ReadonlySet<ErrorCode> = new Set([
  "badRequest",
  "badNumber",
  "catalogueOld",
  "certificate",
  "diskFull",
  "doubtNeedsOverride",
  "floatTooSmall",
  "intentExpired",
  "ledgerMisplaced",
  "ledgerNewer",
  "outcomeNotWritten",
  "overDayLimit",
  "overSaleLimit",
  "priceNotKnown",
  "proxyBroke",
  "proxyNotReached",
  "proxyRefused",
  "proxySilent",
  "proxyUnsupported",
  "proxyWantsSignIn",
  "readOnly",
  "repeatNeedsReason",
  "saleUnderWay",
]);

export type ErrorWording = {
  /** What happened and what to do. */
  sentence: string;
  /** Said when money moved or may have moved, and of an order, when nothing was sent. */
  money: string | null;
  /** A detail in plain text, cleaned and bounded. */
  detail: string | null;
  /** For a support call. */
  reference: string | null;
  /** For a support call at the service. */
  correlation: string | null;
};

/**
 * An error in words. A code of a newer till than this window is worded as an internal one. Of an order it is always
 * said whether it was sent. `kind`: the kind of the order or sale that it is about.
 */
export function errorWording(error: ErrorView, order = false, kind: OrderView["kind"] = "topUp"): ErrorWording {
  const known = Object.hasOwn(errorMessages, error.code);
  const unwritten = error.code === "outcomeNotWritten";
  const unsent = order && error.moneyMoved === "no" && !saysNothingSent.has(error.code);
  const money = unsent ? "error.nothingSent" : unwritten ? null : moneyMessages[error.moneyMoved];
  const told = known && showsDetail.has(error.code) && !wait(error.message) ? plainText(error.message) : "";
  const detail = told && inTheServicesWords.has(error.code) ? t("error.serviceSays", { words: told }) : told;
  return {
    sentence: t(sentenceOf(error, kind), {
      seconds: wait(error.message),
      proxy: plainText(error.message),
      ...limit(error.message),
    }),
    money: money && t(money),
    detail: detail || null,
    reference: plainText(error.reference, 64) || null,
    correlation: plainText(error.correlation ?? "", 64) || null,
  };
}

function sentenceOf({ code, moneyMoved }: ErrorView, kind: OrderView["kind"]): MessageKey {
  const { unmoved, unwritten } = orderMessages[kind];
  if (moneyMoved === "no")
    return Object.hasOwn(errorMessages, code) ? (unmoved[code] ?? errorMessages[code]) : "error.internal";
  if (code === "outcomeNotWritten") return unwritten[moneyMoved];
  return (Object.hasOwn(movedMessages, code) && movedMessages[code]) || "error.moved.other";
}

/** Seconds to wait; 0 when the service does not say. */
function wait(message: string): number {
  return /^\d{1,6}$/u.test(message) ? Number(message) : 0;
}

/**
 * The most that a limit allows and what was sold of it, as `20000.00 SSP; 19800.00 SSP`; `none` for a part that is not
 * given. `full` where nothing of it is left.
 */
function limit(message: string): { most: string; sold: string; full: "yes" | "no" } {
  const [most, sold] = message.split("; ").map((sum) => {
    const [, amount = "", currency = ""] = /^(\d+(?:\.\d+)?) ([A-Z]{3})$/u.exec(sum) ?? [];
    return amount ? { minor: BigInt(amount.replace(".", "")), text: moneyText({ amount, currency }) } : null;
  });
  const full = most && sold && sold.minor >= most.minor ? "yes" : "no";
  return { most: most?.text ?? "none", sold: sold?.text ?? "none", full };
}
