// Where the system forces its own colours, grounds and shadows are gone. Each mark by which a style shows what is
// chosen has an outline there, and so has what floats above the screen.
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const forced = readFileSync("src/styles/forced.css", "utf8");
const styles = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".svelte"))
  .map((name) => /<style>([\s\S]*)<\/style>/u.exec(readFileSync(`src/${name}`, "utf8"))?.[1] ?? "")
  .join("\n");

/** The declarations of the first rule whose selectors hold this. */
function ruleOf(selector: string): string {
  const at = forced.indexOf(selector);
  return at < 0 ? "" : forced.slice(forced.indexOf("{", at), forced.indexOf("}", at));
}

const marks = [...new Set(styles.match(/\[aria-(?:current|pressed|selected|checked)="[a-z]+"\]/gu))];

it("the marks of what is chosen were found", () => {
  expect(marks).toEqual(
    expect.arrayContaining(['[aria-current="page"]', '[aria-pressed="true"]', '[aria-selected="true"]']),
  );
});

it.each([...marks, '[role="radiogroup"] input:checked + *', '[role="dialog"]', '[role="listbox"]', '[role="tooltip"]'])(
  "%s has an outline of a system colour",
  (mark) => {
    expect(ruleOf(mark)).toMatch(/outline: [12]px solid (?:SelectedItem|CanvasText)/u);
  },
);

/** A picture's ground carries no words, so it needs no edge. */
const WITHOUT_EDGE = [".picture"];

it("a box that only its ground sets apart has an edge to be drawn", () => {
  const rules = [...styles.matchAll(/([^{}]+)\{([^{}]*)\}/gu)].map(([, selector = "", body = ""]) => ({
    selector:
      selector
        .trim()
        .split(/\s*\n\s*/u)
        .at(-1) ?? "",
    body,
  }));
  const grounds = /background: var\(--(?:surface(?:-quiet)?|(?:[a-z]+-)+soft)\)/u;
  const boxes = rules.filter(({ body }) => body.includes("border-radius: var(--radius)") && grounds.test(body));
  expect(boxes.length).toBeGreaterThan(20);
  const edgeless = boxes.filter(({ body }) => !/\bborder: 1px/u.test(body)).map(({ selector }) => selector);
  expect(edgeless.filter((selector) => !WITHOUT_EDGE.some((one) => selector.startsWith(one)))).toEqual([]);
});

it("the word of an environment keeps its edge and its dot", () => {
  const tag = readFileSync("src/components/connection/EnvironmentTag.svelte", "utf8");
  expect(tag).toMatch(/\.tag \{[^}]*border: 1px solid transparent;/u);
  expect(tag).toMatch(/\.dot \{[^}]*border: 0\.25rem solid /u);
  expect(/\.dot \{[^}]*background/u.test(tag), "a ground is not drawn there").toBe(false);
});

it("is in the window", () => {
  expect(readFileSync("src/main.ts", "utf8")).toContain("./styles/forced.css");
});
