import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { CatalogueView, SaleList } from "../../src/lib/ipc/generated";
import { app } from "../support/app";
import { catalogue, manyProducts, orderSale, truphone } from "../support/esim";
import { errorWith } from "../support/host";
import { ago } from "../support/samples";
import { byHand } from "../support/sales";
import { settled } from "./settled";
import { at, openSelling } from "./till";

const rows = () => screen.queryAllByTestId("product-row").map((row) => row.querySelector("bdi")?.textContent);

describe("the catalogue", () => {
  it("shows every product, the lowest price first, and what is not given", async () => {
    await openSelling();
    await waitFor(() => expect(rows()).toEqual(["Kenya 1 GB", "East Africa 5 GB", "Europe 10 GB", "Uganda 3 GB"]));
    expect(at("catalogue-count").textContent).toContain("4 of 4 products");
    const last = screen.getAllByTestId("product-row").at(-1);
    expect(last?.textContent).toContain("The service gives no price");
    expect(within(at("products")).getByText(/Kenya, Uganda, Tanzania/u)).toBeTruthy();
    expect(within(at("products")).getByText(/and 7 more/u)).toBeTruthy();
  });

  it("finds what works in all of the countries that are typed", async () => {
    const { user } = await openSelling();
    await user.type(await screen.findByTestId("catalogue-search"), "kenya and uganda");
    expect(rows()).toEqual(["East Africa 5 GB"]);
    expect(screen.getByText("Works in Kenya, and in Uganda")).toBeTruthy();
    expect(at("catalogue-count").getAttribute("role"), "it is said aloud").toBe("status");
  });

  it("finds what works in all of the chosen countries, and lets one go", async () => {
    const { user } = await openSelling();
    for (const name of ["Kenya", "Uganda"]) {
      await user.type(await screen.findByTestId("catalogue-country"), `${name}{Enter}`);
    }
    expect(rows()).toEqual(["East Africa 5 GB"]);
    await user.click(at("catalogue-chip-KE"));
    expect(rows()).toEqual(["East Africa 5 GB", "Uganda 3 GB"]);
  });

  it("narrows by region, data and days, and sorts", async () => {
    const { user } = await openSelling();
    await user.selectOptions(await screen.findByTestId("catalogue-region"), "Europe");
    expect(rows()).toEqual(["Europe 10 GB"]);
    await user.selectOptions(at("catalogue-region"), "Any region");
    await user.selectOptions(at("catalogue-data"), "5 GB or more");
    await user.selectOptions(at("catalogue-days"), "30 days or more");
    await user.selectOptions(at("catalogue-sort"), "Highest price");
    expect(rows()).toEqual(["Europe 10 GB", "East Africa 5 GB"]);
  });

  it("shows another currency, and says where a product has no price in it", async () => {
    const { user, host } = await openSelling();
    await user.selectOptions(await screen.findByTestId("catalogue-currency"), "ZZQ");
    expect(rows()[0]).toBe("Europe 10 GB");
    expect(screen.getByText("A currency that this computer does not know")).toBeTruthy();
    expect(screen.getAllByText("No price in ZZQ")).toHaveLength(2);
    expect(host.count("catalogue"), "the list has it already").toBe(1);
  });

  it("asks in the currency chosen last, also while a list is on its way", async () => {
    const { host } = await openSelling();
    await waitFor(() => expect(rows()).toHaveLength(4));
    const answers: ((list: CatalogueView) => void)[] = [];
    host.answer({ catalogue: () => new Promise((answer) => answers.push(answer)) });
    void app.catalogue.load(true);
    const chosen = app.catalogue.priceIn("ZZQ");
    await waitFor(() => expect(answers).toHaveLength(2));
    expect(host.last("catalogue")).toMatchObject({ currency: "ZZQ" });
    answers[1]?.(catalogue({ currencies: ["ZZQ"] }));
    await chosen;
    answers[0]?.(catalogue({ currencies: ["EUR"] }));
    await settled();
    expect(app.catalogue.view?.currencies, "the answer to an older question is dropped").toEqual(["ZZQ"]);
  });

  it("offers all products again where nothing fits", async () => {
    const { user } = await openSelling();
    await user.type(await screen.findByTestId("catalogue-search"), "atlantis{ArrowDown}{Enter}");
    expect(at("catalogue-none")).toBeTruthy();
    expect(at("products").closest("[hidden]"), "an empty table is not shown").not.toBeNull();
    await user.click(at("catalogue-widen"));
    expect(rows()).toHaveLength(4);
    expect(at("products").closest("[hidden]")).toBeNull();
    expect(document.activeElement).toBe(at("catalogue-search"));
  });

  it("sells nothing from the last list while the service cannot be reached", async () => {
    const old = catalogue({ sells: false, at: ago(7200), error: errorWith("offline") });
    const { user } = await openSelling({ catalogue: () => old });
    await user.click((await screen.findAllByTestId("product-row"))[0] as HTMLElement);
    expect(screen.queryByTestId("order-form")).toBeNull();
    expect(at("catalogue-old").textContent).toContain("Nothing is sold from it");
    expect(at("catalogue-age").textContent).toContain("2 hours ago");
    expect(at("catalogue-error").textContent).toContain("cannot be reached");
  });

  it("says how many products were left out", async () => {
    await openSelling({ catalogue: () => catalogue({ leftOut: 3 }) });
    expect((await screen.findByTestId("catalogue-left-out")).textContent).toContain("3 products are left out");
  });

  it("says what an empty list means, and why a list did not come", async () => {
    const { unmount, close } = await openSelling({ catalogue: () => catalogue({ products: [], currencies: [] }) });
    expect(await screen.findByTestId("catalogue-empty")).toBeTruthy();
    unmount();
    close();
    await openSelling({
      catalogue: () => {
        throw errorWith("denied");
      },
    });
    await waitFor(() => expect(screen.getByText("The products cannot be shown")).toBeTruthy());
  });

  it("keeps its shape while the list is on its way", async () => {
    const answer = byHand<ReturnType<typeof catalogue>>();
    await openSelling({ catalogue: () => answer.promise });
    expect(screen.getByText("Loading…")).toBeTruthy();
    answer.keep(catalogue());
    await screen.findByTestId("products");
    await waitFor(() => expect(document.activeElement).toBe(at("catalogue-search")));
  });

  it("leaves the focus where it went while the list was on its way", async () => {
    const answer = byHand<ReturnType<typeof catalogue>>();
    const { user } = await openSelling({ catalogue: () => answer.promise });
    await user.click(at("esim-kind-topUp"));
    answer.keep(catalogue());
    await screen.findByTestId("products");
    await settled();
    expect(document.activeElement).toBe(at("esim-kind-topUp"));
  });

  it("is chosen from by the keys of the search field alone", async () => {
    const { user } = await openSelling();
    await screen.findByTestId("products");
    expect(document.activeElement).toBe(at("catalogue-search"));
    await user.keyboard("africa{ArrowDown}{Enter}");
    expect((await screen.findByTestId("order-product")).textContent).toContain("East Africa 5 GB");
  });

  it("names its environment in words", async () => {
    const { unmount, close } = await openSelling();
    expect(at("esim-environment").textContent).toContain("Nothing is real");
    unmount();
    close();
    await openSelling({}, truphone({ key: { environment: "test", id: "preprod" }, host: "services.truphone.com" }));
    expect(at("esim-environment").textContent).toContain("pre-production");
  });

  it("has few rows of a long list in the page", async () => {
    await openSelling({ catalogue: () => catalogue({ products: manyProducts(5000) }) });
    await waitFor(() => expect(at("catalogue-count").textContent).toContain("5,000 products"));
    expect(at("products").getAttribute("aria-rowcount")).toBe("5001");
  });

  it("leads back to the orders that go on", async () => {
    const { user } = await openSelling({ open_orders: () => ({ sales: [orderSale()] }) });
    expect((await screen.findByTestId("orders-under-way")).textContent).toContain("amina@example.org");
    await user.click(at("order-look"));
    expect(at("order-steps").dataset.step).toBe("accepted");
  });

  it("counts every order that goes on, and lists all of them on demand", async () => {
    const sales = Array.from({ length: 60 }, (_, at) => orderSale({ id: `intent-${at}` }));
    const { host, user } = await openSelling({ open_orders: () => ({ sales }) });
    expect((await screen.findByTestId("orders-under-way")).textContent).toContain("60 orders are not ready yet");
    expect(screen.getAllByTestId("order-look")).toHaveLength(3);
    await user.click(at("orders-all"));
    expect(screen.getAllByTestId("order-look")).toHaveLength(60);
    await host.emit({ type: "saleChanged", sale: orderSale({ id: "intent-59", state: "confirmed", revision: 9 }) });
    await waitFor(() => expect(at("orders-under-way").textContent).toContain("59 orders are not ready yet"));
    await host.emit({ type: "saleChanged", sale: orderSale({ id: "intent-60" }) });
    await waitFor(() => expect(at("orders-under-way").textContent).toContain("60 orders are not ready yet"));
  });

  it("believes an event rather than an older answer about the orders", async () => {
    const answer = byHand<SaleList>();
    const { host } = await openSelling({ open_orders: () => answer.promise });
    await host.emit({ type: "saleChanged", sale: orderSale({ id: "over", state: "confirmed", revision: 9 }) });
    await host.emit({ type: "saleChanged", sale: orderSale({ id: "new" }) });
    answer.keep({ sales: [orderSale({ id: "over", revision: 3 }), orderSale({ id: "old" })] });
    expect((await screen.findByTestId("orders-under-way")).textContent).toContain("2 orders are not ready yet");
  });

  it("says where the orders that go on cannot be shown, and asks again", async () => {
    const { host, user } = await openSelling({
      open_orders: () => {
        throw errorWith("ledgerBroken");
      },
    });
    expect((await screen.findByTestId("orders-error")).textContent).toContain("cannot be shown");
    host.answer({ open_orders: () => ({ sales: [orderSale()] }) });
    await user.click(at("orders-error-again"));
    expect(await screen.findByTestId("orders-under-way")).toBeTruthy();
    expect(screen.queryByTestId("orders-error")).toBeNull();
  });

  it("asks for the list again while it is looked at", async () => {
    const { host, user } = await openSelling();
    await user.click(await screen.findByTestId("catalogue-again"));
    expect(host.last("catalogue")).toMatchObject({ anew: true });
  });
});
