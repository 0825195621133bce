import { screen, waitFor } from "@testing-library/svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { PreparedEsimOrder, SaleView } from "../../src/lib/ipc/generated";
import { app } from "../support/app";
import { orderConfirmation, orderSale, truphone } from "../support/esim";
import { errorWith } from "../support/host";
import { byHand, inState } from "../support/sales";
import { at, openForm as form, openSelling } from "./till";

const checked = (change: Parameters<typeof orderConfirmation>[0] = {}): PreparedEsimOrder => ({
  outcome: "checked",
  confirmation: orderConfirmation(change),
});

async function confirm(change: Parameters<typeof orderConfirmation>[0] = {}, answers = {}) {
  const opened = await form({ prepare_new_esim: () => checked(change), ...answers });
  await opened.user.click(at("order-continue"));
  await screen.findByTestId("esim-confirmation");
  return opened;
}

afterEach(() => vi.restoreAllMocks());

describe("the form of a new eSIM", () => {
  it("gives the till every field as it was typed", async () => {
    const { user, host } = await form();
    await user.type(at("order-customer"), "amina+sim@exämple.org");
    await user.type(at("order-firstName"), "Amina");
    await user.type(at("order-country"), "South Sudan{Enter}");
    await user.type(at("order-residence"), "Kenya{Enter}");
    await user.click(at("order-device-ios"));
    await user.type(at("order-model"), "iPhone 15");
    await user.type(at("order-eid"), "8904 9032");
    await user.click(at("order-own-price"));
    await user.type(at("order-price"), "12,50");
    await user.click(at("order-continue"));
    await waitFor(() => expect(host.count("prepare_new_esim")).toBe(1));
    expect(host.last("prepare_new_esim")).toEqual({
      connection: { environment: "practice", id: "practice-esim" },
      product: "cHJvZHVjdC0x",
      country: "SS",
      customer: "amina+sim@exämple.org",
      firstName: "Amina",
      lastName: "",
      residence: "KE",
      deviceKind: "ios",
      model: "iPhone 15",
      eid: "8904 9032",
      activationDate: "",
      price: "12,50",
      priceMeant: null,
      currency: "EUR",
    });
  });

  it("names neither price nor currency where no price was typed", async () => {
    const { user, host } = await form();
    await user.click(at("order-own-price"));
    await user.selectOptions(at("order-currency"), "USD");
    await user.click(at("order-continue"));
    await waitFor(() => expect(host.last("prepare_new_esim")).toMatchObject({ price: "", currency: "" }));
  });

  it("asks for an EID of an iPhone alone", async () => {
    const { user, host } = await form();
    await user.type(at("order-eid"), "8904");
    await user.click(at("order-device-android"));
    expect(screen.queryByTestId("order-eid")).toBeNull();
    await user.click(at("order-continue"));
    await waitFor(() => expect(host.last("prepare_new_esim")).toMatchObject({ deviceKind: "android", eid: "" }));
  });

  it("shows every error at its field and puts the focus on the first", async () => {
    const { user } = await form({
      prepare_new_esim: () => ({
        outcome: "invalid",
        errors: [
          { field: "country", error: "empty", readings: [] },
          { field: "activationDate", error: "inThePast", readings: [] },
          { field: "price", error: "notPositive", readings: [] },
        ],
      }),
    });
    await user.click(at("order-continue"));
    await waitFor(() => expect(document.activeElement).toBe(at("order-country")));
    expect(screen.getByText("Choose the country where the customer is.")).toBeTruthy();
    expect(screen.getByText(/This day is over/u)).toBeTruthy();
    expect(at("order-price"), "a price that is wrong is in sight").toBeTruthy();
    await user.type(at("order-country"), "Kenya{Enter}");
    expect(screen.queryByText("Choose the country where the customer is."), "gone with the change").toBeNull();
  });

  it("keeps what was filled in while another product is chosen", async () => {
    const { user } = await form();
    await user.type(at("order-customer"), "amina@example.org");
    await user.click(at("order-other-product"));
    await user.click(screen.getAllByTestId("product-row")[1] as HTMLElement);
    expect(at("order-product").textContent).toContain("East Africa");
    expect(at("order-customer")).toHaveProperty("value", "amina@example.org");
  });

  it("closes an open list by Escape before it leads back", async () => {
    const { user } = await form();
    await user.type(at("order-customer"), "amina@example.org");
    await user.type(at("order-country"), "Ken");
    expect(at("order-country").getAttribute("aria-expanded")).toBe("true");
    await user.keyboard("{Escape}");
    expect(at("order-form"), "the form stays").toBeTruthy();
    expect(at("order-country").getAttribute("aria-expanded")).toBe("false");
    await user.keyboard("{Escape}");
    expect(at("catalogue")).toBeTruthy();
  });

  it("leads back by Escape, step by step", async () => {
    const { user } = await confirm();
    await user.keyboard("{Escape}");
    expect(at("order-form")).toBeTruthy();
    await user.keyboard("{Escape}");
    expect(at("catalogue")).toBeTruthy();
  });
});

