// Where the person is, and where *Back* leads. A handful of screens need no more of a router than this.
import type { Announcer } from "./announce.svelte";
import type { ConnectionKey, EnvironmentView, ImportPreview } from "../../ipc/generated";

/** What a link leads to in the settings of a connection: what is declared of its float, or its test. */
export type SettingsPart = "float" | "test";
/** What a link leads to in the settings: a part of a connection, or the updates of the till. */
export type SettingsAim = { connection: ConnectionKey; part: SettingsPart } | { part: "updates" };

/**
 * No screen names an act, such as a top-up of a SIM: *Back* would do it once more. The button that leads to the screen
 * does it.
 */
export type Screen =
  | { name: "start" }
  | { name: "import"; preview: ImportPreview }
  | { name: "signIn"; connection: ConnectionKey }
  | { name: "till" }
  | { name: "code"; connection: ConnectionKey; iccid: string; product?: string }
  | { name: "sims" }
  | { name: "subscriptions" }
  | { name: "customers" }
  | { name: "history"; sale?: { environment: EnvironmentView; id: string } }
  | { name: "account"; connection: ConnectionKey }
  | { name: "settings"; aim?: SettingsAim };

export type ScreenName = Screen["name"];

/** Steps that *Back* remembers. */
const depth = 32;

export class Navigation {
  readonly #announcer: Announcer;
  #trail: Screen[] = $state.raw([{ name: "start" }]);
  /** Opened once the code is closed. */
  #waiting: Screen | null = null;
  /** Grows with every move, also to the same screen: what was begun there starts anew. */
  visit = $state(0);

  constructor(announcer: Announcer) {
    this.#announcer = announcer;
  }

  get current(): Screen {
    return this.#trail[this.#trail.length - 1] ?? { name: "start" };
  }

  get canGoBack(): boolean {
    return this.#trail.length > 1;
  }

  /** Whether a customer looks at the code: nothing that comes by itself takes its place. */
  get showsCode(): boolean {
    return this.current.name === "code";
  }

  /** Whether a person looks at a connection file: another one waits until it is answered. */
  get showsFile(): boolean {
    return this.current.name === "import";
  }

  /** Opens a screen; *Back* returns to the present one. Forms of one occasion are not returned to. */
  go(screen: Screen): void {
    this.#append(screen);
    this.#arrive();
  }

  /**
   * Opens a screen that nobody asked for on the present one: a file that was opened from outside, an answer that comes
   * late. Where the code is shown, the screen is opened after it; a file that can be used goes before the start.
   */
  goUnasked(screen: Screen): void {
    if (!this.showsCode) this.go(screen);
    else if (this.#waiting?.name !== "import" || screen.name === "import") this.#waiting = screen;
  }

  /** Opens a screen as the only one. */
  reset(screen: Screen): void {
    this.#trail = screen.name === "start" ? [screen] : [{ name: "start" }, screen];
    this.#arrive();
  }

  back(): void {
    if (!this.canGoBack) return;
    this.#trail = this.#trail.slice(0, -1);
    this.#arrive();
  }

  #append(screen: Screen): void {
    const trail = this.#trail.filter(
      (past) => past.name !== "import" && past.name !== "signIn" && past.name !== screen.name,
    );
    this.#trail = [...trail, screen].slice(-depth);
  }

  #arrive(): void {
    if (this.#waiting && !this.showsCode) {
      this.#append(this.#waiting);
      this.#waiting = null;
    }
    this.#announcer.leave(this.showsCode);
    this.visit++;
  }
}
