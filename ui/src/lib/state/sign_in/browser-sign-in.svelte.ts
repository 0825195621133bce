// Signing in through the browser: one object for each connection, so that two of them never mix. A sign-in goes on in
// the till while the person looks at other screens; its events are followed here, and it is asked about where it is
// shown.
import { directionOf, language, t } from "../../i18n";
import { call } from "../../ipc/client";
import { errorView } from "../../ipc/error";
import type { BrowserSignInStage, BrowserSignInView, ConnectionKey, ErrorView, SignInPages } from "../../ipc/generated";
import { ticking } from "../../now";
import type { Announcer } from "../frame/announce.svelte";
import { sameKey, type Connections } from "../connection/connections.svelte";
import type { Routes } from "../frame/routes.svelte";

/** What a person does to a sign-in. */
export type Act = "begin" | "openAgain" | "more" | "copy" | "paste" | "goOn" | "confirm" | "cancel";

/** How long the till usually waits, in seconds: the ring of the countdown is full at that. */
const usual = 300;

const none: BrowserSignInStage = { at: "none" };
const hasEnded = ({ at }: BrowserSignInStage): boolean =>
  at === "signedIn" || at === "tested" || at === "cancelled" || at === "failed";
const isUnderWay = ({ at }: BrowserSignInStage): boolean =>
  at === "waiting" || at === "exchanging" || at === "pkceRefused" || at === "isThisYou";

/** What the browser shows at the end, in the language of the window. */
const pages = (): SignInPages => ({
  language,
  rightToLeft: directionOf(language) === "rtl",
  received: t("signInPage.received"),
  denied: t("signInPage.denied"),
  failed: t("signInPage.failed"),
  already: t("signInPage.already"),
  notOurs: t("signInPage.notOurs"),
});

type Uses = { announcer: Announcer; connections: Connections; routes: Routes };

export class BrowserSignIn {
  readonly #uses: Uses;
  readonly key: ConnectionKey;
  stage: BrowserSignInStage = $state.raw(none);
  /** What the person did that is not answered yet. */
  doing: Act | null = $state(null);
  /** What the person did that was refused, and why. */
  refused: { act: Act; error: ErrorView } | null = $state.raw(null);
  /** Seconds that the ring stands for. */
  whole = $state(usual);
  #ends = $state(0);
  #turn = 0;
  #heard = 0;
  #seen: string | null = null;
  #tests = false;

  constructor(key: ConnectionKey, uses: Uses) {
    this.key = key;
    this.#uses = uses;
  }

  /** Whether the till is at it. */
  get underWay(): boolean {
    return isUnderWay(this.stage);
  }

