// How the troubles of the practice accounts are worded: what will happen, and what to watch the till do. Their codes
// are the practice service's and may grow before the window does: a code without words is shown as it is.
import { t, type MessageKey } from "../i18n";
import type { ErrorView, SignInTroubleView } from "../ipc/generated";
import type { Remote } from "../remote";

/** The switches as a panel shows and throws them. */
export type TroubleSwitches = {
  readonly rows: { readonly current: Remote<SignInTroubleView[]> };
  /** Why the last switch was not thrown. */
  readonly error: ErrorView | undefined;
  /** Asks which are on. */
  load(): Promise<void>;
  flip(code: string, on: boolean): Promise<void>;
};

type Words = { name: MessageKey; watch: MessageKey };

const WORDS: Record<string, Words | undefined> = {
  denied_consent: { name: "signInTrouble.deniedConsent", watch: "signInTrouble.deniedConsent.watch" },
  wrong_state: { name: "signInTrouble.wrongState", watch: "signInTrouble.wrongState.watch" },
  slow_exchange: { name: "signInTrouble.slowExchange", watch: "signInTrouble.slowExchange.watch" },
  html_error_page: { name: "signInTrouble.htmlErrorPage", watch: "signInTrouble.htmlErrorPage.watch" },
  pkce_refused: { name: "signInTrouble.pkceRefused", watch: "signInTrouble.pkceRefused.watch" },
  short_tokens: { name: "signInTrouble.shortTokens", watch: "signInTrouble.shortTokens.watch" },
  refresh_lost: { name: "signInTrouble.refreshLost", watch: "signInTrouble.refreshLost.watch" },
};

/** What a trouble does, and what to watch for; the latter is empty where the window has no words for it. */
export function signInTroubleWords(code: string): { name: string; watch: string } {
  const words = Object.hasOwn(WORDS, code) ? WORDS[code] : undefined;
  return words === undefined ? { name: code, watch: "" } : { name: t(words.name), watch: t(words.watch) };
}
