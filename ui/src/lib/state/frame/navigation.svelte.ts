// Where the person is, and where *Back* leads. A handful of screens need no more of a router than this.
import type { Announcer } from "./announce.svelte";
import type { ConnectionKey, EnvironmentView, ImportPreview } from "../../ipc/generated";

/** What a link leads to in the settings of a connection: what is declared of its float, or its test. */
export type SettingsPart = "float" | "test";
export type SettingsAim = { connection: ConnectionKey; part: SettingsPart };

export type Screen =
  | { name: "start" }
  | { name: "import"; preview: ImportPreview }
  | { name: "signIn"; connection: ConnectionKey }
  | { name: "till" }
  | { name: "history"; sale?: { environment: EnvironmentView; id: string } }
  | { name: "account"; connection: ConnectionKey }
  | { name: "settings"; aim?: SettingsAim };

export type ScreenName = Screen["name"];

/** Steps that *Back* remembers. */
const depth = 32;

export class Navigation {
  readonly #announcer: Announcer;
  #trail: Screen[] = $state.raw([{ name: "start" }]);
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

  /** Opens a screen; *Back* returns to the present one. Forms of one occasion are not returned to. */
  go(screen: Screen): void {
    const trail = this.#trail.filter(
      (past) => past.name !== "import" && past.name !== "signIn" && past.name !== screen.name,
    );
    this.#trail = [...trail, screen].slice(-depth);
    this.#arrive();
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

  #arrive(): void {
    this.#announcer.leave();
    this.visit++;
  }
}
