// How far the records of each environment are prepared, where another version of the till wrote them. The till says
// when that is over.
import { t } from "../../i18n";
import type { EnvironmentView, RecordsProgress } from "../../ipc/generated";
import type { Connections } from "../connection/connections.svelte";
import type { Announcer } from "./announce.svelte";

/** The records of one environment that are prepared now. */
export type Preparing = RecordsProgress & { environment: EnvironmentView };

export class Records {
  readonly #announcer: Announcer;
  preparing: readonly Preparing[] = $state.raw([]);

  constructor(connections: Connections, announcer: Announcer) {
    this.#announcer = announcer;
    connections.listen((event) => {
      if (event.type === "recordsPreparing") this.#hear(event.environment, event.progress);
    });
  }

  #hear(environment: EnvironmentView, progress: RecordsProgress | null): void {
    const known = this.preparing.some((one) => one.environment === environment);
    const now = progress ? [{ environment, ...progress }] : [];
    // Each stays in its place.
    if (known) this.preparing = this.preparing.flatMap((one) => (one.environment === environment ? now : [one]));
    else this.preparing = [...this.preparing, ...now];
    // A number that changes ten times a second is said aloud once.
    if (progress && !known) this.#announcer.say(t("records.why"));
  }
}
