// Lists of sales, newest first, how a sale that changed finds its place in them, and what a table needs to know of the
// choice.

import type { SaleView } from "../ipc/generated";

/** Which row of a list is chosen. The state behind it says what that brings about; the table does not know. */
export type Choosing = {
  /** Its place in the list; -1 while none is chosen. */
  readonly at: number;
  /** Moves the choice down by so many rows, or up, as far as the list goes. */
  move(by: number): void;
  /** Chooses where nothing is chosen: where the choice was last, or the nearest to that from `first` to `last`. */
  enter(first: number, last: number): void;
};

/** Whether its end is not known: the sales that a connection counts as its doubts. */
export const isInDoubt = (sale: SaleView): boolean => sale.state === "inDoubt" || sale.state === "reopened";

/** Whether `one` is an older state than `other`. The ledger counts its entries; a clock may be set back. */
export function isOlder(one: SaleView, other: SaleView): boolean {
  return one.revision < other.revision;
}

/**
 * The list with this sale as it is now: in its place if it is there, else at the front. An older state never replaces a
 * newer one.
 */
export function merged(sales: SaleView[], sale: SaleView): SaleView[] {
  const at = sales.findIndex((known) => known.id === sale.id);
  const known = sales[at];
  if (known === undefined) return [sale, ...sales];
  return isOlder(sale, known) ? sales : sales.with(at, sale);
}

/** The list with this sale as it is now, if it is in it. */
export function refreshed(sales: SaleView[], sale: SaleView): SaleView[] {
  return sales.some((known) => known.id === sale.id) ? merged(sales, sale) : sales;
}

/** The list with the next page of it. A sale that was asked for meanwhile may have come to the front by an event. */
export function continued(sales: SaleView[], page: SaleView[]): SaleView[] {
  const known = new Set(sales.map((sale) => sale.id));
  return [...sales, ...page.filter((sale) => !known.has(sale.id))];
}

/** By how many rows a key moves the choice in a list of `count` sales; nothing where the key does not move it. */
export function rowsMoved(key: string, count: number): number | undefined {
  const moves: Record<string, number> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: 10,
    PageUp: -10,
    Home: -count,
    End: count,
  };
  return moves[key];
}
