import { IntlMessageFormat } from "intl-messageformat";
import { afterEach, describe, expect, it, vi } from "vitest";
import { groupAmount } from "../format/money";
import { ageText, clockText, exactText, leftText } from "../format/time";
import { namedCountries } from "../countries";
import { formatLocale } from ".";
import { dateFormat, numberFormat, usableLocale } from "./locale";

const given = (tag: unknown) => vi.spyOn(navigator, "language", "get").mockReturnValue(tag as string);
afterEach(() => vi.restoreAllMocks());

const odd: [unknown, string][] = [
  ["en_IE@euro", "en-IE"],
  ["en-IE@euro", "en-IE"],
  ["en_IE.ISO-8859-15@euro", "en-IE"],
  ["en_US.UTF-8", "en-US"],
  ["en-US-posix", "en-US-posix"],
  ["C", "en"],
  ["C.UTF-8", "en"],
  ["POSIX", "en"],
  ["", "en"],
  [undefined, "en"],
  [null, "en"],
  ["de_DE.ISO-8859-1", "en"],
  ["sr_RS@latin", "en"],
  ["en_IN", "en-IN"],
  ["en-!!", "en"],
  ["en-GB-oxendict-!", "en-GB"],
  ["-", "en"],
  ["@euro", "en"],
  ["../../etc/passwd", "en"],
  ["en\u0000", "en"],
  ["\u200Ben-GB", "en"],
  [`en-${"x".repeat(200)}`, "en"],
];

describe("a language tag of the system", () => {
  it.each(odd)("%j is taken as %s", (tag, usable) => {
    given(tag);
    expect(formatLocale()).toBe(usable);
  });

  it.each(odd)("%j stops no formatter", (tag) => {
    given(tag);
    expect(groupAmount("1250.00")).toMatch(/^1.?250.00$/u);
    expect(exactText("2026-11-21T12:00:05Z")).toContain("2026");
    expect(clockText("2026-11-21T12:00:05Z")).toMatch(/^\d\d.\d\d$/u);
    expect(ageText("2026-11-21T11:00:00Z", Date.parse("2026-11-21T13:00:00Z"))).toContain("2");
    expect(leftText(61)).toBe("1:01");
    expect(namedCountries([{ code: "UG", name: "Uganda" }], formatLocale())[0]?.name).toBe("Uganda");
    expect(
      String(new IntlMessageFormat("{n, plural, one {# day} other {# days}}", formatLocale()).format({ n: 2 })),
    ).toBe("2 days");
  });

  it("of another language gives way step by step", () => {
    expect(usableLocale("sr_RS@latin", "en")).toBe("sr-RS");
    expect(usableLocale("de_DE.ISO-8859-1", "en")).toBe("de-DE");
    expect(usableLocale("fr-nonsense1!", "en")).toBe("fr");
  });
});

it("a zone that the platform does not know gives way to UTC, and says so", () => {
  const format = dateFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "Foo/Bar",
    timeZoneName: "short",
  });
  expect(format.format(new Date("2026-11-21T12:00:00Z"))).toMatch(/^12:00 (?:UTC|GMT)$/u);
});

describe("a format", () => {
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  afterEach(() => vi.unstubAllEnvs());

  it("is made once for a list of any length", () => {
    expect(dateFormat("en-GB", { ...clock })).toBe(dateFormat("en-GB", { ...clock }));
    expect(numberFormat("en-GB", { maximumFractionDigits: 0 })).toBe(
      numberFormat("en-GB", { maximumFractionDigits: 0 }),
    );
    expect(dateFormat("en-GB", clock)).not.toBe(dateFormat("en-US", clock));
    expect(dateFormat("en-GB", clock)).not.toBe(dateFormat("en-GB", { ...clock, second: "2-digit" }));
  });

  it("follows a computer into another time zone", () => {
    const noon = "2026-11-21T12:00:00Z";
    vi.stubEnv("TZ", "Africa/Juba");
    expect(clockText(noon, "en-GB")).toBe("14:00");
    vi.stubEnv("TZ", "Asia/Kolkata");
    expect(clockText(noon, "en-GB")).toBe("17:30");
  });
});
