// The clocks of what is on screen: a slow one for every age, a quick one for what is counted down. Each runs only while
// something on screen reads it.
import { createSubscriber } from "svelte/reactivity";

const every = (beat: number) =>
  createSubscriber((update) => {
    const timer = setInterval(update, beat);
    return () => clearInterval(timer);
  });

const slow = every(15_000);
// Twice a second, so that no second is skipped.
const quick = every(500);

/** The present, in milliseconds; its readers are drawn again every quarter of a minute. */
export function now(): number {
  slow();
  return Date.now();
}

/** Milliseconds by a clock that nobody sets; its readers are drawn again twice a second. */
export function ticking(): number {
  quick();
  return performance.now();
}
