// The troubles of the practice accounts, and which are on. A switch is shown where the person put it while the practice
// service is told; they are switched one after the other, so that the last press counts.
import { errorView } from "../../ipc/error";
import { call } from "../../ipc/client";
import type { ErrorView, SignInTroubleView } from "../../ipc/generated";
import { valueOf } from "../../remote";
import type { TroubleSwitches } from "../../practice/sign-in-troubles";
import { Request } from "../request.svelte";

export class SignInTroubles implements TroubleSwitches {
  readonly rows = new Request<SignInTroubleView[]>();
  /** Why the last trouble was not switched. */
  error: ErrorView | undefined = $state.raw(undefined);
  #switching: Promise<void> = Promise.resolve();
  #waiting = 0;

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
    let answer: SignInTroubleView[] | undefined;
    try {
      answer = (await call("switch_sign_in_trouble", { code, on })).rows;
    } catch (thrown) {
      this.error = errorView(thrown);
    }
    this.#waiting--;
    // An answer that a later press has overtaken does not move its switch back.
    if (this.#waiting > 0) return;
    if (answer) this.rows.set(answer);
    else await this.#ask();
  }

  async #ask(): Promise<void> {
    await this.rows.run(async () => (await call("sign_in_troubles", {})).rows);
  }
}
