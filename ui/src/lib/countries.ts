// Countries as people look for them: named in their own language by the platform's data, sorted by its rules, and found
// by that name, by the service's name or by the code. No flags: they are disputed, and some systems draw none.
import { plainText } from "./format/plain";
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
  const names = new Intl.DisplayNames(locale, { type: "region", fallback: "none" });
  const known = new Map<string, Country>();
  for (const { code: raw, name: given } of countries) {
    const code = plainText(raw, 8);
    if (code === "" || known.has(code)) continue;
    const serviceName = plainText(given, 120);
    const name = localName(names, code) ?? (serviceName || code);
    known.set(code, { code, name, serviceName, found: [...new Set([fold(name), fold(serviceName)])].filter(Boolean) });
  }
  const order = new Intl.Collator(locale);
  return [...known.values()].sort(
    (one, other) => order.compare(one.name, other.name) || (one.code < other.code ? -1 : 1),
  );
}

/** Only what is a region's code may be asked for, and not every such code has a region. */
function localName(names: Intl.DisplayNames, code: string): string | undefined {
  if (!/^[A-Z]{2}$/u.test(code) || code === "ZZ") return undefined;
  return names.of(code);
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