describe("the form of a top-up", () => {
  it("takes a number from a hand scanner, and Enter orders nothing", async () => {
    const { user, host } = await form();
    await user.click(at("esim-kind-topUp"));
    await user.click(at("order-iccid"));
    await user.keyboard("]C18944478600000003211{Enter}");
    expect(document.activeElement).toBe(at("order-country"));
    expect(host.count("prepare_esim_top_up")).toBe(0);
    await user.click(at("order-continue"));
    await waitFor(() =>
      expect(host.last("prepare_esim_top_up")).toMatchObject({
        iccid: "]C18944478600000003211",
        product: "cHJvZHVjdC0x",
      }),
    );
  });

  it("takes a number from a hand scanner that ends with Tab", async () => {
    const { user, host } = await form();
    await user.click(at("esim-kind-topUp"));
    await user.click(at("order-iccid"));
    await user.keyboard("]C18944478600000003211{Tab}");
    expect(document.activeElement).toBe(at("order-country"));
    expect(at("order-iccid").getAttribute("aria-invalid")).not.toBe("true");
    expect(host.count("prepare_esim_top_up")).toBe(0);
    await user.click(at("order-continue"));
    await waitFor(() => expect(host.last("prepare_esim_top_up")).toMatchObject({ iccid: "]C18944478600000003211" }));
  });

  it("warns about a number and never forbids it", async () => {
    const { user, host } = await form();
    await user.click(at("esim-kind-topUp"));
    await user.type(at("order-iccid"), "8944478600000003");
    expect(await screen.findByTestId("order-iccid-advice")).toBeTruthy();
    await user.click(at("order-continue"));
    await waitFor(() => expect(host.count("prepare_esim_top_up")).toBe(1));
  });

  it("begins with the SIM that somebody looked at", async () => {
    const opened = await openSelling();
    app.esimSelling.topUp("8944478600000003211");
    expect((await screen.findByTestId("catalogue-for")).textContent).toContain("8944478600000003211");
    await opened.user.click((await screen.findAllByTestId("product-row"))[0] as HTMLElement);
    expect(at("order-iccid")).toHaveProperty("value", "8944478600000003211");
    await opened.user.type(at("order-country"), "Kenya{Enter}");
    await opened.rerender({ connection: truphone({ openDoubts: 1 }) });
    expect(at("order-form"), "news of the connection begin nothing anew").toBeTruthy();
    expect(at("order-country")).toHaveProperty("value", "Kenya");
  });
});

