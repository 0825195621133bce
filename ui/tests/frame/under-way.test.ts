// What goes on behind the window: a till that closes, and a page that comes in the place of another.
import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import { errorWith } from "../support/host";
import { byHand, confirmation, sale } from "../support/sales";
import { accounts, practice, signedIn } from "../support/samples";
import { openWindow } from "../support/window";
import type { EnvironmentView, RecordsProgress, SaleView } from "../../src/lib/ipc/generated";

afterEach(() => {
  cleanup();
});

describe("A till that was asked to close", () => {
  it("says what it finishes, and goes on when somebody says so", async () => {
    const { user, host } = await openWindow({}, { stay_open: () => ({}) });
    expect(screen.queryByTestId("closing")).toBeNull();
    await host.emit({ type: "closingChanged", closing: { number: "+211 921 234 567", product: null } });
    expect((await screen.findByTestId("closing")).textContent).toContain("Finishing the sale to +211 921 234 567.");
    expect(screen.getByTestId("live-region").textContent).toContain("Finishing the sale");
    await user.keyboard("{Escape}");
    expect(screen.getByTestId("closing"), "a key does not hide it").toBeTruthy();
    await user.click(screen.getByTestId("closing-stay"));
    expect(host.count("stay_open")).toBe(1);
    await host.emit({ type: "closingChanged", closing: null });
    await waitFor(() => expect(screen.queryByTestId("closing")).toBeNull());
  });

  it("says of the order of an eSIM that it goes on at the next start", async () => {
    const { host } = await openWindow();
    await host.emit({ type: "closingChanged", closing: { number: null, product: "Kenya 1 GB" } });
    const words = (await screen.findByTestId("closing")).textContent;
    expect(words).toContain("Handing over the order of Kenya 1 GB");
    expect(words).toContain("asks for its outcome at the next start");
  });

  it("says so also to a page that came anew", async () => {
    await openWindow({
      underWay: { sales: [], esimOrders: [], signIns: [], closing: { number: null, product: null } },
    });
    expect((await screen.findByTestId("closing")).textContent).toContain("Finishing a sign-in");
  });
});

describe("Records that another version wrote", () => {
  it("are prepared in sight, environment by environment, until that is over", async () => {
    const { host } = await openWindow();
    const preparing = (environment: EnvironmentView, progress: RecordsProgress | null) =>
      host.emit({ type: "recordsPreparing", environment, progress });
    await preparing("live", { done: 2000, entries: 4_000_000 });
    const shown = await screen.findByTestId("records-preparing");
    expect(shown.textContent).toContain("The records are being prepared: 2,000 of 4,000,000 entries.");
    expect(screen.getByTestId("live-region").textContent).toContain("Another version of Airtill wrote the records");
    await preparing("practice", { done: 0, entries: 1 });
    await preparing("live", { done: 3_000_000, entries: 4_000_000 });
    await waitFor(() =>
      expect(shown.textContent).toContain("Practice: The records are being prepared: 0 of one entry."),
    );
    const [live] = within(shown).getAllByRole("progressbar");
    expect(live).toMatchObject({ value: 3_000_000, max: 4_000_000 });
    await preparing("live", null);
    await waitFor(() => expect(within(shown).getAllByRole("progressbar")).toHaveLength(1));
    await preparing("practice", null);
    await waitFor(() => expect(screen.queryByTestId("records-preparing")).toBeNull());
  });
});

describe("A page that came in the place of another", () => {
  const prepared = confirmation();
  const going = {
    connections: [practice({ session: signedIn() })],
    underWay: {
      sales: [{ connection: practice().key, confirmation: prepared, steps: ["checked" as const] }],
      esimOrders: [],
      signIns: [],
      closing: null,
    },
  };

  it("shows the sale that is under way until its outcome, and sends nothing", async () => {
    const outcome = byHand<SaleView>();
    const { host } = await openWindow(going, { await_top_up: () => outcome.promise });
    expect((await screen.findByTestId("progress")).textContent).toContain(
      prepared.grouped.replaceAll(" ", "\u00a0").slice(0, 4),
    );
    expect(screen.getByTestId("frame").dataset.environment).toBe("practice");
    outcome.keep(sale());
    await screen.findByTestId("outcome");
    expect(host.last("await_top_up")).toEqual({ intent: prepared.intent });
    expect(host.count("send_top_up")).toBe(0);
  });

  it("does not begin practice over it", async () => {
    const { host } = await openWindow({ ...going, practiseNow: true }, { await_top_up: () => new Promise(() => {}) });
    await screen.findByTestId("progress");
    expect(host.count("practise")).toBe(0);
  });

  it("says when nothing was sent after all", async () => {
    await openWindow(going, { await_top_up: () => Promise.reject(errorWith("intentExpired")) });
    await screen.findByTestId("confirmation");
  });

  it("shows the sign-in that is under way", async () => {
    const signedOut = accounts({ session: { state: "signedOut" } });
    const waiting = { connection: signedOut.key, stage: { at: "none" as const } };
    await openWindow(
      { connections: [signedOut], underWay: { sales: [], esimOrders: [], signIns: [signedOut.key], closing: null } },
      { browser_sign_in: () => waiting },
    );
    await screen.findByTestId("screen-signIn");
  });
});
