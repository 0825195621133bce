// Reading the float on demand. The answer is a connection like any other; a failure shows as a float that is not fresh.
import { call } from "../../ipc/client";
import type { ConnectionKey, ConnectionView, ErrorView } from "../../ipc/generated";
import { sameKey, type Connections } from "../connection/connections.svelte";
import { Request } from "../request.svelte";

export class Floats {
  readonly #connections: Connections;
  readonly request = new Request<ConnectionView>();
  #asked: ConnectionKey | undefined;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  get busy(): boolean {
    return this.request.busy;
  }

  /** Why the float of this connection could not be read when somebody asked; nothing while it is asked again. */
  errorOf(connection: ConnectionKey): ErrorView | undefined {
    const { current } = this.request;
    const same = this.#asked !== undefined && sameKey(this.#asked, connection);
    return current.state === "failed" && same ? current.error : undefined;
  }

  /** The error was read. */
  putAway(): void {
    this.request.reset();
  }

  /** Asks the service for the float now. One question at a time. */
  async refresh(connection: ConnectionKey): Promise<void> {
    if (this.busy) return;
    this.#asked = connection;
    const answer = await this.request.run(() => call("refresh_float", { connection }));
    if (answer.state === "ready") this.#connections.keep(answer.value);
  }
}
