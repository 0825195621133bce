// Announcements to people who listen to the screen, politely and in turn: shown by LiveRegion. Two pieces of news that
// come at once are two lines, so that the second does not take the place of the first before it was heard. The words of
// one screen are not there to be read on the next. While a customer looks at a code, news of anything else waits until
// the code is closed.

/** One thing to say. */
export type Line = { readonly id: number; readonly text: string; readonly stays: boolean };

/** So many stay in the page: the ones before were heard long ago. */
const KEPT = 4;

export class Announcer {
  lines = $state.raw<readonly Line[]>([]);
  #count = 0;
  /** What was said behind the code; nothing where no code is shown. */
  #held: Line[] | null = null;

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
   * to. `overCode`: also while a customer looks at a code.
   */
  say(text: string, { stays = false, overCode = false } = {}): void {
    this.#count += 1;
    const line = { id: this.#count, text, stays };
    if (this.#held && !overCode) this.#held.push(line);
    else this.lines = [...this.lines, line].slice(-KEPT);
  }

  /** Another screen opens. `isCode`: the one of a code, behind which nothing else is said. */
  leave(isCode = false): void {
    const staying = this.lines.filter((line) => line.stays);
    const held = this.#held ?? [];
    this.#held = isCode ? held : null;
    const said = isCode ? staying : [...staying, ...held];
    this.lines = said.map((line) => ({ ...line, stays: false }));
  }
}
