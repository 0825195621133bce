// The day of a sale in a list: as short as it can be without being unclear.
import { formatLocale } from "../i18n";
import { dateFormat } from "../locale";
import { moment } from "../format/time";

/** `21 Nov`, with the year when it is not this one. */
export function dayText(at: string, now: number, locale: string = formatLocale()): string {
  const date = moment(at);
  if (date === null) return at;
  const year = date.getFullYear() === new Date(now).getFullYear() ? undefined : "numeric";
  return dateFormat(locale, { day: "numeric", month: "short", year }).format(date);
}
