// One press is one answer where money moves: the second half of a double click and a key that is held down press
// nothing that the screen has put in the place of what they meant.

/** Blocks the second half of a double click and a held key inside the element. */
export function oncePressed(element: HTMLElement): () => void {
  let pressed: Element | null = null;

  function click(event: MouseEvent): void {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (event.detail < 2) pressed = button;
    else if (button !== null && button !== pressed) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  function keydown(event: KeyboardEvent): void {
    if (event.repeat && (event.key === "Enter" || event.key === " ") && !(event.target instanceof HTMLTextAreaElement))
      event.preventDefault();
  }

  element.addEventListener("click", click, { capture: true });
  element.addEventListener("keydown", keydown, { capture: true });
  return () => {
    element.removeEventListener("click", click, { capture: true });
    element.removeEventListener("keydown", keydown, { capture: true });
  };
}
