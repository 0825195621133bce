// Views as the till would answer them, for tests and pictures.
import type {
  ConnectionView,
  DeclarationsView,
  FloatTroubles,
  FloatUseView,
  ImportPreview,
  MoneyView,
  PersonView,
  SessionView,
  StartView,
} from "../../src/lib/ipc/generated";

export const ssp = (amount: string): MoneyView => ({ amount, currency: "SSP" });
export const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();

/** What a careful administrator declares of a float that is the till's own. */
export const declared = (change: Partial<DeclarationsView> = {}): DeclarationsView => ({
  usedBy: "thisTill",
  smallestDeposit: ssp("500.00"),
  restSeconds: 600,
  booksOneAtATime: true,
  secondDebit: { may: "no" },
  ...change,
});

export const floatUse = (change: Partial<FloatUseView> = {}): FloatUseView => ({
  declared: declared(),
  judges: "alone",
  since: "2026-11-21T08:00:00.000Z",
  whyNot: null,
  sharedWith: [],
  ...change,
});

export const signedIn = (email = "amina@counter.example"): SessionView => ({
  state: "signedIn",
  person: { email, id: "7", createdAt: "2025-03-02T08:00:00Z", name: null, role: null, points: null },
  endsAt: new Date(Date.now() + 29 * 86_400_000).toISOString(),
  remembered: true,
});

export const live = (change: Partial<ConnectionView> = {}): ConnectionView => ({
  key: { environment: "live", id: "juba-main" },
  name: "Juba main counter",
  api: "twentyOneSystems",
  host: "api.21-systems.example",
  baseAddress: "https://api.21-systems.example/",
  colour: null,
  usable: true,
  sells: true,
  signIn: ["password"],
  clientId: null,
  clientSecret: null,
  httpsListener: false,
  registration: null,
  pkce: null,
  revocation: null,
  session: { state: "signedOut" },
  soldBy: null,
  float: null,
  floatUse: null,
  openDoubts: 0,
  alerts: [],
  practiceAccount: null,
  ...change,
});

export const practice = (change: Partial<ConnectionView> = {}): ConnectionView =>
  live({
    key: { environment: "practice", id: "practice" },
    name: "Practice 21 Systems",
    host: "127.0.0.1:41233",
    session: signedIn("clerk@practice.example"),
    float: { balance: ssp("25000.00"), at: ago(40), fresh: true, unread: null },
    practiceAccount: { username: "clerk@practice.example", password: "practice makes perfect" },
    ...change,
  });

export const test = (change: Partial<ConnectionView> = {}): ConnectionView =>
  live({
    key: { environment: "test", id: "trial" },
    name: "Trial server",
    host: "127.0.0.1:8080",
    colour: "#8a3ffc",
    session: signedIn("admin@company.example"),
    float: { balance: ssp("312.50"), at: ago(7800), fresh: false, unread: "offline" },
    openDoubts: 2,
    ...change,
  });

export const grace = (change: Partial<PersonView> = {}): PersonView => ({
  email: "grace@company.example",
  id: "4711",
  createdAt: "2024-02-29T08:00:00Z",
  name: "Grace Akol",
  role: "administrator",
  points: { toSend: 1200, received: 35 },
  ...change,
});

export const accounts = (change: Partial<ConnectionView> = {}): ConnectionView =>
  live({
    key: { environment: "live", id: "company" },
    name: "Company accounts",
    api: "accountsV1",
    host: "accounts.company.example",
    sells: false,
    signIn: ["browser", "password"],
    clientSecret: true,
    registration: { clientId: "till", redirectUri: "http://127.0.0.1/callback", scope: "public" },
    pkce: "proven",
    session: { state: "signedIn", person: grace(), endsAt: null, remembered: true },
    ...change,
  });

export const practiceAccounts = (change: Partial<ConnectionView> = {}): ConnectionView =>
  accounts({
    key: { environment: "practice", id: "practice-accounts" },
    name: "Practice accounts",
    host: "127.0.0.1:41234",
    practiceAccount: { username: "clerk@practice.example", password: "practice makes perfect" },
    session: { state: "signedOut" },
    ...change,
  });

export const esim = (change: Partial<ConnectionView> = {}): ConnectionView =>
  live({
    key: { environment: "test", id: "sims" },
    name: "eSIMs",
    api: "truphoneConnect",
    host: "services.truphone.com",
    baseAddress: "https://services.truphone.com/connect-api-preprod",
    sells: false,
    signIn: ["clientCredentials"],
    clientId: "reseller",
    clientSecret: true,
    session: { state: "signedIn", person: null, endsAt: null, remembered: true },
    ...change,
  });

export const start = (change: Partial<StartView> = {}): StartView => ({
  version: "0.1.0",
  connections: [],
  ofCompany: [],
  vault: "ready",
  notices: [],
  stopped: [],
  pendingImport: null,
  till: "3f2a-91bc",
  dataFolder: "~/.local/share/airtill",
  textSize: 100,
  practiseNow: false,
  refusedImports: [],
  importsBehind: 0,
  underWay: { sales: [], esimOrders: [], signIns: [], closing: null },
  ...change,
});

export const preview = (change: Partial<ImportPreview> = {}): ImportPreview => ({
  token: "t-1",
  fileName: "juba.airtill",
  name: "Juba main counter",
  id: "juba-main",
  api: "twentyOneSystems",
  environment: "live",
  host: "xn--21-systms-j7a.example",
  baseAddress: "https://xn--21-systms-j7a.example/",
  otherHosts: [],
  signIn: ["password"],
  pkceOff: false,
  redirectUri: null,
  clientId: null,
  asksClientId: false,
  asksClientSecret: false,
  replaces: false,
  declares: null,
  declaresAnew: [],
  requestsPerSecond: null,
  sameHost: [],
  forgetsSignIn: false,
  usable: true,
  ...change,
});

/** The float of the practice service before anything was sold or done. */
export const floatThere = (change: Partial<FloatTroubles> = {}): FloatTroubles => ({
  float: ssp("25000.00"),
  lastCharged: null,
  lastAccepted: null,
  late: 0,
  lateAfter: 30,
  commission: "none",
  format: "plain",
  ...change,
});
