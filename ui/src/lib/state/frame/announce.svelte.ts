// Announcements to people who listen to the screen, politely and in turn: shown by LiveRegion. Two pieces of news that
// come at once are two lines, so that the second does not take the place of the first before it was heard. What was
// said on one screen is not there to be read on the next.

/** One thing to say. */
export type Line = { readonly id: number; readonly text: string; readonly stays: boolean };

/** So many stay in the page: the ones before were heard long ago. */
const KEPT = 4;

export class Announcer {
  lines = $state.raw<readonly Line[]>([]);
  #count = 0;

  /** What was said last. */
  get text(): string {
    return this.lines.at(-1)?.text ?? "";
  }

  set text(text: string) {
    this.lines = [];
    if (text !== "") this.say(text);
  }

  /**
   * Says it. The same sentence twice is two pieces of news. `stays`: over the one move to another screen that it leads
   * to.
   */
  say(text: string, { stays = false } = {}): void {
    this.#count += 1;
    this.lines = [...this.lines, { id: this.#count, text, stays }].slice(-KEPT);
  }

  /** Another screen opens. */
  leave(): void {
    this.lines = this.lines.filter((line) => line.stays).map((line) => ({ ...line, stays: false }));
  }
}
