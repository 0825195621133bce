// A finger needs 44 px: the measures of controls grow where a finger points, and no control has a smaller measure of
// its own.
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const FINGER = 2.75;
const sources = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) =>
  /\.(svelte|css)$/u.test(file),
);

it("controls are at least a finger's size where the pointer is coarse", () => {
  const css = readFileSync("src/styles/tokens.css", "utf8");
  const coarse = /@media \(pointer: coarse\) \{\s*:root \{([^}]*)\}/u.exec(css)?.[1] ?? "";
  const sizes = new Map(
    [...coarse.matchAll(/--([\w-]+):\s*([\d.]+)rem;/gu)].map(([, name, size]) => [name, Number(size)]),
  );
  for (const [, name] of css.matchAll(/--(control[\w-]*):/gu)) {
    const plain = Number(new RegExp(`--${name}:\\s*([\\d.]+)rem;`, "u").exec(css)?.[1]);
    expect(Math.max(plain, sizes.get(name) ?? 0), name).toBeGreaterThanOrEqual(FINGER);
  }
});

it("no control has a height of its own that is less than a finger's", () => {
  // What is only read, or is pressed through the label around it.
  const read = /tag|line|dot|skeleton|after|said|input|bar|step|row|picture/u;
  const small = sources.flatMap((file) =>
    [...readFileSync(`src/${file}`, "utf8").matchAll(/([^{};]+)\{([^{}]*)\}/gu)]
      .filter(([, , body = ""]) =>
        [...body.matchAll(/(?:^|\s)(?:min-)?block-size:\s*([\d.]+)rem/gu)].some(([, size]) => Number(size) < FINGER),
      )
      .filter(
        ([, selector = ""]) =>
          /button|summary|label|select|small|refresh|connection|item|chip|option/u.test(selector) &&
          !read.test(selector),
      )
      .map(([, selector = ""]) => `${file}: ${selector.trim().split("\n").at(-1)?.trim()}`),
  );
  expect(small).toEqual([]);
});
