// Reading the float on demand. The answer is a connection like any other; a failure shows as a float that is not fresh.
import { call } from "../ipc/client";
import type { ConnectionKey, ConnectionView } from "../ipc/generated";
import { connections } from "./connections.svelte";
import { Request } from "./request.svelte";

class Floats {
  readonly request = new Request<ConnectionView>();

  get busy(): boolean {
    return this.request.busy;
  }

  /** Asks the service for the float now. One question at a time. */
  async refresh(connection: ConnectionKey): Promise<void> {
    if (this.busy) return;
    const answer = await this.request.run(() => call("refresh_float", { connection }));
    if (answer.state === "ready") connections.keep(answer.value);
  }
}

export const floats = new Floats();
