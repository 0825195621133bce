// The content security policy of the window forbids inline code and style: code that is written here must live without
// them.
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".svelte"))
  .map((name) => ({ name, text: readFileSync(`src/${name}`, "utf8") }));

it("w02_the page holds no inline script, style or handler", () => {
  const page = readFileSync("index.html", "utf8");
  expect(page).not.toMatch(/<style|\sstyle=|\son[a-z]+=/iu);
  expect(page.match(/<script[^>]*>/gu)).toEqual(['<script type="module" src="/src/main.ts">']);
});

it.each(sources)("w02_$name has no style attribute, markup from text or own address", ({ text }) => {
  const markup = text.replace(/<script[\s\S]*?<\/script>/gu, "").replace(/<style[\s\S]*?<\/style>/gu, "");
  expect(markup).not.toMatch(/\sstyle=/u);
  expect(markup).not.toContain("{@html");
  expect(markup).not.toMatch(/(href|src|action)="(https?:|javascript:|data:)/u);
});
