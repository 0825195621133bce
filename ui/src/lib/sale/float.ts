// What may be said of a float: how long one that was seen may be called the float of now, and which one belongs to a
// sale.
import { moment } from "../format/time";
import type { MessageKey } from "../i18n";
import type { ErrorCode, FloatView, MoneyView, SaleView, VerdictView } from "../ipc/generated";
import { minorOf } from "./amount";
import { isPaidByFloat } from "./order";

/**
 * A till that sells alone changes its float by its own sales only, and these refresh it; another till may sell
 * meanwhile.
 */
const YOUNG = 5 * 60_000;

/** Whether the float was read just now: the last reading worked, and it is a few minutes old at most. */
export function isYoung(float: FloatView, now: number): boolean {
  const seen = moment(float.at);
  return float.fresh && seen !== null && now - seen.getTime() <= YOUNG;
}

/** What is said of a float that could not be read again, by what came of the attempt. */
const UNREAD: Partial<Record<ErrorCode, MessageKey>> = {
  offline: "frame.network.offline",
  proxyNotReached: "frame.network.offline",
  proxySilent: "frame.network.offline",
  proxyBroke: "frame.network.offline",
  noAnswer: "frame.network.noAnswer",
  answerLost: "frame.network.noAnswer",
  serviceDown: "frame.network.serviceDown",
  rateLimited: "frame.network.serviceDown",
  signInAgain: "frame.network.signInEnded",
};

/** Why the float is not fresh, in a few words. */
export const unreadWord = ({ unread }: FloatView): MessageKey =>
  (unread === null ? undefined : UNREAD[unread]) ?? "frame.networkBad";

/** The verdict of the float on its charge; an order that shows in no float has none. */
export const verdictOf = (sale: SaleView): VerdictView | null => (isPaidByFloat(sale) ? sale.verdict : null);

/** A float after a sale, and what it may be called. */
export type FloatAfter = { word: MessageKey; money: MoneyView };

/** Whether the float before, less what this sale cost, is exactly the float that was seen. */
function addsUp(before: MoneyView | null, debit: MoneyView | null, seen: MoneyView): boolean {
  return before !== null && minorOf(before) - (debit === null ? 0n : minorOf(debit)) === minorOf(seen);
}

const named = (alone: boolean, money: MoneyView): FloatAfter => ({
  word: alone ? "outcome.summary.floatAfter" : "outcome.summary.floatSince",
  money,
});

/**
 * The float after this very sale, as the service gave it or as evidence judged it. A float that was read while nobody
 * knew, or before a person decided, says nothing of the sale and is left to the lines of evidence. One that other sales
 * moved too, or that had not gone down for it, is only a float that was seen since.
 */
export function floatAfterSale(sale: SaleView): FloatAfter | undefined {
  const { floatAfter: money, verdict } = sale;
  if (!isPaidByFloat(sale)) return undefined;
  switch (sale.state) {
    case "confirmed":
    case "accepted":
      return money === null ? undefined : named(true, money);
    case "intended":
    case "inDoubt":
    case "neverHandedOver":
    case "reopened":
    case "said":
      return undefined;
    case "charged":
    case "notCharged":
    case "declined":
    case "declinedButCharged":
      if (verdict === null) return undefined;
      return named(verdict.debit !== null && addsUp(verdict.before, verdict.debit, verdict.after), verdict.after);
  }
}

/** The two floats that a verdict compares, and whether they differ by more than this sale. */
export const comparesMore = ({ charged, debit, before, after }: VerdictView): boolean =>
  charged && debit === null ? false : !addsUp(before, debit, after);
