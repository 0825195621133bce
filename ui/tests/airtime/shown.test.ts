// The window's texts of money, in every locale, are in the table that the till's reader is held to.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { groupAmount, moneyText } from "../../src/lib/format/money";

const table = new Map<string, Set<string>>();
for (const row of readFileSync("../crates/domain/fixtures/shown.table", "utf8").split("\n")) {
  const [amount, shown] = row.startsWith("#") ? [] : row.split(" | ");
  if (amount === undefined || shown === undefined) continue;
  const known = table.get(amount.trim()) ?? new Set();
  table.set(
    amount.trim(),
    known.add(shown.replace(/\\u([0-9a-f]{4})/gu, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))),
  );
}

const letters = Array.from("abcdefghijklmnopqrstuvwxyz");
const pairs = letters.flatMap((one) => letters.map((other) => one + other));
const languages = pairs.filter((pair) => Intl.NumberFormat.supportedLocalesOf(pair).length > 0);
const english = [...pairs.map((pair) => `en-${pair.toUpperCase()}`), "en-001", "en-150"];

it("in every locale nothing is shown that the till does not read back", () => {
  expect(table.size).toBe(10);
  const unknown = [...languages, ...english].flatMap((locale) =>
    Array.from(table)
      .filter(([amount, known]) => !known.has(groupAmount(amount, locale)))
      .map(([amount]) => `${locale}: ${amount} as ${JSON.stringify(groupAmount(amount, locale))}`),
  );
  expect(unknown).toEqual([]);
});

it("the currency is shown behind the amount, as the reader takes it", () => {
  expect(moneyText({ amount: "5000.00", currency: "SSP" }, "en-DK")).toBe("5.000,00\u00a0SSP");
});
