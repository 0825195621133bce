// Text that is pasted into a field of one line. The browser would take the ends of lines out of it, so that the digits
// of two lines or cells joined and made another number: they become tabs, which the till's readers refuse among digits.

/** Takes over a paste that has more than one line. */
export function keepLines(event: ClipboardEvent & { currentTarget: HTMLInputElement }): void {
  const text = event.clipboardData?.getData("text/plain").trim() ?? "";
  if (!/[\r\n\u2028\u2029]/u.test(text)) return;
  event.preventDefault();
  const field = event.currentTarget;
  const { selectionStart, selectionEnd, value } = field;
  field.setRangeText(
    text.replace(/[\r\n\u2028\u2029]+/gu, "\t"),
    selectionStart ?? value.length,
    selectionEnd ?? value.length,
    "end",
  );
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
