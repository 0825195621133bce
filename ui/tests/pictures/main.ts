// The real window over an imagined till, to be looked at: `?scene=first`, `?scene=cards`, … with `&dir=rtl`.
// `window.till` sends events and changes answers from the browser's console.
import { errorWith, Host, type Answers } from "../support/host";
import {
  accounts as company,
  ago,
  declared,
  esim,
  floatUse,
  grace,
  live,
  practice,
  practiceAccounts,
  preview,
  signedIn,
  ssp,
  test,
} from "../support/samples";
import { world } from "../support/world";
import type { StartView } from "../../src/lib/ipc/generated";
import * as esims from "./esim";
import * as selling from "./selling";
import * as signingIn from "./signing-in";
import * as sims from "./sims";
import * as updates from "./updates";

const query = new URLSearchParams(location.search);
const several = [
  practice(),
  live({
    session: signedIn(),
    float: { balance: ssp("18250.50"), at: ago(190), fresh: true, unread: null },
    openDoubts: 1,
  }),
  test(),
  live({
    key: { environment: "live", id: "wau" },
    name: "Wau branch",
    session: { state: "signInAgain", person: null },
  }),
  esim({
    key: { environment: "live", id: "sims" },
    baseAddress: "https://services.truphone.com/connect-api",
  }),
];

const scenes: Record<string, Partial<StartView>> = {
  first: {},
  cards: {
    connections: several,
    vault: "locked",
    notices: [{ code: "ledgerSetAside", detail: "ledger.db.bad-2026-11-21" }],
  },
  signin: { connections: [live(), practice({ session: { state: "signedOut" } })] },
  import: {
    pendingImport: preview({ otherHosts: ["login.21-systems.example"], replaces: true, forgetsSignIn: true }),
  },
  importFloat: {
    pendingImport: preview({
      host: "api.21-systems.example",
      baseAddress: "https://api.21-systems.example/",
      replaces: true,
      declares: declared(),
      declaresAnew: ["usedBy", "smallestDeposit"],
      sameHost: ["Wau branch"],
    }),
  },
  floats: {
    connections: [
      live({
        session: signedIn(),
        floatUse: floatUse(),
        float: { balance: ssp("18250.50"), at: ago(190), fresh: true, unread: null },
      }),
      live({
        key: { environment: "live", id: "wau" },
        name: "Wau branch",
        session: signedIn(),
        floatUse: floatUse({
          judges: "indications",
          since: null,
          whyNot: { reason: "ended", at: ago(600), moved: ssp("20.00") },
          sharedWith: ["Juba main counter"],
        }),
      }),
    ],
  },
  ...signingIn.scenes,
  ...selling.scenes,
  ...sims.scenes,
  ...esims.scenes,
  ...updates.scenes,
  settings: { connections: [...several, signingIn.company], vault: "ready" },
  quiet: { connections: several.slice(0, 2) },
  accounts: { connections: [...several.slice(0, 3), company(), practiceAccounts()] },
  account: {
    connections: [
      live({ session: signedIn(), float: { balance: ssp("18250.50"), at: ago(190), fresh: true, unread: null } }),
      company(),
    ],
  },
  accountPractice: {
    connections: [
      practice(),
      practiceAccounts({ session: { state: "signedIn", person: grace(), endsAt: null, remembered: false } }),
    ],
  },
  esim: { connections: [esim()] },
  esimOut: { connections: [esim({ clientId: null, clientSecret: false, session: { state: "signedOut" } })] },
  esimAgain: { connections: [esim({ session: { state: "signInAgain", person: null } })] },
  esimImport: {
    pendingImport: preview({
      name: "eSIMs",
      id: "sims",
      api: "truphoneConnect",
      host: "services.truphone.com",
      baseAddress: "https://services.truphone.com/connect-api",
      signIn: ["clientCredentials"],
      asksClientId: true,
      asksClientSecret: true,
    }),
  },
  accountOut: { connections: [company({ session: { state: "signedOut" } })] },
  accountAgain: { connections: [company({ session: { state: "signInAgain", person: grace() } })] },
  accountWaiting: {
    connections: [company({ session: { state: "signedIn", person: null, endsAt: null, remembered: true } })],
  },
};

const { answers } = world(scenes[query.get("scene") ?? "first"]);
const host = new Host(answers);
if (query.has("slow")) host.answer({ start: () => new Promise(() => {}) });
if (query.has("broken")) {
  host.answer({
    start: () => {
      throw errorWith("readOnly", "permission denied");
    },
  });
}
host.answer({ ...signingIn.answers, ...selling.answers, ...sims.answers, ...esims.answers, ...updates.answers });
Object.assign(window, { till: { host, answer: (more: Answers) => host.answer(more) } });

const { app } = await import("../../src/main");
selling.arrange(app);
sims.arrange(app);
esims.arrange(app);
updates.arrange(app);
signingIn.arrange(app);
document.documentElement.dir = query.get("dir") ?? "ltr";
