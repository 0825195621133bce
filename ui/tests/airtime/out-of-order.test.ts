// What comes at an unusual time: an answer behind its event, an error that nobody saw, a press meant for what stood
// there before.
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import type {
  ConfirmationView,
  ConnectionView,
  MoneyMoved,
  SaleStateView,
  SaleView,
} from "../../src/lib/ipc/generated";
import { app } from "../support/app";
import { catalogue, truphone } from "../support/esim";
import { type Answers, errorWith } from "../support/host";
import { live, practice, signedIn } from "../support/samples";
import { openWindow } from "../support/window";
import { amountView, byHand, confirmation, inState, numberView, sale } from "../support/sales";

const intent = "5f0c0de0-0000-4000-8000-00000000feed";
const prepared = confirmation({ intent });
const at = (id: string) => screen.getByTestId(id);
const value = (id: string) => (at(id) as HTMLInputElement).value;

const living: Answers = {
  check_number: ({ text }) => numberView(text),
  check_amount: ({ text }) => amountView(text),
  prepare_top_up: () => prepared,
};

async function typed(answers: Answers = {}, ...others: ConnectionView[]) {
  const connections = [live({ session: signedIn() }), ...others];
  const view = await openWindow({ connections }, { ...living, catalogue: () => catalogue(), ...answers });
  await view.user.click(screen.getAllByTestId("start-open")[0] as HTMLElement);
  await screen.findByTestId("screen-till");
  await view.user.type(at("top-up-number"), "0921234567");
  await view.user.type(at("top-up-amount"), "60");
  return view;
}

/** A sale that waits for its answer. */
async function waiting(...others: ConnectionView[]) {
  const outcome = byHand<SaleView>();
  const view = await typed({ send_top_up: () => outcome.promise }, ...others);
  await view.user.click(at("top-up-continue"));
  await view.user.click(await screen.findByTestId("confirm-send"));
  await screen.findByTestId("progress");
  const elsewhere = async () => {
    await view.user.click(at("nav-settings"));
    await screen.findByTestId("screen-settings");
  };
  return { ...view, outcome, elsewhere };
}

afterEach(() => {
  cleanup();
});

describe("an event that settles a sale before its call is answered", () => {
  it.each<SaleStateView>(["charged", "notCharged", "declinedButCharged", "reopened"])(
    "%s is what is shown",
    async (state) => {
      const { host, outcome } = await waiting();
      const doubt = inState("inDoubt", { id: intent, revision: 2 });
      await host.emit({ type: "saleChanged", sale: inState(state, { id: intent, revision: 4 }) });
      await host.emit({ type: "saleChanged", sale: { ...doubt, revision: 3 } });
      outcome.keep(doubt);
      expect((await screen.findByTestId("outcome")).dataset.state).toBe(state);
    },
  );

  it("gives way to an answer that is newer", async () => {
    const { host, outcome } = await waiting();
    await host.emit({ type: "saleChanged", sale: inState("inDoubt", { id: intent, revision: 2 }) });
    outcome.keep(sale({ id: intent, revision: 3 }));
    expect((await screen.findByTestId("outcome")).dataset.state).toBe("confirmed");
  });
});

describe("a call that failed while another screen was shown", () => {
  const money: MoneyMoved[] = ["no", "unknown", "yes"];

  it.each(money)("is told behind a new top-up, when money moved: %s", async (moneyMoved) => {
    const { user, outcome, elsewhere } = await waiting();
    await elsewhere();
    outcome.break_(errorWith("internal", "", moneyMoved));
    await waitFor(() => expect(app.topUp.stage.at).not.toBe("progress"));
    await user.keyboard("{Control>}n{/Control}");
    const told = await screen.findByTestId("stumbled");
    expect(told.textContent).toContain("About the top-up of 60.00");
    expect(value("top-up-number")).toBe("");
  });

  it("is told once: on the till itself, where the person returns to it", async () => {
    const { user, outcome, elsewhere } = await waiting();
    await elsewhere();
    outcome.break_(errorWith("internal", "", "unknown"));
    await waitFor(() => expect(app.topUp.stage.at).toBe("unclear"));
    await user.click(at("nav-till"));
    await screen.findByTestId("unclear");
    await user.keyboard("{Control>}n{/Control}");
    await screen.findByTestId("top-up-number");
    expect(screen.queryByTestId("stumbled")).toBeNull();
  });

  it.each<[MoneyMoved, string]>([
    ["no", "confirmation"],
    ["unknown", "unclear"],
  ])("is told on a till of eSIMs, with the way back, when money moved: %s", async (moneyMoved, stage) => {
    const { user, outcome } = await waiting(truphone());
    app.connections.choose(truphone().key);
    app.navigation.reset({ name: "till" });
    await screen.findByTestId("catalogue");
    outcome.break_(errorWith("internal", "", moneyMoved));
    expect((await screen.findByTestId("stumbled")).textContent).toContain("About the top-up of 60.00");
    await user.click(at("stumbled-see"));
    await screen.findByTestId(stage);
    expect(screen.queryByTestId("stumbled")).toBeNull();
  });
});

