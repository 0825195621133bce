// The focus of keys and speech where the thing that had it is gone, as a button that leaves with its own success does,
// or put away, as what a window has no room for once its text is large. Engines leave it on nothing then, and speech
// falls silent. It goes to the heading of the screen, and never to a button: a second press of the same key presses
// nothing that nobody chose. Dialogs give the focus back themselves.

const isSeen = (element: Element): boolean => element.checkVisibility?.({ visibilityProperty: true }) ?? true;

/**
 * Keeps the focus off the bare page until the returned function is called. `isCovered` says whether a dialog is open.
 */
export function keepFocus(document: Document, isCovered: () => boolean): () => void {
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

  // The layouts that ask for the window's width answer after the event.
  const resized = (): void => void setTimeout(() => held && !isSeen(held) && giveOn());

  const giveOn = (): void => {
    const active = document.activeElement;
    if ((active && active !== document.body && isSeen(active)) || isCovered()) return;
    const headings = document.querySelectorAll<HTMLElement>("[data-heading]");
    [...headings].find(isSeen)?.focus({ preventScroll: true });
  };

  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true });
  document.addEventListener("focusin", note);
  document.defaultView?.addEventListener("resize", resized);
  return () => {
    observer.disconnect();
    document.removeEventListener("focusin", note);
    document.defaultView?.removeEventListener("resize", resized);
  };
}
