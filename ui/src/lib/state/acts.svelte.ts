// The things that are done to what a screen shows: which are under way, and how the last one of each name ended where it
// was not simply done. One of a name runs at a time; different ones run beside each other.
import { SvelteMap, SvelteSet } from "svelte/reactivity";
import { errorView } from "../ipc/error";
import type { ChangeOutcome, ErrorView } from "../ipc/generated";
import type { Trouble } from "../trouble";

export class Acts<Name extends string> {
  readonly #busy = new SvelteSet<Name>();
  readonly #troubles = new SvelteMap<Name, Trouble>();
  #turn = 0;

  isBusy(name: Name): boolean {
    return this.#busy.has(name);
  }

  /** How the last act of this name ended, where it was not simply done. */
  troubleOf(name: Name): Trouble | undefined {
    return this.#troubles.get(name);
  }

  /** Why the last act of this name was not simply done. */
  errorOf(name: Name): ErrorView | null {
    return this.#troubles.get(name)?.error ?? null;
  }

  /** All acts that were not simply done, the last one at the end. */
  get troubles(): readonly { name: Name; trouble: Trouble }[] {
    return [...this.#troubles].map(([name, trouble]) => ({ name, trouble }));
  }

  /** Does it, unless it is under way. Resolves with its answer, or with nothing where it was not done or was forgotten. */
  async run<Answer>(name: Name, act: () => Promise<Answer>): Promise<Answer | undefined> {
    if (this.#busy.has(name)) return undefined;
    const turn = this.#turn;
    this.#busy.add(name);
    this.#troubles.delete(name);
    try {
      const answer = await act();
      return turn === this.#turn ? answer : undefined;
    } catch (thrown) {
      if (turn === this.#turn) this.#troubles.set(name, troubleWith(thrown));
      return undefined;
    } finally {
      if (turn === this.#turn) this.#busy.delete(name);
    }
  }

  /**
   * Makes a change, then reads what it changed; `read` resolves with the error where that could not be read. Resolves
   * with whether the change was made, whatever came of the reading. `late` hears how a change ended that was forgotten
   * meanwhile: nothing where it was made.
   */
  async change(
    name: Name,
    make: () => Promise<ChangeOutcome>,
    read: () => Promise<ErrorView | null>,
    late: (trouble: Trouble | null) => void = () => {},
  ): Promise<boolean> {
    if (this.#busy.has(name)) return false;
    const turn = this.#turn;
    this.#busy.add(name);
    this.#troubles.delete(name);
    const trouble = await troubleOf(make);
    const unread = trouble === null && turn === this.#turn ? await read() : null;
    if (turn !== this.#turn) {
      late(trouble);
      return false;
    }
    this.#busy.delete(name);
    if (trouble) this.#troubles.set(name, trouble);
    else if (unread) this.#troubles.set(name, { end: "unread", error: unread });
    return trouble === null;
  }

  /** Takes these away, where nothing newer took their place. An act that is under way goes on. */
  dismiss(those: readonly { name: Name; trouble: Trouble }[]): void {
    for (const { name, trouble } of those) if (this.#troubles.get(name) === trouble) this.#troubles.delete(name);
  }

  /** Forgets everything, and whatever is still on its way. */
  forget(): void {
    this.#turn++;
    this.#busy.clear();
    this.#troubles.clear();
  }
}

/** An error that leaves open whether money moved leaves open whether the act was done. */
function troubleWith(thrown: unknown): Trouble {
  const error = errorView(thrown);
  return { end: error.moneyMoved === "no" ? "notDone" : "unknown", error };
}

/** How a change ended; nothing where it was made. */
async function troubleOf(make: () => Promise<ChangeOutcome>): Promise<Trouble | null> {
  try {
    const made = await make();
    return made.outcome === "unknown" ? { end: "unknown", error: made.error } : null;
  } catch (thrown) {
    return troubleWith(thrown);
  }
}