  /** Seconds until it ends by itself, counted here from the till's last word. */
  get left(): number {
    return Math.max(0, Math.ceil((this.#ends - ticking()) / 1000));
  }

  /** Asks where it stands. */
  async ask(): Promise<void> {
    const [heard, turn] = [this.#heard, this.#turn];
    const stage = await this.#now();
    // An event that came meanwhile is newer, and so is the answer to a newer wish.
    if (stage && heard === this.#heard && turn === this.#turn) this.#take(stage);
  }

  begin(): Promise<void> {
    return this.#begin(false);
  }

  /** Begins a sign-in that tests the connection and stores nothing. */
  beginTest(): Promise<void> {
    return this.#begin(true);
  }

  /** Begins what was begun last. */
  again(): Promise<void> {
    return this.#begin(this.#tests);
  }

  #begin(tests: boolean): Promise<void> {
    this.#seen = null;
    this.#tests = tests;
    return this.#do("begin", () =>
      call(tests ? "begin_sign_in_test" : "begin_browser_sign_in", { connection: this.key, pages: pages() }),
    );
  }

  openAgain(): Promise<void> {
    return this.#do("openAgain", () => call("open_browser_again", { connection: this.key }));
  }

  more(): Promise<void> {
    return this.#do("more", () => call("more_sign_in_time", { connection: this.key }));
  }

  /** Takes the answer from the person's hand. It goes through and is held by nothing here. */
  paste(text: string): Promise<void> {
    return this.#do("paste", () => call("paste_sign_in_answer", { connection: this.key, text }));
  }

  /** Goes on without PKCE, now and in later sign-ins. */
  goOn(): Promise<void> {
    return this.#do("goOn", () => call("go_on_without_pkce", { connection: this.key }));
  }

  confirm(yes: boolean): Promise<void> {
    return this.#do("confirm", () => call("confirm_sign_in", { connection: this.key, yes }));
  }

  cancel(): Promise<void> {
    return this.#do("cancel", () => call("cancel_browser_sign_in", { connection: this.key }));
  }

  /** The address of the sign-in, or nothing where the till does not give it, which is said where a person wanted it. */
  async address(wanted?: "copy"): Promise<string | null> {
    try {
      return (await call("sign_in_address", { connection: this.key })).address;
    } catch (thrown) {
      if (wanted) this.refused = { act: wanted, error: errorView(thrown) };
      return null;
    }
  }

  /** An end that was shown is not shown again. */
  leave(): void {
    this.refused = null;
    if (!hasEnded(this.stage)) return;
    this.#seen = JSON.stringify(this.stage);
    this.stage = none;
  }

  /** The till says how it goes on. */
  async hear({ stage }: BrowserSignInView): Promise<void> {
    const heard = ++this.#heard;
    if (!hasEnded(stage) || !this.underWay) return this.#take(stage);
    // It may be the end of an older one, of which the word comes late: the sign-in that is under way in the till now
    // counts.
    const now = await this.#now();
    if (heard === this.#heard) this.#take(now && isUnderWay(now) ? now : stage);
  }

  /** Where it stands in the till; nothing where the till does not say. */
  async #now(): Promise<BrowserSignInStage | undefined> {
    try {
      return (await call("browser_sign_in", { connection: this.key })).stage;
    } catch {
      return undefined;
    }
  }

  /** Asks once, however often it is pressed; a newer wish of the person counts more than what is on its way. */
  async #do(act: Act, ask: () => Promise<BrowserSignInView>): Promise<void> {
    if (this.doing === act) return;
    const turn = ++this.#turn;
    const heard = this.#heard;
    this.doing = act;
    this.refused = null;
    try {
      const { stage } = await ask();
      if (heard === this.#heard) this.#take(stage);
      else await this.ask();
    } catch (thrown) {
      const error = errorView(thrown);
      if (act === "begin") this.#take({ at: "failed", error });
      else if (turn === this.#turn) this.refused = { act, error };
    } finally {
      if (turn === this.#turn) this.doing = null;
    }
  }

  #take(stage: BrowserSignInStage): void {
    const said = JSON.stringify(stage);
    if (hasEnded(stage)) {
      // The till reports an end to the first that asks, also where an event said it before.
      if (said === this.#seen || said === JSON.stringify(this.stage)) return;
    } else if (stage.at === "none" && hasEnded(this.stage)) {
      return;
    }
    if (stage.at === "waiting") {
      this.whole = Math.max(stage.secondsLeft, this.stage.at === "waiting" ? this.whole : usual);
      this.#ends = performance.now() + stage.secondsLeft * 1000;
    }
    if (stage.at === "pkceRefused") this.#ends = performance.now() + stage.secondsLeft * 1000;
    if (stage.at !== this.stage.at) this.refused = null;
    this.stage = stage;
    if (hasEnded(stage)) void this.#announce(stage);
  }

  get #isSignedIn(): boolean {
    return this.#uses.connections.find(this.key)?.session.state === "signedIn";
  }

  async #announce(stage: BrowserSignInStage): Promise<void> {
    const { announcer, connections, routes } = this.#uses;
    const name = connections.find(this.key)?.name ?? "";
    if (stage.at === "signedIn") {
      if (!this.#isSignedIn) await connections.load();
      if (this.#isSignedIn) announcer.say(t("waiting.signedIn", { name }), { stays: true });
      // Nobody looks at it, or it is over already: a later sign-in does not begin with this end.
      if (this.stage === stage && !(this.#isSignedIn && routes.isAtSignIn(this.key))) this.leave();
    } else if (stage.at === "tested") {
      announcer.say(
        t("settings.test.done", { name, wrong: stage.test.lines.filter((line) => line.finding === "wrong").length }),
      );
    } else if (stage.at === "failed" && !routes.isAtSignIn(this.key)) {
      announcer.say(t("waiting.failedElsewhere", { name }));
    }
  }
}

export class BrowserSignIns {
  readonly #uses: Uses;
  #all: BrowserSignIn[] = [];

  constructor(uses: Uses) {
    this.#uses = uses;
    uses.connections.listen((event) => {
      if (event.type === "browserSignInChanged") void this.of(event.signIn.connection).hear(event.signIn);
    });
  }

  /** The sign-in of a connection. */
  of(key: ConnectionKey): BrowserSignIn {
    let known = this.#all.find((one) => sameKey(one.key, key));
    if (!known) this.#all.push((known = new BrowserSignIn(key, this.#uses)));
    return known;
  }
}
