// Every message is used somewhere in the window: the sources are searched as text.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import en from "$messages/en.json";

/** Keys that are put together where they are used: how that is written, what comes in its place, and why. */
const BUILT: { written: string; of: string[]; because: string }[] = [
  {
    written: "`frame.environment.${}`",
    of: ["live", "practice", "test"],
    because: "the environment of a connection, as the contract names it",
  },
  {
    written: "`esim.environment.${}`",
    of: ["live", "practice", "test"],
    because: "the same, of the orders of eSIMs",
  },
  {
    written: "`import.environment.${}Hint`",
    of: ["live", "practice", "test"],
    because: "the same, of a connection that is added",
  },
  {
    written: "`start.api.${}`",
    of: ["accountsV1", "truphoneConnect", "twentyOneSystems"],
    because: "the service of a connection, as the contract names it",
  },
  { written: "`settings.theme.${}`", of: ["dark", "light", "system"], because: "the themes, as they are kept" },
  { written: "`settings.language.${}`", of: ["en"], because: "the languages, as the system names them" },
];

const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((path) => /\.(?:ts|svelte)$/u.test(path) && !path.endsWith(".test.ts"))
  .map((path) => readFileSync(`src/${path}`, "utf8"))
  .join("\n");
const written = new Set([...sources.matchAll(/"([\w.]+)"/gu)].map((match) => match[1]));
const templates = new Set(
  [...sources.matchAll(/`[\w.]*\$\{[^{}`]+\}[\w.]*`/gu)].map(([whole]) => whole.replace(/\{[^{}]+\}/u, "{}")),
);
const built = new Set(BUILT.flatMap((one) => one.of.map((value) => one.written.slice(1, -1).replace("${}", value))));

describe("every message", () => {
  it("is used", () => {
    expect(sources.length, "the sources are found").toBeGreaterThan(100_000);
    const unused = Object.keys(en).filter((key) => !written.has(key) && !built.has(key));
    expect(unused).toEqual([]);
  });

  it("that has a gap is given its values where it is used by name", () => {
    const gaps = new Set(Object.keys(en).filter((key) => en[key as keyof typeof en].includes("{")));
    const bare = [...sources.matchAll(/\bt\(\s*["']([\w.]+)["']\s*,?\s*\)/gu)].map((match) => match[1] ?? "");
    expect(bare.length, "the calls without values are found").toBeGreaterThan(300);
    expect(bare.filter((key) => gaps.has(key))).toEqual([]);
  });

  it.each(BUILT)("that is put together as $written is there", (one) => {
    expect(templates, one.because).toContain(one.written);
    for (const value of one.of) expect(en).toHaveProperty([one.written.slice(1, -1).replace("${}", value)]);
    const named = one.of.every((value) => written.has(one.written.slice(1, -1).replace("${}", value)));
    expect(named, "it needs no place in the list").toBe(false);
  });
});
