// One slow clock for every age on screen. It runs only while something on screen reads it.
import { createSubscriber } from "svelte/reactivity";

const beat = 15_000;

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, beat);
  return () => clearInterval(timer);
});

/** The present, in milliseconds; whatever reads it is drawn again every quarter of a minute. */
export function now(): number {
  subscribe();
  return Date.now();
}
