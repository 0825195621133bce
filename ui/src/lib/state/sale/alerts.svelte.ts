// What the till had to tell of a float or of its sales, until somebody has looked: the looking is written down.
import { call } from "../../ipc/client";
import type { ConnectionKey, ConnectionView } from "../../ipc/generated";
import type { Remote } from "../../remote";
import { connections } from "../connection/connections.svelte";
import { Request } from "../request.svelte";

class Alerts {
  readonly request = new Request<ConnectionView>();

  get busy(): boolean {
    return this.request.busy;
  }

  /** Notes that these entries were looked at. */
  async look(connection: ConnectionKey, notices: number[]): Promise<Remote<ConnectionView>> {
    const answer = await this.request.run(() => call("see_notices", { connection, notices }));
    if (answer.state === "ready") connections.keep(answer.value);
    return answer;
  }
}

export const alerts = new Alerts();