it.each(["progress", "outcome", "unclear"])(
  "offers nothing that was sent to another connection, at: %s",
  async (stage) => {
    const { outcome, elsewhere, host } = await waiting();
    await elsewhere();
    if (stage === "outcome") outcome.keep(inState("declined", { id: intent }));
    if (stage === "unclear") outcome.break_(errorWith("internal", "", "unknown"));
    await waitFor(() => expect(app.topUp.stage.at).toBe(stage));
    app.topUp.use(practice());
    expect(app.topUp.order.isBlank, "the form of the other connection").toBe(true);
    app.topUp.anew();
    expect(app.topUp.aside).toBeUndefined();
    expect(host.count("send_top_up")).toBe(1);
  },
);

it("keeps what is typed and not sent for another connection", async () => {
  await typed();
  app.topUp.use(practice());
  expect(app.topUp.order.amount).toBe("60");
});

describe("the second half of a double click", () => {
  it("sends nothing, where the confirmation came between both halves", async () => {
    const { host, user } = await typed({ send_top_up: () => sale() });
    await fireEvent.click(at("top-up-continue"), { detail: 1 });
    const send = await screen.findByTestId("confirm-send");
    await fireEvent.click(send, { detail: 2 });
    await fireEvent.click(at("confirm-back"), { detail: 3 });
    expect(at("confirmation")).toBeTruthy();
    expect(host.count("send_top_up")).toBe(0);
    await user.click(send);
    await screen.findByTestId("outcome");
    expect(host.count("send_top_up")).toBe(1);
  });

  it("does not leave a sale whose call failed between both halves", async () => {
    const { outcome } = await waiting();
    await fireEvent.click(at("progress"), { detail: 1 });
    outcome.break_(errorWith("internal", "", "unknown"));
    const unclear = await screen.findByTestId("unclear");
    await fireEvent.click(unclear.querySelector("button.primary") as Element, { detail: 2 });
    expect(screen.getByTestId("unclear")).toBeTruthy();
  });
});

it("shows a charge whose delivery nobody knows in no colour of a delivery", async () => {
  const { outcome } = await waiting();
  outcome.break_(errorWith("internal", "", "yes"));
  const { classList } = await screen.findByTestId("unclear");
  expect(classList.contains("confirmed")).toBe(false);
  expect(classList.contains("charged")).toBe(true);
});

describe("a page that shows a sale which another page began", () => {
  const reloaded = async (outcome: () => SaleView | Promise<SaleView>) =>
    openWindow(
      {
        connections: [practice({ session: signedIn() })],
        underWay: {
          sales: [{ connection: practice().key, confirmation: prepared, steps: ["checked"] }],
          esimOrders: [],
          signIns: [],
          closing: null,
        },
      },
      { ...living, await_top_up: outcome },
    );

  it("tries an order again after a refusal through its confirmation", async () => {
    const refused = () => inState("declined", { id: intent, reason: "serviceBusy" });
    const { user, host } = await reloaded(refused);
    await user.click(await screen.findByTestId("outcome-step"));
    await screen.findByTestId("confirmation");
    const asked: Partial<ConfirmationView> = { grouped: "+211 921 234 567" };
    expect(host.last("prepare_top_up")).toMatchObject({ number: asked.grouped, amount: "60.00" });
    expect(host.count("send_top_up")).toBe(0);
  });

  it("leads back to the order where nothing was sent", async () => {
    const { user } = await reloaded(() => Promise.reject(errorWith("internal", "", "no")));
    await user.click(await screen.findByTestId("confirm-back"));
    await screen.findByTestId("top-up-number");
    expect(value("top-up-number")).toContain("921 234 567");
    expect(value("top-up-amount")).toBe("60.00");
  });
});
