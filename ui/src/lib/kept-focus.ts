// The focus of keys and speech where the thing that had it is gone, as a button that leaves with its own success does. Engines
// leave it on nothing then, and speech falls silent. It goes to the heading of the screen, and never to a button: a second press
// of the same key presses nothing that nobody chose. Dialogs give the focus back themselves.

/** Keeps the focus off the bare page until the returned function is called. */
export function keepFocus(document: Document): () => void {
  let held: Element | null = null;

  const note = ({ target }: FocusEvent): void => {
    held = target instanceof Element && !target.closest("[role=dialog]") ? target : null;
  };

  const look = (): void => {
    if (!held || held.isConnected) return;
    held = null;
    // A screen that places the focus itself comes first.
    setTimeout(giveOn);
  };

  const giveOn = (): void => {
    if (document.activeElement !== document.body || document.querySelector("[role=dialog]")) return;
    document.querySelector<HTMLElement>("[data-heading]")?.focus({ preventScroll: true });
  };

  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true });
  document.addEventListener("focusin", note);
  return () => {
    observer.disconnect();
    document.removeEventListener("focusin", note);
  };
}
