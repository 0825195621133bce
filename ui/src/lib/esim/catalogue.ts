// The catalogue as it is searched: everything that takes time is done once for a list. A key that is pressed costs a
// look at one long text, in which a place identifies the product, and a walk over the order of the list. Several
// countries are all wanted at once: "Kenya and Uganda" finds the products that work in both.
import { fold, namedCountries, type Country } from "../countries";
import { t } from "../i18n";
import { collator } from "../i18n/locale";
import type { MoneyView, ProductView } from "../ipc/generated";
import { bytesOf } from "./data";
import { comparable } from "./decimal";

/** A product with everything that it is found and sorted by. */
export type Entry = {
  id: string;
  /** Its place in the list of the service. */
  at: number;
  product: ProductView;
  footprint: ReadonlySet<string>;
  bytes: bigint | null;
  /** Absent where the service says none, or counts in a unit that is not known. */
  days: number | null;
};

/** How the list is ordered. */
export type Sorting = "price" | "priceDown" | "service";

/** What a person looks for. */
export type Wish = {
  /** As typed: countries, regions and words of a product. */
  text: string;
  /** Chosen countries, by code; a product has to work in all of them. */
  countries: readonly string[];
  region: string;
  leastBytes: bigint | null;
  leastDays: number | null;
  currency: string;
  sorting: Sorting;
};

/** A list that is ready to be searched. */
export type Index = {
  entries: readonly Entry[];
  /** What each is found by, a line for each: name, description, region and id, folded, each word after a space. */
  text: string;
  /** Where the line of each begins in the text; at last, where the text ends. */
  lines: readonly number[];
  /** The places of those that work in a country, by its code. */
  byCountry: ReadonlyMap<string, readonly number[]>;
  /** The countries in which any product works, in the person's language. */
  countries: readonly Country[];
  regions: readonly string[];
  /** The amounts of data and the days that there are, each once, the least first. */
  amounts: readonly bigint[];
  days: readonly number[];
  /** The entries in the order of a currency's prices; made when it is first wanted. */
  sorted: Map<string, readonly Entry[]>;
  /** The places of the words that were looked for: whoever types on looks for the words before again. */
  places: Map<string, readonly number[]>;
};

/** What a search found. */
export type Found = {
  entries: readonly Entry[];
  /** What was taken for a country in the typed text: the codes that each part of it names. */
  named: readonly (readonly string[])[];
};

function entryOf(product: ProductView, at: number): Entry {
  const { id, period, periodUnit } = product;
  return {
    id,
    at,
    product,
    footprint: new Set(product.footprint),
    bytes: bytesOf(product.bytes),
    days: periodUnit === "days" ? period : null,
  };
}

const ascending = (one: bigint, other: bigint): number => (one < other ? -1 : one > other ? 1 : 0);

/** Makes a list ready. */
export function indexed(products: readonly ProductView[], locale: string): Index {
  const entries = products.map(entryOf);
  const codes = [...new Set(products.flatMap((product) => product.footprint))];
  const order = collator(locale);
  const texts = products.map(({ name, description, region, id }) =>
    fold([name, description, region ?? "", id].join(" ")),
  );
  const lines = [0];
  for (const text of texts) lines.push((lines.at(-1) ?? 0) + text.length + 2);
  const byCountry = new Map<string, number[]>(codes.map((code) => [code, []]));
  for (const { at, footprint } of entries) for (const code of footprint) byCountry.get(code)?.push(at);
  return {
    entries,
    text: texts.map((text) => ` ${text}\n`).join(""),
    lines,
    byCountry,
    countries: namedCountries(
      codes.map((code) => ({ code, name: "" })),
      locale,
    ),
    regions: [...new Set(products.flatMap(({ region }) => region ?? []))].sort(order.compare),
    amounts: [...new Set(entries.flatMap(({ bytes }) => bytes ?? []))].sort(ascending),
    days: [...new Set(entries.flatMap(({ days }) => days ?? []))].sort((one, other) => one - other),
    sorted: new Map(),
    places: new Map(),
  };
}

/** The price in a currency, where there is one. */
export function priceIn(product: ProductView, currency: string): MoneyView | undefined {
  return product.prices.find((price) => price.currency === currency);
}

function inOrder(index: Index, { sorting, currency }: Wish): readonly Entry[] {
  if (sorting === "service") return index.entries;
  const key = `${sorting} ${currency}`;
  const known = index.sorted.get(key);
  if (known) return known;
  const priced = index.entries.map((entry) => ({
    entry,
    price: comparable(priceIn(entry.product, currency)?.amount ?? ""),
  }));
  const way = sorting === "price" ? 1 : -1;
  // A product without a price in this currency comes last, whichever way.
  priced.sort(({ price: one }, { price: other }) => {
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return way * ascending(one, other);
  });
  const entries = priced.map(({ entry }) => entry);
  index.sorted.set(key, entries);
  return entries;
}

