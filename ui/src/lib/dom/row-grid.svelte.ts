// A table of rows that keys and the pointer choose from: a grid that holds the focus itself, so that the choice is never
// lost (WAI-ARIA practices, grid). Of a long list only the rows around those in sight are in the page. The chosen row
// stays in sight as the list changes, until somebody scrolls away; keys lead back to it first, so that no key acts on a
// row that nobody sees.
import { rowsMoved, type Choosing } from "../sale/list";
import { Followed } from "./followed";
import { RowsInSight, type List, type Stretch, type Ways } from "./in-sight.svelte";

/** What the grid knows of the list that it shows. */
type Uses<Item> = Ways & {
  items: () => readonly Item[];
  choice: () => Choosing;
  /** False while something stands in its place. */
  isThere?: () => boolean;
  onopen: (item: Item) => void;
};

export class RowGrid<Item extends { id: string }> {
  readonly #uses: Uses<Item>;
  readonly #inSight: RowsInSight;
  readonly #followed: Followed;
  table = $state<HTMLElement | null>(null);
  head = $state<HTMLElement | null>(null);
  body = $state<HTMLElement | null>(null);
  readonly #list: List = $derived.by(() => {
    const items = this.#uses.items();
    return { count: items.length, keyOf: (at) => items[at]?.id ?? String(at) };
  });
  /** Which rows are in the page. */
  readonly stretch: Stretch = $derived.by(() => this.#inSight.stretch(this.#list));
  /** Whether the focus comes by a press, which says itself which row it means. */
  #pressed = false;

  constructor(uses: Uses<Item>) {
    this.#uses = uses;
    this.#inSight = new RowsInSight(uses);
    this.#followed = new Followed({
      at: () => (uses.isThere?.() === false ? -1 : uses.choice().at),
      row: (at) => this.body?.querySelector<HTMLElement>(`[data-index="${at}"]`) ?? null,
      reveal: (at) => this.#inSight.reveal(at),
      head: () => this.head,
    });
  }

  /** What the rows show that are in the page, the first of the stretch first. */
  get shown(): readonly Item[] {
    const { first, end } = this.stretch;
    return this.#uses.items().slice(first, end);
  }

  /** The chosen row, if it is in the page. */
  get active(): Item | undefined {
    const { at } = this.#uses.choice();
    const { first, end } = this.stretch;
    return at >= first && at < end ? this.#uses.items()[at] : undefined;
  }

  /** Learns where the rows are; asked whenever that may have changed. */
  readonly resized = (): void => {
    const { head, body } = this;
    if (head && body) this.#inSight.look({ head, body }, this.#list);
    this.#followed.keep();
  };

  /** Learns how high a row is. */
  readonly measure = (row: HTMLTableRowElement): void => this.#inSight.measure(row);

  /** Brings the chosen row into sight. */
  bring(): void {
    void this.#followed.bring();
  }

  leave(): void {
    this.#inSight.leave();
  }

  /** Lets the chosen row go where somebody scrolls it. */
  get release(): () => void {
    return this.#followed.release;
  }

  readonly scrollsBy = (event: PointerEvent): void => {
    const { table } = this;
    // A press on what scrolls, beside all that is in it, is a press on its bar; the middle button scrolls too.
    if (event.button === 1 || (event.target instanceof Node && event.target !== table && event.target.contains(table)))
      this.#followed.release();
  };

  readonly mousedown = (): void => void (this.#pressed = true);
  readonly mouseup = (): void => void (this.#pressed = false);

  readonly focused = (): void => {
    if (this.#pressed) return;
    this.#enter();
    this.bring();
  };

  /** Takes a key for the grid, also from a field that steers it. */
  readonly press = (event: KeyboardEvent): void => {
    const choice = this.#uses.choice();
    const items = this.#uses.items();
    const by = rowsMoved(event.key, items.length);
    if (by !== undefined) {
      event.preventDefault();
      const chose = choice.at >= 0;
      this.#enter();
      choice.move(chose || Math.abs(by) === items.length ? by : 0);
      // It stays the same at the ends, and is brought back all the same.
      return this.bring();
    }
    const chosen = items[choice.at];
    if ((event.key !== "Enter" && event.key !== " ") || chosen === undefined) return;
    event.preventDefault();
    if (this.#followed.isSeen(choice.at)) return this.#uses.onopen(chosen);
    this.bring();
  };

  /** Chooses a row that somebody sees, where none is chosen. */
  #enter(): void {
    const choice = this.#uses.choice();
    if (choice.at >= 0) return;
    const { first } = this.stretch;
    const seen = this.shown.map((_, i) => first + i).filter((at) => this.#followed.isSeen(at));
    choice.enter(seen[0] ?? 0, seen.at(-1) ?? 0);
  }
}
