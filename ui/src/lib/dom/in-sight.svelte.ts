// Which rows of a long table are in the page: those in sight and a few around them. Short tables, and tables that
// nothing scrolls, are there in whole, so this costs them nothing.
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from "@tanstack/virtual-core";

/** A table shorter than this is there in whole. */
const WHOLE = 100;
/** What a row takes until one was measured, in pixels: a control and its line. */
const ROW = 41;
/** Rows kept ready above and below what is in sight. */
const AROUND = 12;

/** The rows that are in the page, and the empty space that stands for the others. */
export type Stretch = { first: number; end: number; above: number; below: number };

/** A list of rows: how many there are, and what each is known by. The same list is the same object. */
export type List = { count: number; keyOf: (at: number) => string };

/** How a table is shown. */
export type Ways = {
  /** A table shorter than this is there in whole. */
  whole?: number;
  /** Whether all rows are equally high; they are not measured one by one then. */
  isEven?: () => boolean;
  /** How many rows are kept ready above and below what is in sight. */
  around?: number;
};

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
  readonly #whole: number;
  readonly #isEven: () => boolean;
  #isLookedAt = false;
  #scroller: HTMLElement | null = $state.raw(null);
  #height = ROW;
  #width = 0;
  #wasEven = false;
  /** Grows whenever other rows are in sight, or a row turned out higher. */
  #turn = $state(0);
  #rows = new Virtualizer<HTMLElement, HTMLTableRowElement>({
    count: 0,
    estimateSize: () => this.#height,
    getScrollElement: () => this.#scroller,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => this.#turn++,
  });

  constructor({ whole = WHOLE, isEven = () => false, around = AROUND }: Ways = {}) {
    this.#whole = whole;
    this.#isEven = isEven;
    this.#rows.setOptions({ ...this.#rows.options, overscan: around });
  }

  /** Takes where the rows are; asked again whenever that may have changed. A short list changes nothing. */
  look({ head, body }: Parts, list: List): void {
    if (list.count < this.#whole) return;
    this.#isLookedAt = true;
    const scroller = scrollerOf(body);
    this.#scroller = scroller;
    if (scroller === null) return;
    const rows = this.#rows;
    const isOther = rows.scrollElement !== scroller;
    const isStale = this.#notesSizes(body) || isOther;
    const scrollMargin = body.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
    const scrollPaddingStart = head.offsetHeight;
    const { options } = rows;
    if (
      isOther ||
      // It would begin at the top otherwise, and take whoever reads there along.
      rows.scrollOffset !== scroller.scrollTop ||
      options.scrollMargin !== scrollMargin ||
      options.scrollPaddingStart !== scrollPaddingStart
    ) {
      this.#take(list, { scrollMargin, scrollPaddingStart });
      rows.scrollOffset = scroller.scrollTop;
      rows._willUpdate();
      this.#turn++;
    }
    if (!isStale) return;
    rows.measure();
    for (const row of body.querySelectorAll<HTMLTableRowElement>("[data-index]")) this.measure(row);
  }

  /** Listens no more. */
  leave(): void {
    this.#rows._didMount()();
  }

  /** The stretch of a list that is in the page. */
  stretch(list: List): Stretch {
    const { count } = list;
    const whole = { first: 0, end: count, above: 0, below: 0 };
    if (count < this.#whole) return whole;
    // Before the first look only as many rows are made as a short table has.
    if (this.#scroller === null) return this.#isLookedAt ? whole : { ...whole, end: this.#whole };
    void this.#turn;
    const rows = this.#rows;
    if (rows.options.count !== count || rows.options.getItemKey !== list.keyOf) this.#take(list);
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
    if (this.#scroller !== null && !this.#isEven()) this.#rows.measureElement(row);
  }

  /** Brings the place of a row into sight that is not in the page, and with it the row. */
  reveal(at: number): void {
    const offset = this.#scroller === null ? undefined : this.#rows.getOffsetForIndex(at, "auto")?.[0];
    if (offset === undefined || this.#scroller === null) return;
    this.#scroller.scrollTo?.({ top: offset });
    // Its row is there at once, and not only when the box has reported that it was scrolled.
    this.#rows.scrollOffset = this.#scroller.scrollTop;
    this.#turn++;
  }

  #take({ count, keyOf }: List, place: { scrollMargin?: number; scrollPaddingStart?: number } = {}): void {
    const rows = this.#rows;
    rows.setOptions({ ...rows.options, count, getItemKey: keyOf, ...place });
  }

  /** Notes how large the rows are. Answers whether heights that are known are no longer true. */
  #notesSizes(body: HTMLElement): boolean {
    const isEven = this.#isEven();
    const height = body.querySelector("[data-index]")?.getBoundingClientRect().height || ROW;
    const width = body.clientWidth;
    const isStale = width !== this.#width || isEven !== this.#wasEven || (isEven && height !== this.#height);
    this.#height = height;
    this.#width = width;
    this.#wasEven = isEven;
    return isStale;
  }
}
