// What may be said of a float: how long one that was seen may be called the float of now, and which one belongs to a sale.
import { moment } from "../format/time";
import type { MessageKey } from "../i18n";
import type { ErrorCode, FloatView, MoneyView, SaleView } from "../ipc/generated";
import { minorOf } from "./amount";

/** A till with one desk changes its float by its own sales only, and these refresh it; another desk may sell meanwhile. */
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
export const unreadWord = ({ unread }: FloatView): MessageKey => (unread === null ? undefined : UNREAD[unread]) ?? "frame.networkBad";

/** A float after a sale, and what it may be called. */
export type FloatAfter = { word: MessageKey; money: MoneyView };

/** Whether the float before, less what this sale cost, is exactly the float that was seen. */
function addsUp(sale: SaleView, seen: MoneyView): boolean {
  const charged = sale.state === "settledSent" || sale.state === "declinedButCharged";
  if (sale.floatBefore === null || (charged && sale.debit === null)) return false;
  return minorOf(sale.floatBefore) - (charged && sale.debit !== null ? minorOf(sale.debit) : 0n) === minorOf(seen);
}

/**
 * The float after this very sale, as the service told it or as evidence settled it. A float that was read while nobody knew,
 * or before a person decided, says nothing of the sale and is left to the lines of evidence. One that settled this sale
 * together with others is only a float that was seen since.
 */
export function floatAfterSale(sale: SaleView): FloatAfter | undefined {
  const { floatAfter: money } = sale;
  if (money === null) return undefined;
  switch (sale.state) {
    case "confirmed":
    case "accepted":
      return { word: "outcome.summary.floatAfter", money };
    case "intended":
    case "inDoubt":
    case "neverHandedOver":
    case "charged":
    case "notCharged":
    case "reopened":
    case "said":
      return undefined;
    case "declined":
    case "declinedButCharged":
    case "settledSent":
    case "settledNotSent": {
      const last = sale.evidence.at(-1)?.finding;
      if (sale.settledByPerson || (last !== "fitsSent" && last !== "fitsNotSent")) return undefined;
      return { word: addsUp(sale, money) ? "outcome.summary.floatAfter" : "outcome.summary.floatSince", money };
    }
  }
}
