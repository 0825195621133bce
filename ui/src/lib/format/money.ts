// Money comes as exact decimal text and stays text: it is grouped for reading, never turned into a binary float.
import { formatLocale } from "../i18n";
import type { MoneyView } from "../ipc/generated";
import { numberFormat } from "../i18n/locale";

const shape = /^(-?)(\d{1,30})(?:\.(\d{1,8}))?$/;

/** `12345.60` as `12,345.60` in the person's locale; anything that is no amount is shown as it came. */
export function groupAmount(amount: string, locale: string = formatLocale()): string {
  const parts = shape.exec(amount);
  if (!parts) return amount;
  const [, sign = "", whole = "0", decimals] = parts;
  const numbers = numberFormat(locale, { numberingSystem: "latn", maximumFractionDigits: 0 });
  const grouped = numbers.format(BigInt(whole));
  const minus = sign ? "\u2212" : "";
  return decimals === undefined ? minus + grouped : `${minus}${grouped}${decimalMark(locale)}${decimals}`;
}

/** The amount with its currency after it, held together by a space that does not break. */
export function moneyText(money: MoneyView, locale?: string): string {
  return `${groupAmount(money.amount, locale)}\u00a0${money.currency}`;
}

function decimalMark(locale: string): string {
  const parts = numberFormat(locale, { numberingSystem: "latn", minimumFractionDigits: 1 }).formatToParts(0);
  return parts.find((part) => part.type === "decimal")?.value ?? ".";
}
