import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { SaleView } from "../../src/lib/ipc/generated";
import { app } from "../support/app";
import { catalogue, orderConfirmation, orderSale, truphone } from "../support/esim";
import { byHand } from "../support/sales";
import { openWindow } from "../support/window";
import { at, openSelling } from "./till";

/** Orders the first product; the answer is an order that goes on. */
async function ordered(answers: Parameters<typeof openSelling>[0] = {}) {
  const opened = await openSelling({
    prepare_new_esim: () => ({ outcome: "checked", confirmation: orderConfirmation() }),
    ...answers,
  });
  await screen.findByTestId("products");
  await opened.user.click(screen.getAllByTestId("product-row")[0] as HTMLElement);
  await opened.user.click(await screen.findByTestId("order-continue"));
  await opened.user.click(await screen.findByTestId("confirm-send"));
  await waitFor(() => expect(screen.queryByTestId("esim-progress")).toBeNull());
  return opened;
}

const later = (change: Partial<SaleView>): SaleView => orderSale({ revision: 4, ...change });
const over = (change: Partial<SaleView>): SaleView => later({ progress: null, revision: 6, ...change });
const esim = { iccid: "8944478600000003211", grouped: "8944 4786 0000 0003 211", subscription: "c3ViLTE=" };
const ready = (change: Partial<SaleView> = {}): SaleView => over({ state: "confirmed", esim, ...change });

