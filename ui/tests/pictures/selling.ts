// Pictures of what can be known of a sale: `?scene=outcome&state=charged`, `?scene=history&state=reopened`,
// `?scene=alerts`, with `&press=outcome-settle`; of the list of them: `?scene=list`, `?scene=doubts`, `?scene=noDoubt`;
// and of a sale before it is known: `?scene=confirm&asks=number`, `?scene=progress`, `?scene=unclear`.
import { errorWith, type Answers } from "../support/host";
import { ago, practice, ssp } from "../support/samples";
import { confirmation, detail, inState, line, troubles } from "../support/sales";
import type { ConfirmationView, SaleStateView, SaleView, StartView } from "../../src/lib/ipc/generated";
import type { AppState } from "../../src/lib/state/app.svelte";
import { isInDoubt } from "../../src/lib/sale/list";
import { subjectOf } from "../../src/lib/sale/order";

const query = new URLSearchParams(location.search);
const scene = query.get("scene");
const counter = practice({
  openDoubts: 3,
  alerts: [
    { notice: 41, at: ago(900), kind: "reopened", sale: "a", moved: ssp("30.00") },
    { notice: 42, at: ago(900), kind: "unexplained", sale: null, moved: ssp("30.00") },
    { notice: 43, at: ago(90), kind: "secondDebit", sale: "b", moved: ssp("58.20") },
  ],
});

const refused = { refused: true, doubt: "refusedChargeUnknown", code: 13, reason: "networkRefused" } as const;
const special: Record<string, SaleView> = {
  waiting: inState("inDoubt", { restIn: 372, evidence: [line("unchangedSoFar")] }),
  some: inState("inDoubt", { checking: false, evidence: [line("exactlySome", { exactly: 1, of: 3 })] }),
  moved: inState("inDoubt", {
    checking: false,
    evidence: [line("movedByOthers", { moved: ssp("20.00"), seen: ssp("24980.00") })],
  }),
  indicated: inState("inDoubt", {
    checking: false,
    indication: { charged: true, from: ago(900), to: ago(20), restSeconds: 600 },
    evidence: [line("wasCharged", { seen: ssp("24940.00") })],
  }),
  refused: inState("inDoubt", refused),
  refusedCharged: inState("declinedButCharged", { ...refused, verdict: inState("charged").verdict }),
  refusedNotCharged: inState("declined", { ...refused, verdict: inState("notCharged").verdict }),
};
const states: SaleStateView[] = [
  "intended",
  "confirmed",
  "accepted",
  "declined",
  "declinedButCharged",
  "inDoubt",
  "neverHandedOver",
  "charged",
  "notCharged",
  "reopened",
  "said",
];
const sales = states.map((state) => inState(state));
const shown =
  special[query.get("state") ?? ""] ?? sales.find((sale) => sale.state === query.get("state")) ?? inState("charged");

/** Confirmations, by what they ask: `?scene=confirm&asks=doubt`. */
const doubt = inState("inDoubt", { at: ago(400) });
const asked: Record<string, Partial<ConfirmationView>> = {
  number: { asksAboutNumber: true, advice: "unknown", operator: null },
  recent: { recent: [inState("confirmed"), inState("accepted")] },
  doubt: { recent: [doubt], doubts: [doubt] },
  both: {
    recent: [doubt, inState("confirmed", { price: ssp("20.00") })],
    doubts: [doubt, inState("charged")],
    asksAboutNumber: true,
  },
  charged: { recent: [shown], doubts: [shown] },
  unknown: { floatBefore: null, floatAfter: null },
};

export const scenes: Record<string, Partial<StartView>> = Object.fromEntries(
  ["outcome", "history", "list", "doubts", "noDoubt", "alerts", "confirm", "progress", "unclear"].map((name) => [
    name,
    { connections: [counter] },
  ]),
);

export const answers: Answers = {
  last_sales: () => ({ sales: sales.slice(0, 10) }),
  search_history: ({ search, only }) => ({
    sales:
      scene === "noDoubt"
        ? []
        : sales.filter(
            (sale) => (only === "all" || isInDoubt(sale)) && subjectOf(sale).replace(/\D/gu, "").includes(search),
          ),
    next: null,
  }),
  sale_detail: ({ sale }) => detail([shown, ...sales].find((one) => one.id === sale) ?? shown),
  troubles: () => ({ rows: troubles }),
  see_notices: () => ({ ...counter, alerts: [] }),
};

/** Puts the window where the picture is taken. */
export function arrange(app: AppState): void {
  if (scene === null || !(scene in scenes)) return;
  app.connections.choose(counter.key);
  app.topUp.use(counter);
  if (scene === "outcome") app.topUp.stage = { at: "outcome", view: app.inView(shown) };
  const prepared = { confirmation: confirmation(asked[query.get("asks") ?? ""] ?? {}), payer: counter };
  if (scene === "confirm") {
    app.topUp.stage = { at: "confirmation", ...prepared };
    if (query.has("error"))
      app.topUp.error = errorWith(query.get("error") === "expired" ? "intentExpired" : "saleUnderWay");
    if (query.has("why")) app.topUp.why = "topUp.anewDoubt";
  }
  if (scene === "progress")
    app.topUp.stage = { at: "progress", steps: ["checked", "recorded", "sending"], ...prepared };
  if (scene === "unclear")
    app.topUp.stage = { at: "unclear", error: { ...errorWith("internal"), moneyMoved: "unknown" }, ...prepared };
  if (scene === "doubts" || scene === "noDoubt") app.salesHistory.lookForDoubts("practice");
  if (scene === "list" || scene === "doubts" || scene === "noDoubt") app.navigation.go({ name: "history" });
  else if (scene === "history") app.navigation.go({ name: "history", sale: { environment: "practice", id: shown.id } });
  else app.navigation.reset({ name: "till" });
}
