// Which dialogs are open, the topmost last. Keys of the window ask it: below a dialog they do nothing. Each dialog
// reports it by itself, through a context, so that no component imports a state and nobody searches the page for one.
import { untrack } from "svelte";

export class Dialogs {
  #open: readonly symbol[] = $state.raw([]);
  /** Whether the list of keys is wanted: the frame and the settings open it. */
  keyHelp = $state(false);

  /** Whether a dialog stands in front of the screen. */
  get isOpen(): boolean {
    return this.#open.length > 0;
  }

  /** Notes a dialog above those that are open. Answers what notes its end, in whichever order they end. */
  opened(): () => void {
    const dialog = Symbol("dialog");
    // The effect of a dialog does not depend on the others.
    this.#open = [...untrack(() => this.#open), dialog];
    return () => (this.#open = this.#open.filter((one) => one !== dialog));
  }
}
