// The course of a confirmation when the order, the connection or the world changes while it is made or looked at.
import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import Selling from "../../src/features/airtime/Selling.svelte";
import type { ConfirmationView, ErrorCode } from "../../src/lib/ipc/generated";
import { app, render } from "../support/app";
import { type Answers, errorWith, type Host } from "../support/host";
import { live, practice } from "../support/samples";
import { byHand, confirmation, inState, sale, sellingHost } from "../support/sales";

let host: Host;
let stop: () => void;
const at = (id: string) => screen.getByTestId(id);

async function type(answers: Answers) {
  host = sellingHost([], answers);
  stop = await app.begin();
  const view = render(Selling, { connection: practice() });
  const user = userEvent.setup();
  await user.type(at("top-up-number"), "0921234567");
  await user.type(at("top-up-amount"), "60");
  return { user, ...view };
}

beforeEach(() => {
  app.navigation.reset({ name: "till" });
});
afterEach(() => {
  stop();
  host.remove();
});

describe("a confirmation that comes late is dropped", () => {
  async function asking() {
    const answer = byHand<ConfirmationView>();
    const view = await type({ prepare_top_up: () => answer.promise });
    await view.user.click(at("top-up-continue"));
    await waitFor(() => expect(host.count("prepare_top_up")).toBe(1));
    const arrive = async () => {
      answer.keep(confirmation());
      await new Promise((resolve) => setTimeout(resolve));
    };
    return { ...view, arrive };
  }

  it("when another connection is in front", async () => {
    const { rerender, arrive } = await asking();
    await rerender({ connection: live() });
    await arrive();
    expect(app.topUp.stage.at).toBe("form");
    expect(screen.queryByTestId("confirm-send")).toBeNull();
    expect(app.topUp.preparing, "and the form is free").toBe(false);
  });

  it("when the same connection leads to another host", async () => {
    const { rerender, arrive } = await asking();
    await rerender({ connection: practice({ host: "127.0.0.1:50000" }) });
    await arrive();
    expect(app.topUp.stage.at).toBe("form");
  });

  it.each(["top-up-number", "top-up-amount"])("when %s was edited", async (field) => {
    const { arrive } = await asking();
    await fireEvent.input(at(field), { target: { value: "70" } });
    await arrive();
    expect(app.topUp.stage.at).toBe("form");
    expect(at(field)).toHaveProperty("value", "70");
    expect(app.topUp.preparing).toBe(false);
  });

  it("when the till was left, and nobody is taken back to it", async () => {
    const { unmount, arrive } = await asking();
    unmount();
    app.navigation.go({ name: "history" });
    await arrive();
    expect(app.topUp.stage.at).toBe("form");
    expect(app.navigation.current.name).toBe("history");
  });

  it("when the next customer is served", async () => {
    const { arrive } = await asking();
    app.topUp.next();
    await arrive();
    expect(app.topUp.stage.at).toBe("form");
  });

  it("and its refusal is dropped too", async () => {
    const answer = byHand<ConfirmationView>();
    const { user } = await type({ prepare_top_up: () => answer.promise });
    await user.click(at("top-up-continue"));
    await fireEvent.input(at("top-up-amount"), { target: { value: "70" } });
    answer.break_(errorWith("floatTooSmall"));
    await new Promise((resolve) => setTimeout(resolve));
    expect(app.topUp.error).toBeUndefined();
    expect(app.topUp.order.said).toBeUndefined();
  });
});

it("the confirmation names the connection that pays, and its environment", async () => {
  const { user, rerender } = await type({});
  await user.click(at("top-up-continue"));
  await waitFor(() => at("confirmation"));
  const payer = within(at("confirm-payer"));
  expect(payer.getByText("Practice 21 Systems")).toBeTruthy();
  expect(payer.getByTestId("environment").dataset.environment).toBe("practice");
  await rerender({ connection: live() });
  expect(screen.queryByTestId("confirm-payer"), "it never stands in another's frame").toBeNull();
});

describe("when somebody sold meanwhile", () => {
  async function refused(code: ErrorCode, anew: ConfirmationView) {
    const { user } = await type({
      send_top_up: () => {
        throw errorWith(code);
      },
    });
    await user.click(at("top-up-continue"));
    await waitFor(() => at("confirmation"));
    host.answer({ prepare_top_up: () => anew });
    await user.click(at("confirm-send"));
    await waitFor(() => at("confirm-why"));
    return user;
  }

  it("the order is shown anew with the reason that it now asks for", async () => {
    const user = await refused("repeatNeedsReason", confirmation({ intent: "intent-2", recent: [sale()] }));
    expect(host.last("prepare_top_up")).toEqual({
      connection: practice().key,
      number: "+211 921 234 567",
      amount: "60.00",
    });
    expect(at("confirm-why").textContent).toContain("meanwhile another top-up of this number was begun");
    expect(document.activeElement, "Enter alone does not send this one either").toBe(at("confirm-back"));
    host.answer({ send_top_up: () => sale() });
    await user.type(at("confirm-reason"), "Two phones");
    await user.click(at("confirm-send"));
    await waitFor(() =>
      expect(host.last("send_top_up")).toMatchObject({ intent: "intent-2", repeatReason: "Two phones" }),
    );
  });

  it("the order is shown anew with the doubt whose risk has to be accepted", async () => {
    const doubt = inState("inDoubt");
    const user = await refused("doubtNeedsOverride", confirmation({ intent: "intent-2", doubts: [doubt] }));
    expect(at("confirm-why").textContent).toContain("came into doubt elsewhere");
    await user.click(at("confirm-send"));
    expect(host.count("send_top_up"), "the override is asked for").toBe(1);
    expect(at("confirm-override")).toBeTruthy();
  });
});

describe("an error after sending", () => {
  async function stumble(moneyMoved: "unknown" | "yes") {
    const { user } = await type({
      send_top_up: () => {
        throw errorWith("outcomeNotWritten", "", moneyMoved);
      },
    });
    await user.click(at("top-up-continue"));
    await waitFor(() => at("confirmation"));
    await user.click(at("confirm-send"));
    await waitFor(() => at("unclear"));
    return at("unclear").textContent ?? "";
  }

  it("says that it was sent when money moved", async () => {
    const words = await stumble("yes");
    expect(words).toContain("It was charged, but something went wrong afterwards");
    expect(words).not.toContain("do not know");
  });

  it("says that nobody knows when nobody does", async () => {
    expect(await stumble("unknown")).toContain("We do not know yet");
  });
});
