// Whether the focus may be taken without a person's act: what arrives late never takes it from where they went.

/** Whether the focus is on nothing, or on the heading of the screen, where a screen puts it that has no better place. */
export function isFocusFree(): boolean {
  const { activeElement: active, body } = document;
  return active === null || active === body || active.matches("[data-heading]");
}
