// A product in words: where it works, how much data it has and for how long, and what it costs. A field that the service
// leaves out is called not given, and one that could not be read unread.
import { countryName, fold, sortedNames } from "../countries";
import { plainText } from "../format/plain";
import { formatLocale, t } from "../i18n";
import type { MoneyView, ProductView } from "../ipc/generated";
import { isKnownCurrency, priceIn } from "./catalogue";
import { bytesOf, gigabytes } from "./data";

/** How many countries are named before the rest is counted. */
const NAMED = 3;

/** The countries in which a product works, sorted by their names. */
export function countryNames(product: ProductView, locale: string = formatLocale()): string[] {
  return sortedNames(product.footprint, locale);
}

/** All countries in which a product works, in words. */
export function everywhere(product: ProductView): string {
  const names = countryNames(product);
  if (names.length === 0) return noFootprint(product);
  return [...names, ...othersUnread(product)].join(t("product.comma"));
}

const noFootprint = ({ unread }: ProductView): string =>
  t(unread.includes("footprint") ? "product.footprintUnread" : "product.footprintNotGiven");

/** That countries beside those that are named could not be read. */
const othersUnread = ({ unread }: ProductView): string[] =>
  unread.includes("footprint") ? [t("product.othersUnread")] : [];

/** Where it works, in a few words; `wanted` are named first. */
export function worksIn(
  product: ProductView,
  wanted: ReadonlySet<string> = new Set(),
  locale: string = formatLocale(),
): string {
  const { footprint } = product;
  const codes = [...footprint.filter((code) => wanted.has(code)), ...footprint.filter((code) => !wanted.has(code))];
  const names = codes.slice(0, NAMED).map((code) => countryName(code, locale));
  if (names.length === 0) return noFootprint(product);
  if (codes.length <= NAMED) names.push(...othersUnread(product));
  const list = names.join(t("product.comma"));
  return codes.length > NAMED ? t("product.more", { names: list, count: codes.length - NAMED }) : list;
}

/** The words of a product that are the same whatever is looked for; each is one line. */
type ProductWords = {
  name: string;
  description: string;
  countries: string;
  data: string;
  period: string;
  /** As short as a column needs them, whose head says what they are about. */
  cells: { data: string; period: string };
};

const words = new WeakMap<ProductView, ProductWords>();

/** The words of a product, made when they are first wanted: a list shows the same products at many keys. */
export function wordsOf(product: ProductView): ProductWords {
  const known = words.get(product);
  if (known) return known;
  const made = {
    name: plainText(product.name) || plainText(product.id),
    description: plainText(product.description, 160),
    countries: everywhere(product),
    data: dataOf(product),
    period: periodOf(product),
    cells: cellsOf(product),
  };
  words.set(product, made);
  return made;
}

export function dataOf({ bytes: text, dataTold, unread }: ProductView): string {
  const bytes = bytesOf(text);
  if (bytes !== null) return gigabytes(bytes);
  if (dataTold !== null) return t("product.dataOther", { told: plainText(dataTold, 60) });
  return t(unread.includes("data") ? "product.dataUnread" : "product.dataNotGiven");
}

function cellsOf(product: ProductView): ProductWords["cells"] {
  const { bytes, dataTold, period, unread } = product;
  const missing = (field: "data" | "period"): string =>
    t(unread.includes(field) ? "product.unread" : "product.notGiven");
  return {
    data: bytesOf(bytes) === null && dataTold === null ? missing("data") : dataOf(product),
    period: period === null ? missing("period") : periodOf(product),
  };
}

/** Whether it is sold for customers in a country. */
export const isSoldIn = ({ soldIn }: ProductView, code: string): boolean => soldIn === null || soldIn.includes(code);

/** That there is no price, or none that can be read. */
export const noPrice = ({ pricesLeftOut }: ProductView): string =>
  t(pricesLeftOut > 0 ? "product.priceUnread" : "product.noPrice");

export function periodOf({ period, periodUnit, unread }: ProductView): string {
  if (period === null) return t(unread.includes("period") ? "product.periodUnread" : "product.periodNotGiven");
  return periodUnit === "days" ? t("product.days", { days: period }) : t("product.periodOther", { count: period });
}

/** The price that is shown, and what is to be said of it. */
export type ShownPrice = { money: MoneyView | undefined; note: string | undefined };

/** The price in this currency; where there is none, another one, which says so. */
export function shownPrice(product: ProductView, currency: string): ShownPrice {
  const wanted = priceIn(product, currency);
  const money = wanted ?? product.prices[0];
  if (!money) return { money, note: noPrice(product) };
  if (!isKnownCurrency(money.currency)) return { money, note: t("product.strangeCurrency") };
  if (wanted) return { money, note: undefined };
  return { money, note: t(product.pricesLeftOut > 0 ? "product.priceUnreadIn" : "product.noPriceIn", { currency }) };
}

/** A product by its name. `shared`: another one has the same name, so that only the ids distinguish them. */
export type NamedProduct = { id: string; name: string; found: string; shared: boolean };

/** The products by their names. */
export function namedProducts(products: readonly ProductView[]): NamedProduct[] {
  const named = products.map(({ id, name: whole }) => {
    const name = plainText(whole, 120);
    return { id, name, found: fold(name) };
  });
  const alike = new Map<string, number>();
  for (const { found } of named) alike.set(found, (alike.get(found) ?? 0) + 1);
  return named.map((one) => ({ ...one, shared: (alike.get(one.found) ?? 0) > 1 }));
}
