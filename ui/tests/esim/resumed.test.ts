// An order that another page handed over: this page knows no more of it than its confirmation, and checks it again
// from that.
import { screen, waitFor } from "@testing-library/svelte";
import { expect, it } from "vitest";
import type { ErrorCode, EsimConfirmationView } from "../../src/lib/ipc/generated";
import { app } from "../support/app";
import { orderConfirmation, truphone } from "../support/esim";
import { errorWith } from "../support/host";
import { at, openSelling } from "./till";

const ICCID = "8944478600000003211";

async function resumed(change: Partial<EsimConfirmationView>, code: ErrorCode) {
  const opened = await openSelling({
    await_esim_order: () => {
      throw errorWith(code);
    },
  });
  await app.esimSelling.resume(truphone(), orderConfirmation(change));
  await screen.findByTestId("esim-confirmation");
  return opened;
}

const forSim = { iccid: ICCID, customer: null, device: null };

it("checks a top-up again as it was", async () => {
  const { user, host } = await resumed(forSim, "intentExpired");
  await user.click(await screen.findByTestId("confirm-again"));
  await waitFor(() =>
    expect(host.last("prepare_esim_top_up")).toEqual({
      connection: truphone().key,
      product: "cHJvZHVjdC0x",
      country: "SS",
      iccid: ICCID,
    }),
  );
  expect(host.count("prepare_new_esim")).toBe(0);
});

it("checks an order of a new eSIM again with all that it names", async () => {
  const { user, host } = await resumed(
    {
      device: { deviceKind: "ios", model: "iPhone 15", eid: "89049032000001000000001234567891" },
      activationDate: "2026-12-01",
      price: { amount: "1250.00", currency: "USD" },
    },
    "intentExpired",
  );
  await user.click(await screen.findByTestId("confirm-again"));
  await waitFor(() =>
    expect(host.last("prepare_new_esim")).toEqual({
      connection: truphone().key,
      product: "cHJvZHVjdC0x",
      country: "SS",
      customer: "amina@example.org",
      firstName: "Amina",
      lastName: "Deng",
      residence: "SS",
      deviceKind: "ios",
      model: "iPhone 15",
      eid: "89049032000001000000001234567891",
      activationDate: "2026-12-01",
      price: "1,250.00",
      priceMeant: "1250.00",
      currency: "USD",
    }),
  );
});

it("checks it again by itself where the same was ordered meanwhile", async () => {
  const { host } = await resumed(forSim, "repeatNeedsReason");
  await waitFor(() => expect(host.last("prepare_esim_top_up")).toMatchObject({ iccid: ICCID }));
});

it("shows what it names in the form", async () => {
  const { user, host } = await resumed({}, "offline");
  await user.click(at("confirm-back"));
  expect(at("order-customer")).toHaveProperty("value", "amina@example.org");
  expect(at("order-country")).toHaveProperty("value", "South Sudan");
  await user.click(at("order-own-price"));
  await user.type(at("order-price"), "12.50");
  expect(at("order-currency")).toHaveProperty("value", "EUR");
  await user.click(at("order-continue"));
  await waitFor(() => expect(host.last("prepare_new_esim")).toMatchObject({ price: "12.50", currency: "EUR" }));
});
