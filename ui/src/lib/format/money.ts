// Money comes as exact decimal text and stays text: it is grouped for reading, never turned into a binary float.
import { formatLocale } from "../i18n";
import type { MoneyView } from "../ipc/generated";
import { kept, numberFormat } from "../i18n/locale";

const shape = /^(-?)(\d{1,30})(?:\.(\d{1,8}))?$/;

/** `12345.60` as `12,345.60` in the person's locale; anything that is no amount is shown as it came. */
export function groupAmount(amount: string, locale: string = formatLocale()): string {
  const parts = shape.exec(amount);
  if (!parts) return amount;
  const [, sign = "", whole = "0", decimals] = parts;
  const { numbers, mark } = kept(marks, locale, () => marksOf(locale));
  const grouped = numbers.format(BigInt(whole));
  const minus = sign ? "\u2212" : "";
  return decimals === undefined ? minus + grouped : `${minus}${grouped}${mark}${decimals}`;
}

/**
 * The amount of a sum as its currency is written: filled up with zeros to the currency's digits. Zeros beyond them are
 * dropped, and nothing else is.
 */
export function groupMoney({ amount, currency }: MoneyView, locale?: string): string {
  const parts = shape.exec(amount);
  const digits = kept(places, currency, () => placesOf(currency));
  if (!parts || digits === null) return groupAmount(amount, locale);
  const [, sign = "", whole = "0", decimals = ""] = parts;
  const beyond = decimals.slice(digits).replace(/0+$/u, "");
  const fraction = decimals.slice(0, digits).padEnd(digits, "0") + beyond;
  return groupAmount(`${sign}${whole}${fraction === "" ? "" : `.${fraction}`}`, locale);
}

/** The amount with its currency after it, held together by a space that does not break. */
export function moneyText(money: MoneyView, locale?: string): string {
  return `${groupMoney(money, locale)}\u00a0${money.currency}`;
}

/** How a locale groups whole numbers, and what it puts before the decimals. */
type Marks = { numbers: Intl.NumberFormat; mark: string };

/** A list of prices asks for them at every price. */
const marks = new Map<string, Marks>();

/** How many digits a currency has after the mark; `null` for one that the platform does not know. */
const places = new Map<string, number | null>();
const currencies = new Set(Intl.supportedValuesOf("currency"));

function placesOf(currency: string): number | null {
  if (!currencies.has(currency)) return null;
  return numberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? null;
}

function marksOf(locale: string): Marks {
  const parts = numberFormat(locale, { numberingSystem: "latn", minimumFractionDigits: 1 }).formatToParts(0);
  return {
    numbers: numberFormat(locale, { numberingSystem: "latn", maximumFractionDigits: 0 }),
    mark: parts.find((part) => part.type === "decimal")?.value ?? ".",
  };
}
