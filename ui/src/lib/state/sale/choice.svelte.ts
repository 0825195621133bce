// Which row of a list is chosen, by keys or by a press: a sale, or anything else that an id tells apart. A list that
// grows, shrinks or is asked for anew keeps the choice, or has none; it never has one that is not in the list.
import type { SaleView } from "../../ipc/generated";
import type { Choosing } from "../../sale/list";

export class Choice<Item extends { id: string } = SaleView> implements Choosing {
  #id = $state<string | undefined>(undefined);
  /** Where it stood last: it is looked for there first, and where it is gone, the choice goes on from there. */
  #last = 0;
  #items: () => readonly Item[];
  #onmove: (item: Item, at: number) => void;

  /** `onmove` hears which was moved to. */
  constructor(items: () => readonly Item[], onmove: (item: Item, at: number) => void = () => {}) {
    this.#items = items;
    this.#onmove = onmove;
  }

  get at(): number {
    const id = this.#id;
    if (id === undefined) return -1;
    const items = this.#items();
    // One that came to the front moved the others by one.
    const near = [this.#last, this.#last + 1].find((at) => items[at]?.id === id);
    const at = near ?? items.findIndex((item) => item.id === id);
    if (at >= 0) this.#last = at;
    return at;
  }

  /** The id of the chosen one, if it is in the list. */
  get id(): string | undefined {
    return this.#items()[this.at]?.id;
  }

  choose(item: Item): void {
    this.#id = item.id;
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

  #put(wanted: number): [Item, number] | undefined {
    const items = this.#items();
    const at = Math.min(Math.max(wanted, 0), items.length - 1);
    const item = items[at];
    if (item === undefined) return undefined;
    this.#id = item.id;
    this.#last = at;
    return [item, at];
  }
}
