// One question to the till and what has come of it. The newest question wins; an older answer is dropped.
import { untrack } from "svelte";
import { errorView } from "../ipc/error";
import { failed, idle, ready, valueOf, type Remote } from "../remote";

export class Request<T> {
  current: Remote<T> = $state.raw(idle);
  #turn = 0;

  /** Asks; resolves when the answer, good or bad, is in `current`. */
  async run(ask: () => Promise<T>): Promise<Remote<T>> {
    const turn = ++this.#turn;
    // An effect that asks does not depend on the answer.
    const previous = untrack(() => valueOf(this.current));
    this.current = { state: "loading", previous };
    let next: Remote<T>;
    try {
      next = ready(await ask());
    } catch (thrown) {
      next = failed(errorView(thrown), previous);
    }
    if (turn === this.#turn) this.current = next;
    return next;
  }

  /** Whether an answer of `run` is the one that is shown: nothing newer was asked, and it was not forgotten. */
  shows(answer: Remote<T>): boolean {
    return this.current === answer;
  }

  /** Puts a value in place without asking. */
  set(value: T): void {
    this.#turn++;
    this.current = ready(value);
  }

  /** Forgets everything, and whatever is still on its way. */
  reset(): void {
    this.#turn++;
    this.current = idle;
  }

  get busy(): boolean {
    return this.current.state === "loading";
  }
}
