// Lists of sales, newest first, and how a sale that changed finds its place in them.

import type { SaleView } from "../ipc/generated";

/** Whether `one` is an older state than `other`. The ledger counts its entries; a clock may be set back. */
export function isOlder(one: SaleView, other: SaleView): boolean {
  return one.revision < other.revision;
}

/** The list with this sale as it is now: in its place if it is there, else at the front. An older state never replaces a newer one. */
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
