// The practice numbers and what each causes; the practice service is their only source.
import { untrack } from "svelte";
import { call } from "../../ipc/client";
import type { TroubleView } from "../../ipc/generated";
import { Request } from "../request.svelte";

/** The list of the trouble panel, the same as long as the program runs. */
export class Troubles {
  readonly rows = new Request<TroubleView[]>();
  /** Whether the panel is unfolded; it stays so while a person sells and comes back. */
  open = $state(false);

  /** Asks for them, unless they are there. */
  async load(): Promise<void> {
    // An effect that asks does not depend on the answer: a failed one would be asked for without end.
    if (untrack(() => this.rows.current.state === "ready" || this.rows.busy)) return;
    await this.rows.run(async () => (await call("troubles", {})).rows);
  }
}
