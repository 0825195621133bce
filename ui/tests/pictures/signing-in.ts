// Pictures of the sign-in through the browser and of what the settings say of it: `?scene=browser&stage=waiting`,
// `?scene=settings&press=settings-test`, `?scene=secret`, with `&theme=dark`.
import { errorWith, type Answers } from "../support/host";
import { accounts, preview } from "../support/samples";
import type { BrowserSignInStage, CertificateTrust, ConnectionTestView, StartView } from "../../src/lib/ipc/generated";
import type { AppState } from "../../src/lib/state/app.svelte";

const query = new URLSearchParams(location.search);

/** Company accounts that are signed in to through the browser. */
export const company = accounts({
  key: { environment: "live", id: "accounts" },
  clientSecret: query.has("secret"),
  httpsListener: true,
  session: { state: "signedOut" },
});

const waiting: Extract<BrowserSignInStage, { at: "waiting" }> = {
  at: "waiting",
  secondsLeft: Number(query.get("left") ?? 271),
  notOpened: null,
  pasteOnly: null,
  showsCode: false,
  turnedAway: false,
  certificate: false,
};
const person = {
  id: "42",
  email: "amina.deng@company.example",
  name: "Amina Deng",
  createdAt: null,
  role: null,
  points: null,
};
/** How a sign-in through the browser stands: `?scene=browser&stage=waiting`, … */
const stages: Record<string, BrowserSignInStage> = {
  none: { at: "none" },
  waiting,
  notOpened: { ...waiting, notOpened: "xdg-open: no method available for opening the address" },
  turnedAway: { ...waiting, turnedAway: true, certificate: true },
  pasteOnly: { ...waiting, pasteOnly: "remote" },
  exchanging: { at: "exchanging" },
  isThisYou: { at: "isThisYou", person, because: "notProven" },
  cancelled: { at: "cancelled" },
  failed: { at: "failed", error: errorWith("clientRefused", "Client authentication failed due to unknown client") },
};
const tested: ConnectionTestView = {
  lines: [
    { check: "host", finding: "good", fact: "hostAnswers", detail: "" },
    { check: "tls", finding: "good", fact: "hostProven", detail: "" },
    { check: "clock", finding: "wrong", fact: "clockBehind", detail: "7 min" },
    { check: "service", finding: "good", fact: "serviceThere", detail: "" },
    {
      check: "client",
      finding: "wrong",
      fact: "clientRefused",
      detail: "Client authentication failed due to unknown client.",
    },
    { check: "pkce", finding: "notShown", fact: "pkceNotShown", detail: "" },
    { check: "redirect", finding: "notShown", fact: "redirectNotShown", detail: "" },
    { check: "scope", finding: "good", fact: "scopeAccepted", detail: "" },
  ],
};

export const scenes: Record<string, Partial<StartView>> = {
  secret: {
    pendingImport: preview({
      host: "accounts.company.example",
      api: "accountsV1",
      signIn: ["browser", "password"],
      asksClientSecret: true,
    }),
  },
  browser: { connections: [company] },
};

export const answers: Answers = {
  browser_sign_in: ({ connection }) => ({ connection, stage: stages[query.get("stage") ?? "none"] ?? { at: "none" } }),
  begin_browser_sign_in: ({ connection }) => ({ connection, stage: waiting }),
  sign_in_address: () => ({ address: "https://accounts.company.example/oauth/authorize?client_id=imagined" }),
  test_connection: () => tested,
  listener_certificate: () => ({
    fingerprint: Array.from({ length: 32 }, (_, at) => (at * 7 + 16).toString(16).padStart(2, "0").toUpperCase()).join(
      ":",
    ),
    endsAt: "2027-05-01T00:00:00Z",
    trust: (query.get("trust") ?? "untrusted") as CertificateTrust,
  }),
};

/** Puts the window where the picture is taken. */
export function arrange(app: AppState): void {
  if (query.get("scene") === "browser") {
    app.connections.choose(null);
    app.navigation.go({ name: "signIn", connection: company.key });
  } else if (query.get("scene") === "settings") {
    app.navigation.go({ name: "settings" });
  }
  /** What is pressed once it is there: `?press=waiting-paste`. */
  const pressed = query.get("press");
  if (pressed) {
    const looking = setInterval(() => {
      const button = document.querySelector<HTMLElement>(`[data-testid="${pressed}"]`);
      if (!button) return;
      clearInterval(looking);
      button.click();
      const further = query.get("scroll");
      if (further)
        setTimeout(
          () => document.querySelector(`[data-testid="${further}"]`)?.scrollIntoView({ block: "center" }),
          500,
        );
    }, 100);
  }
  const theme = query.get("theme");
  if (theme) document.documentElement.dataset.theme = theme;
}
