// Which rows of a long table are in the page: those in sight and a few around them. Short tables, and tables that
// nothing scrolls, are there in whole, so this costs them nothing.
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from "@tanstack/virtual-core";

/** A table shorter than this is there in whole. */
export const WHOLE = 100;
/** What a row takes until one was measured, in pixels: a control and its line. */
const ROW = 41;
/** Rows kept ready above and below what is in sight. */
const AROUND = 12;

/** The rows that are in the page, and the empty space that stands for the others. */
export type Stretch = { first: number; end: number; above: number; below: number };

/** What the rows are in: the body scrolls inside the nearest box that scrolls, below a head that stays. */
type Parts = { body: HTMLElement; head: HTMLElement };

/**
 * Whether as much of a part can be seen as has room: within the window and every box around it that cuts off. `head` is
 * the height of what stays at the top and covers it.
 */
export function isSeen(part: HTMLElement, head = 0): boolean {
  let top = 0;
  let bottom = innerHeight;
  for (let at = part.parentElement; at !== null; at = at.parentElement) {
    if (!/auto|scroll|hidden|clip/u.test(getComputedStyle(at).overflowY)) continue;
    const around = at.getBoundingClientRect();
    top = Math.max(top, around.top);
    bottom = Math.min(bottom, around.bottom);
  }
  const box = part.getBoundingClientRect();
  const seen = Math.min(box.bottom, bottom) - Math.max(box.top, top + head);
  return seen >= Math.min(box.height, Math.max(0, bottom - top - head)) - 1;
}

/** The nearest box around it that scrolls. */
export function scrollerOf(element: HTMLElement): HTMLElement | null {
  for (let at = element.parentElement; at !== null; at = at.parentElement) {
    if (/auto|scroll/u.test(getComputedStyle(at).overflowY)) return at;
  }
  return null;
}

/** The rows in sight of one table. */
export class RowsInSight {
  #parts: Parts | undefined;
  #scroller: HTMLElement | null = $state.raw(null);
  #count = $state(0);
  #height = ROW;
  #width = 0;
  /** Grows whenever other rows are in sight, or a row turned out higher. */
  #turn = $state(0);
  #rows = new Virtualizer<HTMLElement, HTMLTableRowElement>({
    count: 0,
    overscan: AROUND,
    estimateSize: () => this.#height,
    getScrollElement: () => this.#scroller,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => this.#turn++,
  });

  /** Whether only some rows are in the page. */
  get partial(): boolean {
    return this.#scroller !== null && this.#count >= WHOLE;
  }

  /**
   * Takes where the rows are, how many there are and what each is known by; asked again whenever one of these may have
   * changed.
   */
  look(parts: Parts, count: number, keyOf: (at: number) => string): void {
    this.#parts = parts;
    this.#count = count;
    this.#scroller = count < WHOLE ? null : scrollerOf(parts.body);
    if (this.#scroller === null) return;
    this.#height = parts.body.querySelector("[data-index]")?.getBoundingClientRect().height || ROW;
    const width = parts.body.clientWidth;
    const rows = this.#rows;
    rows.setOptions({
      ...rows.options,
      count,
      getItemKey: keyOf,
      scrollMargin:
        parts.body.getBoundingClientRect().top - this.#scroller.getBoundingClientRect().top + this.#scroller.scrollTop,
      scrollPaddingStart: parts.head.offsetHeight,
    });
    // It would begin at the top otherwise, and take whoever reads there along.
    rows.scrollOffset = this.#scroller.scrollTop;
    rows._willUpdate();
    if (width !== this.#width) {
      this.#width = width;
      rows.measure();
      for (const row of parts.body.querySelectorAll<HTMLTableRowElement>("[data-index]")) rows.measureElement(row);
    }
    this.#turn++;
  }

  /** Listens no more. */
  leave(): void {
    this.#rows._didMount()();
  }

  /** The stretch of `count` rows that is in the page. */
  stretch(count: number): Stretch {
    const whole = { first: 0, end: count, above: 0, below: 0 };
    // Before the first look only as many rows are made as a short table has.
    if (!this.partial) return count < WHOLE || this.#parts !== undefined ? whole : { ...whole, end: WHOLE };
    void this.#turn;
    const rows = this.#rows;
    const shown = rows.getVirtualItems();
    const first = shown[0];
    const last = shown.at(-1);
    if (first === undefined || last === undefined) return { ...whole, end: Math.min(count, AROUND) };
    const margin = rows.options.scrollMargin;
    return {
      first: first.index,
      end: Math.min(last.index + 1, count),
      above: Math.max(first.start - margin, 0),
      below: Math.max(rows.getTotalSize() - (last.end - margin), 0),
    };
  }

  /** Learns how high a row is. */
  measure(row: HTMLTableRowElement): void {
    if (this.partial) this.#rows.measureElement(row);
  }

  /** Brings the place of a row into sight that is not in the page, and with it the row. */
  reveal(at: number): void {
    const offset = this.partial ? this.#rows.getOffsetForIndex(at, "auto")?.[0] : undefined;
    if (offset === undefined || this.#scroller === null) return;
    this.#scroller.scrollTo?.({ top: offset });
    // Its row is there at once, and not only when the box has told that it was scrolled.
    this.#rows.scrollOffset = this.#scroller.scrollTop;
    this.#turn++;
  }
}
