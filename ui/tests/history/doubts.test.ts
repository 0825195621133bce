// The doubts alone: how somebody gets to them, searches among them, sees them go, and gets back to all sales.
import { cleanup, screen, waitFor } from "@testing-library/svelte";
import { afterEach, expect, it } from "vitest";
import type { SaleView } from "../../src/lib/ipc/generated";
import { subjectOf } from "../../src/lib/sale/order";
import { isInDoubt } from "../../src/lib/sale/list";
import { practice, signedIn } from "../support/samples";
import { openWindow } from "../support/window";
import { detail, inState, sale, to } from "../support/sales";

const at = (id: string) => screen.getByTestId(id);
const rows = () => screen.queryAllByTestId("history-row").map((row) => row.dataset.state);
const field = () => at("history-search") as HTMLInputElement;
const chip = () => at("history-in-doubt").getAttribute("aria-pressed");

afterEach(() => cleanup());

/** The till of practice, at its doubts. */
async function atTheDoubts(sales: SaleView[]) {
  const counter = practice({ session: signedIn(), openDoubts: sales.filter(isInDoubt).length });
  const opened = await openWindow(
    { connections: [counter] },
    {
      practise: () => counter,
      search_history: ({ search, only }) => ({
        sales: sales.filter(
          (one) =>
            (only === "all" || isInDoubt(one)) &&
            (search === "" || subjectOf(one).replace(/\D/gu, "").includes(search)),
        ),
        next: null,
      }),
      sale_detail: ({ sale: id }) => detail(sales.find((one) => one.id === id) ?? sale({ id })),
    },
  );
  await opened.user.click(at("start-practise"));
  await opened.user.click(await screen.findByTestId("till-doubts-show"));
  await waitFor(() => expect(rows()).toHaveLength(sales.filter(isInDoubt).length));
  return opened;
}

const some = () => [
  sale(),
  inState("inDoubt", { order: to("+211 921 000 001") }),
  inState("declined"),
  inState("reopened", { order: to("+211 921 000 002") }),
];

it("writes no word into the search, which goes on among the doubts", async () => {
  const { user, host } = await atTheDoubts(some());
  expect(field().value).toBe("");
  expect(document.activeElement, "typing searches").toBe(field());
  expect(chip()).toBe("true");
  await user.keyboard("000002");
  await waitFor(() => expect(rows()).toEqual(["reopened"]));
  expect(host.last("search_history")).toMatchObject({ search: "000002", only: "inDoubt" });
});

it.each<[string, (user: Awaited<ReturnType<typeof openWindow>>["user"]) => Promise<void>]>([
  ["by a press", (user) => user.click(at("history-in-doubt"))],
  ["by the tab key and Space", (user) => user.keyboard("{Shift>}{Tab}{/Shift} ")],
  ["by Backspace in an empty search", (user) => user.keyboard("{Backspace}")],
  ["by Escape", (user) => user.keyboard("{Escape}")],
])("the chip is taken off %s, and on again", async (_, takeOff) => {
  const { user } = await atTheDoubts(some());
  await takeOff(user);
  await waitFor(() => expect(rows()).toHaveLength(4));
  expect(chip()).toBe("false");
  expect(at("screen-history"), "nothing else was left").toBeTruthy();
  await user.click(at("history-in-doubt"));
  await waitFor(() => expect(rows()).toEqual(["inDoubt", "reopened"]));
});

it("Escape empties the search, then takes the chip off, then leads back", async () => {
  const { user } = await atTheDoubts(some());
  await user.keyboard("000002{Escape}");
  expect([field().value, chip()]).toEqual(["", "true"]);
  await user.keyboard("{Escape}");
  expect(chip()).toBe("false");
  await user.keyboard("{Escape}");
  await screen.findByTestId("screen-till");
});

it("a new visit searches all sales, and types over the last search", async () => {
  const { user } = await atTheDoubts(some());
  await user.keyboard("000002");
  await user.click(at("nav-till"));
  await user.click(at("nav-history"));
  await waitFor(() => expect(chip()).toBe("false"));
  for (const entry of ["{Control>}k{/Control}", "{Control>}h{/Control}"]) {
    await waitFor(() => expect(document.activeElement).toBe(field()));
    expect([field().selectionStart, field().selectionEnd], "all of it is chosen").toEqual([0, field().value.length]);
    field().setSelectionRange(0, 0);
    at("history-in-doubt").focus();
    await user.keyboard(entry);
  }
  await user.keyboard("7");
  expect(field().value).toBe("7");
});

it("a settled sale goes, and the last one leaves the way to all sales", async () => {
  const sales = some();
  const { user, host } = await atTheDoubts(sales);
  await user.keyboard("{ArrowDown}{Enter}");
  await screen.findByTestId("history-detail");
  for (const doubt of sales.filter(isInDoubt)) {
    const told: SaleView = { ...doubt, state: "said", revision: doubt.revision + 1 };
    sales.splice(sales.indexOf(doubt), 1, told);
    await host.emit({ type: "saleChanged", sale: told });
  }
  await screen.findByTestId("history-no-doubt");
  expect(at("history-count").textContent).toBe("No sale is in doubt");
  expect(at("history-detail"), "what is looked at stays").toBeTruthy();
  await user.click(at("history-close"));
  await waitFor(() => expect(document.activeElement, "the focus is where the list was").toBe(at("history-all")));
  await user.keyboard("{Enter}");
  await waitFor(() => expect(rows()).toHaveLength(4));
  expect(chip()).toBe("false");
  expect(document.activeElement).toBe(field());
});

it("the focus goes on when the last row goes from under it", async () => {
  const doubt = inState("inDoubt");
  const { user, host } = await atTheDoubts([doubt]);
  await user.keyboard("{Tab}");
  expect(document.activeElement?.getAttribute("role")).toBe("grid");
  await host.emit({ type: "saleChanged", sale: { ...doubt, state: "charged", revision: doubt.revision + 1 } });
  await waitFor(() => expect(document.activeElement).toBe(at("history-all")));
});

it("a sale that is opened again comes among the doubts at once", async () => {
  const sales = some();
  const { host } = await atTheDoubts(sales);
  const [confirmed] = sales as [SaleView];
  await host.emit({ type: "saleChanged", sale: { ...confirmed, revision: confirmed.revision + 1 } });
  const again: SaleView = { ...confirmed, state: "reopened", revision: confirmed.revision + 2 };
  sales.splice(0, 1, again);
  await host.emit({ type: "saleChanged", sale: again });
  await waitFor(() => expect(rows()).toEqual(["reopened", "inDoubt", "reopened"]));
});

it("a search without a find says so and leads on to all sales", async () => {
  const { user } = await atTheDoubts(some());
  const status = at("history-count");
  expect(status.getAttribute("role")).toBe("status");
  expect(status.textContent).toBe("2 sales shown");
  await user.keyboard("999");
  await waitFor(() => expect(status.textContent).toBe("Nothing found for “999”."));
  expect(at("history-nothing").textContent).toMatch(/No sale in doubt matches “999”/u);
  await user.click(at("history-all"));
  await waitFor(() => expect(chip()).toBe("false"));
  expect(field().value, "the search is kept").toBe("999");
  await user.click(at("history-clear"));
  await waitFor(() => expect(status.textContent).toBe("4 sales shown"));
  expect(at("history-count"), "it is the one that was there").toBe(status);
  expect(document.activeElement).toBe(field());
});
