// The system's values on their way to `Intl`, which throws at a tag or a zone that it does not know. Systems give such
// values: `en_IE@euro`, `C.UTF-8`, a zone that was mistyped. Everything of `Intl` in the window gets its locale and its
// zone from here.

/** The longest tag that is looked at (RFC 5646, section 4.4.1). */
const LONGEST = 35;

function isUsable(tag: string): boolean {
  try {
    return tag !== "" && tag.length <= LONGEST && Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}

/**
 * The nearest tag that `Intl` takes: without encoding and modifier, then without what follows the language, then
 * `fallback`.
 */
export function usableLocale(tag: string, fallback: string): string {
  const [named = ""] = tag.split(/[.@]/u);
  const parts = named.replaceAll("_", "-").split("-");
  const steps = [tag, parts.join("-"), parts.slice(0, 2).join("-"), parts[0] ?? ""];
  return steps.find(isUsable) ?? fallback;
}

// A format costs far more to make than to use, and a page of sales uses some hundreds: each is made once. Which ones
// there are follows from the code, from the system's language and from its zone, so they stay few.
const dates = new Map<string, Intl.DateTimeFormat>();
const numbers = new Map<string, Intl.NumberFormat>();

/** What was made for a key before, or what `make` makes now. */
export function kept<Format>(formats: Map<string, Format>, key: string, make: () => Format): Format {
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = make();
  formats.set(key, made);
  return made;
}

/**
 * The difference of two zones: how far each is from UTC in winter and in summer. Somebody may travel while the till is
 * open.
 */
function zone(): string {
  const year = new Date().getFullYear();
  return [0, 6].map((month) => new Date(year, month, 1).getTimezoneOffset()).join(" ");
}

/** Dates of a locale, in the system's zone; in UTC where the platform does not know the system's. */
export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return kept(dates, `${zone()} ${locale} ${JSON.stringify(options)}`, () => madeDateFormat(locale, options));
}

function madeDateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    const format = new Intl.DateTimeFormat(locale, options);
    format.format(0);
    return format;
  } catch {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  }
}

/** Numbers of a locale. */
export function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return kept(numbers, `${locale} ${JSON.stringify(options)}`, () => new Intl.NumberFormat(locale, options));
}

const ages = new Map<string, Intl.RelativeTimeFormat>();

/** Ages in a language: `5 minutes ago`, `yesterday`. */
export function relativeFormat(locale: string): Intl.RelativeTimeFormat {
  return kept(ages, locale, () => new Intl.RelativeTimeFormat(locale, { numeric: "auto" }));
}

const collators = new Map<string, Intl.Collator>();

/** How a language sorts. */
export function collator(locale: string): Intl.Collator {
  return kept(collators, locale, () => new Intl.Collator(locale));
}

const regions = new Map<string, Intl.DisplayNames>();

const languages = new Map<string, Intl.DisplayNames>();

/** The name of a language in another one; the tag itself where the platform does not know it. */
export function languageName(tag: string, locale: string): string {
  const names = kept(languages, locale, () => new Intl.DisplayNames(locale, { type: "language", fallback: "code" }));
  try {
    return names.of(tag.replaceAll("_", "-")) ?? tag;
  } catch {
    return tag;
  }
}

/** The names of countries in a language; nothing for a code that the platform does not know. */
export function regionNames(locale: string): Intl.DisplayNames {
  return kept(regions, locale, () => new Intl.DisplayNames(locale, { type: "region", fallback: "none" }));
}
