// The chosen row: after any key and any change of the list it is in sight, or none is
// chosen and Enter opens nothing.
import { render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import SaleTable from "../../src/components/sale/SaleTable.svelte";
import type { SaleView } from "../../src/lib/ipc/generated";
import { Choice } from "../../src/lib/state/sale/choice.svelte";
import { sale } from "../support/sales";

const ROW = 41;
const HEAD = 30;
const SEEN = 400;
const PAGE = 50;
let box: HTMLElement;
/** How high a row is, by its place in the list. */
let high: (at: number) => number;

const heightOf = (first: number, end: number) =>
  Array.from({ length: end - first }, (_, at) => high(first + at)).reduce((a, b) => a + b, 0);
const rows = () => [...box.querySelectorAll<HTMLElement>("[data-index]")];

/** Where a part stands, in pixels from the top of the box: jsdom lays nothing out. */
function stands(part: HTMLElement): DOMRect {
  if (part === box) return new DOMRect(0, 0, 300, SEEN);
  const row = part.closest<HTMLElement>("[data-index]");
  if (row === null)
    return part.localName === "tbody" ? new DOMRect(0, HEAD - box.scrollTop, 300, 0) : new DOMRect(0, 0, 300, 0);
  const first = Number(rows()[0]?.dataset["index"]);
  const space = box.querySelector<HTMLElement>(".space:first-child td")?.style.blockSize;
  const at = Number(row.dataset["index"]);
  return new DOMRect(0, HEAD + (parseFloat(space ?? "") || 0) + heightOf(first, at) - box.scrollTop, 300, high(at));
}

function scrollTo(top: number): void {
  box.scrollTop = Math.max(0, top);
  box.dispatchEvent(new Event("scroll"));
}

beforeEach(() => {
  high = () => ROW;
  box = document.body.appendChild(document.createElement("div"));
  box.style.overflowY = "auto";
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockImplementation(function (this: Element) {
    return stands(this as HTMLElement);
  });
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockImplementation(function (this: HTMLElement) {
    return this.localName === "th" || this.localName === "thead" ? 0 : stands(this).height;
  });
  vi.spyOn(Element.prototype, "scrollIntoView").mockImplementation(function (this: Element) {
    const { top, bottom } = stands(this as HTMLElement);
    if (top < 0) scrollTo(box.scrollTop + top);
    else if (bottom > SEEN) scrollTo(box.scrollTop + bottom - SEEN);
  });
  Object.defineProperty(box, "scrollHeight", { get: () => 100_000 });
  Object.defineProperty(box, "clientHeight", { value: SEEN });
  box.scrollTo = (({ top }: ScrollToOptions) => scrollTo(top ?? 0)) as typeof box.scrollTo;
});
afterEach(() => box.remove());

/** A grid over as many pages as were read; its end is read on from where it is reached. */
function open(pages: number) {
  let sales = Array.from({ length: PAGE }, () => sale());
  const opened: SaleView[] = [];
  const choice = new Choice(() => sales);
  const props = () => ({
    sales,
    label: "History",
    choice,
    onopen: (one: SaleView) => void opened.push(one),
    more: sales.length < PAGE * pages,
  });
  const { rerender } = render(SaleTable, { target: box, props: props() });
  const put = async (changed: SaleView[]) => {
    sales = changed;
    await rerender(props());
  };
  const settled = async () => {
    for (let turn = 0; turn < 8; turn++) await tick();
  };
  return {
    choice,
    opened,
    settled,
    sales: () => sales,
    press: async (key: string) => {
      screen.getByRole("grid").dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      await settled();
    },
    readOn: () => put([...sales, ...Array.from({ length: PAGE }, () => sale())]),
    comesFirst: () => put([sale(), ...sales]),
    goes: (at: number) => put(sales.filter((_, place) => place !== at)),
    becomes: (length: number) => put(Array.from({ length }, () => sale())),
  };
}

type Grid = ReturnType<typeof open>;

function chosenIsSeen({ choice, sales }: Grid, after: string): void {
  const marked = rows().filter((row) => row.getAttribute("aria-selected") === "true");
  const named = screen.getByRole("grid").getAttribute("aria-activedescendant");
  expect(
    marked.map((row) => row.id),
    after,
  ).toEqual(named === null ? [] : [named]);
  const [row] = marked;
  if (row === undefined) return expect(choice.at, after).toBe(-1);
  expect(Number(row.dataset["index"]), after).toBe(choice.at);
  expect(row.id, after).toContain(sales()[choice.at]?.id);
  const { top, bottom } = stands(row);
  expect(top, `${after}: its top`).toBeGreaterThanOrEqual(-1);
  expect(bottom, `${after}: its bottom`).toBeLessThanOrEqual(SEEN + 1);
}

it("End, a page that comes, and End again lead to a row that somebody sees", async () => {
  const grid = open(4);
  screen.getByRole("grid").focus();
  for (const key of ["Home", "End"]) await grid.press(key);
  expect(grid.choice.at).toBe(PAGE - 1);
  await grid.readOn();
  await grid.settled();
  chosenIsSeen(grid, "after the page");
  expect(grid.choice.at, "it is the same sale").toBe(PAGE - 1);
  await grid.press("End");
  expect(grid.choice.at).toBe(2 * PAGE - 1);
  chosenIsSeen(grid, "after the second End");
  await grid.press("Enter");
  expect(grid.opened).toEqual([grid.sales()[2 * PAGE - 1]]);
});

describe("of rows", () => {
  it.each([0, 1, 2, 3, 4, 5])("the chosen one is seen after whatever happens, day %i", async (seed) => {
    let turn = seed * 7919 + 13;
    const any = (below: number) => (turn = (turn * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
    if (seed % 3 === 1) high = (at) => ROW + (at % 4) * 12;
    if (seed % 3 === 2) high = (at) => 63 + (at % 7 === 0 ? 80 : 0);
    const grid = open(9);
    screen.getByRole("grid").focus();
    await grid.settled();
    for (let step = 0; step < 30; step++) {
      const keys = ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End", "End", "ArrowDown"];
      const key = keys[any(keys.length)] as string;
      const happens = any(12);
      let after = `step ${step}, ${key}`;
      if (happens === 0 && grid.sales().length < 9 * PAGE) await grid.readOn();
      else if (happens === 1) await grid.comesFirst();
      else if (happens === 2) await grid.goes(any(grid.sales().length));
      else if (happens === 3 && seed > 2) await grid.becomes(1 + any(160));
      else await grid.press(key);
      await grid.settled();
      if (happens < 4) after = `step ${step}, event ${happens}`;
      chosenIsSeen(grid, after);
    }
  });
});

it("Enter opens nothing where somebody scrolled away, and leads back", async () => {
  const grid = open(1);
  screen.getByRole("grid").focus();
  await grid.press("ArrowDown");
  window.dispatchEvent(new WheelEvent("wheel", { deltaY: 900 }));
  scrollTo(900);
  await grid.comesFirst();
  await grid.settled();
  expect(box.scrollTop, "nobody is pulled back who scrolls").toBe(900);
  await grid.press("Enter");
  expect(grid.opened).toEqual([]);
  chosenIsSeen(grid, "after the key");
  await grid.press(" ");
  expect(grid.opened).toHaveLength(1);
});

it("a press on a row far down does not choose another one and jump there", async () => {
  const grid = open(1);
  scrollTo(1500);
  const row = rows().find((one) => stands(one).top > 100) as HTMLElement;
  row.dispatchEvent(new MouseEvent("mousedown", { bubbles: true }));
  screen.getByRole("grid").focus();
  await grid.settled();
  expect(box.scrollTop).toBe(1500);
  window.dispatchEvent(new MouseEvent("mouseup"));
  row.click();
  expect(grid.opened).toEqual([grid.sales()[Number(row.dataset["index"])]]);
});

it("the tab key chooses what is in sight, not what was left behind", async () => {
  const grid = open(1);
  scrollTo(820);
  screen.getByRole("grid").focus();
  await grid.settled();
  expect(box.scrollTop).toBe(820);
  chosenIsSeen(grid, "after the focus");
  expect(grid.choice.at).toBeGreaterThan(18);
});
