import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { ErrorCode, MoneyView, PreparedEsimOrder } from "../../src/lib/ipc/generated";
import { catalogue, orderConfirmation, product } from "../support/esim";
import { errorWith } from "../support/host";
import { at, openForm } from "./till";

const sold = (...soldIn: (string[] | null)[]) =>
  catalogue({ products: soldIn.map((codes, at) => product({ id: `p-${at}`, name: `Plan ${at}`, soldIn: codes })) });

const inPounds = (amount: string): MoneyView => ({ amount, currency: "GBP" });

/** The till's answer to a price that it cannot tell. */
const asked = (...readings: MoneyView[]): PreparedEsimOrder => ({
  outcome: "invalid",
  errors: [{ field: "price", error: "ambiguous", readings }],
});

describe("a price that conventions read differently", () => {
  const readings = [inPounds("1250.00"), inPounds("1.25")];

  async function priced(answer: PreparedEsimOrder, text: string) {
    const opened = await openForm({ prepare_new_esim: () => answer });
    await opened.user.click(at("order-own-price"));
    await opened.user.type(at("order-price"), text);
    await opened.user.click(at("order-continue"));
    await screen.findByTestId("amount-question");
    return opened;
  }

  it("is asked with every reading, and the till gets the one that was chosen", async () => {
    const { user, host } = await priced(asked(...readings), "1,250");
    expect(document.activeElement).toBe(at("order-price"));
    expect(at("amount-question").textContent).toMatch(/Do you mean 1,250\.00.GBP or 1\.25.GBP/u);
    expect(screen.getByText(/Choose below which amount you mean/u)).toBeTruthy();
    await user.click(screen.getAllByTestId("amount-choice")[0] as HTMLElement);
    expect(at("order-price")).toHaveProperty("value", "1,250.00");
    expect(screen.queryByTestId("amount-question")).toBeNull();
    expect(document.activeElement).toBe(at("order-price"));
    await user.click(at("order-continue"));
    await waitFor(() =>
      expect(host.last("prepare_new_esim")).toMatchObject({ price: "1,250.00", priceMeant: "1250.00" }),
    );
  });

  it.each(["order-price", "order-currency"])("is asked anew once %s is another", async (field) => {
    const { user, host } = await priced(asked({ amount: "1.250", currency: "KWD" }), "1.250");
    await user.click(at("amount-choice"));
    if (field === "order-price") await user.type(at("order-price"), "5");
    else await user.selectOptions(at("order-currency"), "USD");
    await user.click(at("order-continue"));
    await waitFor(() => expect(host.last("prepare_new_esim")).toMatchObject({ priceMeant: null }));
  });
});

describe("an order", () => {
  it("is in sight: a price is not put away, on no way back either", async () => {
    const { user } = await openForm();
    await user.click(at("order-own-price"));
    await user.type(at("order-price"), "12");
    await user.click(at("order-own-price"));
    expect(at("order-price")).toHaveProperty("value", "12");
    await user.click(at("order-continue"));
    await user.click(await screen.findByTestId("confirm-back"));
    expect(at("order-price")).toHaveProperty("value", "12");
    await user.clear(at("order-price"));
    await user.click(at("order-own-price"));
    expect(screen.queryByTestId("order-price"), "without a price it is put away").toBeNull();
  });

  it("has its price in the currency that stood beside it", async () => {
    const { user, host } = await openForm();
    await user.click(at("order-own-price"));
    await user.type(at("order-price"), "12.50");
    await user.click(at("order-other-product"));
    await user.selectOptions(at("catalogue-currency"), "USD");
    await user.click((await screen.findAllByTestId("product-row"))[0] as HTMLElement);
    expect(at("order-price")).toHaveProperty("value", "12.50");
    expect(at("order-currency")).toHaveProperty("value", "EUR");
    await user.click(at("order-continue"));
    await waitFor(() => expect(host.last("prepare_new_esim")).toMatchObject({ price: "12.50", currency: "EUR" }));
  });

  it("holds no price where more data is ordered", async () => {
    const { user, host } = await openForm();
    await user.click(at("order-own-price"));
    await user.type(at("order-price"), "12");
    await user.click(at("esim-kind-topUp"));
    expect(screen.queryByTestId("order-own-price")).toBeNull();
    await user.type(at("order-iccid"), "8944478600000003211");
    await user.click(at("order-continue"));
    await waitFor(() =>
      expect(host.last("prepare_esim_top_up")).toEqual({
        connection: { environment: "practice", id: "practice-esim" },
        product: "cHJvZHVjdC0x",
        country: "",
        iccid: "8944478600000003211",
      }),
    );
  });

  it("names no country that its field cannot show", async () => {
    const { user, host } = await openForm({ catalogue: () => sold(null, ["UG"]) });
    await user.type(at("order-country"), "Kenya{Enter}");
    await user.click(at("order-other-product"));
    await user.click(screen.getAllByTestId("product-row")[1] as HTMLElement);
    expect(at("order-country")).toHaveProperty("value", "");
    await user.click(at("order-continue"));
    await waitFor(() => expect(host.last("prepare_new_esim")).toMatchObject({ product: "p-1", country: "" }));
  });

  it("may be for a customer who lives where the product is not sold", async () => {
    const { user, host } = await openForm({ catalogue: () => sold(["UG"]) });
    await user.type(at("order-country"), "Kenya{Enter}");
    await user.type(at("order-residence"), "Kenya{Enter}");
    await user.click(at("order-continue"));
    await waitFor(() => expect(host.last("prepare_new_esim")).toMatchObject({ country: "", residence: "KE" }));
  });

  it("is no product of which nobody can read where it is sold", async () => {
    await openForm({ catalogue: () => sold([]) });
    expect(at("order-sold-nowhere").textContent).toContain("Choose another product");
  });
});

describe("a SIM that could not be looked up", () => {
  async function confirmed(code: ErrorCode) {
    const change = { customer: null, device: null, iccid: "8944478600000003211", simError: errorWith(code, "503") };
    const opened = await openForm({
      prepare_esim_top_up: () => ({ outcome: "checked", confirmation: orderConfirmation(change) }),
    });
    await opened.user.click(at("esim-kind-topUp"));
    await opened.user.click(at("order-continue"));
    await screen.findByTestId("esim-confirmation");
    return opened;
  }

  it("is told before the order, and looked up again when a person wants it", async () => {
    const { user, host } = await confirmed("serviceDown");
    expect(at("confirm-unseen").textContent).toContain("could not be looked up");
    await user.click(at("confirm-unseen-again"));
    await waitFor(() => expect(host.count("prepare_esim_top_up")).toBe(2));
    expect(host.count("send_esim_order")).toBe(0);
  });

  it("is told with both meanings of the service's no", async () => {
    await confirmed("denied");
    expect(at("confirm-unseen").textContent).toContain("may belong to another client of the service");
    expect(at("confirm-unseen").textContent).toContain("may have no role for it");
  });
});
