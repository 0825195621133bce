// Living answers for the commands of the frame and its screens: practice starts, sign-ins succeed or fail, files are
// read.
import type { ConnectionKey, ConnectionView, StartView } from "../../src/lib/ipc/generated";
import { errorWith, type Answers } from "./host";
import { noUpdates } from "./updates";
import { ago, floatThere, grace, live, practice, preview, signedIn, ssp, start } from "./samples";

const same = (one: ConnectionKey, other: ConnectionKey) => one.environment === other.environment && one.id === other.id;

const TROUBLES = [
  "denied_consent",
  "wrong_state",
  "slow_exchange",
  "html_error_page",
  "pkce_refused",
  "short_tokens",
  "refresh_lost",
];

const countries = [
  { code: "UG", name: "Uganda" },
  { code: "SS", name: "South Sudan" },
  { code: "CI", name: "Cote d'Ivoire" },
  { code: "SD", name: "Sudan" },
  { code: "KE", name: "Kenya" },
];

/** The commit of the imagined till. */
export const COMMIT = "0123456789abcdef0123456789abcdef01234567";

/** The password that the imagined service takes. */
export const goodPassword = "correct horse";

export function world(first: Partial<StartView> = {}): { answers: Answers; view: () => StartView } {
  let view = start(first);
  let troubles = TROUBLES.map((code) => ({ code, on: false }));
  const find = (key: ConnectionKey): ConnectionView => {
    const found = view.connections.find((one) => same(one.key, key));
    if (!found) throw errorWith("notFound");
    return found;
  };
  const put = (connection: ConnectionView): ConnectionView => {
    const others = view.connections.filter((one) => !same(one.key, connection.key));
    const known = others.length < view.connections.length;
    const connections = known
      ? view.connections.map((one) => (same(one.key, connection.key) ? connection : one))
      : [...view.connections, connection];
    view = { ...view, connections };
    return connection;
  };
  const answers: Answers = {
    start: () => view,
    practise: () => put(practice()),
    choose_connection_file: () => ({ preview: preview() }),
    read_connection_file: ({ fileName }) => preview({ fileName }),
    line_up_imports: () => ({ first: null, behind: 0 }),
    confirm_import: () => put(live({ host: preview().host })),
    remove_connection: ({ connection }) => {
      view = { ...view, connections: view.connections.filter((one) => !same(one.key, connection)) };
      return {};
    },
    sign_in_with_password: ({ connection, username, password }) => {
      const here = find(connection);
      const account = here.practiceAccount;
      const good = account ? account.username === username && account.password === password : password === goodPassword;
      if (!good) throw errorWith("wrongPassword");
      return put({
        ...here,
        session: signedIn(username),
        float: { balance: ssp("18250.50"), at: new Date().toISOString(), fresh: true, unread: null },
      });
    },
    sign_out: ({ connection }) => put({ ...find(connection), session: { state: "signedOut" } }),
    refresh_float: ({ connection }) => {
      const here = find(connection);
      return put({
        ...here,
        float: here.float && { ...here.float, at: new Date().toISOString(), fresh: true, unread: null },
      });
    },
    troubles: () => ({ rows: [] }),
    float_troubles: () => floatThere(),
    refresh_person: ({ connection }) => find(connection),
    look_up_user: ({ id }) => ({ person: grace({ id }), asked: true }),
    create_user: ({ email }) => ({
      outcome: "created",
      person: { email, id: "4712", createdAt: ago(1), name: null, role: "staff", points: { toSend: 0, received: 0 } },
    }),
    countries: () => ({ countries, at: ago(60), error: null }),
    sign_in_troubles: () => ({ rows: troubles }),
    switch_sign_in_trouble: ({ code, on }) => ({
      rows: (troubles = troubles.map((row) => (row.code === code ? { code, on } : row))),
    }),
    last_sales: () => ({ sales: [] }),
    open_orders: () => ({ sales: [] }),
    search_history: () => ({ sales: [], next: null }),
    forget_this_computer: () => {
      const connections = view.connections.map((one) => ({ ...one, session: { state: "signedOut" } as const }));
      view = { ...view, connections };
      return { left: [] };
    },
    limits: () => ({ perSale: [], perDay: [], dayBegan: "2026-11-21T00:00:00Z" }),
    about: () => ({ commit: COMMIT, commitMatch: "exact", build: "release" }),
    signature: () => ({ finding: "package", by: "airtill" }),
    licences: () => ({ text: "The text below is a licence of: serde 1.0.0.\n\nPermission is hereby granted" }),
    updates: () => noUpdates,
    set_text_size: ({ percent }) => {
      view = { ...view, textSize: percent };
      return { percent };
    },
    retry_keyring: () => (view = { ...view, vault: "ready" }),
    remember_nothing: () => (view = { ...view, vault: "rememberNothing" }),
  };
  return { answers, view: () => view };
}
