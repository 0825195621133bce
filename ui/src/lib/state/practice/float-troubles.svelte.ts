// The float of the practice service as it really is. The till learns of none of it here: it reads its float when it
// does.
import { doneWords, type FloatPanel } from "../../practice/float-troubles";
import { errorView } from "../../ipc/error";
import { call } from "../../ipc/client";
import type { ErrorView, FloatTrouble, FloatTroubles as There } from "../../ipc/generated";
import { valueOf } from "../../remote";
import type { Announcer } from "../frame/announce.svelte";
import type { Connections } from "../connection/connections.svelte";
import { Request } from "../request.svelte";

export class FloatTroubles implements FloatPanel {
  readonly #announcer: Announcer;
  readonly #connections: Connections;
  readonly float = new Request<There>();
  /** Why the last trouble was not caused. */
  error: ErrorView | undefined = $state.raw(undefined);
  busy = $state(false);

  constructor(announcer: Announcer, connections: Connections) {
    this.#announcer = announcer;
    this.#connections = connections;
  }

  async load(): Promise<void> {
    if (this.busy) return;
    await this.float.run(() => call("float_troubles", {}));
  }

  /** Asks now, and whenever a sale or a float has changed, until the returned function is called. */
  follow(): () => void {
    void this.load();
    return this.#connections.listen((event) => {
      if (event.type === "saleChanged" || event.type === "connectionChanged") void this.load();
    });
  }

  async cause(trouble: FloatTrouble): Promise<boolean> {
    const there = valueOf(this.float.current);
    if (this.busy || !there) return false;
    this.busy = true;
    this.error = undefined;
    // A choice stays where the person put it while the service is asked, and goes back where it fails.
    this.float.set(chosen(there, trouble));
    try {
      const after = await call("cause_float_trouble", { trouble });
      this.float.set(after);
      this.#announcer.say(doneWords(trouble.kind, after));
      return true;
    } catch (thrown) {
      this.float.set(there);
      this.error = errorView(thrown);
      return false;
    } finally {
      this.busy = false;
    }
  }
}

function chosen(there: There, trouble: FloatTrouble): There {
  switch (trouble.kind) {
    case "chargeLateAfter":
      return { ...there, lateAfter: trouble.seconds };
    case "commission":
      return { ...there, commission: trouble.commission };
    case "report":
      return { ...there, format: trouble.format };
    default:
      return there;
  }
}
