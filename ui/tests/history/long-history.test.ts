// A history of thousands of sales: only what is in sight is in the page, and keys and speech know the whole.
import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import SaleTable from "../../src/components/sale/SaleTable.svelte";
import type { SaleView } from "../../src/lib/ipc/generated";
import { Choice } from "../../src/lib/state/sale/choice.svelte";
import { sale } from "../support/sales";

const ROW = 41;
const SEEN = 820;
let box: HTMLElement;
const rows = () => screen.queryAllByTestId("sale-row");
const indexes = () => rows().map((row) => Number(row.getAttribute("aria-rowindex")));

/** jsdom lays nothing out: the box is 820 pixels high and each row 41. */
beforeEach(() => {
  box = document.body.appendChild(document.createElement("div"));
  box.style.overflowY = "auto";
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockImplementation(function (this: HTMLElement) {
    return this === box ? SEEN : ROW;
  });
  Object.defineProperty(box, "scrollHeight", { value: 5000 * ROW });
  Object.defineProperty(box, "clientHeight", { value: SEEN });
  box.scrollTo = (({ top }: ScrollToOptions) => {
    box.scrollTop = top ?? 0;
    box.dispatchEvent(new Event("scroll"));
  }) as typeof box.scrollTo;
});
afterEach(() => box.remove());

const open = (sales: SaleView[], props = {}) => {
  const choice = new Choice(() => sales);
  render(SaleTable, { target: box, props: { sales, label: "History", onopen: () => {}, choice, ...props } });
  return choice;
};

it("five thousand sales are never all in the page", async () => {
  const sales = Array.from({ length: 5000 }, () => sale());
  open(sales);
  await waitFor(() => expect(rows().length).toBeGreaterThan(15));
  expect(rows().length).toBeLessThan(60);
  expect(indexes()[0], "the head is the first row").toBe(2);
  box.scrollTop = 2500 * ROW;
  await fireEvent.scroll(box);
  await waitFor(() => expect(indexes()).toContain(2502));
  expect(rows().length).toBeLessThan(60);
  expect(indexes()).not.toContain(2);
  expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("5001");
});

it("keys choose on from a row that is not in the page, and bring it there", async () => {
  const sales = Array.from({ length: 5000 }, () => sale());
  const onopen = vi.fn();
  const choice = open(sales, { onopen });
  const grid = screen.getByRole("grid");
  grid.focus();
  await userEvent.keyboard("{End}");
  expect(choice.at).toBe(4999);
  await waitFor(() => expect(indexes()).toContain(5001));
  const row = document.getElementById(grid.getAttribute("aria-activedescendant") ?? "");
  expect(row?.getAttribute("aria-selected")).toBe("true");
  await fireEvent.wheel(box);
  box.scrollTop = 0;
  await fireEvent.scroll(box);
  await waitFor(() => expect(indexes()).toContain(2));
  expect(indexes(), "scrolling away is allowed").not.toContain(5001);
  expect(grid.hasAttribute("aria-activedescendant"), "nothing absent is named").toBe(false);
  await userEvent.keyboard("{Enter}");
  expect(onopen, "no key acts on what nobody sees").not.toHaveBeenCalled();
  await waitFor(() => expect(indexes(), "the key leads back to it").toContain(5001));
  await userEvent.keyboard("{Enter}");
  expect(onopen).toHaveBeenCalledWith(sales[4999]);
});

it("a short list is there in whole, and says when there is more of it", () => {
  open(
    Array.from({ length: 50 }, () => sale()),
    { more: true },
  );
  expect(rows()).toHaveLength(50);
  expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("-1");
});
