import { expect, it } from "vitest";
import { floatAfter, minorOf, moneyOf } from "../../src/lib/sale/amount";
import { caretAfterGrouping, saysTheSame } from "../../src/lib/fields/caret";
import { ssp } from "../support/samples";

it("floats are reckoned exactly, below nothing too", () => {
  expect(floatAfter(ssp("0.30"), ssp("0.10"))).toEqual(ssp("0.20"));
  expect(floatAfter(ssp("40.00"), ssp("60.00"))).toEqual(ssp("-20.00"));
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
  expect(saysTheSame("０９２－１", "092 1")).toBe(true);
  expect(saysTheSame("tel:+211925", "+211 925")).toBe(true);
  expect(saysTheSame("0921", "092")).toBe(false);
  expect(saysTheSame("tel:0925 ext 1", "0925 1")).toBe(false);
  expect(saysTheSame("Peter 092", "092")).toBe(false);
});
