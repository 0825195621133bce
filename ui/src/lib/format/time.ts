// Moments come in UTC and are shown in the person's own zone: an age for the eye, the exact time for the pointer.
import { formatLocale, t } from "../i18n";
import { dateFormat, numberFormat, relativeFormat } from "../i18n/locale";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The moment, or nothing if the text is none. */
export function moment(at: string): Date | null {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** `just now`, `5 minutes ago`, `yesterday`; a little ahead of our clock counts as now. */
export function ageText(at: string, now: number, locale: string = formatLocale()): string {
  const date = moment(at);
  if (!date) return at;
  const past = now - date.getTime();
  const relative = relativeFormat(locale);
  if (Math.abs(past) < minute) return t("common.justNow");
  if (Math.abs(past) < hour) return relative.format(-Math.trunc(past / minute), "minute");
  if (Math.abs(past) < day) return relative.format(-Math.trunc(past / hour), "hour");
  if (Math.abs(past) < 30 * day) return relative.format(-Math.trunc(past / day), "day");
  return dateText(at, locale);
}

/** `21 Nov 2026, 14:05:09 CET`: exact, with its zone. */
export function exactText(at: string, locale: string = formatLocale(), timeZone?: string): string {
  const date = moment(at);
  if (!date) return at;
  return dateFormat(locale, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
    timeZone,
  }).format(date);
}

/** `21 Nov 2026`. */
export function dateText(at: string, locale: string = formatLocale(), timeZone?: string): string {
  const date = moment(at);
  if (!date) return at;
  return dateFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone }).format(date);
}

/** `14:05`. */
export function clockText(at: string, locale: string = formatLocale(), timeZone?: string): string {
  const date = moment(at);
  if (!date) return at;
  return dateFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone }).format(date);
}

/** `14:05:09`. */
export function secondsText(at: string, locale: string = formatLocale(), timeZone?: string): string {
  const date = moment(at);
  if (!date) return at;
  return dateFormat(locale, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZone,
  }).format(date);
}

/** `10 minutes`: a length in the largest unit that it is a whole number of. */
export function durationText(seconds: number, locale: string = formatLocale()): string {
  const [unit, size] =
    seconds % 3600 === 0
      ? (["hour", 3600] as const)
      : seconds % 60 === 0
        ? (["minute", 60] as const)
        : (["second", 1] as const);
  return numberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(seconds / size);
}

/** `4:05`: minutes and seconds that are left. */
export function leftText(seconds: number, locale: string = formatLocale()): string {
  const digits = (value: number, least: number) =>
    numberFormat(locale, { minimumIntegerDigits: least, useGrouping: false }).format(value);
  return `${digits(Math.floor(seconds / 60), 1)}:${digits(seconds % 60, 2)}`;
}
