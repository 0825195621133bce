// The arithmetic of floats: exact, in minor units, never in binary fractions. A person's text is read by the till
// alone, so there is one grammar of amounts and not two.

import type { MoneyView } from "../ipc/generated";

/** How many decimal places the sum is written with. */
export function placesOf(money: MoneyView): number {
  return money.amount.split(".")[1]?.length ?? 0;
}

/** The sum in minor units. */
export function minorOf(money: MoneyView): bigint {
  return BigInt(money.amount.replace(".", ""));
}

/** The sum of so many minor units, written with so many places. */
export function moneyOf(minor: bigint, currency: string, places = 2): MoneyView {
  const sign = minor < 0n ? "-" : "";
  const digits = (minor < 0n ? -minor : minor).toString().padStart(places + 1, "0");
  const cut = digits.length - places;
  return { amount: places === 0 ? sign + digits : `${sign}${digits.slice(0, cut)}.${digits.slice(cut)}`, currency };
}

/** What is left of `float` after a sale of `amount`; may be negative. */
export function floatAfter(float: MoneyView, amount: MoneyView): MoneyView {
  return moneyOf(minorOf(float) - minorOf(amount), float.currency, placesOf(float));
}

/** Whether both are counted alike, so that one can be taken from the other. */
export const areAlike = (one: MoneyView, other: MoneyView): boolean =>
  one.currency === other.currency && placesOf(one) === placesOf(other);
