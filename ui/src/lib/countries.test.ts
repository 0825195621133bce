import { describe, expect, it, vi } from "vitest";
import { countryName, findCountries, fold, namedCountries, sortedNames } from "./countries";

const given = [
  { code: "SS", name: "South Sudan" },
  { code: "CI", name: "Côte d'Ivoire" },
  { code: "AX", name: "Åland Islands" },
  { code: "CD", name: "Congo, the Democratic Republic of the" },
  { code: "DE", name: "Germany" },
  { code: "ST", name: "Sao Tome and Principe" },
  { code: "SD", name: "Sudan" },
  { code: "GS", name: "South Georgia" },
  { code: "AE", name: "United Arab Emirates" },
];
const codes = (search: string, locale = "en-GB") =>
  findCountries(namedCountries(given, locale), search).map((one) => one.code);

describe("countries", () => {
  it.each([
    ["en", "DE", "Germany"],
    ["de", "DE", "Deutschland"],
    ["fr", "DE", "Allemagne"],
    ["ar", "SS", "جنوب السودان"],
  ])("are named in %s by the platform", (locale, code, name) => {
    expect(namedCountries(given, locale).find((one) => one.code === code)?.name).toBe(name);
  });

  it("of a product are sorted by the language, a code without a name last", () => {
    expect(sortedNames(["Z9", "DE", "AX", "SE"], "sv")).toEqual(["Sverige", "Tyskland", "Åland", "Z9"]);
    expect(sortedNames(["Z9", "DE", "AX", "SE"], "en")).toEqual(["Åland Islands", "Germany", "Sweden", "Z9"]);
  });

  it("are sorted as the person's language sorts, marks and all", () => {
    expect(namedCountries(given, "en-GB").map((one) => one.code)).toEqual([
      "AX",
      "CD",
      "CI",
      "DE",
      "ST",
      "GS",
      "SS",
      "SD",
      "AE",
    ]);
    expect(namedCountries(given, "sv").at(-1)?.name, "Å is the last but two letters of Swedish").toBe("Åland");
  });

  it("have the service's name, or their code, where the platform knows none", () => {
    const odd = [
      { code: "ZZ", name: "Nowhere\u202e at all" },
      { code: "Q1", name: "" },
      { code: "", name: "Without a code" },
    ];
    expect(namedCountries(odd, "en").map((one) => [one.code, one.name])).toEqual([
      ["ZZ", "Nowhere at all"],
      ["Q1", "Q1"],
    ]);
  });

  it("are asked of the platform once, however often they are shown", () => {
    const asked = vi.spyOn(Intl.DisplayNames.prototype, "of");
    try {
      expect([countryName("KE", "nl"), countryName("KE", "nl")]).toEqual(["Kenia", "Kenia"]);
      expect(asked).toHaveBeenCalledTimes(1);
      const sorted = sortedNames(["UG", "KE"], "nl");
      const before = asked.mock.calls.length;
      expect(sortedNames(["UG", "KE"], "nl")).toEqual(sorted);
      expect([countryName("UG", "nl"), countryName("UG", "fi")]).toEqual(["Oeganda", "Uganda"]);
      expect(asked, "another language is asked for alone").toHaveBeenCalledTimes(before + 1);
    } finally {
      asked.mockRestore();
    }
  });

  it("of one code are shown once", () => {
    expect(namedCountries([...given, { code: "SS", name: "Again" }], "en")).toHaveLength(given.length);
  });
});

describe("a search for a country", () => {
  it("finds all with nothing in it", () => {
    expect(codes("  ")).toHaveLength(given.length);
  });

  it.each([
    ["cote d'ivoire", "CI"],
    ["COTE D’IVOIRE", "CI"],
    ["sÃO tomé", "ST"],
    ["aland", "AX"],
  ])("takes %s for %s in any case and with any marks", (search, code) => {
    expect(codes(search)).toEqual([code]);
  });

  it("finds by the service's name where the person's language has another", () => {
    expect(codes("democratic republic", "de")).toEqual(["CD"]);
    expect(codes("vereinigte arabische", "de"), "and by theirs").toEqual(["AE"]);
  });

  it("puts the code before names, and beginnings before what is inside", () => {
    expect(codes("ae")[0]).toBe("AE");
    expect(codes("sudan")).toEqual(["SD", "SS"]);
    expect(codes("south")).toEqual(["GS", "SS"]);
  });

  it("finds words in any order", () => {
    expect(codes("republic congo")).toEqual(["CD"]);
  });

  it("finds nothing where nothing fits", () => {
    expect(codes("atlantis")).toEqual([]);
  });

  it("reads Arabic without its marks", () => {
    expect(fold("أَلمانيا")).toBe(fold("المانيا"));
    expect(codes("المانيا", "ar")).toEqual(["DE"]);
  });
});
