// The products of a catalogue in rows: few of them are in the page, and a press opens what it went down on.
import { readFileSync } from "node:fs";
import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import ProductTable from "../../src/components/esim/ProductTable.svelte";
import { indexed, type Entry } from "../../src/lib/esim/catalogue";
import { Choice } from "../../src/lib/state/sale/choice.svelte";
import { manyProducts, product } from "../support/esim";

const ROW = 52;
const SEEN = 520;
/** Rows that are kept ready below those in sight. */
const AROUND = 6;
/** The rows in sight, and those that are kept ready around them. */
const MOST = 40;
const all = indexed(manyProducts(2000), "en").entries;
let box: HTMLElement;
const rows = () => screen.queryAllByTestId("product-row");

/** jsdom lays nothing out: the box is 520 pixels high, a row 52, and one of a tall product four times that. */
beforeEach(() => {
  box = document.body.appendChild(document.createElement("div"));
  box.style.overflowY = "auto";
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockImplementation(function (this: HTMLElement) {
    if (this === box) return SEEN;
    return this.textContent.includes("Tall") ? 4 * ROW : ROW;
  });
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockImplementation(function (this: Element) {
    return new DOMRect(0, 0, 300, this.localName === "tr" ? ROW : 0);
  });
  Object.defineProperty(box, "clientHeight", { value: SEEN });
});
afterEach(() => box.remove());

function open(entries: readonly Entry[]) {
  const onopen = vi.fn<(entry: Entry) => void>();
  const props = (shown: readonly Entry[]) => ({
    entries: shown,
    currency: "EUR",
    wanted: new Set<string>(),
    choice: new Choice<Entry>(() => shown),
    onopen,
  });
  const { rerender } = render(ProductTable, { target: box, props: props(entries) });
  return { onopen, put: (shown: readonly Entry[]) => rerender(props(shown)) };
}

/** The window has room for stacked rows only. */
const narrow = () =>
  vi
    .spyOn(window, "matchMedia")
    .mockImplementation((media) => Object.assign(new EventTarget(), { matches: true, media }) as MediaQueryList);

it("of 99 products only those in sight are in the page", () => {
  open(all.slice(0, 99));
  expect(rows().length).toBeLessThan(MOST);
  expect(box.querySelector<HTMLElement>(".space td")?.style.blockSize).toBe(`${(99 - rows().length) * ROW}px`);
});

it.each([5, 29, 300])("a search that is widened from %i products makes few rows", async (count) => {
  const { put } = open(all.slice(0, count));
  const made: Node[] = [];
  const note = (changes: MutationRecord[]) => made.push(...changes.flatMap(({ addedNodes }) => [...addedNodes]));
  const watch = new MutationObserver(note);
  watch.observe(box, { childList: true, subtree: true });
  await put(all);
  note(watch.takeRecords());
  watch.disconnect();
  expect(rows().length).toBeLessThan(MOST);
  expect(made.filter((node) => node.nodeName === "TR").length, "not even for a moment").toBeLessThan(MOST + 2);
  expect(rows()[0]?.textContent).toContain(all[0]?.product.name);
});

it("another search writes into the rows that are there, and measures none", async () => {
  const measured = vi.spyOn(ResizeObserver.prototype, "observe");
  const { put } = open(all.slice(0, 500));
  const before = rows();
  await put(all.slice(700, 1500));
  expect(rows()).toEqual(before);
  expect(rows()[0]?.textContent).toContain(all[700]?.product.name);
  expect(measured.mock.calls.filter(([element]) => element.localName === "tr")).toEqual([]);
});

it("a stacked row is its product's own, and measured", async () => {
  narrow();
  const measured = vi.spyOn(ResizeObserver.prototype, "observe");
  const { put } = open(all.slice(0, 500));
  const third = rows()[2];
  await put(all.slice(2, 500));
  expect(rows()[0]).toBe(third);
  expect(measured.mock.calls.map(([element]) => element)).toContain(third);
});

it("stacked rows of taller products are fewer: no more than fit", async () => {
  narrow();
  const named = (name: string) =>
    indexed(
      Array.from({ length: 300 }, (_, at) => product({ id: `${name}-${at}`, name: `${name} ${at}` })),
      "en",
    ).entries;
  const { put } = open(named("Small"));
  await waitFor(() => expect(rows().length).toBe(SEEN / ROW + AROUND));
  await put(named("Tall"));
  await waitFor(() => expect(rows().length).toBe(Math.ceil(SEEN / (4 * ROW)) + AROUND));
  expect(rows()[0]?.textContent).toContain("Tall 0");
});

it("columns have widths of their own, whatever the cells hold", () => {
  const source = readFileSync("src/components/esim/ProductTable.svelte", "utf8");
  const rule = (selector: string) => source.slice(source.indexOf(`\n  ${selector} {`)).split("}")[0];
  expect(rule("table")).toContain("table-layout: fixed");
  for (const selector of ["th:nth-child(1)", "th:nth-child(4)", ".price"])
    expect(rule(selector)).toContain("inline-size");
});

it("a press opens the product that it went down on, or none", async () => {
  const { onopen, put } = open(all.slice(0, 10));
  const row = rows()[0] as HTMLElement;
  await fireEvent.pointerDown(row);
  await put(all.slice(1, 11));
  await fireEvent.click(rows()[0] as HTMLElement, { detail: 1 });
  expect(onopen, "the list was refreshed between down and up").not.toHaveBeenCalled();
  await fireEvent.pointerDown(rows()[0] as HTMLElement);
  await fireEvent.click(rows()[0] as HTMLElement, { detail: 1 });
  expect(onopen).toHaveBeenLastCalledWith(all[1]);
  await fireEvent.click(rows()[3] as HTMLElement, { detail: 0 });
  expect(onopen, "a press without a pointer").toHaveBeenLastCalledWith(all[4]);
});
