// Beginning, ending and forgetting: practice, signing in and out, removing a connection, and where sign-ins are stored.
import { call } from "../../ipc/client";
import type { ConnectionKey, ConnectionView, ForgetReport, StartView } from "../../ipc/generated";
import type { Practised } from "../../practice/practising";
import type { Remote } from "../../remote";
import { t } from "../../i18n";
import type { Announcer } from "../frame/announce.svelte";
import type { Connections } from "./connections.svelte";
import { Request } from "../request.svelte";
import type { Navigation } from "../frame/navigation.svelte";
import type { Routes } from "../frame/routes.svelte";

export class Sessions {
  readonly #connections: Connections;
  readonly #navigation: Navigation;
  readonly #routes: Routes;
  readonly #announcer: Announcer;
  readonly practising = new Request<ConnectionView>();
  readonly practisingEsims = new Request<ConnectionView>();
  readonly vault = new Request<StartView>();

  constructor(connections: Connections, navigation: Navigation, routes: Routes, announcer: Announcer) {
    this.#connections = connections;
    this.#navigation = navigation;
    this.#routes = routes;
    this.#announcer = announcer;
  }

  /** Starts practice and opens its till. */
  practise(): Promise<void> {
    return this.#practise(this.practising, () => call("practise", {}), this.#staysHere());
  }

  /** Starts practice with eSIMs and opens its till. */
  practiseEsims(): Promise<void> {
    return this.#practise(this.practisingEsims, () => call("practise_esim", {}), this.#staysHere());
  }

  /**
   * Begins with practice because the till was started or left so, and not because of a press. A connection file that
   * waits for an answer is looked at first.
   */
  practiseAtStart(what: Practised = "airtime"): Promise<void> {
    const { visit } = this.#navigation;
    const esims = what === "esims";
    return this.#practise(
      esims ? this.practisingEsims : this.practising,
      () => (esims ? call("practise_esim", {}) : call("practise", {})),
      () => this.#navigation.visit === visit && this.#navigation.current.name !== "import",
    );
  }

  /** Opens the till of a second connection to the float of practice. */
  practiseTwice(): Promise<void> {
    return this.#practise(this.practising, () => call("practise_twice", {}), this.#staysHere());
  }

  /** Whether the person is still on the screen that is shown now. */
  #staysHere(): () => boolean {
    const { name } = this.#navigation.current;
    return () => this.#navigation.current.name === name;
  }

  /** Nobody is taken away from where the till of practice is not wanted any more when it is there. */
  async #practise(
    request: Request<ConnectionView>,
    ask: () => Promise<ConnectionView>,
    isWanted: () => boolean,
  ): Promise<void> {
    if (request.busy) return;
    const answer = await request.run(ask);
    if (answer.state !== "ready") return;
    if (isWanted()) this.#routes.open(answer.value);
    else this.#connections.keep(answer.value);
  }

  /** Signs in once. The password goes through and is held by nothing here. */
  async signIn(
    request: Request<ConnectionView>,
    connection: ConnectionKey,
    username: string,
    password: string,
  ): Promise<Remote<ConnectionView>> {
    const answer = await request.run(() => call("sign_in_with_password", { connection, username, password }));
    if (answer.state === "ready") this.#connections.keep(answer.value);
    return answer;
  }

  /** Signs in as a client. The secret goes through and is held by nothing here; without one the stored one is tried. */
  async signInAsClient(
    request: Request<ConnectionView>,
    connection: ConnectionKey,
    clientId: string,
    secret: string | null,
  ): Promise<Remote<ConnectionView>> {
    const answer = await request.run(() => call("sign_in_as_client", { connection, clientId, secret }));
    if (answer.state === "ready") this.#connections.keep(answer.value);
    return answer;
  }

  /** Asks the service who is signed in. The known person stays where that fails. */
  async refreshPerson(request: Request<ConnectionView>, connection: ConnectionKey): Promise<void> {
    if (request.busy) return;
    const answer = await request.run(() => call("refresh_person", { connection }));
    if (answer.state === "ready") this.#connections.keep(answer.value);
  }

  /**
   * Signs out. The till forgets the sign-in whatever the service answers, so the view is asked for again either way.
   */
  async signOut(request: Request<ConnectionView>, connection: ConnectionKey): Promise<Remote<ConnectionView>> {
    const answer = await request.run(() => call("sign_out", { connection }));
    // The question that asked is closed by the answer, over the screen as it is then.
    if (answer.state !== "ready") await this.#connections.load();
    else {
      this.#connections.keep(answer.value);
      this.#announcer.say(t("signOut.done", { name: answer.value.name }));
    }
    return answer;
  }

  /** Stores a client secret, or removes it where it is empty. It goes through and is held by nothing here. */
  async setClientSecret(
    request: Request<ConnectionView>,
    connection: ConnectionKey,
    secret: string,
  ): Promise<Remote<ConnectionView>> {
    const answer = await request.run(() => call("set_client_secret", { connection, secret }));
    if (answer.state === "ready") this.#connections.keep(answer.value);
    return answer;
  }

  /** Signs in with PKCE again from now on. */
  async switchPkceOn(request: Request<ConnectionView>, connection: ConnectionKey): Promise<void> {
    const answer = await request.run(() => call("switch_pkce_on", { connection }));
    if (answer.state === "ready") this.#connections.keep(answer.value);
  }

  /** Declares anew that only this till uses the float of a connection. */
  async declareAgain(request: Request<ConnectionView>, connection: ConnectionKey): Promise<void> {
    const answer = await request.run(() => call("declare_again", { connection }));
    if (answer.state === "ready") {
      this.#connections.keep(answer.value);
      this.#announcer.say(t("settings.float.declared", { name: answer.value.name }));
    }
  }

  /** Opens the service's own page in the browser. */
  async openServicePage(request: Request<unknown>, connection: ConnectionKey): Promise<void> {
    await request.run(() => call("open_service_page", { connection }));
  }

  async remove(request: Request<unknown>, connection: ConnectionKey): Promise<Remote<unknown>> {
    const answer = await request.run(() => call("remove_connection", { connection }));
    if (answer.state === "ready") {
      this.#connections.drop(connection);
      this.#routes.leave(connection);
    }
    return answer;
  }

  /** Signs everybody out here and deletes what is secret. In any case the window asks anew what there is. */
  async forgetComputer(request: Request<ForgetReport>): Promise<Remote<ForgetReport>> {
    const answer = await request.run(() => call("forget_this_computer", {}));
    void this.#connections.load();
    return answer;
  }

  retryKeyring(): Promise<void> {
    return this.#keepVault("retry_keyring");
  }

  rememberNothing(): Promise<void> {
    return this.#keepVault("remember_nothing");
  }

  async #keepVault(command: "retry_keyring" | "remember_nothing"): Promise<void> {
    if (this.vault.busy) return;
    const answer = await this.vault.run(() => call(command, {}));
    if (answer.state === "ready") this.#connections.start.set(answer.value);
  }
}
