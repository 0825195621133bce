// What the till has to tell until somebody has looked: on the till, on the card, on the sale, and where each leads.
import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import ConnectionCard from "../../src/features/start/ConnectionCard.svelte";
import Till from "../../src/features/airtime/Till.svelte";
import type { AlertKind, AlertView } from "../../src/lib/ipc/generated";
import { alertLines } from "../../src/lib/sale/alerts";
import { speak } from "../../src/lib/sale/speak";
import { app, render } from "../support/app";
import { errorWith, type Host } from "../support/host";
import { ago, floatUse, practice, ssp } from "../support/samples";
import { inState, sellingHost } from "../support/sales";

const service = "outcome.service.twentyOneSystems" as const;
const alert = (notice: number, kind: AlertKind, change: Partial<AlertView> = {}): AlertView => ({
  notice,
  at: ago(60),
  kind,
  sale: null,
  moved: null,
  ...change,
});

const ENDED = floatUse({
  judges: "indications",
  since: null,
  whyNot: { reason: "ended", at: ago(60), moved: ssp("20.00") },
});

let host: Host;
let stop: (() => void) | undefined;
afterEach(() => {
  stop?.();
  stop = undefined;
  host?.remove();
});

async function open(alerts: AlertView[]) {
  const connection = practice({ alerts, floatUse: ENDED });
  host = sellingHost([], { see_notices: () => practice() });
  stop = await app.begin();
  app.connections.keep(connection);
  render(Till, { connection });
  return userEvent.setup();
}

it.each<[AlertKind, string | null, RegExp]>([
  [
    "unexplained",
    "20.00",
    /had gone down by 20\.00.SSP, which its sales do not explain: another user, a deposit, a correction/u,
  ],
  ["unexplained", "-20.00", /had gone up by 20\.00.SSP/u],
  ["unexplained", null, /moved by what its sales do not explain/u],
  ["costChanged", null, /a sale cost something else than the sales of the same amount before/u],
  ["rose", "-500.00", /risen by 500\.00.SSP, and no deposit is declared/u],
  ["rose", null, /had risen, and no deposit/u],
  ["secondDebit", "60.00", /gone down by 60\.00.SSP more.*it may have been debited a second time\. Ask 21 Systems\.$/u],
  ["secondDebit", null, /debited a second time/u],
])("%s of %s is told without a culprit that nobody saw", (kind, moved, words) => {
  const [told] = alertLines([alert(1, kind, { moved: moved === null ? null : ssp(moved) })], service);
  expect(speak(told?.phrase ?? { key: "alerts.title" })).toMatch(words);
  expect(told?.ends, "whether the till judges alone afterwards").toBe(kind !== "secondDebit");
});

it("sales that were opened again are told together, and lead to the doubts", async () => {
  const user = await open([alert(4, "reopened", { sale: "a" }), alert(5, "reopened", { sale: "b" }), alert(6, "rose")]);
  const [sales, rose] = within(screen.getByTestId("alerts")).getAllByRole("listitem");
  expect(sales?.textContent).toMatch(/what the till had said of 2 sales/u);
  expect(rose?.textContent).toMatch(/settles nothing by itself any more/u);
  await user.click(within(sales as HTMLElement).getByTestId("alert-see"));
  expect(app.navigation.current.name).toBe("history");
  expect(app.salesHistory.only).toBe("inDoubt");
  expect(host.count("see_notices"), "seeing is not looking: a person says that").toBe(0);
  await user.click(within(sales as HTMLElement).getByTestId("alert-looked"));
  await waitFor(() => expect(host.last("see_notices")).toEqual({ connection: practice().key, notices: [4, 5] }));
});

it("one sale leads to itself, and the end of a proof to the settings", async () => {
  const user = await open([alert(4, "reopened", { sale: "a" }), alert(6, "unexplained")]);
  const [sale, ended] = within(screen.getByTestId("alerts")).getAllByTestId("alert-see");
  await user.click(sale as HTMLElement);
  expect(app.navigation.current).toMatchObject({ name: "history", sale: { environment: "practice", id: "a" } });
  await user.click(ended as HTMLElement);
  expect(app.navigation.current.name).toBe("settings");
});

it("says when the looking could not be written down", async () => {
  const user = await open([alert(6, "rose")]);
  host.answer({
    see_notices: () => {
      throw errorWith("diskFull");
    },
  });
  await user.click(screen.getByTestId("alert-looked"));
  await waitFor(() => screen.getByTestId("alerts-error"));
});

it("the card of the connection counts them", () => {
  const alerts = [alert(4, "reopened", { sale: "a" }), alert(6, "rose")];
  render(ConnectionCard, { connection: practice({ alerts }), busy: false, practises: false, onopen: () => {} });
  expect(screen.getByTestId("start-alerts").textContent).toContain("2 things to look at");
});

it("a sale that was opened again is looked at when a person says so, once", async () => {
  host = sellingHost([], { see_notices: () => practice() });
  const view = app.inView(inState("reopened"));
  await Promise.all([view.look(), view.look()]);
  expect(host.count("see_notices")).toBe(1);
  expect(view.sale.notice).toBeNull();
});

it("says that the till judges no more until the float is declared again", async () => {
  const found = [alert(1, "unexplained", { moved: ssp("20.00") })];
  const { rerender } = render(Till, { connection: practice({ alerts: found, floatUse: ENDED }) });
  expect(screen.getByTestId("alerts").textContent).toContain("settles nothing by itself any more");
  await rerender({ connection: practice({ alerts: found, floatUse: floatUse() }) });
  expect(screen.getByTestId("alerts").textContent).toContain("20.00");
  expect(screen.getByTestId("alerts").textContent).not.toContain("settles nothing by itself any more");
});
