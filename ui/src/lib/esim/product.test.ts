import { describe, expect, it } from "vitest";
import { product } from "../../../tests/support/esim";
import { dataOf, shownPrice } from "./product";

describe("the data of a product", () => {
  it.each([
    ["500000000", null, "0.5 GB"],
    ["1000000000000", null, "1,000 GB"],
    [null, "8 Gbit", "8 Gbit, not in gigabytes"],
    [null, null, "Data not given"],
  ])("%j and %j are %s", (bytes, dataTold, words) => {
    expect(dataOf(product({ bytes, dataTold }))).toBe(words);
  });
});

describe("a price that is not there", () => {
  const usd = { amount: "4.50", currency: "USD" };

  it.each([
    [[], 0, "The service gives no price"],
    [[], 2, "The price cannot be read"],
    [[usd], 0, "No price in EUR"],
    [[usd], 1, "No price in EUR can be read"],
  ])("of %j, with %i that cannot be read, is said as it is", (prices, pricesLeftOut, note) => {
    expect(shownPrice(product({ prices, pricesLeftOut }), "EUR")).toEqual({ money: prices[0], note });
  });
});
