// A change in the form while the order is checked counts: the check of the earlier text is dropped. The order that is
// checked again is confirmed.
import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { PreparedEsimOrder } from "../../src/lib/ipc/generated";
import { app } from "../support/app";
import { orderConfirmation } from "../support/esim";
import { errorWith, type Answers } from "../support/host";
import { byHand } from "../support/sales";
import { settled } from "./settled";
import { at, openForm } from "./till";

type Opened = Awaited<ReturnType<typeof openForm>>;

const confirmed = (): PreparedEsimOrder => ({ outcome: "checked", confirmation: orderConfirmation() });

describe("a correction while the order is checked", () => {
  it.each<[string, (user: Opened["user"]) => Promise<void>]>([
    ["of the customer", (user) => user.type(at("order-customer"), "b")],
    ["of the EID", (user) => user.type(at("order-eid"), "8")],
    ["of the price", (user) => user.type(at("order-price"), "1")],
    ["of the device", (user) => user.click(at("order-device-android"))],
    ["of the country", (user) => user.type(at("order-country"), "Kenya{Enter}")],
    ["to more data for a SIM", (user) => user.click(at("esim-kind-topUp"))],
  ])("drops the check: %s", async (_, correct) => {
    const first = byHand<PreparedEsimOrder>();
    const { user, host } = await openForm({ prepare_new_esim: () => first.promise });
    await user.type(at("order-customer"), "amina@example.org");
    await user.click(at("order-own-price"));
    await user.click(at("order-continue"));
    await waitFor(() => expect(host.count("prepare_new_esim")).toBe(1));
    await correct(user);
    expect(at("order-continue").getAttribute("aria-busy"), "it can be checked anew").toBeNull();
    first.keep(confirmed());
    await settled();
    expect(screen.queryByTestId("esim-confirmation")).toBeNull();
    expect(at("order-form")).toBeTruthy();
  });

  it("is what is checked next: another SIM", async () => {
    const first = byHand<PreparedEsimOrder>();
    const { user, host } = await openForm({ prepare_esim_top_up: () => first.promise });
    await user.click(at("esim-kind-topUp"));
    await user.type(at("order-iccid"), "8944478600000003211");
    await user.click(at("order-continue"));
    await waitFor(() => expect(host.count("prepare_esim_top_up")).toBe(1));
    await user.clear(at("order-iccid"));
    await user.type(at("order-iccid"), "8944474000000000008");
    first.keep(confirmed());
    await user.click(at("order-continue"));
    await waitFor(() => expect(host.last("prepare_esim_top_up")).toMatchObject({ iccid: "8944474000000000008" }));
  });
});

describe("an order that is confirmed is the one that is checked again", () => {
  /** Opens the confirmation of an order for Amina, after which the form holds another customer. */
  async function open(answers: Answers, change: Parameters<typeof orderConfirmation>[0] = {}) {
    const opened = await openForm({
      prepare_new_esim: () => ({ outcome: "checked", confirmation: orderConfirmation(change) }),
      ...answers,
    });
    await opened.user.type(at("order-customer"), "amina@example.org");
    await opened.user.click(at("order-continue"));
    await screen.findByTestId("esim-confirmation");
    app.esimSelling.draft.type("customer", "grace@example.org");
    const isChecked = () =>
      waitFor(() => {
        expect(opened.host.count("prepare_new_esim")).toBe(2);
        expect(opened.host.last("prepare_new_esim")).toMatchObject({ customer: "amina@example.org" });
      });
    return { ...opened, isChecked };
  }

  const refused = (code: "intentExpired" | "repeatNeedsReason"): Answers => ({
    send_esim_order: () => {
      throw errorWith(code);
    },
  });

  it("by *Check again*", async () => {
    const { user, isChecked } = await open(refused("intentExpired"));
    await user.click(at("confirm-send"));
    await user.click(await screen.findByTestId("confirm-again"));
    await isChecked();
  });

  it("by itself, where the same was ordered meanwhile", async () => {
    const { user, isChecked } = await open(refused("repeatNeedsReason"));
    await user.click(at("confirm-send"));
    await isChecked();
  });

  it("by *Try again*, where its SIM was not seen", async () => {
    const { user, isChecked } = await open({}, { simError: errorWith("serviceDown") });
    await user.click(at("confirm-unseen-again"));
    await isChecked();
  });
});
