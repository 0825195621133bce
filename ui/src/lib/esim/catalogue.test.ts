import { describe, expect, it, vi } from "vitest";
import { manyProducts, product } from "../../../tests/support/esim";
import { indexed, isKnownCurrency, search, type Wish } from "./catalogue";
import { comparable } from "./decimal";

const products = [
  product({ id: "ke", name: "Kenya 1 GB", footprint: ["KE"], prices: [{ amount: "9.90", currency: "EUR" }] }),
  product({ id: "ug", name: "Uganda 1 GB", footprint: ["UG"], prices: [{ amount: "10.0", currency: "EUR" }] }),
  product({
    id: "ea",
    name: "East Africa 5 GB",
    footprint: ["KE", "UG", "TZ"],
    region: "Africa",
    bytes: "5000000000",
    period: 30,
    prices: [{ amount: "24.999", currency: "EUR" }],
  }),
  product({ id: "ba", name: "Balkans", footprint: ["BA", "RS"], prices: [{ amount: "7", currency: "USD" }] }),
  product({ id: "ng", name: "Nigeria", footprint: ["NG"], prices: [], bytes: null, period: null }),
  product({ id: "ne", name: "Niger", footprint: ["NE"], prices: [{ amount: "100.0", currency: "EUR" }] }),
];
const wish = (change: Partial<Wish> = {}): Wish => ({
  text: "",
  countries: [],
  region: "",
  leastBytes: null,
  leastDays: null,
  currency: "EUR",
  sorting: "service",
  ...change,
});
const found = (change: Partial<Wish>, locale = "en") =>
  search(indexed(products, locale), wish(change)).entries.map((entry) => entry.product.id);

describe("the catalogue", () => {
  it.each([
    ["Kenya", ["ke", "ea"]],
    ["kenya and uganda", ["ea"]],
    ["Kenya, Uganda, Tanzania", ["ea"]],
    ["kenya uganda", ["ea"]],
    ["kenya a", ["ke", "ea"]],
    ["kenya and", ["ke", "ea"]],
    ["kenya and ", ["ke", "ea"]],
    ["ke & ug", ["ea"]],
    ["ken", ["ke", "ea"]],
    ["east africa", ["ea"]],
    ["africa", ["ea"]],
    ["Bosnia and Herzegovina", ["ba"]],
    ["niger", ["ne"]],
    ["nig", ["ng", "ne"]],
    ["kenya and niger", []],
    ["1 gb", ["ke", "ug"]],
    ["atlantis", []],
    ["   ", ["ke", "ug", "ea", "ba", "ng", "ne"]],
  ])("finds by %j", (text, ids) => expect(found({ text })).toEqual(ids));

  it("finds a country by its name in the person's language", () => {
    expect(found({ text: "Kenia" }, "de")).toEqual(["ke", "ea"]);
    expect(found({ text: "أوغندا" }, "ar")).toEqual(["ug", "ea"]);
  });

  it("wants all of the chosen countries in the footprint", () => {
    expect(found({ countries: ["KE"] })).toEqual(["ke", "ea"]);
    expect(found({ countries: ["KE", "UG"] })).toEqual(["ea"]);
    expect(found({ countries: ["KE", "RS"] })).toEqual([]);
  });

  it("leaves out what does not say how much it has, where that is wished", () => {
    expect(found({ leastBytes: 5_000_000_000n })).toEqual(["ea"]);
    expect(found({ leastDays: 7 })).not.toContain("ng");
    expect(found({ region: "Africa" })).toEqual(["ea"]);
  });

  it("sorts by exact prices, and puts what has none last either way", () => {
    expect(found({ sorting: "price" })).toEqual(["ke", "ug", "ea", "ne", "ba", "ng"]);
    expect(found({ sorting: "priceDown" })).toEqual(["ne", "ea", "ug", "ke", "ba", "ng"]);
    expect(found({ sorting: "price", currency: "USD" })[0]).toBe("ba");
  });

  it("compares amounts beyond every binary float", () => {
    const one = comparable("0.1000000000000000000001");
    const other = comparable("0.1");
    expect(one !== null && other !== null && one > other).toBe(true);
    expect(comparable("4,50")).toBeNull();
    expect(comparable("-1.5")).toBeLessThan(0n);
  });

  it("tells which countries it understood", () => {
    expect(search(indexed(products, "en"), wish({ text: "kenya and 5" })).named).toEqual([["KE"]]);
  });

  it("knows which currencies there are", () => {
    expect(isKnownCurrency("EUR")).toBe(true);
    expect(isKnownCurrency("ZZQ")).toBe(false);
  });

  it("looks at the long text once for each product with the word", () => {
    const index = indexed(manyProducts(5000), "en");
    const looks = vi.spyOn(String.prototype, "indexOf");
    const atIt = () => looks.mock.contexts.filter((text) => String(text) === index.text).length;
    const { entries } = search(index, wish({ text: "gb" }));
    expect(entries.length).toBeGreaterThan(1000);
    expect(atIt(), "and once more to find none").toBe(entries.length + 1);
    looks.mockClear();
    search(index, wish({ text: "gb atlantis" }));
    const ofTypedOn = atIt();
    looks.mockRestore();
    expect(ofTypedOn, "for the new word alone").toBe(1);
  });
});
