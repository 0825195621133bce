// The connections, the one that sells, and what the till says about them. The till owns the truth; this is its last
// word. Several are open at once: choosing who sells leaves the company's accounts alone, and looking at the accounts
// changes no till.
import { hasTill, sellsAirtime, sellsEsims } from "../../connection/kind";
import { call } from "../../ipc/client";
import { onEvent, type TillEvent } from "../../ipc/events";
import type {
  ConnectionKey,
  ConnectionView,
  EnvironmentView,
  ImportsInLine,
  RefusedImport,
  StartView,
} from "../../ipc/generated";
import { valueOf, type Remote } from "../../remote";
import { stopOf, type Stop } from "../../sale/stopped";
import { Request } from "../request.svelte";

export const sameKey = (one: ConnectionKey, other: ConnectionKey): boolean =>
  one.environment === other.environment && one.id === other.id;

type Hearer = (event: TillEvent) => void;

export class Connections {
  readonly start = new Request<StartView>();
  #chosen: ConnectionKey | null = $state.raw(null);
  #hearers: readonly Hearer[] = [];
  /** Connection files that could not be used. */
  refusedImports: readonly RefusedImport[] = $state.raw([]);
  /** Refusals that came with an event: the next start view has each once more. */
  #heardRefusals: string[] = [];
  /** Connection files that wait for an answer. */
  importsInLine: ImportsInLine = $state.raw({ first: null, behind: 0 });
  /** Whether the till was started to practise. */
  practiseNow = false;

  /** The last start view, also while it is asked for again. */
  get view(): StartView | undefined {
    return valueOf(this.start.current);
  }

  get all(): readonly ConnectionView[] {
    return this.view?.connections ?? [];
  }

  /** The connection that sells, as it is now. */
  get current(): ConnectionView | null {
    const chosen = this.#chosen && this.find(this.#chosen);
    return chosen && hasTill(chosen) ? chosen : null;
  }

  /** The practice connection that sells airtime. */
  get practice(): ConnectionView | undefined {
    return this.all.find((one) => one.key.environment === "practice" && sellsAirtime(one));
  }

  /** The practice connection that sells eSIMs. */
  get esimPractice(): ConnectionView | undefined {
    return this.all.find((one) => one.key.environment === "practice" && sellsEsims(one));
  }

  /**
   * Whether the till has just started and Start has nothing to say: no file to answer for, no notice, no practice that
   * runs.
   */
  get isQuiet(): boolean {
    const waits = this.importsInLine.first !== null || this.refusedImports.length > 0;
    return !waits && this.view?.notices.length === 0 && !this.practice && !this.esimPractice;
  }

  /**
   * The company's accounts that belong beside this environment: signed in before signed out, and another environment's
   * only if there are no others.
   */
  accountsFor(environment: EnvironmentView | null): ConnectionView | undefined {
    const open = (one: ConnectionView): number => (one.session.state === "signedIn" ? 0 : 1);
    const apart = (one: ConnectionView): number =>
      environment === null || one.key.environment === environment ? 0 : 2;
    const accounts = this.all.filter((one) => one.api === "accountsV1" && one.usable);
    return accounts.sort((one, other) => apart(one) + open(one) - apart(other) - open(other))[0];
  }

  find(key: ConnectionKey): ConnectionView | undefined {
    return this.all.find((one) => sameKey(one.key, key));
  }

  /** Why every sale through a connection would be refused, as it stands now; null where nothing speaks against one. */
  stopOf(key: ConnectionKey): Stop | null {
    const connection = this.find(key);
    return connection ? stopOf(connection, this.view?.stopped ?? []) : null;
  }

  /** Sells through this connection from now on. */
  choose(key: ConnectionKey | null): void {
    this.#chosen = key;
  }

  /** The till's first answer, whatever it is. `begin` asks for it. */
  answered: Promise<unknown> = Promise.resolve();

  /** Asks for the start view, and listens. Returns what ends the listening. */
  async begin(): Promise<() => void> {
    const asked = this.load();
    this.answered = asked;
    const stop = await onEvent((event) => this.#hear(event));
    await asked;
    // Changes before the listening were not heard.
    await this.load();
    return stop;
  }

  load(): Promise<Remote<StartView>> {
    return this.start.run(async () => {
      const view = await call("start", {});
      // A refusal comes once, so it counts even if a newer question has overtaken this one.
      for (const refused of view.refusedImports) {
        const heard = this.#heardRefusals.indexOf(JSON.stringify(refused));
        if (heard < 0) this.#refused(refused);
        else this.#heardRefusals.splice(heard, 1);
      }
      this.importsInLine = { first: view.pendingImport, behind: view.importsBehind };
      if (view.practiseNow) this.practiseNow = true;
      return view;
    });
  }

  /** Calls `hear` for every event after it was applied here, until the returned function is called. */
  listen(hear: Hearer): () => void {
    this.#hearers = [...this.#hearers, hear];
    return () => (this.#hearers = this.#hearers.filter((one) => one !== hear));
  }

  /** Puts a connection in place of its former self, or at the end. */
  keep(connection: ConnectionView): void {
    this.#patch((all) => {
      const known = all.some((one) => sameKey(one.key, connection.key));
      return known ? all.map((one) => (sameKey(one.key, connection.key) ? connection : one)) : [...all, connection];
    });
  }

  drop(key: ConnectionKey): void {
    if (this.#chosen && sameKey(this.#chosen, key)) this.choose(null);
    this.#patch((all) => all.filter((one) => !sameKey(one.key, key)));
  }

  /** Notes a refusal once, also where both an event and the start view report it. */
  #refused(refused: RefusedImport): void {
    const said = JSON.stringify(refused);
    if (!this.refusedImports.some((one) => JSON.stringify(one) === said))
      this.refusedImports = [...this.refusedImports, refused];
  }

  #patch(change: (all: ConnectionView[]) => ConnectionView[]): void {
    const view = this.view;
    if (!view) return;
    const asking = this.start.busy;
    this.start.set({ ...view, connections: change(view.connections) });
    // An answer that is on its way may be older than this change: ask again.
    if (asking) void this.load();
  }

  #hear(event: TillEvent): void {
    switch (event.type) {
      case "connectionChanged":
        this.keep(event.connection);
        break;
      case "connectionRemoved":
        this.drop(event.key);
        break;
      case "importRequested":
        this.importsInLine = { first: event.preview, behind: event.behind };
        break;
      case "importRefused":
        this.#heardRefusals.push(JSON.stringify(event.refused));
        this.#refused(event.refused);
        break;
      case "startChanged":
        void this.load();
        break;
      case "browserSignInChanged":
      case "closingChanged":
      case "recordsPreparing":
      case "saleChanged":
      case "saleStep":
      case "updatesChanged":
        break;
    }
    for (const hear of this.#hearers) hear(event);
  }
}
