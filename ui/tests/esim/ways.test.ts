// The ways between the screens of an eSIM connection: *Back* leads to a screen and begins nothing there, and the code
// of an eSIM is found again wherever its order ended.
import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import SaleFacts from "../../src/components/sale/SaleFacts.svelte";
import type { EnvironmentView, SaleView } from "../../src/lib/ipc/generated";
import { app, render } from "../support/app";
import { orderConfirmation, orderSale, truphone } from "../support/esim";
import type { Answers } from "../support/host";
import { byHand, detail, esimTopUp, inState } from "../support/sales";
import { ICCID, sim } from "../support/sims";
import { openAt } from "./open";

const at = (id: string) => screen.getByTestId(id);
const customer = () => screen.getByTestId<HTMLInputElement>("order-customer");
const prepared = () => ({ outcome: "checked", confirmation: orderConfirmation() }) as const;
const selling: Answers = {
  prepare_new_esim: prepared,
  prepare_esim_top_up: prepared,
  send_esim_order: () => orderSale(),
};
const esim = { iccid: "8944478600000003211", grouped: "8944 4786 0000 0003 211", subscription: "c3ViLTE=" };
const ready = (change: Partial<SaleView> = {}): SaleView =>
  orderSale({ state: "confirmed", progress: null, esim, revision: 6, ...change });

/** A till on which somebody began to top a SIM up. */
async function toppingUp(answers: Answers = {}) {
  const opened = await openAt("nav-sims", { ...selling, ...answers });
  await opened.user.type(at("sim-iccid"), `${ICCID}{Enter}`);
  await opened.user.click(await screen.findByTestId("sim-top-up"));
  expect((await screen.findByTestId("catalogue-for")).textContent).toContain(ICCID);
  await opened.user.click((await screen.findAllByTestId("product-row"))[0] as HTMLElement);
  await screen.findByTestId("order-form");
  return opened;
}

type User = Awaited<ReturnType<typeof openAt>>["user"];

async function order(user: User): Promise<void> {
  await user.click(at("order-continue"));
  await user.click(await screen.findByTestId("confirm-send"));
}

async function toHistoryAndBack(user: User): Promise<void> {
  await user.keyboard("{Control>}h{/Control}");
  await screen.findByTestId("screen-history");
  await user.keyboard("{Escape}");
  await screen.findByTestId("screen-till");
}

describe("Back", () => {
  it("begins no top-up that is over", async () => {
    const { user } = await toppingUp();
    await order(user);
    await user.click(await screen.findByTestId("order-next"));
    await toHistoryAndBack(user);
    expect(await screen.findByTestId("catalogue")).toBeTruthy();
    expect(screen.queryByTestId("catalogue-for"), "the next customer is another one").toBeNull();
    expect(app.esimSelling.draft.kind).toBe("newEsim");
  });

  it("keeps an order that is filled in", async () => {
    const { user } = await toppingUp();
    await user.click(at("esim-kind-newEsim"));
    await user.type(customer(), "amina@example.org");
    await toHistoryAndBack(user);
    await screen.findByTestId("order-form");
    expect(customer().value).toBe("amina@example.org");
  });

  it("shows an order that is handed over", async () => {
    const answer = byHand<SaleView>();
    const { user } = await toppingUp({ send_esim_order: () => answer.promise });
    await order(user);
    await screen.findByTestId("esim-progress");
    await toHistoryAndBack(user);
    expect((await screen.findByTestId("esim-progress")).textContent).toContain("Being handed over to the service");
    expect(at("esim-progress").textContent, "the service may not have it").not.toContain("goes on at the service");
    answer.keep(orderSale());
    expect((await screen.findByTestId("esim-order")).textContent).toContain("Handed over to the service");
  });

  it("looks up no SIM that a link led to before", async () => {
    const { user, host } = await openAt("nav-sims", { look_up_sim: ({ iccid }) => sim({ iccid }) });
    await user.click(at("sims-to-subscriptions"));
    await user.type(await screen.findByTestId("search-customer"), "amina@example.org{Enter}");
    await user.click(await screen.findByTestId("found-sim"));
    await screen.findByTestId("sim");
    const field = screen.getByTestId<HTMLInputElement>("sim-iccid");
    await user.clear(field);
    await user.type(field, "8944474000000000180{Enter}");
    await waitFor(() => expect(at("sim-number").textContent).toBe("8944 4740 0000 0000 180"));
    const asked = host.count("look_up_sim");
    await user.click(at("nav-history"));
    await screen.findByTestId("screen-history");
    await user.keyboard("{Escape}");
    expect((await screen.findByTestId("sim-number")).textContent).toBe("8944 4740 0000 0000 180");
    expect(host.count("look_up_sim")).toBe(asked);
  });
});

describe("the code of an order that ended elsewhere", () => {
  const inHistory = async (sale: SaleView) => {
    const opened = await openAt("nav-sims", {
      search_history: () => ({ sales: [sale], next: null }),
      sale_detail: () => detail(sale),
    });
    await opened.user.click(at("nav-history"));
    await opened.user.click(await screen.findByTestId("history-row"));
    await screen.findByTestId("history-detail");
    return opened;
  };

  it("is shown from the history, and Back leads to the order", async () => {
    const { user } = await inHistory(ready());
    await user.click(at("history-code"));
    await screen.findByTestId("screen-code");
    expect(app.navigation.current).toEqual({
      name: "code",
      connection: truphone().key,
      iccid: esim.iccid,
      product: "Kenya 1 GB",
    });
    await user.keyboard("{Escape}");
    expect((await screen.findByTestId("history-detail")).dataset.sale).toBe(ready().id);
  });

  it.each<[string, SaleView]>([
    ["an order that goes on", orderSale()],
    ["a doubt", ready({ state: "inDoubt", doubt: "orderStuck" })],
    ["more data", ready({ order: esimTopUp(ICCID) })],
    ["a connection that is gone", ready({ connection: { environment: "practice", id: "gone" } })],
  ])("is not offered for %s", async (_, sale) => {
    await inHistory(sale);
    expect(screen.queryByTestId("history-code")).toBeNull();
  });

  it("is shown from its news, which it puts away", async () => {
    const { user, host } = await openAt("nav-sims");
    await host.emit({ type: "saleChanged", sale: orderSale() });
    await host.emit({ type: "saleChanged", sale: ready() });
    await user.click(await screen.findByTestId("sale-news-code"));
    await screen.findByTestId("screen-code");
    expect(app.saleNews.list).toEqual([]);
  });

  it("is looked up by an ICCID that is copied", () => {
    for (const sale of [ready(), ready({ order: esimTopUp(ICCID) })]) {
      const { unmount } = render(SaleFacts, { sale });
      expect(at("sale-iccid-copy").getAttribute("aria-label")).toBe("Copy ICCID");
      unmount();
    }
  });
});

it.each<[EnvironmentView, string, string]>([
  ["live", "Live: production", "Live"],
  ["test", "Test: pre-production", "Test"],
  ["practice", "Practice", "Practice"],
])("a receipt names its environment, also %s", (environment, service, word) => {
  const connection = { environment, id: "shop" };
  const { unmount } = render(SaleFacts, {
    sale: ready({ connection }),
    service: truphone({ key: connection, host: environment === "practice" ? "127.0.0.1" : "services.truphone.com" }),
  });
  expect(at("sale-environment").textContent).toContain(service);
  expect(at("environment").dataset.environment).toBe(environment);
  unmount();
  render(SaleFacts, { sale: inState("confirmed", { connection }) });
  expect(at("sale-environment").textContent).toContain(word);
});
