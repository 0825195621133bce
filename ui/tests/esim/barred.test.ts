// Where every order would be refused, the till of an eSIM connection says so first, and bars the way to the refusal.
import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { orderSale, truphone } from "../support/esim";
import { start } from "../support/samples";
import { openAt } from "./open";
import { at, openForm } from "./till";
import type { StartView, StoppedSelling } from "../../src/lib/ipc/generated";

const refused = truphone({ session: { state: "signInAgain", person: null } });
const { environment } = truphone().key;
const RECORDS: StoppedSelling = { environment, code: "ledgerBroken", isOpen: true };
const STOPS: [string, Partial<StartView>, RegExp][] = [
  ["damaged records", { stopped: [RECORDS] }, /^Nothing can be sold now\./u],
  ["a client that is refused", { connections: [refused] }, /does not let this client in/u],
];

describe.each(STOPS)("with %s", (_, change, reason) => {
  async function open() {
    const opened = await openForm();
    const learn = async () => {
      opened.host.answer({ start: () => start({ connections: [truphone()], ...change }) });
      await opened.host.emit({ type: "startChanged" });
    };
    return { ...opened, learn };
  }

  it("bars the way on from the form", async () => {
    const { host, user, learn } = await open();
    await learn();
    await waitFor(() => expect(at("order-continue").getAttribute("aria-disabled")).toBe("true"));
    expect(at("stop-line").textContent).toMatch(reason);
    expect(at("order-continue").getAttribute("aria-describedby")).toContain(at("stop-line").id);
    await user.click(at("order-continue"));
    await user.type(at("order-customer"), "amina@example.org{Enter}");
    expect(host.count("prepare_new_esim")).toBe(0);
  });

  it("bars the order where it comes to be known behind a confirmation", async () => {
    const { host, user, learn } = await open();
    await user.click(at("order-continue"));
    await screen.findByTestId("esim-confirmation");
    expect(at("confirm-send").getAttribute("aria-disabled")).toBeNull();
    await learn();
    await waitFor(() => expect(at("confirm-send").getAttribute("aria-disabled")).toBe("true"));
    expect(at("stop-line").textContent).toMatch(reason);
    expect(at("confirm-send").getAttribute("aria-describedby")).toContain(at("stop-line").id);
    await user.click(at("confirm-send"));
    expect(host.count("send_esim_order")).toBe(0);
  });
});

it.each([false, true])("offers to change a refused order where that helps: stopped %s", async (stopped) => {
  const { host, user } = await openForm({
    send_esim_order: () => orderSale({ state: "declined", reason: "amountRefused" }),
  });
  await user.click(at("order-continue"));
  await user.click(await screen.findByTestId("confirm-send"));
  await screen.findByTestId("order-change");
  if (!stopped) return;
  host.answer({ start: () => start({ connections: [truphone()], stopped: [RECORDS] }) });
  await host.emit({ type: "startChanged" });
  await waitFor(() => expect(screen.queryByTestId("order-change")).toBeNull());
  expect(at("order-next")).toBeTruthy();
});

it("asks the service for nothing while it does not let the client in", async () => {
  const { host, user } = await openAt("nav-sims", { practise_esim: () => truphone() }, truphone());
  await host.emit({ type: "connectionChanged", connection: refused });
  const isBarred = async (form: string) => {
    expect((await screen.findByTestId("stop-line")).textContent).toContain("does not let this client in");
    expect(at(`${form}-submit`).getAttribute("aria-describedby")).toBe(at("stop-line").id);
    await user.click(at(`${form}-submit`));
  };
  await user.type(at("sim-iccid"), "8944478600000003211{Enter}");
  await isBarred("sim");
  await user.click(at("sims-to-subscriptions"));
  await user.type(await screen.findByTestId("search-customer"), "amina@example.org{Enter}");
  await isBarred("search");
  await user.click(at("nav-customers"));
  await user.type(await screen.findByTestId("customer-email"), "amina@example.org{Enter}");
  await isBarred("customer");
  const asked = [host.count("look_up_sim"), host.count("search_subscriptions"), host.count("look_up_customer")];
  expect(asked).toEqual([0, 0, 0]);
});
