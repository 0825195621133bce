import { describe, expect, it } from "vitest";
import { groupMsisdn, groupPhone } from "./msisdn";
import { groupAmount, groupMoney, moneyText } from "./money";
import { cleaned, plainText } from "./plain";
import { ageText, clockText, exactText } from "./time";

describe("money", () => {
  it("groups the whole part and keeps every decimal as it came", () => {
    expect(groupAmount("60.00", "en")).toBe("60.00");
    expect(groupAmount("1234567.5", "en")).toBe("1,234,567.5");
    expect(groupAmount("1234567.50", "de")).toBe("1.234.567,50");
    expect(groupAmount("-20.00", "en")).toBe("\u221220.00");
  });

  it("never passes through a binary float", () => {
    expect(groupAmount("90071992547409931234.10", "en")).toBe("90,071,992,547,409,931,234.10");
  });

  it("writes Latin digits in every locale", () => {
    expect(groupAmount("1234.50", "ar-EG")).toMatch(/^1.234.50$/u);
  });

  it("shows what is no amount as it came", () => {
    expect(groupAmount("about 60", "en")).toBe("about 60");
  });

  it.each([
    [{ amount: "4.5", currency: "EUR" }, "4.50"],
    [{ amount: "12", currency: "EUR" }, "12.00"],
    [{ amount: "-4.5", currency: "EUR" }, "\u22124.50"],
    [{ amount: "18225.0", currency: "UGX" }, "18,225"],
    [{ amount: "18225.50", currency: "UGX" }, "18,225.5"],
    [{ amount: "4.500", currency: "EUR" }, "4.50"],
    [{ amount: "4.505", currency: "EUR" }, "4.505"],
    [{ amount: "1.5", currency: "BHD" }, "1.500"],
    [{ amount: "90071992547409931234.1", currency: "USD" }, "90,071,992,547,409,931,234.10"],
    [{ amount: "1.5", currency: "ZZQ" }, "1.5"],
    [{ amount: "about 60", currency: "EUR" }, "about 60"],
  ])("writes %o with the digits of its currency", (money, written) => {
    expect(groupMoney(money, "en")).toBe(written);
  });

  it("puts the currency after the amount and never lets them part", () => {
    expect(moneyText({ amount: "60.00", currency: "SSP" }, "en")).toBe("60.00\u00a0SSP");
  });
});

describe("time", () => {
  const now = Date.parse("2026-11-21T12:00:00Z");

  it.each([
    ["2026-11-21T11:59:30Z", "just now"],
    ["2026-11-21T12:00:20Z", "just now"],
    ["2026-11-21T11:55:00Z", "5 minutes ago"],
    ["2026-11-21T09:30:00Z", "2 hours ago"],
    ["2026-11-20T10:00:00Z", "yesterday"],
    ["2026-11-01T10:00:00Z", "20 days ago"],
    ["2026-09-01T10:00:00Z", "1 Sept 2026"],
  ])("says of %s: %s", (at, age) => {
    expect(ageText(at, now, "en-GB")).toBe(age);
  });

  it("names the zone in the exact time", () => {
    expect(exactText("2026-11-21T12:00:05Z", "en-GB", "Africa/Juba")).toMatch(/^21 Nov 2026, 14:00:05 \S+/u);
    expect(clockText("2026-11-21T22:30:00Z", "en-GB", "Africa/Juba")).toBe("00:30");
  });

  it("shows what is no moment as it came", () => {
    expect(ageText("soon", now, "en")).toBe("soon");
    expect(exactText("soon", "en")).toBe("soon");
  });
});

describe("a phone number", () => {
  it("is grouped for reading aloud", () => {
    expect(groupMsisdn("211925415377")).toBe("+211 925 415 377");
  });

  it("of any country is grouped where its country code is known", () => {
    expect(groupPhone("+254711000000")).toBe("+254 711 000 000");
    expect(groupPhone("+14155552671"), "the code is +1").toBe("+14155552671");
    expect(groupPhone("0711 000 000")).toBe("0711 000 000");
  });

  it("is left alone when it is none", () => {
    expect(groupMsisdn("12ab")).toBe("12ab");
  });
});

describe("text from a service", () => {
  it("w07_loses the characters that turn or hide other text", () => {
    expect(plainText("pay\u202egnp.exe\u2066 now\u0000\nplease")).toBe("pay gnp.exe now please");
  });

  it("w07_is bounded", () => {
    expect(Array.from(plainText("é".repeat(500)))).toHaveLength(300);
  });
});

describe("a typed text", () => {
  // The same table as in the till's `text.rs`.
  it.each([
    ["clerk@shop.example\u200b", "clerk@shop.example"],
    ["\ufeff\u00a0 clerk@shop.example\u3000\r\n", "clerk@shop.example"],
    ["cle\u00adrk\u2060@shop.exam\u200dple\u202c", "clerk@shop.example"],
    ["\u0000\tsecret\u0085", "secret"],
    ["a  b\tc", "a  b\tc"],
    ['"a"', '"a"'],
    ["a\u00a0b", "a\u00a0b"],
    ["\u200b \u2800\ufe0f", ""],
    ["", ""],
  ])("loses what nobody sees and keeps the rest: %j", (typed, read) => expect(cleaned(typed)).toBe(read));
});
