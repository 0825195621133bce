// Amounts as a person types them, and the arithmetic of floats: exact, in minor units, never in binary fractions. The till
// itself checks every amount again when the order is prepared; what is found here only tells a person earlier.

import type { MoneyView } from "../ipc/generated";
import { asciiDigit } from "./caret";

/** What is wrong with an amount. */
export type AmountFault = "empty" | "notANumber" | "tooManyPlaces" | "notPositive" | "tooLarge";

/** An amount in minor units, or what is wrong with it. */
export type TypedAmount = { minor: bigint } | { fault: AmountFault };

/** A billion, the most that the till takes as an amount. */
const MOST = 1_000_000_000n;
const INVISIBLE = /[\s\u00ad\u061c\u066c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu;

/** Reads what was typed: digits of any script that our users write in, either decimal mark, grouping ignored. */
export function readAmount(typed: string, places = 2): TypedAmount {
  const plain = Array.from(typed.replace(INVISIBLE, ""))
    .map((sign) => asciiDigit(sign) ?? (sign === "\u066b" ? "." : sign))
    .join("");
  if (plain === "") return { fault: "empty" };
  // A comma is a decimal mark when one or two digits follow it at the end and no point is there.
  const decimal = plain.includes(".") ? plain : plain.replace(/^([^,]*),(\d{1,2})$/u, "$1.$2");
  const parts = /^(\d{0,3}(?:,\d{3})+|\d*)(?:\.(\d*))?$/u.exec(decimal);
  if (parts === null || !/\d/u.test(decimal)) return { fault: "notANumber" };
  const whole = BigInt((parts[1] ?? "").replaceAll(",", "") || "0");
  const fraction = (parts[2] ?? "").replace(/0+$/u, "");
  if (fraction.length > places) return { fault: "tooManyPlaces" };
  if (whole > MOST) return { fault: "tooLarge" };
  const minor = whole * 10n ** BigInt(places) + BigInt(fraction.padEnd(places, "0") || "0");
  return minor > 0n ? { minor } : { fault: "notPositive" };
}

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

/** What is left of `float` after a sale of so many minor units; may be negative. */
export function floatAfter(float: MoneyView, minor: bigint): MoneyView {
  return moneyOf(minorOf(float) - minor, float.currency, placesOf(float));
}
