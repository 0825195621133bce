// Updates of the till: how the next version stands, and what a person does about it. The till owns the truth and says
// each change with everything that belongs to it; this is its last word.
import { language, t, type MessageKey } from "../../i18n";
import { call } from "../../ipc/client";
import type { ConnectionView, SetUpdatePolicy, UpdatesView } from "../../ipc/generated";
import { valueOf } from "../../remote";
import { speak } from "../../sale/speak";
import { checkPhrase, headline } from "../../updates";
import { Acts } from "../acts.svelte";
import type { Connections } from "../connection/connections.svelte";
import { Request } from "../request.svelte";
import type { Announcer } from "./announce.svelte";

export type UpdateAct = "check" | "fetch" | "drop" | "install" | "policy";

export class Updates {
  readonly #announcer: Announcer;
  readonly #connections: Connections;
  readonly request = new Request<UpdatesView>();
  readonly acts = new Acts<UpdateAct>();
  /** The persons for whom the view holds: what is told depends on them. */
  #askedFor: string | null = $state(null);
  #away: readonly string[] = $state.raw([]);
  #heard = 0;

  constructor(announcer: Announcer, connections: Connections) {
    this.#announcer = announcer;
    this.#connections = connections;
    connections.listen((event) => {
      if (event.type !== "updatesChanged") return;
      this.#heard += 1;
      this.#hold(event.updates);
    });
  }

  get view(): UpdatesView | undefined {
    return valueOf(this.request.current);
  }

  /** What Start says of updates: a newer version that can be fetched, or to a supervisor that no check succeeds. */
  get notice(): UpdatesView | null {
    const view = this.view;
    if (!view || this.#askedFor !== this.#persons || this.#away.includes(nameOf(view))) return null;
    const { state, mayChange } = view;
    const tells = (state.state === "newer" && state.canFetch) || (state.state === "cannotCheck" && mayChange);
    return tells ? view : null;
  }

  /** Hides what Start says, until it says something else or the till is opened again. */
  putAway(view: UpdatesView): void {
    this.#away = [...this.#away, nameOf(view)];
  }

  /** Asks for the view, and once more for other persons, where an effect calls it. */
  follow(): void {
    if (this.#persons !== null || this.#connections.start.current.state === "failed") void this.load();
  }

  async load(): Promise<void> {
    const persons = this.#persons;
    const answer = await this.request.run(() => call("updates", { language }));
    if (this.request.shows(answer)) this.#askedFor = persons;
  }

  /** Checks for updates now, and says aloud what came of it. */
  async check(): Promise<void> {
    const view = await this.#act("check", () => call("check_for_updates", { language }));
    const told = view && (headline(view) ?? checkPhrase(view));
    if (told) this.#announcer.say(speak(told));
  }

  async fetch(version: string): Promise<void> {
    await this.#act("fetch", () => call("fetch_update", { version }));
  }

  /** Ends the fetching, or removes the version that waits. */
  async drop(): Promise<void> {
    await this.#act("drop", () => call("drop_update", {}));
  }

  /** Resolves with whether the till agreed: it closes then. */
  async install(version: string): Promise<boolean> {
    return (await this.#act("install", () => call("install_update", { version }))) !== undefined;
  }

  /** Resolves with whether it was set; `said` is spoken then. */
  async setPolicy(policy: SetUpdatePolicy, said: MessageKey): Promise<boolean> {
    const view = await this.#act("policy", () => call("set_update_policy", policy));
    if (view) this.#announcer.say(t(said));
    return view !== undefined;
  }

  async #act(name: UpdateAct, ask: () => Promise<UpdatesView>): Promise<UpdatesView | undefined> {
    const heard = this.#heard;
    const view = await this.acts.run(name, ask);
    if (view && heard === this.#heard) this.#hold(view);
    // Which of the two is newer is not known.
    else if (view) await this.load();
    return view;
  }

  #hold(view: UpdatesView): void {
    this.request.set(view);
    this.#askedFor = this.#persons;
  }

  /** Everybody who is signed in, as one text; nothing before the till has answered. */
  readonly #persons = $derived.by(() => {
    const view = this.#connections.view;
    return view ? JSON.stringify(view.connections.map(personOf)) : null;
  });
}

/** The facts on which a person's view depends, and no more: a session is renewed many times. */
function personOf({ key, session }: ConnectionView): unknown {
  const person = session.state === "signedIn" ? session.person : null;
  return [key.environment, key.id, session.state, person?.id ?? person?.email, person?.role];
}

/** The same piece of news has the same name. */
function nameOf({ state }: UpdatesView): string {
  if ("new" in state) return `${state.state} ${state.new.version}`;
  return state.state === "cannotCheck" ? `${state.state} ${state.since}` : state.state;
}
