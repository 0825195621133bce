// What is said of the sales that speak against sending one more. Only an answer that says delivered makes a top-up one
// that the number had: a doubt, a charge without a delivery and a delivery to come are ones that it may have had.
import type { SaleView } from "../ipc/generated";
import type { MessageKey } from "../i18n";
import { wordsOf } from "./order-words";
import type { Phrase } from "./phrase";

/** The title of the question why the number gets another. */
export function recentTitle(recent: SaleView[]): Phrase {
  const had = recent.filter((sale) => sale.state === "confirmed").length;
  if (had === 0) return { key: "topUp.recentMaybe", values: { count: { count: recent.length } } };
  return { key: had === recent.length ? "topUp.recentTitle" : "topUp.recentMore", values: { count: { count: had } } };
}

/** What an earlier sale means for one more, where its outcome alone does not say so. */
export function warning(sale: SaleView): MessageKey | undefined {
  const words = wordsOf(sale).earlier;
  switch (sale.state) {
    case "intended":
    case "inDoubt":
      return sale.refused ? words.refused : words.inDoubt;
    case "charged":
      return words.charged;
    case "reopened":
      return words.reopened;
    case "notCharged":
      return words.mayHaveArrived;
    case "accepted":
      return words.accepted;
    case "said":
      return sale.said?.arrived == null ? words.arrivalUnsaid : undefined;
    case "declinedButCharged":
      return words.refusedButCharged;
    case "neverHandedOver":
    case "confirmed":
    case "declined":
      return undefined;
  }
}
