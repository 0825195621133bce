import { expect, it } from "vitest";
import { floatAfter, minorOf, moneyOf, readAmount } from "../../src/lib/sale/amount";
import { caretAfterGrouping, saysTheSame } from "../../src/lib/sale/caret";
import { ssp } from "../samples";

it.each([
  ["60", 6000n],
  ["60.5", 6050n],
  ["60,50", 6050n],
  ["1,250", 125000n],
  ["1,250.50", 125050n],
  [" 1 250 ", 125000n],
  ["٦٠٫٥", 6050n],
  ["۶۰", 6000n],
  [".5", 50n],
  ["60.500", 6050n],
])("%s is read as so many minor units", (typed, minor) => expect(readAmount(typed)).toEqual({ minor }));

it.each([
  ["", "empty"],
  ["  ", "empty"],
  ["sixty", "notANumber"],
  ["1,25.0", "notANumber"],
  ["1.2.3", "notANumber"],
  ["-60", "notANumber"],
  [".", "notANumber"],
  ["60.555", "tooManyPlaces"],
  ["0", "notPositive"],
  ["0.00", "notPositive"],
  ["99999999999", "tooLarge"],
])("%s is refused", (typed, fault) => expect(readAmount(typed)).toEqual({ fault }));

it("floats are reckoned exactly, below nothing too", () => {
  expect(floatAfter(ssp("0.30"), 10n)).toEqual(ssp("0.20"));
  expect(floatAfter(ssp("40.00"), 6000n)).toEqual(ssp("-20.00"));
  expect(minorOf(ssp("-0.05"))).toBe(-5n);
  expect(moneyOf(5n, "SSP")).toEqual(ssp("0.05"));
});

it("the caret stays before the same digits", () => {
  expect(caretAfterGrouping("0921", 4, "092 1")).toBe(5);
  expect(caretAfterGrouping("09231 234 567", 4, "092 312 345 67")).toBe(5);
  expect(caretAfterGrouping("00211925", 5, "+211 925")).toBe(5);
  expect(caretAfterGrouping("0921", 0, "092 1")).toBe(0);
});

it("grouping may say the same in other signs, and nothing else", () => {
  expect(saysTheSame("00211925", "+211 925")).toBe(true);
  expect(saysTheSame("٠٩٢", "092")).toBe(true);
  expect(saysTheSame("0921", "092")).toBe(false);
  expect(saysTheSame("Peter 092", "092")).toBe(false);
});
