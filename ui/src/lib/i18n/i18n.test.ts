import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, it } from "vitest";
import en from "$messages/en.json";
import { directionOf, t, type MessageKey } from ".";

describe("the messages", () => {
  it.each(Object.entries(en))("%s is a readable ICU message", (_, message) => {
    expect(() => new IntlMessageFormat(message, "en", undefined, { ignoreTag: true })).not.toThrow();
  });

  it("are filled in", () => {
    expect(t("start.doubts", { count: 1 })).toBe("1 sale in doubt");
    expect(t("start.doubts", { count: 3 })).toBe("3 sales in doubt");
  });

  it("never hold markup", () => {
    for (const message of Object.values(en)) expect(message).not.toMatch(/<\/?[a-z]/iu);
  });

  it("have one word for one thing", () => {
    const others: [RegExp, string][] = [
      [/\b(?:kept|stored|remembered)\b/iu, "saved"],
      [/\bnot told\b/iu, "not given"],
    ];
    for (const [other, word] of others)
      for (const key of Object.keys(en) as MessageKey[]) expect(en[key], `${key}: ${word}`).not.toMatch(other);
  });

  it("keep to one style of quotation and dash", () => {
    for (const key of Object.keys(en) as MessageKey[]) expect(en[key], key).not.toMatch(/[\u2014"]/u);
  });
});

it("writes Arabic from right to left", () => {
  expect(directionOf("ar")).toBe("rtl");
  expect(directionOf("en")).toBe("ltr");
});