describe("the confirmation of an order", () => {
  it("says what, for whom, on which device and where, and starts on Back", async () => {
    const { user, host } = await confirm({ price: { amount: "12.50", currency: "EUR" } });
    expect(document.activeElement).toBe(at("confirm-back"));
    expect(at("confirm-product").textContent).toContain("Kenya 1 GB");
    expect(at("confirm-number").textContent).toContain("amina@example.org");
    expect(at("confirm-amount").textContent, "the price that the order names").toMatch(/12\.50.EUR/u);
    expect(screen.queryByTestId("confirm-price"), "no list price beside it").toBeNull();
    expect(at("confirm-customer").textContent).not.toContain("amina@example.org");
    expect(at("confirm-device").textContent).toContain("iPhone 15");
    expect(at("confirm-seller").textContent).toContain("Practice");
    expect(at("confirm-send").textContent?.trim()).toMatch(/^Order for 12\.50.EUR$/u);
    expect(at("confirm-what").textContent, "beside the button").toBe("Kenya 1 GB for amina@example.org");
    expect(at("confirm-send").getAttribute("aria-describedby")).toBe(at("confirm-what").id);
    await user.keyboard("{Enter}");
    expect(host.count("send_esim_order")).toBe(0);
  });

  it("tells the list price in one currency where the order names none", async () => {
    await confirm();
    expect(at("confirm-price").querySelector("strong")?.textContent).toMatch(/^9\.90.EUR$/u);
    expect(at("confirm-other-prices").textContent).toMatch(/other currencies:\s+10\.75.USD$/u);
    expect(at("confirm-price").textContent).toContain("The service sets the final price.");
  });

  it("tells the list price first in the currency of the catalogue", async () => {
    const { user } = await openSelling({
      prepare_new_esim: () => ({ outcome: "checked", confirmation: orderConfirmation() }),
    });
    await screen.findByTestId("products");
    await user.selectOptions(at("catalogue-currency"), "USD");
    await user.click(screen.getAllByTestId("product-row")[0] as HTMLElement);
    await user.click(await screen.findByTestId("order-continue"));
    await screen.findByTestId("confirm-price");
    expect(at("confirm-price").querySelector("strong")?.textContent).toMatch(/^10\.75.USD$/u);
    expect(at("confirm-other-prices").textContent).toMatch(/9\.90.EUR$/u);
  });

  it("tells of a full and of an unavailable SIM before anything is ordered", async () => {
    const { host } = await confirm({
      customer: null,
      device: null,
      iccid: "8944478600000003211",
      activeSubscriptions: 15,
      isFull: true,
      isUnavailable: true,
    });
    expect(at("confirm-full").textContent).toContain("15 active subscriptions");
    expect(at("confirm-unavailable").textContent).toContain("deleted from its device");
    expect(at("confirm-number").textContent).toContain("8944 4786 0000 0003 211");
    expect(at("confirm-what").textContent).toBe("Kenya 1 GB for the SIM 8944 4786 0000 0003 211");
    expect(host.count("send_esim_order")).toBe(0);
  });

  it("asks for a reason where the customer had the product", async () => {
    const { user, host } = await confirm({ recent: [inState("confirmed")] });
    const order = at("confirm-reason").compareDocumentPosition(at("confirm-seller"));
    expect(order & Node.DOCUMENT_POSITION_FOLLOWING, "the question stands above the facts").toBeTruthy();
    await user.click(at("confirm-send"));
    expect(host.count("send_esim_order")).toBe(0);
    expect(document.activeElement).toBe(at("confirm-reason"));
    await user.type(at("confirm-reason"), "A second phone");
    await user.click(at("confirm-send"));
    await waitFor(() => expect(host.last("send_esim_order")).toMatchObject({ repeatReason: "A second phone" }));
  });

  it("asks for the override of a doubt", async () => {
    const doubt = inState("inDoubt");
    const { user, host } = await confirm({ recent: [doubt], doubts: [doubt] });
    expect(screen.getByText("This may be ordered twice")).toBeTruthy();
    const place = at("confirm-doubts").compareDocumentPosition(at("confirm-customer"));
    expect(place & Node.DOCUMENT_POSITION_FOLLOWING, "asked above the facts").toBeTruthy();
    expect(at("confirm-open").textContent).toBe("Answer 2 questions first");
    expect(at("confirm-send").getAttribute("aria-describedby")?.split(" ")).toContain(at("confirm-open").id);
    await user.type(at("confirm-reason"), "The first was lost");
    await user.click(at("confirm-send"));
    expect(host.count("send_esim_order")).toBe(0);
    await user.click(at("confirm-override"));
    await user.click(at("confirm-send"));
    await waitFor(() => expect(host.last("send_esim_order")).toMatchObject({ overrideDoubts: [doubt.id] }));
  });

  it("orders once, however often the button is pressed", async () => {
    const answer = byHand<SaleView>();
    const { user, host } = await confirm({}, { send_esim_order: () => answer.promise });
    const send = at("confirm-send");
    send.click();
    send.click();
    await user.dblClick(send);
    void app.esimSelling.send();
    await screen.findByTestId("esim-progress");
    answer.keep(orderSale());
    await screen.findByTestId("esim-order");
    expect(host.count("send_esim_order")).toBe(1);
  });

  it("comes back with the error where nothing was ordered, in sight", async () => {
    const shown: Element[] = [];
    vi.spyOn(Element.prototype, "scrollIntoView").mockImplementation(function (this: Element) {
      shown.push(this);
    });
    const { user } = await confirm(
      {},
      {
        send_esim_order: () => {
          throw errorWith("signInAgain");
        },
      },
    );
    await user.click(at("confirm-send"));
    expect((await screen.findByTestId("confirm-error")).textContent).toContain("Nothing was sent.");
    await waitFor(() => expect(shown, "the buttons do not cover it").toContain(at("confirm-error")));
  });

  it("asks anew where the same was ordered meanwhile", async () => {
    const { user, host } = await confirm(
      {},
      {
        send_esim_order: () => {
          throw errorWith("repeatNeedsReason");
        },
      },
    );
    await user.click(at("confirm-send"));
    expect((await screen.findByTestId("confirm-why")).textContent).toContain("ordered elsewhere");
    expect(host.count("prepare_new_esim")).toBe(2);
  });

  it("lets nobody order again where it is not known what became of it", async () => {
    const { user } = await confirm(
      {},
      {
        send_esim_order: () => {
          throw errorWith("internal", "", "unknown");
        },
      },
    );
    await user.click(at("confirm-send"));
    expect((await screen.findByTestId("esim-unclear")).textContent).toContain("Do not order it again");
    expect(screen.queryByTestId("confirm-send")).toBeNull();
  });
});
