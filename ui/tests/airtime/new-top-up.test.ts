// A new top-up from the keyboard: an empty form from wherever the person is, and what becomes of the order that was
// there.
import { cleanup, screen, waitFor } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import type { SaleView } from "../../src/lib/ipc/generated";
import { app } from "../support/app";
import { type Answers, errorWith } from "../support/host";
import { live, signedIn } from "../support/samples";
import { openWindow } from "../support/window";
import { byHand, confirmation, numberView, amountView, sale } from "../support/sales";

const at = (id: string) => screen.getByTestId(id);
const isEmpty = () => {
  expect(at("top-up-number")).toHaveProperty("value", "");
  expect(at("top-up-amount")).toHaveProperty("value", "");
  expect(document.activeElement).toBe(at("top-up-number"));
};

async function typed(answers: Answers = {}) {
  const view = await openWindow(
    { connections: [live({ session: signedIn() })] },
    {
      check_number: ({ text }) => numberView(text),
      check_amount: ({ text }) => amountView(text),
      prepare_top_up: () => confirmation(),
      ...answers,
    },
  );
  await view.user.click(at("start-open"));
  await screen.findByTestId("screen-till");
  await view.user.type(at("top-up-number"), "0921234567");
  await view.user.type(at("top-up-amount"), "60");
  const anew = () => view.user.keyboard("{Control>}n{/Control}");
  const go = async (stage: string) => {
    await view.user.click(at("top-up-continue"));
    await screen.findByTestId("confirmation");
    if (stage === "confirmation") return;
    await view.user.click(at("confirm-send"));
    await screen.findByTestId(stage);
  };
  return { ...view, anew, go };
}

afterEach(() => {
  cleanup();
});

describe("Ctrl+N leads to an empty form with the focus in the number", () => {
  it("from what is typed, with the caret in the amount", async () => {
    const { anew } = await typed();
    expect(document.activeElement).toBe(at("top-up-amount"));
    await anew();
    await waitFor(isEmpty);
  });

  it("from the confirmation", async () => {
    const { anew, go } = await typed();
    await go("confirmation");
    await anew();
    await waitFor(isEmpty);
  });

  it("from an outcome, and nothing that was sold comes back", async () => {
    const { anew, go } = await typed({ send_top_up: () => sale() });
    await go("outcome");
    await anew();
    await waitFor(isEmpty);
    expect(screen.queryByTestId("top-up-bring-back")).toBeNull();
  });

  it("from another screen", async () => {
    const { anew, user } = await typed();
    await user.click(at("nav-settings"));
    await screen.findByTestId("screen-settings");
    await anew();
    await waitFor(isEmpty);
    expect(at("top-up-bring-back")).toBeTruthy();
  });
});

describe("the order that made room", () => {
  it("is brought back by one press, to where it goes on", async () => {
    const { anew, user } = await typed();
    await anew();
    await waitFor(isEmpty);
    expect(at("top-up-bring-back").textContent).toMatch(/^\s*Bring back 092 123 456 7 · 60\s*$/u);
    await anew();
    expect(at("top-up-bring-back"), "an empty form puts nothing aside").toBeTruthy();
    await user.click(at("top-up-bring-back"));
    await waitFor(() => expect(at("top-up-number")).toHaveProperty("value", "092 123 456 7"));
    expect(at("top-up-amount")).toHaveProperty("value", "60");
    expect(document.activeElement).toBe(at("top-up-amount"));
    expect(screen.queryByTestId("top-up-bring-back")).toBeNull();
  });

  it("does not stand beside another that is typed", async () => {
    const { anew, user } = await typed();
    await anew();
    await user.type(at("top-up-number"), "0");
    expect(screen.queryByTestId("top-up-bring-back")).toBeNull();
    await user.clear(at("top-up-number"));
    expect(at("top-up-bring-back")).toBeTruthy();
  });

  it("is gone once another was sent", async () => {
    const { anew, go, user } = await typed({ send_top_up: () => sale() });
    await anew();
    await user.type(at("top-up-number"), "0927654321");
    await user.type(at("top-up-amount"), "20");
    await go("outcome");
    await anew();
    expect(screen.queryByTestId("top-up-bring-back")).toBeNull();
  });
});

describe("a sale that is under way", () => {
  const intent = "5f0c0de0-0000-4000-8000-00000000feed";

  async function underWay() {
    const outcome = byHand<SaleView>();
    const window = await typed({ prepare_top_up: () => confirmation({ intent }), send_top_up: () => outcome.promise });
    await window.go("progress");
    await window.anew();
    await waitFor(isEmpty);
    await window.user.type(at("top-up-number"), "0927654321");
    return { ...window, outcome };
  }

  it("goes on behind the next order, and its outcome is told", async () => {
    const { outcome, host } = await underWay();
    outcome.keep(sale({ id: intent }));
    await waitFor(() => expect(at("sale-news").textContent).toContain("Confirmed"));
    expect(at("top-up-number"), "what is typed meanwhile stays").toHaveProperty("value", "092 765 432 1");
    expect(host.count("send_top_up")).toBe(1);
  });

  it.each([
    ["no", "Nothing was sent."],
    ["unknown", "look"],
  ] as const)("is told when its call failed and money moved: %s", async (moneyMoved, words) => {
    const { outcome, user } = await underWay();
    outcome.break_(errorWith("signInAgain", "", moneyMoved));
    const told = await screen.findByTestId("stumbled");
    expect(told.textContent).toContain("About the top-up of 60.00");
    expect(told.textContent?.toLowerCase()).toContain(words.toLowerCase());
    expect(app.announcer.text).toContain("About the top-up of 60.00");
    expect(at("top-up-number")).toHaveProperty("value", "092 765 432 1");
    await user.click(at("stumbled-away"));
    expect(screen.queryByTestId("stumbled")).toBeNull();
  });
});

it("Escape leads from an outcome to the form, and then out of the till", async () => {
  const { go, user } = await typed({ send_top_up: () => sale() });
  await go("outcome");
  await user.keyboard("{Escape}");
  await waitFor(isEmpty);
  await user.keyboard("{Escape}");
  await screen.findByTestId("screen-start");
});
