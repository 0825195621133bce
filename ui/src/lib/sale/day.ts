// When something was, as short as it can be without being unclear: the time of day, and the day where it is not
// today's.
import { formatLocale } from "../i18n";
import { dateFormat } from "../i18n/locale";
import { clockText, moment, secondsText } from "../format/time";

/** `21 Nov`, with the year when it is not this one. */
export function dayText(at: string, now: number, locale: string = formatLocale()): string {
  const date = moment(at);
  if (date === null) return at;
  const year = date.getFullYear() === new Date(now).getFullYear() ? undefined : "numeric";
  return dateFormat(locale, { day: "numeric", month: "short", year }).format(date);
}

/** `14:05`, or `21 Nov, 14:05` on another day than today; with its seconds where minutes do not distinguish it. */
export function whenText(at: string, now: number, seconds = false): string {
  const date = moment(at);
  const clock = seconds ? secondsText(at) : clockText(at);
  const today = date !== null && date.toDateString() === new Date(now).toDateString();
  return today ? clock : `${dayText(at, now)}, ${clock}`;
}
