// The notices about a float or its sales, until somebody has looked: the looking is written down.
import { call } from "../../ipc/client";
import type { ConnectionKey, ConnectionView } from "../../ipc/generated";
import type { Remote } from "../../remote";
import type { Connections } from "../connection/connections.svelte";
import { Request } from "../request.svelte";

export class Alerts {
  readonly #connections: Connections;
  readonly request = new Request<ConnectionView>();

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  get busy(): boolean {
    return this.request.busy;
  }

  /** Notes that these entries were looked at. */
  async look(connection: ConnectionKey, notices: number[]): Promise<Remote<ConnectionView>> {
    const answer = await this.request.run(() => call("see_notices", { connection, notices }));
    if (answer.state === "ready") this.#connections.keep(answer.value);
    return answer;
  }
}
