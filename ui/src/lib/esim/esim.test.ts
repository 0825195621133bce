import { describe, expect, it } from "vitest";
import { addressError } from "./address";
import { copied, errorsOf, firstWrong, isSame, noCustomer } from "./customer";
import { isDay } from "./day";
import { inFours } from "./number";
import { saysNo } from "./service-no";
import type { ErrorCode } from "../ipc/generated";

describe("a day", () => {
  it.each(["2026-11-29", "2028-02-29", "0100-01-01"])("is %s", (text) => expect(isDay(text)).toBe(true));
  it.each(["", "2026-11-31", "2027-02-29", "2026-13-01", "26-11-29", "2026-1-9", "2026-11-29T00:00", "29.11.2026"])(
    "is not %j",
    (text) => expect(isDay(text)).toBe(false),
  );
});

describe("an address that the service calls", () => {
  it.each(["https://a.example", " https://a.example/x?y=z#w ", "https://[::1]/x", "https://ü.example"])(
    "may be %j",
    (text) => expect(addressError(text)).toBeNull(),
  );
  it.each(["", "a.example", "http://a.example", "ftp://a.example", "javascript:alert(1)", "https://u@a.example"])(
    "is not %j",
    (text) => expect(addressError(text)).not.toBeNull(),
  );
});

describe("a customer", () => {
  const amina = { ...noCustomer("amina@example.org"), firstName: "Amina" };

  it("is the same however much space stands around", () => {
    expect(isSame(amina, { ...copied(amina), firstName: " Amina " })).toBe(true);
    expect(isSame(amina, { ...copied(amina), customerType: "business" })).toBe(false);
    const moved = copied(amina);
    moved.billing.city = "Juba";
    expect(isSame(amina, moved)).toBe(false);
    expect(amina.billing.city, "a copy is one").toBe("");
  });

  it("has every error at its field, the first in the order of the form", () => {
    const errors = errorsOf(
      [
        { field: "shipping", message: "" },
        { field: "phone", message: "too short" },
        { field: "phone", message: "no\u202e digits" },
      ],
      () => "own",
      (field, words) => `<${field} ${words}>`,
    );
    expect(errors.phone).toBe("<phone too short> <phone no digits>");
    expect(errors.shipping).toBe("own");
    expect(firstWrong(errors)).toBe("phone");
  });
});

describe("the digits of a SIM", () => {
  it("stand in groups of four, and what is no number stays", () => {
    expect(inFours("8944474000000000008")).toBe("8944 4740 0000 0000 008");
    expect(inFours("12ab")).toBe("12ab");
  });
});

describe("the service's no", () => {
  it.each<[ErrorCode, boolean]>([
    ["denied", true],
    ["turnedDown", true],
    ["offline", false],
    ["serviceDown", false],
    ["rateLimited", false],
  ])("%s: %s", (code, is) => {
    expect(saysNo({ code, message: "", moneyMoved: "no", reference: "" })).toBe(is);
  });
});
