// A new piece of the screen is read from its beginning, wherever the screen was scrolled before.

/** Scrolls everything that this element scrolls in to its beginning. */
export function toTheTop(element: Element | null): void {
  for (let around = element?.parentElement; around; around = around.parentElement) around.scrollTo?.(0, 0);
}
