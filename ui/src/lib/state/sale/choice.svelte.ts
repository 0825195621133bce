// Which sale of a list is chosen, by keys or by a press. A list that grows, shrinks or is asked for anew keeps the
// choice, or has none; it never has one that is not in the list.
import type { SaleView } from "../../ipc/generated";
import type { Choosing } from "../../sale/list";

export class Choice implements Choosing {
  #id = $state<string | undefined>(undefined);
  /** Where it stood last: it is looked for there first, and where it is gone, the choice goes on from there. */
  #last = 0;
  #sales: () => readonly SaleView[];
  #onmove: (sale: SaleView, at: number) => void;

  /** `onmove` hears which sale was moved to. */
  constructor(sales: () => readonly SaleView[], onmove: (sale: SaleView, at: number) => void = () => {}) {
    this.#sales = sales;
    this.#onmove = onmove;
  }

  get at(): number {
    const id = this.#id;
    if (id === undefined) return -1;
    const sales = this.#sales();
    // One that came to the front moved the others by one.
    const near = [this.#last, this.#last + 1].find((at) => sales[at]?.id === id);
    const at = near ?? sales.findIndex((sale) => sale.id === id);
    if (at >= 0) this.#last = at;
    return at;
  }

  /** The chosen sale's id, if it is in the list. */
  get id(): string | undefined {
    return this.#sales()[this.at]?.id;
  }

  choose(sale: SaleView): void {
    this.#id = sale.id;
  }

  move(by: number): void {
    const { at } = this;
    const from = at >= 0 ? at : by > 0 ? this.#last - 1 : this.#last;
    const to = this.#put(from + by);
    if (to !== undefined) this.#onmove(...to);
  }

  enter(first: number, last: number): void {
    if (this.at < 0) this.#put(Math.min(Math.max(this.#last, first), last));
  }

  /** Forgets a choice that is not in the list: it would come back with a page that somebody reads later. */
  settle(): void {
    if (this.at < 0) this.drop();
  }

  drop(): void {
    this.#id = undefined;
    this.#last = 0;
  }

  #put(wanted: number): [SaleView, number] | undefined {
    const sales = this.#sales();
    const at = Math.min(Math.max(wanted, 0), sales.length - 1);
    const sale = sales[at];
    if (sale === undefined) return undefined;
    this.#id = sale.id;
    this.#last = at;
    return [sale, at];
  }
}
