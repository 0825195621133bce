// How a dialog reports that it is open, without knowing the state that counts dialogs.
import { getContext, setContext } from "svelte";

/** Hears of each dialog that opens; the answer is called as it closes. */
export type OpenDialogs = { opened: () => () => void };

const OPEN_DIALOGS = Symbol("open dialogs");

/** Provides it to every component below. */
export function provideDialogs(dialogs: OpenDialogs): void {
  setContext(OPEN_DIALOGS, dialogs);
}

/** The counter of dialogs, if there is one. Called while a component is made. */
export function openDialogs(): OpenDialogs | undefined {
  return getContext<OpenDialogs | undefined>(OPEN_DIALOGS);
}
