// The code is seen whole at every size of the text: 320 px of the screen at least, and no more than is seen at once.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const style = /<style>([^]*?)@media print/u.exec(readFileSync("src/components/esim/QrCode.svelte", "utf8"))?.[1] ?? "";
const rule = (name: string) => new RegExp(`\\s${name}:\\s*([^;]+);`, "u").exec(style)?.[1];

it("is bounded by what is seen of the page at once", () => {
  expect(rule("--most")).toMatch(/^max\(160px, var\(--screen-height, 100vh\) - \d+rem\)$/u);
  for (const side of ["inline-size", "min-inline-size"])
    expect(rule(side), side).toMatch(/^min\(.+, var\(--most\)\)$/u);
});

it("is told how much that is", () => {
  const screen = readFileSync("src/features/esim/Code.svelte", "utf8");
  expect(screen).toMatch(/bind:clientHeight=\{height\}\s+style:--screen-height=/u);
});
