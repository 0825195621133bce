// A rule that three components write alike belongs to the shared styles (styles/shared.css).
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const MOST = 2;

/** Every rule of a component outside of a query, as `selector { body }`. */
function rules(source: string): string[] {
  const style = /<style>([\s\S]*)<\/style>/u.exec(source)?.[1] ?? "";
  const plain = style.replaceAll(/\/\*[\s\S]*?\*\//gu, "").replaceAll(/@[^{}]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/gu, "");
  return [...plain.matchAll(/([^{}]+)\{([^{}]*)\}/gu)].flatMap(([, selectors = "", body = ""]) =>
    selectors.split(",").map((selector) => `${selector.trim()} { ${body.trim().replaceAll(/\s+/gu, " ")} }`),
  );
}

function repeated(sources: string[]): string[] {
  const count = new Map<string, number>();
  for (const source of sources) for (const rule of new Set(rules(source))) count.set(rule, (count.get(rule) ?? 0) + 1);
  return [...count].filter(([, times]) => times > MOST).map(([rule, times]) => `${times} times: ${rule}`);
}

it("no rule is written alike in more than two components", () => {
  const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".svelte"))
    .map((name) => readFileSync(`src/${name}`, "utf8"));
  expect(sources.length).toBeGreaterThan(90);
  expect(repeated(sources)).toEqual([]);
});

it("a rule that three components write alike is found", () => {
  const source = "<style>\n  .quiet,\n  dt {\n    color: red;\n  }\n</style>";
  expect(repeated([source, source, source])).toEqual([
    "3 times: .quiet { color: red; }",
    "3 times: dt { color: red; }",
  ]);
});
