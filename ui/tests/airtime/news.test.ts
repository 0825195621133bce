// A sale that ends, or changes later, while another screen is shown: said aloud once, and a notice until it is put
// away.
import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { SaleView } from "../../src/lib/ipc/generated";
import { app } from "../support/app";
import type { Host } from "../support/host";
import { ago, practice, signedIn } from "../support/samples";
import { openWindow } from "../support/window";
import { byHand, confirmation, detail, inState, line, sale, verdict } from "../support/sales";

const spy = () => vi.spyOn(app.announcer, "say");
let said: ReturnType<typeof spy>;

beforeEach(() => {
  said = spy();
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const heard = (): string[] => said.mock.calls.map(([text]) => text);
const notices = (): HTMLElement[] =>
  screen.queryAllByTestId("sale-news").flatMap((news) => within(news).getAllByRole("listitem"));

/** The till of practice, with the settings in front. */
async function elsewhere(known: SaleView[] = []) {
  const opened = await openWindow(
    { connections: [practice({ session: signedIn() })] },
    { sale_detail: ({ sale: id }) => detail(known.find((one) => one.id === id) ?? sale({ id })) },
  );
  await opened.user.click(screen.getByTestId("start-practise"));
  await opened.user.click(screen.getByTestId("nav-settings"));
  await screen.findByTestId("screen-settings");
  said.mockClear();
  return opened;
}

const change = (host: Host, changed: SaleView): Promise<void> => host.emit({ type: "saleChanged", sale: changed });
const later = (of: SaleView, to: Partial<SaleView>): SaleView => ({ ...of, ...to, revision: of.revision + 1 });

it("tells the end of a sale once and takes no focus", async () => {
  const { host, user } = await elsewhere();
  const begun = inState("intended");
  await change(host, begun);
  expect(notices()).toHaveLength(0);
  const focus = document.activeElement;
  const end = { ...inState("confirmed"), id: begun.id };
  await change(host, end);
  await change(host, end);
  await waitFor(() => expect(notices()).toHaveLength(1));
  expect(notices()[0]?.textContent).toMatch(/Practice:\s+Confirmed\. 60\.00.SSP to .*21 Systems says delivered/u);
  expect(heard()).toHaveLength(1);
  expect(heard()[0]).toMatch(/^Confirmed\. 60\.00.SSP to .* says delivered/u);
  expect(screen.getByTestId("live-region").textContent).toContain("says delivered");
  expect(document.activeElement, "nobody is interrupted").toBe(focus);
  await user.click(screen.getByTestId("nav-history"));
  expect(notices(), "another screen does not take it away").toHaveLength(1);
  await user.click(screen.getByTestId("sale-news-away"));
  expect(notices()).toHaveLength(0);
  await change(host, end);
  expect(heard(), "what was put away does not come back").toHaveLength(1);
});

it("tells every verdict that changes later, and the one that takes it back", async () => {
  const { host } = await elsewhere();
  const doubt = inState("inDoubt", { evidence: [line("unchangedSoFar")] });
  await change(host, doubt);
  await change(host, later(doubt, { evidence: [line("unchangedSoFar"), line("unchangedSoFar")] }));
  expect(heard(), "a look that decides nothing is no news").toEqual([]);
  const charged = later(doubt, { state: "charged", verdict: verdict(true), checking: false });
  await change(host, charged);
  await waitFor(() => expect(heard()).toHaveLength(1));
  const reopened = later(charged, {
    state: "reopened",
    reopening: { at: ago(1), moved: null, from: ago(60), to: ago(1) },
    notice: 77,
  });
  await change(host, reopened);
  await waitFor(() => expect(heard()).toHaveLength(2));
  expect(notices(), "one sale has one notice, the newest").toHaveLength(1);
  expect(notices()[0]?.dataset.state).toBe("reopened");
});

it("tells a verdict on a sale that this window never heard of", async () => {
  const { host } = await elsewhere();
  await change(host, inState("notCharged"));
  await waitFor(() => expect(notices()).toHaveLength(1));
});

it("does not take an old sale that is only looked at again for news", async () => {
  const { host } = await elsewhere();
  await change(host, inState("accepted", { at: ago(7200), updatedAt: ago(1) }));
  await change(host, inState("inDoubt", { evidence: [line("fitsBoth")] }));
  expect(heard()).toEqual([]);
  expect(notices()).toHaveLength(0);
});

it("leads to the sale, and is gone when it is seen", async () => {
  const ended = inState("inDoubt");
  const { host, user } = await elsewhere([ended]);
  await change(host, ended);
  await user.click(await screen.findByTestId("sale-news-see"));
  expect((await screen.findByTestId("history-detail")).dataset.sale).toBe(ended.id);
  expect(notices()).toHaveLength(0);
  said.mockClear();
  await change(host, later(ended, { state: "charged", verdict: verdict(true), checking: false }));
  await waitFor(() => expect(heard()).toHaveLength(1));
  expect(notices(), "it is in front: there it is told, and nowhere else").toHaveLength(0);
});

it("counts what it does not show, and puts all away at once", async () => {
  const { host, user } = await elsewhere();
  for (let at = 0; at < 5; at += 1) await change(host, inState("notCharged"));
  await waitFor(() => expect(notices()).toHaveLength(2));
  expect(heard(), "each is said, and none replaces another").toHaveLength(5);
  expect(screen.getByTestId("sale-news").textContent).toContain("3 more sales have changed.");
  expect(screen.getByTestId("sale-news-all-away").textContent).toContain("Hide all 5");
  await user.click(screen.getByTestId("sale-news-all-away"));
  expect(screen.queryByTestId("sale-news")).toBeNull();
});

it("tells a sale that was left under way once, where the person is now", async () => {
  const outcome = byHand<SaleView>();
  const asked = confirmation({ intent: "5f0c0de0-0000-4000-8000-00000000beef" });
  const going = {
    connections: [practice({ session: signedIn() })],
    underWay: {
      sales: [{ connection: practice().key, confirmation: asked, steps: [] }],
      esimOrders: [],
      signIns: [],
      closing: null,
    },
  };
  const { host, user } = await openWindow(going, { await_top_up: () => outcome.promise });
  await screen.findByTestId("progress");
  await user.click(screen.getByTestId("nav-settings"));
  await screen.findByTestId("screen-settings");
  said.mockClear();
  const end = sale({ id: asked.intent, state: "confirmed" });
  await change(host, end);
  outcome.keep(end);
  await waitFor(() => expect(notices()).toHaveLength(1));
  await user.click(screen.getByTestId("nav-till"));
  await screen.findByTestId("outcome");
  expect(heard()).toHaveLength(1);
  expect(notices(), "its outcome is in front now").toHaveLength(0);
});

it("says in front of the person what ends there, and shows no notice of it", async () => {
  const outcome = byHand<SaleView>();
  const asked = confirmation({ intent: "5f0c0de0-0000-4000-8000-00000000cafe" });
  const going = {
    connections: [practice({ session: signedIn() })],
    underWay: {
      sales: [{ connection: practice().key, confirmation: asked, steps: [] }],
      esimOrders: [],
      signIns: [],
      closing: null,
    },
  };
  const { host } = await openWindow(going, { await_top_up: () => outcome.promise });
  await screen.findByTestId("progress");
  said.mockClear();
  const end = sale({ id: asked.intent, state: "confirmed" });
  await change(host, end);
  outcome.keep(end);
  await screen.findByTestId("outcome");
  expect(heard()).toHaveLength(1);
  expect(notices()).toHaveLength(0);
});
