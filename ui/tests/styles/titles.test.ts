// The titles of the window's tests are short enough to be read in a list of them.
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const MOST = 70;
const TITLE = /(?:\b(?:it|describe)\(|\)\()\s*(["`])((?:(?!\1).)+)\1,/gu;

const long = (text: string): string[] =>
  [...text.matchAll(TITLE)].map((match) => match[2] ?? "").filter((title) => title.length > MOST);

it("every title has at most seventy characters", () => {
  const files = ["src", "tests"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => `${folder}/${name}`),
  );
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap((name) => long(readFileSync(name, "utf8")).map((title) => `${name}: ${title}`))).toEqual([]);
});

it("a longer title is found", () => {
  const title = "x".repeat(MOST + 1);
  expect(long(`it("${title}", () => {});`)).toEqual([title]);
});
