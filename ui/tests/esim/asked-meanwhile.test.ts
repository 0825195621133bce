// A number that is entered while another is looked up is looked up next, and the earlier answer is not shown.
import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { FoundCustomer, SimView, SubscriptionPage } from "../../src/lib/ipc/generated";
import { app } from "../support/app";
import { byHand } from "../support/sales";
import { customer, ICCID, sim, subscription } from "../support/sims";
import { openAt } from "./open";
import { settled } from "./settled";

const at = (id: string) => screen.getByTestId<HTMLInputElement>(id);
const OTHER = "8944474000000000180";

describe("a SIM that is entered while another is looked up", () => {
  async function scanned() {
    const [first, second] = [byHand<SimView>(), byHand<SimView>()];
    const answerOf = (iccid: string) => (iccid === ICCID ? first : second);
    const opened = await openAt("nav-sims", { look_up_sim: ({ iccid }) => answerOf(iccid).promise });
    await opened.user.keyboard(`${ICCID}{Enter}`);
    await waitFor(() => expect(opened.host.count("look_up_sim")).toBe(1));
    const keep = (iccid: string) => answerOf(iccid).keep(sim({ iccid }));
    return { ...opened, keep };
  }

  it("is looked up, and the answer about the other is dropped", async () => {
    const { user, host, keep } = await scanned();
    await user.keyboard(`${OTHER}{Enter}`);
    await waitFor(() => expect(host.count("look_up_sim")).toBe(2));
    expect(host.last("look_up_sim")).toMatchObject({ iccid: OTHER });
    keep(ICCID);
    await settled();
    expect(screen.queryByTestId("sim")).toBeNull();
    keep(OTHER);
    expect((await screen.findByTestId("sim-number")).textContent).toBe("8944 4740 0000 0000 180");
  });

  it("is asked for once, however often Enter is pressed", async () => {
    const { user, host, keep } = await scanned();
    expect(at("sim-submit").getAttribute("aria-busy")).toBe("true");
    await user.keyboard("{Enter}{Enter}");
    keep(ICCID);
    await screen.findByTestId("sim");
    expect(host.count("look_up_sim")).toBe(1);
  });

  it("is looked up while the one that is shown is looked at again", async () => {
    const { user, host, keep } = await scanned();
    keep(ICCID);
    await screen.findByTestId("sim");
    const again = byHand<SimView>();
    host.answer({ look_up_sim: ({ iccid }) => (iccid === ICCID ? again.promise : sim({ iccid })) });
    await user.click(at("sim-again"));
    await user.clear(at("sim-iccid"));
    await user.type(at("sim-iccid"), `${OTHER}{Enter}`);
    await waitFor(() => expect(at("sim-number").textContent).toBe("8944 4740 0000 0000 180"));
  });
});

it("a customer who is entered while another is looked up is looked up", async () => {
  const first = byHand<FoundCustomer>();
  const { user, host } = await openAt("nav-customers", {
    look_up_customer: ({ email }) =>
      email === "amina@example.org" ? first.promise : { customer: customer({ firstName: "Grace", email }, "c-8") },
  });
  await user.type(at("customer-email"), "amina@example.org{Enter}");
  await waitFor(() => expect(host.count("look_up_customer")).toBe(1));
  await user.keyboard("{Enter}");
  expect(host.count("look_up_customer"), "the same is asked for once").toBe(1);
  await user.clear(at("customer-email"));
  await user.type(at("customer-email"), "grace@example.org{Enter}");
  expect((await screen.findByTestId("customer-name")).textContent).toContain("Grace");
  first.keep({ customer: customer() });
  await settled();
  expect(at("customer-name").textContent).toContain("Grace");
});

it("a search that is changed while it is answered is made anew", async () => {
  const first = byHand<SubscriptionPage>();
  const page = (product: string) => ({
    subscriptions: [subscription({ id: product, product })],
    leftOut: 0,
    next: null,
  });
  const { user, host } = await openAt("nav-sims", {
    search_subscriptions: ({ customer }) => (customer === "amina" ? first.promise : page("Uganda 3 GB")),
  });
  await user.click(at("sims-to-subscriptions"));
  await user.type(await screen.findByTestId("search-customer"), "amina{Enter}");
  await waitFor(() => expect(host.count("search_subscriptions")).toBe(1));
  await user.keyboard("{Enter}");
  expect(host.count("search_subscriptions"), "the same is searched for once").toBe(1);
  await user.type(at("search-customer"), "-2{Enter}");
  expect((await screen.findByTestId("found")).textContent).toContain("Uganda 3 GB");
  first.keep(page("Kenya 5 GB"));
  await settled();
  expect(at("found").textContent).not.toContain("Kenya 5 GB");
  expect(app.announcer.text).toBe("That is all: one subscription.");
});