/** A part of the typed text: countries that it names, and words that a product may have. */
type Term = { codes: readonly string[]; whole: boolean; words: readonly string[] };

/** The countries that a part names: one whose whole name or code it is, else all that have a word beginning so. */
function countriesOf(countries: readonly Country[], wanted: string): { codes: string[]; whole: boolean } {
  const named = countries.filter(({ code, found }) => code.toLowerCase() === wanted || found.includes(wanted));
  const whole = named.some(({ found }) => found.includes(wanted));
  if (whole) return { codes: named.filter(({ found }) => found.includes(wanted)).map(({ code }) => code), whole };
  const begun = countries.filter(({ found }) => found.some((name) => ` ${name}`.includes(` ${wanted}`)));
  return { codes: [...new Set([...named, ...begun].map(({ code }) => code))], whole };
}

function termOf(index: Index, wanted: string): Term {
  return { ...countriesOf(index.countries, wanted), words: wanted.split(" ").map((word) => ` ${word}`) };
}

/** The words whose places an index knows, at most: all of a long search, and those before it. */
const WORDS = 64;

/** The places of the products that have a word beginning so. */
function placesOf({ text, lines, places }: Index, word: string): readonly number[] {
  const known = places.get(word);
  if (known) return known;
  const found: number[] = [];
  let at = 0;
  for (let from = text.indexOf(word); from >= 0; from = text.indexOf(word, lines[at])) {
    while ((lines[at + 1] ?? Infinity) <= from) at++;
    found.push(at++);
  }
  if (places.size >= WORDS) places.clear();
  places.set(word, found);
  return found;
}

/** Which products a term fits, by their places. */
function marked(index: Index, { codes, whole, words }: Term): Uint8Array {
  const counts = new Uint16Array(index.entries.length);
  for (const word of words) for (const at of placesOf(index, word)) counts[at] = (counts[at] ?? 0) + 1;
  const marks = new Uint8Array(counts.length);
  for (let at = 0; at < counts.length; at++) if (counts[at] === words.length) marks[at] = 1;
  // The name of a country asks where it works; only where that is not given, its words speak for it.
  if (whole) for (const { at, footprint } of index.entries) if (footprint.size > 0) marks[at] = 0;
  for (const code of codes) for (const at of index.byCountry.get(code) ?? []) marks[at] = 1;
  return marks;
}

/** A term and the products that it fits. */
type Sought = Term & { marks: Uint8Array };

function soughtOf(index: Index, wanted: string): Sought {
  const term = termOf(index, wanted);
  return { ...term, marks: marked(index, term) };
}

/** The text without a last word that may become the word for *and*: the found products stay while it is typed. */
function withoutBegun(text: string, and: string): string {
  const [, before, last = ""] = /^(.*\S)\s+(\S+)$/u.exec(text) ?? [];
  return before !== undefined && and.startsWith(fold(last)) ? before : text;
}

/** The parts of the typed text. Words that together name nothing are taken one by one. */
function termsOf(index: Index, text: string): Sought[] {
  const and = fold(t("catalogue.and"));
  const parts = withoutBegun(text, and)
    .split(/[,;+&/|\n\t]/u)
    .flatMap((part) => ` ${fold(part)} `.split(` ${and} `))
    .map((part) => part.trim())
    .filter((part) => part !== "");
  return parts.flatMap((part) => {
    const whole = soughtOf(index, part);
    const isKnown = whole.words.length === 1 || whole.marks.includes(1);
    return isKnown ? [whole] : part.split(" ").map((word) => soughtOf(index, word));
  });
}

/** Finds what fits, in the order that is wished for. */
export function search(index: Index, wish: Wish): Found {
  const terms = termsOf(index, wish.text);
  const { countries, region, leastBytes, leastDays } = wish;
  const entries = inOrder(index, wish).filter(
    (entry) =>
      countries.every((code) => entry.footprint.has(code)) &&
      (region === "" || entry.product.region === region) &&
      (leastBytes === null || (entry.bytes !== null && entry.bytes >= leastBytes)) &&
      (leastDays === null || (entry.days !== null && entry.days >= leastDays)) &&
      terms.every(({ marks }) => marks[entry.at] === 1),
  );
  return { entries, named: terms.filter(({ codes }) => codes.length > 0).map(({ codes }) => codes) };
}

const currencies = new Set(Intl.supportedValuesOf("currency"));

/** Whether the platform knows the currency. */
export const isKnownCurrency = (code: string): boolean => currencies.has(code);
