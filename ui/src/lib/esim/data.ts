// Amounts of data. They come as bytes in decimal text, beyond the integers that a number holds exactly, and are shown in
// gigabytes of 1,000,000,000 bytes.
import { formatLocale, t } from "../i18n";
import { numberFormat } from "../i18n/locale";

const hundredth = 10_000_000n;

/** The bytes that a text counts; nothing where it is no count. */
export function bytesOf(text: string | null): bigint | null {
  return text !== null && /^\d{1,40}$/u.test(text) ? BigInt(text) : null;
}

/** `1.25 GB`, never more than there is; less than a hundredth is said in words. */
export function gigabytes(bytes: bigint, locale: string = formatLocale()): string {
  const hundredths = bytes / hundredth;
  if (bytes > 0n && hundredths === 0n) return t("data.little");
  const whole = hundredths / 100n;
  const part = hundredths % 100n;
  // Whole gigabytes beyond the integers of a number are grouped as they are; the hundredths of those are no news.
  const amount = numberFormat(locale, { numberingSystem: "latn", maximumFractionDigits: 2 });
  const count = whole > 1_000_000_000n ? amount.format(whole) : amount.format(Number(whole) + Number(part) / 100);
  return t("data.gigabytes", { count });
}

/** The use of an amount of data. */
export type Usage = {
  /** In whole hundredths; everything less than the whole is less than 100. */
  percent: number;
  used: string;
  whole: string;
  left: string;
};

/** How much of an amount is used; nothing where the service does not say. */
export function usageOf(initial: string | null, spent: string | null, locale: string = formatLocale()): Usage | null {
  const whole = bytesOf(initial);
  const used = bytesOf(spent);
  if (whole === null || used === null || whole === 0n) return null;
  const left = used > whole ? 0n : whole - used;
  const percent = Number(((used > whole ? whole : used) * 100n) / whole);
  return { percent, used: gigabytes(used, locale), whole: gigabytes(whole, locale), left: gigabytes(left, locale) };
}
