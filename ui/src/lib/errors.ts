// The wording of every fault. The table is total: a code without a sentence does not compile.
import { plainText } from "./format/plain";
import { t, type MessageKey } from "./i18n";
import type { ErrorCode, ErrorView, MoneyMoved } from "./ipc/generated";

/** What happened, what it means for the money, and what to do next, in one sentence or two each. */
export const errorMessages: Record<ErrorCode, MessageKey> = {
  badRequest: "error.badRequest",
  notFound: "error.notFound",
  wrongPassword: "error.wrongPassword",
  emailNotConfirmed: "error.emailNotConfirmed",
  rateLimited: "error.rateLimited",
  offline: "error.offline",
  captivePortal: "error.captivePortal",
  certificate: "error.certificate",
  serviceDown: "error.serviceDown",
  connectionSettings: "error.connectionSettings",
  signInAgain: "error.signInAgain",
  denied: "error.denied",
  oddAnswer: "error.oddAnswer",
  keyringUnavailable: "error.keyringUnavailable",
  badNumber: "error.badNumber",
  badAmount: "error.badAmount",
  floatTooSmall: "error.floatTooSmall",
  repeatNeedsReason: "error.repeatNeedsReason",
  doubtNeedsOverride: "error.doubtNeedsOverride",
  saleUnderWay: "error.saleUnderWay",
  intentExpired: "error.intentExpired",
  reasonNeeded: "error.reasonNeeded",
  notInDoubt: "error.notInDoubt",
  diskFull: "error.diskFull",
  readOnly: "error.readOnly",
  ledgerNewer: "error.ledgerNewer",
  ledgerSetAside: "error.ledgerSetAside",
  ledgerBroken: "error.ledgerBroken",
  vaultNewer: "error.vaultNewer",
  badConnectionFile: "error.badConnectionFile",
  practiceFailed: "error.practiceFailed",
  internal: "error.internal",
};

const moneyMessages: Record<MoneyMoved, MessageKey | null> = {
  no: null,
  unknown: "error.moneyUnknown",
  yes: "error.moneyMoved",
};

/** Codes whose detail tells a person something that the sentence cannot. */
const tellingDetail: ReadonlySet<ErrorCode> = new Set([
  "badConnectionFile",
  "connectionSettings",
  "denied",
  "serviceDown",
  "oddAnswer",
  "certificate",
  "practiceFailed",
  "ledgerSetAside",
  "ledgerBroken",
  "diskFull",
  "readOnly",
]);

export type FaultWording = {
  /** What happened and what to do. */
  sentence: string;
  /** Said when money moved or may have moved. */
  money: string | null;
  /** A detail in plain text, cleaned and bounded. */
  detail: string | null;
  /** For a support call. */
  reference: string | null;
};

/** A fault in words. A code of a newer till than this window is worded as an internal one. */
export function faultWording(error: ErrorView): FaultWording {
  const known = Object.hasOwn(errorMessages, error.code);
  const key = known ? errorMessages[error.code] : "error.internal";
  const money = moneyMessages[error.moneyMoved];
  const detail = known && tellingDetail.has(error.code) ? plainText(error.message) : "";
  return {
    sentence: t(key, { seconds: wait(error.message) }),
    money: money && t(money),
    detail: detail || null,
    reference: plainText(error.reference, 64) || null,
  };
}

/** Seconds to wait; 0 when the service does not say. */
function wait(message: string): number {
  return /^\d{1,6}$/u.test(message) ? Number(message) : 0;
}
