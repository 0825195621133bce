// The size of an element changes for many reasons that nothing else reports.

/** Calls `act` whenever the size of the element changes. Answers what ends that. */
export function whenResized(element: Element, act: () => void): () => void {
  const observer = new ResizeObserver(act);
  observer.observe(element);
  return () => observer.disconnect();
}
