// Pictures of SIMs and customers: `?scene=sims&status=installed`, `?scene=sims&empty`, `?scene=sims&error=denied`,
// `?scene=subscriptions`, `?scene=customer`, `?scene=customerForm&kind=business`, each with `&environment=test`,
// `&theme=dark` and `&open=troubles`.
import { truphone } from "../support/esim";
import { errorWith, type Answers } from "../support/host";
import { ago } from "../support/samples";
import { customer, esimAnswers, EID, ICCID, pending, sim, subscription, troubles } from "../support/sims";
import type { EnvironmentView, ErrorCode, SimStatusView, StartView } from "../../src/lib/ipc/generated";
import type { AppState } from "../../src/lib/state/app.svelte";

const query = new URLSearchParams(location.search);
const scene = query.get("scene");
const environment = (query.get("environment") ?? "practice") as EnvironmentView;
const here = truphone({
  key: { environment, id: "esim" },
  name: environment === "practice" ? "Practice eSIM" : "Truphone",
  host: environment === "practice" ? "127.0.0.1:41235" : "services.truphone.com",
});
const names = ["sims", "subscriptions", "customer", "customerForm"];

export const scenes: Record<string, Partial<StartView>> = Object.fromEntries(
  names.map((name) => [name, { connections: [here] }]),
);

const fails = (query.get("error") ?? "") as ErrorCode | "";
const listed = (id: string, change = {}) => subscription({ id, initialBytes: null, spentBytes: null, ...change });
const shown = sim({
  status: (query.get("status") ?? "released") as SimStatusView,
  statusWord: "Suspended",
  lastModified: ago(90_000),
  subscriptions: [
    subscription(),
    subscription({ id: "b", product: "East Africa 10 GB", initialBytes: "10000000000", spentBytes: "9300000000" }),
    pending(),
    subscription({ id: "d", product: "Kenya 1 GB", status: "expired", initialBytes: null, spentBytes: null }),
  ],
});
const all = ["order_fails", "order_stuck", "order_lost_after", "foreign_sim", "sim_installed", "sim_unavailable"]
  .concat("wrong_page_host", "role_denied", "no_refresh_token", "gateway_limit", "wipe")
  .map((code, at) => ({ code, on: at === 1 }));
const words = ["fails", "stuck", "lost-after", "quota"];
const codes = ["order_fails", "order_stuck", "order_lost_after", "quota"];

export const answers: Answers = names.includes(scene ?? "")
  ? {
      ...esimAnswers,
      look_up_sim: () => {
        if (fails) throw errorWith(fails, "Access is denied");
        return shown;
      },
      search_subscriptions: ({ page }) => ({
        subscriptions: page ? [listed("z")] : [listed("x"), listed("y", { status: "pending", product: "Uganda 3 GB" })],
        leftOut: query.has("unread") ? 2 : 0,
        next: page || query.has("end") ? null : "2",
      }),
      look_up_customer: () => {
        if (fails) throw errorWith(fails, "Access is denied");
        return { customer: query.has("none") ? null : customer({ currency: "EUR", language: "en" }) };
      },
      payment_methods: () => ({
        methods: [
          { id: "m", name: "Company card", kind: "visa", lastDigits: "4242", expires: "11/2027", unread: false },
          { id: null, name: "", kind: "sepa", lastDigits: "", expires: "", unread: false },
        ],
        leftOut: 0,
      }),
      esim_troubles: () =>
        troubles({
          rows: all,
          samples: [
            ...words.map((word, at) => ({ code: codes[at] ?? "", text: `${word}@practice`, isIccid: false })),
            { code: "foreign_sim", text: "8944474000000009991", isIccid: true },
            { code: "sim_unavailable", text: "8944474000000000198", isIccid: true },
          ],
        }),
    }
  : {};

/** Puts the window where the picture is taken. */
export function arrange(app: AppState): void {
  if (scene === null || !names.includes(scene)) return;
  app.connections.choose(here.key);
  if (query.get("open") === "troubles") app.esimTroubles.open = true;
  if (scene === "sims") {
    app.sims.use(here.key);
    app.navigation.reset({ name: "sims" });
    if (!query.has("empty")) void app.sims.open(ICCID);
    if (query.has("eid")) void app.sims.eid.type(`${EID}1`).then(() => app.sims.eid.leave());
  } else if (scene === "subscriptions") {
    app.subscriptionSearch.use(here.key);
    app.navigation.reset({ name: "subscriptions" });
    if (!query.has("empty")) void app.subscriptionSearch.search();
  } else {
    app.customers.use(here.key);
    app.navigation.reset({ name: "customers" });
    if (!query.has("empty"))
      void app.customers.open("amina@example.org").then(async () => {
        if (scene === "customerForm") {
          app.customers.change();
          if (app.customers.form && query.get("kind") === "business")
            app.customers.form.fields.customerType = "business";
        } else await app.customers.askMethods();
      });
  }
}
