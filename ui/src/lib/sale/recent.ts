// What is said of the sales that a number had lately. Only an answer that says delivered makes a top-up one that the number
// had: a doubt, a charge without a delivery and a delivery to come are ones that it may have had.
import type { SaleView } from "../ipc/generated";
import type { Phrase } from "./phrase";

/** The title of the question why the number gets another. */
export function recentTitle(recent: SaleView[]): Phrase {
  const had = recent.filter((sale) => sale.state === "confirmed").length;
  if (had === 0) return { key: "topUp.recentMaybe", values: { count: { count: recent.length } } };
  return { key: had === recent.length ? "topUp.recentTitle" : "topUp.recentMore", values: { count: { count: had } } };
}
