import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import History from "../../src/features/history/History.svelte";
import type { HistoryPage, SaleView } from "../../src/lib/ipc/generated";
import { app, render } from "../support/app";
import { type Answers, errorWith, type Host } from "../support/host";
import { practice } from "../support/samples";
import { byHand, inState, sale, sellingHost } from "../support/sales";

let host: Host;
let stop: () => void;
const at = (id: string) => screen.getByTestId(id);
const rows = () => screen.queryAllByTestId("history-row");

async function open(sales: SaleView[], answers: Answers = {}): Promise<ReturnType<typeof userEvent.setup>> {
  host = sellingHost(sales, answers);
  stop = await app.begin();
  render(History, { connection: practice() });
  return userEvent.setup();
}

afterEach(() => {
  vi.useRealTimers();
  stop();
  host.remove();
});

it("says what will be here while there is nothing", async () => {
  await open([]);
  await waitFor(() => at("history-empty"));
});

it("says that it cannot be shown, and shows it when asked again", async () => {
  const user = await open([sale()], {
    search_history: () => {
      throw errorWith("internal");
    },
  });
  await waitFor(() => at("error"));
  host.answer({ search_history: () => ({ sales: [sale()], next: null }) });
  await user.click(at("error-again"));
  await waitFor(() => expect(rows()).toHaveLength(1));
});

it("searches when typing rests, and only the newest search is shown", async () => {
  const slow = byHand<HistoryPage>();
  const here = sale();
  await open([here], {
    search_history: ({ search }) =>
      search === "old" ? slow.promise : { sales: search === "new" ? [] : [here], next: null },
  });
  await waitFor(() => expect(rows()).toHaveLength(1));
  vi.useFakeTimers();
  const field = at("history-search");
  await fireEvent.input(field, { target: { value: "ol" } });
  await fireEvent.input(field, { target: { value: "old" } });
  const asked = host.count("search_history");
  await vi.advanceTimersByTimeAsync(100);
  expect(host.count("search_history"), "one search for two letters").toBe(asked + 1);
  await fireEvent.input(field, { target: { value: "new" } });
  await vi.advanceTimersByTimeAsync(100);
  vi.useRealTimers();
  await waitFor(() => at("history-nothing"));
  slow.keep({ sales: [sale(), sale()], next: null });
  await Promise.resolve();
  expect(rows(), "the older search answered later").toHaveLength(0);
});

it("says that a sale has no amount, and leaves no empty cell", async () => {
  await open([sale({ price: null })]);
  await waitFor(() => expect(rows()).toHaveLength(1));
  const cell = rows()[0]?.querySelector(".sum");
  expect(cell?.querySelector(".unseen")?.textContent).toBe("No amount");
  expect(cell?.querySelector("[aria-hidden]")?.textContent).toBe("–");
});

it("reads on from where the last page ended", async () => {
  const first = [sale(), sale()];
  const user = await open(first, {
    search_history: ({ before }) =>
      before === null ? { sales: first, next: 7 } : { sales: [first[1] as SaleView, sale()], next: null },
  });
  await waitFor(() => at("history-more"));
  await user.click(at("history-more"));
  await waitFor(() => expect(rows(), "a sale that comes twice is shown once").toHaveLength(3));
  expect(host.last("search_history")).toMatchObject({ before: 7 });
  expect(screen.queryByTestId("history-more")).toBeNull();
});

it("keys move the choice, Enter opens it, Escape closes it", async () => {
  const sales = [sale(), inState("declined"), sale()];
  const user = await open(sales);
  await waitFor(() => expect(rows()).toHaveLength(3));
  screen.getByRole("grid").focus();
  await user.keyboard("{ArrowDown}{Enter}");
  await waitFor(() => expect(at("history-detail").dataset.sale).toBe(sales[1]?.id));
  expect(within(at("history-detail")).getByTestId("time-line")).toBeTruthy();
  await user.keyboard("{ArrowDown}");
  await waitFor(() => expect(at("history-detail").dataset.sale, "the panel follows the choice").toBe(sales[2]?.id));
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("history-detail")).toBeNull());
  expect(app.salesHistory.chosen).toBe(sales[2]?.id);
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("grid")));
});

it("a sale takes the list's place where both have no room", async () => {
  const sales = [sale(), sale(), sale()];
  vi.spyOn(window, "matchMedia").mockImplementation(
    (media) =>
      Object.assign(new EventTarget(), {
        matches: /width < (?:1100|820|1280)px/u.test(media),
        media,
      }) as MediaQueryList,
  );
  const user = await open(sales);
  await waitFor(() => expect(rows()).toHaveLength(3));
  screen.getByRole("grid").focus();
  await user.keyboard("{ArrowDown}{Enter}");
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("heading", { name: /^Sale of/u })));
  expect(at("history-close").textContent.trim()).toBe("Back to the list");
  await user.keyboard("{Tab}{Enter}");
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("grid")));
  expect(screen.queryByTestId("history-detail")).toBeNull();
  expect(app.salesHistory.chosen).toBe(sales[1]?.id);
});

it("a row changes as its sale changes, and a new sale comes first", async () => {
  const doubt = inState("inDoubt");
  await open([doubt]);
  await waitFor(() => expect(rows()).toHaveLength(1));
  const now = new Date().toISOString();
  await host.emit({ type: "saleChanged", sale: { ...doubt, state: "notCharged", revision: doubt.revision + 1 } });
  await waitFor(() => expect(rows()[0]?.dataset.state).toBe("notCharged"));
  await host.emit({ type: "saleChanged", sale: sale({ at: now, updatedAt: now }) });
  await waitFor(() => expect(rows().map((row) => row.dataset.state)).toEqual(["confirmed", "notCharged"]));
  await host.emit({
    type: "saleChanged",
    sale: sale({ at: now, updatedAt: now, connection: { environment: "live", id: "x" } }),
  });
  expect(rows(), "another ledger's sale is not of this history").toHaveLength(2);
});

it("a doubt is checked again from its panel", async () => {
  const doubt = inState("inDoubt", { checking: false });
  const user = await open([doubt], {
    gather_evidence: () => ({ ...doubt, state: "notCharged", revision: doubt.revision + 1 }),
  });
  await waitFor(() => expect(rows()).toHaveLength(1));
  await user.click(rows()[0] as HTMLElement);
  await waitFor(() => at("outcome-check"));
  await user.click(at("outcome-check"));
  await waitFor(() =>
    expect(at("outcome-sentence").textContent).toMatch(/The float had not gone down because of this sale/u),
  );
});

it("reads on while the end stays in sight, and not again after an error", async () => {
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      #see: (seen: { isIntersecting: boolean }[]) => void;
      constructor(see: (seen: { isIntersecting: boolean }[]) => void) {
        this.#see = see;
      }
      observe(): void {
        queueMicrotask(() => this.#see([{ isIntersecting: true }]));
      }
      unobserve(): void {}
      disconnect(): void {}
    },
  );
  await open([], {
    search_history: ({ before }) => {
      if (before === 3) throw errorWith("internal");
      return { sales: [sale()], next: (before ?? 0) + 1 };
    },
  });
  await waitFor(() => at("history-more-error"));
  expect(rows()).toHaveLength(3);
  expect(host.count("search_history")).toBe(4);
  vi.unstubAllGlobals();
});
