// Pictures of an eSIM connection: `?scene=catalogue`, `?scene=catalogue&list=old`, `?scene=esimForm&kind=topUp`,
// `?scene=esimConfirm&asks=both`, `?scene=esimOrder&step=preparing`, `?scene=code&status=installed`, each with
// `&environment=test` and `&theme=dark`.
import { errorWith, type Answers } from "../support/host";
import {
  activationCode,
  catalogue,
  manyProducts,
  orderConfirmation,
  orderSale,
  product,
  simNumber,
  truphone,
} from "../support/esim";
import { ago } from "../support/samples";
import { inState } from "../support/sales";
import type { EnvironmentView, SaleStateView, SimStatusView, StartView } from "../../src/lib/ipc/generated";
import type { AppState } from "../../src/lib/state/app.svelte";

const query = new URLSearchParams(location.search);
const scene = query.get("scene");
const names = ["catalogue", "esimForm", "esimConfirm", "esimHanding", "esimOrder", "code"];
const environment = (query.get("environment") ?? "practice") as EnvironmentView;
const seller = truphone({
  key: { environment, id: "esim" },
  name: environment === "practice" ? "Practice eSIM" : "Truphone",
  openDoubts: query.has("doubts") ? 2 : 0,
});

const lists: Record<string, () => ReturnType<typeof catalogue>> = {
  usual: () => catalogue({ products: [...catalogue().products, ...manyProducts(60)], leftOut: 2 }),
  many: () => catalogue({ products: manyProducts(5000) }),
  old: () => catalogue({ sells: false, at: ago(9000), error: errorWith("offline") }),
  empty: () => catalogue({ products: [], currencies: [] }),
  few: () => catalogue(),
};
const doubt = inState("inDoubt", { at: ago(400) });
const asked: Record<string, Partial<ReturnType<typeof orderConfirmation>>> = {
  both: { recent: [doubt, inState("confirmed")], doubts: [doubt] },
  recent: { recent: [inState("confirmed")] },
  full: {
    customer: null,
    device: null,
    iccid: "8944478600000003211",
    activeSubscriptions: 15,
    isFull: true,
    isUnavailable: true,
  },
  price: { price: { amount: "12.50", currency: "EUR" }, advice: ["checkDigit"] },
};
const status = (query.get("status") ?? "released") as SimStatusView;
const none = { text: null, server: null, matchingId: null, rows: [], appleLink: null, androidLink: null };

export const scenes: Record<string, Partial<StartView>> = Object.fromEntries(
  names.map((name) => [name, { connections: [seller] }]),
);

export const answers: Answers = {
  catalogue: () => {
    if (query.get("list") === "failed") throw errorWith("denied");
    return (lists[query.get("list") ?? "usual"] ?? catalogue)();
  },
  open_orders: () => ({
    sales: Array.from({ length: Number(query.get("open")) }, (_, at) =>
      orderSale({ id: `intent-open-${at}`, connection: seller.key }),
    ),
  }),
  check_iccid: ({ text }) => simNumber(text),
  check_eid: ({ text }) => simNumber(text),
  prepare_new_esim: () =>
    query.has("wrong")
      ? {
          outcome: "invalid",
          errors: [
            { field: "customer", error: "empty", readings: [] },
            { field: "country", error: "empty", readings: [] },
            { field: "activationDate", error: "inThePast", readings: [] },
            { field: "price", error: "notPositive", readings: [] },
          ],
        }
      : { outcome: "checked", confirmation: orderConfirmation() },
  send_esim_order: () => orderSale(),
  activation_code: () => activationCode({ status, ...(status === "unavailable" ? none : {}) }),
  save_activation_code: () => ({ name: `esim-${environment}-3211.png` }),
  print_page: () => ({}),
};

/** Puts the window where the picture is taken. */
export function arrange(app: AppState): void {
  if (scene === null || !names.includes(scene)) return;
  app.connections.choose(seller.key);
  app.navigation.reset({ name: "till" });
  const { esimSelling, catalogue: list } = app;
  esimSelling.use(seller);
  list.use(seller.key);
  list.text = query.get("text") ?? "";
  for (const code of query.get("countries")?.split(",") ?? []) list.addCountry(code);
  if (query.get("kind") === "topUp") esimSelling.sell("topUp");
  const confirmation = orderConfirmation(asked[query.get("asks") ?? ""] ?? {});
  const check = () => Promise.resolve({ outcome: "checked", confirmation } as const);
  const prepared = { confirmation, seller, check };
  if (scene === "esimForm") esimSelling.choose(product({ description: "For a week in Kenya" }));
  if (scene === "esimForm" && query.has("wrong")) void esimSelling.prepare();
  if (scene === "esimConfirm") esimSelling.stage = { at: "confirmation", ...prepared };
  if (scene === "esimHanding") esimSelling.stage = { at: "handingOver", ...prepared };
  const progress = query.get("step") === "preparing" ? ("preparing" as const) : ("accepted" as const);
  const state = query.get("state") as SaleStateView | null;
  const iccid = "8944478600000003211";
  const over = state && {
    state,
    progress: null,
    reference: "b3JkZXItMQ==",
    esim: state === "confirmed" ? { iccid, grouped: "8944 4786 0000 0003 211", subscription: "c3ViLTE=" } : null,
    reason: state === "declined" ? ("orderFailed" as const) : null,
    doubt: state === "inDoubt" ? ("orderStuck" as const) : null,
  };
  if (scene === "esimOrder") {
    const view = app.inView(orderSale({ connection: seller.key, progress, ...over }));
    esimSelling.stage = { at: "order", view, filled: true };
  }
  if (scene === "code") app.navigation.go({ name: "code", connection: seller.key, iccid, product: "Kenya 1 GB" });
}