describe("an order that goes on", () => {
  it("shows how far it has come as the events tell it", async () => {
    const { host } = await ordered();
    expect(at("order-steps").dataset.step).toBe("accepted");
    expect(at("esim-order").textContent).toContain("goes on asking at its next start");
    expect(at("esim-order").querySelector("h2")?.textContent).toBe("Accepted, not ready yet");
    expect(at("esim-order").className, "the look of the state accepted").toContain("accepted");
    expect(at("order-number").textContent).toContain("amina@example.org");
    await host.emit({ type: "saleChanged", sale: later({ progress: "preparing" }) });
    await waitFor(() => expect(at("order-steps").dataset.step).toBe("preparing"));
    expect(at("order-steps").querySelector("[aria-current=step]")?.textContent).toContain("Being prepared");
  });

  it("claims nothing of the service before it took the order", async () => {
    await ordered({ send_esim_order: () => later({ state: "intended", progress: null }) });
    expect(at("esim-order").querySelector("h2")?.textContent).toBe("The order is being handed over");
    expect(at("esim-order").className).toContain("underWay");
  });

  it("leads to the QR code once it is ready, and says so", async () => {
    const { host, user } = await ordered();
    await host.emit({ type: "saleChanged", sale: ready() });
    await waitFor(() => expect(document.activeElement).toBe(at("order-code")));
    expect(app.announcer.text).toContain("Confirmed");
    await user.click(at("order-code"));
    expect(app.navigation.current).toEqual({
      name: "code",
      connection: truphone().key,
      iccid: "8944478600000003211",
      product: "Kenya 1 GB",
    });
  });

  it("leads to the search by customer where the service named no SIM", async () => {
    const { host } = await ordered();
    await host.emit({ type: "saleChanged", sale: ready({ esim: null }) });
    await waitFor(() => expect(document.activeElement).toBe(at("order-next")));
    expect(at("outcome").textContent).toContain("Search the subscriptions of this customer");
    await host.emit({ type: "saleChanged", sale: ready({ revision: 7 }) });
    await waitFor(() => expect(at("order-code")).toBeTruthy());
    expect(at("outcome").textContent).not.toContain("Search the subscriptions");
  });

  it("serves the next customer first where the advice says so", async () => {
    const { host, user } = await ordered();
    await host.emit({
      type: "saleChanged",
      sale: over({ state: "declined", reason: "orderFailed" }),
    });
    await waitFor(() => expect(document.activeElement).toBe(at("order-next")));
    expect(at("outcome-advice").textContent).toContain("serve the next customer");
    expect(at("order-next").className).toContain("primary");
    expect(at("order-change").className).toContain("quiet");
    await user.click(at("order-change"));
    expect(at("order-form")).toBeTruthy();
  });

  it("offers to change an order first that another try may mend", async () => {
    const { host, user } = await ordered();
    await host.emit({ type: "saleChanged", sale: over({ state: "neverHandedOver", reason: "unreachable" }) });
    await waitFor(() => expect(document.activeElement).toBe(at("order-change")));
    expect(at("order-change").className).toContain("primary");
    await user.click(at("order-change"));
    expect(at("order-form")).toBeTruthy();
  });

  it("t25_names the request of an order that was refused or lost", async () => {
    const { host } = await ordered();
    const correlation = "0d9f2b6a-1c34-4f6e-9a51-27d1c0ffffff";
    for (const change of [
      { state: "declined", reason: "notPermitted" },
      { state: "inDoubt", doubt: "noAnswer" },
    ] as const) {
      await host.emit({ type: "saleChanged", sale: over({ ...change, correlation }) });
      await waitFor(() => expect(at("outcome").dataset.state).toBe(change.state));
      expect(at("correlation").textContent).toContain(correlation);
      expect(at("correlation-copy")).toBeTruthy();
    }
  });

  it("puts the focus on the word of a doubt, not on a way away", async () => {
    const { host } = await ordered();
    await host.emit({
      type: "saleChanged",
      sale: over({ state: "inDoubt", doubt: "orderStuck" }),
    });
    await waitFor(() => expect(document.activeElement?.tagName).toBe("H2"));
    expect(at("outcome").dataset.state).toBe("inDoubt");
  });

  it("takes no older state than the one that is shown", async () => {
    const { host } = await ordered();
    await host.emit({ type: "saleChanged", sale: later({ progress: "preparing", revision: 9 }) });
    await host.emit({ type: "saleChanged", sale: later({ progress: "accepted", revision: 8 }) });
    expect(at("order-steps").dataset.step).toBe("preparing");
  });

  it("asks the service when a person wants it", async () => {
    const { host, user } = await ordered({ ask_about_order: () => later({ progress: "preparing" }) });
    await user.click(at("order-ask"));
    await waitFor(() => expect(at("order-steps").dataset.step).toBe("preparing"));
    expect(host.last("ask_about_order")).toEqual({ environment: "practice", sale: "intent-esim-1" });
  });

  it("is told as news where another screen is in front", async () => {
    const { host, unmount } = await ordered();
    unmount();
    await host.emit({ type: "saleChanged", sale: ready() });
    expect(app.saleNews.list.map((sale) => sale.id)).toEqual(["intent-esim-1"]);
    expect(app.esimSelling.stage.at, "its place is free for the next customer").toBe("catalogue");
  });

  it("makes room for the next customer", async () => {
    const { user } = await ordered();
    await user.click(at("order-next"));
    expect(at("catalogue")).toBeTruthy();
    await user.click((await screen.findAllByTestId("product-row"))[0] as HTMLElement);
    expect(at("order-customer")).toHaveProperty("value", "");
  });
});

describe("a page that came in the place of another", () => {
  it("shows the order that is handed over, and orders nothing", async () => {
    const outcome = byHand<SaleView>();
    const connection = truphone();
    const confirmation = orderConfirmation();
    const { host } = await openWindow(
      {
        connections: [connection],
        underWay: {
          sales: [],
          esimOrders: [{ connection: connection.key, confirmation, steps: ["recorded"] }],
          signIns: [],
          closing: null,
        },
      },
      { await_esim_order: () => outcome.promise, catalogue: () => catalogue() },
    );
    expect((await screen.findByTestId("esim-progress")).textContent).toContain("Kenya 1 GB");
    outcome.keep(orderSale());
    await screen.findByTestId("esim-order");
    expect(host.last("await_esim_order")).toEqual({ intent: confirmation.intent });
    expect(host.count("send_esim_order")).toBe(0);
  });
});
