// Switches of a practice service, and which are on. A switch is shown where the person put it while the service is
// asked; they are switched one after the other, so that the last press counts.
import { errorView } from "../../ipc/error";
import type { ErrorView } from "../../ipc/generated";
import { valueOf } from "../../remote";
import { Request } from "../request.svelte";

type Switch = { code: string; on: boolean };

export class Switches<Row extends Switch, Answer extends { rows: Row[] }> {
  readonly rows = new Request<Row[]>();
  /** Why the last trouble was not switched. */
  error: ErrorView | undefined = $state.raw(undefined);
  /** All that the service said last. */
  last: Answer | undefined = $state.raw(undefined);
  readonly #list: () => Promise<Answer>;
  readonly #tell: (code: string, on: boolean) => Promise<Answer>;
  #switching: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(list: () => Promise<Answer>, tell: (code: string, on: boolean) => Promise<Answer>) {
    this.#list = list;
    this.#tell = tell;
  }

  /** Asks which are on. */
  async load(): Promise<void> {
    if (this.rows.busy || this.#waiting > 0) return;
    this.error = undefined;
    await this.#ask();
  }

  /** Switches one. */
  flip(code: string, on: boolean): Promise<void> {
    const rows = valueOf(this.rows.current);
    if (!rows) return this.#switching;
    this.error = undefined;
    this.rows.set(rows.map((row) => (row.code === code ? { ...row, on } : row)));
    this.#waiting++;
    this.#switching = this.#switching.then(() => this.#switch(code, on));
    return this.#switching;
  }

  async #switch(code: string, on: boolean): Promise<void> {
    let answer: Answer | undefined;
    try {
      answer = await this.#tell(code, on);
    } catch (thrown) {
      this.error = errorView(thrown);
    }
    this.#waiting--;
    // An answer that a later press has overtaken does not move its switch back.
    if (this.#waiting > 0) return;
    if (answer) this.rows.set(this.#note(answer));
    else await this.#ask();
  }

  async #ask(): Promise<void> {
    await this.rows.run(async () => this.#note(await this.#list()));
  }

  #note(answer: Answer): Row[] {
    this.last = answer;
    return answer.rows;
  }
}
