// An order that was filled in and not handed over: a new one puts it aside, and it can be brought back.
import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { app } from "../support/app";
import { activationCode, orderConfirmation, orderSale, truphone } from "../support/esim";
import type { Answers } from "../support/host";
import { EID, esimAnswers, ICCID } from "../support/sims";
import { openWindow } from "../support/window";

const at = (id: string) => screen.getByTestId(id);
const back = () => screen.queryByTestId("esim-bring-back");

/** Opens the form of an order with a customer, an EID and a price in it. */
async function filled(answers: Answers = {}) {
  const connection = truphone();
  const opened = await openWindow(
    { connections: [connection] },
    {
      ...esimAnswers,
      prepare_new_esim: () => ({ outcome: "checked", confirmation: orderConfirmation() }),
      prepare_esim_top_up: () => ({ outcome: "checked", confirmation: orderConfirmation({ iccid: ICCID }) }),
      send_esim_order: () => orderSale(),
      ...answers,
    },
  );
  const { user } = opened;
  app.connections.choose(connection.key);
  app.navigation.reset({ name: "till" });
  await screen.findByTestId("products");
  const choose = async () => {
    await user.click(screen.getAllByTestId("product-row")[0] as HTMLElement);
    await screen.findByTestId("order-form");
  };
  await choose();
  await user.type(at("order-customer"), "amina@example.org");
  await user.type(at("order-eid"), EID);
  await user.click(at("order-own-price"));
  await user.type(at("order-price"), "12");
  const anew = async () => {
    await user.keyboard("{Control>}n{/Control}");
    await screen.findByTestId("catalogue");
  };
  const lookUp = async () => {
    await user.click(at("nav-sims"));
    await user.type(await screen.findByTestId("sim-iccid"), `${ICCID}{Enter}`);
    await screen.findByTestId("sim");
  };
  return { ...opened, anew, lookUp, choose };
}

const isBack = () => {
  expect(at("order-product").textContent).toContain("Kenya 1 GB");
  expect(at("order-customer")).toHaveProperty("value", "amina@example.org");
  expect(at("order-eid")).toHaveProperty("value", EID);
  expect(at("order-price")).toHaveProperty("value", "12");
  expect(back()).toBeNull();
};

describe("an order that was filled in is brought back", () => {
  it("after a new one from the keyboard", async () => {
    const { user, anew } = await filled();
    await anew();
    expect(back()?.textContent?.trim()).toBe("Bring back the order for amina@example.org");
    await anew();
    expect(back(), "an empty form puts nothing aside").toBeTruthy();
    await user.click(at("esim-bring-back"));
    isBack();
  });

  it("after the confirmation made room", async () => {
    const { user, anew } = await filled();
    await user.click(at("order-continue"));
    await screen.findByTestId("esim-confirmation");
    await anew();
    await user.click(at("esim-bring-back"));
    isBack();
  });

  it("after more data for a SIM was begun, also twice", async () => {
    const { user, lookUp } = await filled();
    await lookUp();
    await user.click(at("sim-top-up"));
    await screen.findByTestId("catalogue-for");
    await user.click(at("nav-sims"));
    await user.click(await screen.findByTestId("sim-top-up"));
    expect((await screen.findByTestId("catalogue-for")).textContent).toContain(ICCID);
    await user.click(at("esim-bring-back"));
    isBack();
  });

  it("after a new eSIM was wanted where a code is none", async () => {
    const { user } = await filled({ activation_code: () => activationCode({ text: null, rows: [] }) });
    app.navigation.go({ name: "code", connection: truphone().key, iccid: ICCID });
    await user.click(await screen.findByTestId("code-new"));
    await screen.findByTestId("catalogue");
    await user.click(at("esim-bring-back"));
    isBack();
  });
});

describe("an order is not brought back", () => {
  it("beside another that is filled in", async () => {
    const { user, anew, choose } = await filled();
    await anew();
    await choose();
    await user.type(at("order-customer"), "grace@example.org");
    await user.click(at("order-other-product"));
    expect(back()).toBeNull();
  });

  it("that was handed over, nor once another was", async () => {
    const { user, anew, choose } = await filled();
    await anew();
    await choose();
    await user.click(at("order-continue"));
    await user.click(await screen.findByTestId("confirm-send"));
    await screen.findByTestId("esim-order");
    await anew();
    expect(back()).toBeNull();
  });

  it("at another connection", async () => {
    const { anew } = await filled();
    await anew();
    app.esimSelling.use(truphone({ key: { environment: "live", id: "other" } }));
    await waitFor(() => expect(back()).toBeNull());
  });
});
