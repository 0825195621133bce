// The tokens keep AA: every pair of text and ground that the components use reaches 4.5, in both themes.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync("src/styles/tokens.css", "utf8");

function tokens(selector: string): Map<string, string> {
  const at = css.indexOf(`${selector} {`);
  const block = css.slice(at, css.indexOf("}", at));
  return new Map(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/gu)].map(([, name, value]) => [name ?? "", value ?? ""]),
  );
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ["ground", "surface", "surface-quiet", "surface-press", "surface-rail"];
const outcomes = [
  "confirmed",
  "declined",
  "in-doubt",
  "accepted",
  "charged",
  "not-charged",
  "under-way",
  "warn",
  "danger",
];
const softs = outcomes.map((outcome) => `${outcome}-soft`);
const pairs: [text: string, ground: string, least: number][] = [
  ...grounds.map((ground): [string, string, number] => ["text", ground, 7]),
  ...["text", "text-quiet", "accent-text"].flatMap((text) =>
    [...grounds, ...softs].map((ground): [string, string, number] => [text, ground, 4.5]),
  ),
  ...outcomes.flatMap((outcome) =>
    [`${outcome}-soft`, "surface", "ground"].map((ground): [string, string, number] => [outcome, ground, 4.5]),
  ),
  ["on-accent", "accent", 4.5],
  ["on-accent", "accent-strong", 4.5],
  ["on-danger", "danger", 4.5],
  ["on-danger", "danger-strong", 4.5],
  // Borders of controls and the ring of focus are no text: 3 suffices.
  ...["line-strong", "focus"].flatMap((line) =>
    ["surface", "ground"].map((ground): [string, string, number] => [line, ground, 3]),
  ),
  // The box of a yes stands on the panels of its questions.
  ...["warn-soft", "in-doubt-soft"].map((ground): [string, string, number] => ["line-strong", ground, 3]),
];

describe.each(["light", "dark"])("the %s theme", (theme) => {
  const values = tokens(`:root[data-theme="${theme}"]`);
  it.each(pairs)("shows %s on %s with a contrast of at least %f", (text, ground, least) => {
    const [one, other] = [values.get(text), values.get(ground)];
    expect(one, `--${text} exists`).toBeDefined();
    expect(other, `--${ground} exists`).toBeDefined();
    expect(contrast(one ?? "", other ?? "")).toBeGreaterThanOrEqual(least);
  });
});

it("the box of a yes has the border of a control", () => {
  const style = readFileSync("src/components/fields/ConsentBox.svelte", "utf8");
  expect(style).toMatch(/border: 2px solid var\(--line-strong\);/u);
  expect(style, "and not the one that the system draws").toMatch(/appearance: none;/u);
});

it.each(["light", "dark"])("shows what is selected in the %s theme as it is meant", (theme) => {
  const base = readFileSync("src/styles/base.css", "utf8");
  const rule = /::selection \{\s*background: color-mix\(in srgb, var\(--accent\) (\d+)%, transparent\);/u.exec(base);
  const alpha = Number(rule?.[1]) / 100;
  expect(alpha, "an opaque colour is made translucent by WebKit").toBeLessThan(1);
  const values = tokens(`:root[data-theme="${theme}"]`);
  const mixed = (over: string, under: string): string =>
    `#${[1, 3, 5]
      .map((at) => parseInt(over.slice(at, at + 2), 16) * alpha + parseInt(under.slice(at, at + 2), 16) * (1 - alpha))
      .map((part) => Math.round(part).toString(16).padStart(2, "0"))
      .join("")}`;
  for (const ground of [...grounds, ...softs]) {
    const selected = mixed(values.get("accent") ?? "", values.get(ground) ?? "");
    expect(contrast(values.get("on-accent") ?? "", selected), ground).toBeGreaterThanOrEqual(4.5);
  }
});

it("designs both themes with the same names", () => {
  expect([...tokens(':root[data-theme="dark"]').keys()].sort()).toEqual(
    [...tokens(':root[data-theme="light"]').keys()].sort(),
  );
});
