// Countries as people look for them: named in their own language by the platform's data, sorted by its rules, and found
// by that name, by the service's name or by the code. No flags: they are disputed, and some systems draw none.
import { plainText } from "./format/plain";
import { collator, kept, regionNames } from "./i18n/locale";
import type { CountryView } from "./ipc/generated";

/** A country of a list that is shown. */
export type Country = {
  /** ISO 3166-1 alpha-2. */
  code: string;
  /** In the person's language; the service's own name, or the code, where the platform knows none. */
  name: string;
  /** The service's own name, plain; may be empty. */
  serviceName: string;
  /** Everything it is found by, folded. */
  found: readonly string[];
};

/** Letters that do not come apart into a base letter and its marks. */
const whole: Record<string, string> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };

/** A text without case, marks and punctuation, so that `cote d'ivoire` finds `Côte d’Ivoire`. */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\p{M}'’ʻʼ`]/gu, "")
    .replace(/[ßæœøłđðþı]/gu, (letter) => whole[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/**
 * The countries of a service in the person's language, sorted as that language sorts. Of two with one code the first
 * counts.
 */
export function namedCountries(countries: readonly CountryView[], locale: string): Country[] {
  const known = new Map<string, Country>();
  for (const { code: raw, name: given } of countries) {
    const code = plainText(raw, 8);
    if (code === "" || known.has(code)) continue;
    const serviceName = plainText(given, 120);
    const name = localName(code, locale) ?? (serviceName || code);
    known.set(code, { code, name, serviceName, found: [...new Set([fold(name), fold(serviceName)])].filter(Boolean) });
  }
  const order = collator(locale);
  return [...known.values()].sort(
    (one, other) => order.compare(one.name, other.name) || (one.code < other.code ? -1 : 1),
  );
}

/** Regions that the platform names and that are no country: unions, the dependencies that ISO only reserves, tests. */
const NO_COUNTRY: ReadonlySet<string> = new Set("AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ".split(" "));

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Every country that the platform knows, named and sorted in this language. */
export function allCountries(locale: string): Country[] {
  const codes = [...letters].flatMap((first) => [...letters].map((second) => first + second));
  // A code that is out of use means another one by now.
  const isCountry = (code: string): boolean =>
    !NO_COUNTRY.has(code) && localName(code, locale) !== undefined && new Intl.Locale(`und-${code}`).region === code;
  return namedCountries(
    codes.filter(isCountry).map((code) => ({ code, name: "" })),
    locale,
  );
}

/** The name of a country in this language; its code where the platform knows none. */
export function countryName(code: string, locale: string): string {
  return localName(code, locale) ?? plainText(code, 8);
}

/** The names of countries that have been asked for, and that there is none: the platform takes long for each. */
const localNames = new Map<string, string | null>();

/** Only what is a region's code may be asked for, and not every such code has a region. */
function localName(code: string, locale: string): string | undefined {
  if (!/^[A-Z]{2}$/u.test(code) || code === "ZZ") return undefined;
  return kept(localNames, `${code} ${locale}`, () => regionNames(locale).of(code) ?? null) ?? undefined;
}

/** Which place each country has among all of them, as a language sorts. */
const places = new Map<string, ReadonlyMap<string, number>>();

/** The names of countries, sorted as the language sorts; a code that the platform does not know comes last. */
export function sortedNames(codes: readonly string[], locale: string): string[] {
  const place = kept(places, locale, () => new Map(allCountries(locale).map(({ code }, at) => [code, at])));
  const placeOf = (code: string): number => place.get(code) ?? place.size;
  return [...codes].sort((one, other) => placeOf(one) - placeOf(other)).map((code) => countryName(code, locale));
}

/**
 * The countries that a search finds, the likeliest first: the code itself, then names that begin with it, then names
 * with a word that begins with it, then the rest. Among equals the order of the list stays.
 */
export function findCountries(countries: readonly Country[], search: string): readonly Country[] {
  const wanted = fold(search);
  if (wanted === "") return countries;
  const ranked = countries
    .map((country) => ({ country, rank: rankOf(country, wanted) }))
    .filter(({ rank }) => rank < UNFOUND);
  return ranked.sort((one, other) => one.rank - other.rank).map(({ country }) => country);
}

const UNFOUND = 4;

function rankOf(country: Country, wanted: string): number {
  if (country.code.toLowerCase() === wanted) return 0;
  if (country.found.some((text) => text.startsWith(wanted))) return 1;
  if (country.found.some((text) => ` ${text}`.includes(` ${wanted}`))) return 2;
  const words = wanted.split(" ");
  return country.found.some((text) => words.every((word) => text.includes(word))) ? 3 : UNFOUND;
}
