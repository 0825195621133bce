// The limits of the company: read in the settings where there are some, told before the press where one is reached.
import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import Selling from "../../src/features/airtime/Selling.svelte";
import { clockText } from "../../src/lib/format/time";
import type { LimitsView } from "../../src/lib/ipc/generated";
import { app, render } from "../support/app";
import { errorWith } from "../support/host";
import { live, practice } from "../support/samples";
import { sellingHost } from "../support/sales";
import { openWindow } from "../support/window";

afterEach(() => cleanup());

const plain = (text: string | null) => (text ?? "").replaceAll("\u00a0", " ");
const ssp = (amount: string) => ({ amount, currency: "SSP" });
const DAY_BEGAN = "2026-11-21T00:00:00Z";

async function settings(limits: LimitsView) {
  const opened = await openWindow({ connections: [live()] }, { limits: () => limits });
  await opened.user.click(screen.getByTestId("nav-settings"));
  await screen.findByTestId("about");
  await waitFor(() => expect(opened.host.count("limits")).toBeGreaterThan(0));
  return opened;
}

describe("The settings", () => {
  it("m07 show what the company set, and what was sold of it today", async () => {
    const { host } = await settings({
      perSale: [ssp("500.00"), { amount: "30.00", currency: "EUR" }],
      perDay: [{ most: ssp("20000.00"), sold: ssp("19800.00") }],
      dayBegan: DAY_BEGAN,
    });
    const group = within(await screen.findByRole("region", { name: "Limits" }));
    const lines = (id: string) => group.getAllByTestId(id).map((line) => plain(line.textContent));
    expect(lines("limit-per-sale")).toEqual([
      "One sale may cost at most 500.00 SSP.",
      "One sale may cost at most 30.00 EUR.",
    ]);
    expect(lines("limit-per-day")).toEqual([
      "This till sells at most 20,000.00 SSP a day, and 19,800.00 SSP are sold today.",
    ]);
    expect(group.getByText(`A day begins at ${clockText(DAY_BEGAN)}.`)).toBeTruthy();
    expect(group.queryByRole("button"), "nothing is changed here").toBeNull();
    expect(host.last("limits")).toEqual({ environment: "live" });
  });

  it("m07 leave out what nobody can tell, and the day where none has a limit", async () => {
    await settings({ perSale: [], perDay: [{ most: ssp("20000.00"), sold: null }], dayBegan: DAY_BEGAN });
    const group = within(await screen.findByRole("region", { name: "Limits" }));
    expect(plain(group.getByTestId("limit-per-day").textContent)).toBe("This till sells at most 20,000.00 SSP a day.");
    cleanup();
    await settings({ perSale: [ssp("500.00")], perDay: [], dayBegan: DAY_BEGAN });
    await screen.findByRole("region", { name: "Limits" });
    expect(screen.queryByText(/A day begins/u)).toBeNull();
  });

  it("m08 show nothing at all where the company set no limits", async () => {
    await settings({ perSale: [], perDay: [], dayBegan: DAY_BEGAN });
    expect(screen.queryByTestId("limits")).toBeNull();
    expect(screen.queryByRole("heading", { name: "Limits" })).toBeNull();
  });
});

it.each([
  ["overSaleLimit", "500.00 SSP", "Your company allows at most 500.00 SSP for one sale. Nothing was sent."],
  [
    "overDayLimit",
    "20000.00 SSP; 19800.00 SSP",
    "Your company allows 20,000.00 SSP a day on this till, and 19,800.00 SSP are sold today. Nothing was sent.",
  ],
] as const)("m07 %s is told above the form, which keeps what was typed", async (code, detail, words) => {
  const host = sellingHost([], {
    prepare_top_up: () => {
      throw errorWith(code, detail);
    },
  });
  app.navigation.reset({ name: "till" });
  const stop = await app.begin();
  render(Selling, { connection: practice() });
  const user = userEvent.setup();
  await user.type(screen.getByTestId("top-up-number"), "0921234567");
  await user.type(screen.getByTestId("top-up-amount"), "600");
  await user.click(screen.getByTestId("top-up-continue"));
  const told = await screen.findByRole("alert");
  expect(plain(told.textContent)).toContain(words);
  expect(plain(told.textContent).match(/nothing was sent/giu)).toHaveLength(1);
  expect(screen.getByTestId("top-up-amount")).toHaveProperty("value", "600");
  expect(host.count("send_top_up")).toBe(0);
  stop();
  host.remove();
});
