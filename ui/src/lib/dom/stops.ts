// Where the tab key stops inside a part of the page, and where it goes on from the last of them. A group of radio
// buttons is one stop, whichever of them has the focus and also while none is chosen (WAI-ARIA practices, radio group).
// The steps in between are the browser's.

/**
 * Whether a key is the tab key. WebKitGTK does not name it while Shift is held: the system has a key of its own for the
 * two.
 */
export const isTab = ({ key, code, keyCode }: Pick<KeyboardEvent, "key" | "code" | "keyCode">): boolean =>
  key === "Tab" || code === "Tab" || keyCode === 9;

/** The elements that may have the focus; one that cannot right now is left out by its state. */
const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]";

/** One stop: an element, or all the radio buttons of a group. */
type Stop = readonly HTMLElement[];

const isRadio = (element: Element): element is HTMLInputElement =>
  element instanceof HTMLInputElement && element.type === "radio" && element.name !== "";

function canHaveFocus(element: HTMLElement): boolean {
  if (element.tabIndex < 0 || element.matches(":disabled, input[type=hidden]") || element.closest("[inert]"))
    return false;
  return element.checkVisibility?.({ visibilityProperty: true }) ?? true;
}

function stopsIn(part: HTMLElement): Stop[] {
  const stops: HTMLElement[][] = [];
  for (const element of part.querySelectorAll<HTMLElement>(FOCUSABLE)) {
    if (!canHaveFocus(element)) continue;
    const group = isRadio(element)
      ? stops.find(([first]) => first && isRadio(first) && first.name === element.name && first.form === element.form)
      : undefined;
    if (group) group.push(element);
    else stops.push([element]);
  }
  return stops;
}

/** The element of a stop that takes the focus: in a group the chosen one, otherwise the one that is met first. */
function landing(stop: Stop | undefined, back: boolean): HTMLElement | null {
  return stop?.find((one) => isRadio(one) && one.checked) ?? stop?.at(back ? -1 : 0) ?? null;
}

/** Whether an element comes before another one in the order of the page. Its container comes before it. */
const isBefore = (one: Element, other: Element): boolean =>
  (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;

/**
 * Where the tab key leads from the first or the last stop of a part that keeps the focus, `back` with Shift: round to
 * the other end. Nothing where the next stop is inside, which the browser finds by itself.
 */
export function roundTheEnd(part: HTMLElement, from: Element | null, back: boolean): HTMLElement | null {
  const stops = stopsIn(part);
  const at = stops.findIndex((stop) => stop.some((one) => one === from));
  const isLast =
    at >= 0
      ? at === (back ? 0 : stops.length - 1)
      : !stops.some(([one]) => one && from && (back ? isBefore(one, from) : isBefore(from, one)));
  return isLast ? landing(stops.at(back ? -1 : 0), back) : null;
}
