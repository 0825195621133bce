// The system's values on their way to `Intl`, which throws at a tag or a zone that it does not know. Systems give such values:
// `en_IE@euro`, `C.UTF-8`, a zone that was mistyped. Everything of `Intl` in the window gets its locale and its zone from here.

/** The longest tag that is looked at (RFC 5646, section 4.4.1). */
const LONGEST = 35;

function isUsable(tag: string): boolean {
  try {
    return tag !== "" && tag.length <= LONGEST && Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}

/** The nearest tag that `Intl` takes: without encoding and modifier, then without what follows the language, then `fallback`. */
export function usableLocale(tag: string, fallback: string): string {
  const [named = ""] = tag.split(/[.@]/u);
  const parts = named.replaceAll("_", "-").split("-");
  const steps = [tag, parts.join("-"), parts.slice(0, 2).join("-"), parts[0] ?? ""];
  return steps.find(isUsable) ?? fallback;
}

/** Dates of a locale, in the system's zone; in UTC where the platform cannot tell the system's. */
export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    const format = new Intl.DateTimeFormat(locale, options);
    format.format(0);
    return format;
  } catch {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  }
}
