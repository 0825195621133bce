// Buttons lie over the end of the window: a question or an error that they cover is brought in front of them.

const QUESTION = ".field, .consent, .notice";

/** Brings all of a question, or of an error, in sight. */
export function uncover(part: Element | null | undefined): void {
  part?.closest(QUESTION)?.scrollIntoView({ block: "nearest" });
}

/** Puts the focus on a field and brings all of it in sight: its label, its hint and its error. */
export function focusWhole(field: HTMLElement | null | undefined): void {
  field?.focus({ preventScroll: true });
  (field?.closest(QUESTION) ?? field)?.scrollIntoView({ block: "nearest" });
}

/** Leads to the first field that is marked as wrong. */
export function showFirstError(within: ParentNode | null | undefined): void {
  const first = within?.querySelector<HTMLElement>("[aria-invalid=true]");
  first?.focus({ preventScroll: true });
  uncover(first);
}

/** Where a key moved the focus. A press of the mouse must not move what it presses. */
export function uncoverFocus({ target }: FocusEvent): void {
  if (target instanceof Element && target.matches(":focus-visible")) uncover(target);
}
