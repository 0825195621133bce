// No screen that shows both kinds of sale says of an order of an eSIM what only airtime has: a float, a phone number,
// an operator, a top-up that is sent.
import { screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import KeyHelp from "../../src/components/frame/KeyHelp.svelte";
import OutcomePanel from "../../src/components/sale/OutcomePanel.svelte";
import RecentSales from "../../src/components/sale/RecentSales.svelte";
import SaleNews from "../../src/components/sale/SaleNews.svelte";
import SaleTable from "../../src/components/sale/SaleTable.svelte";
import Timeline from "../../src/components/sale/Timeline.svelte";
import Unclear from "../../src/features/esim/Unclear.svelte";
import NothingFound from "../../src/features/history/NothingFound.svelte";
import SalePanel from "../../src/features/history/SalePanel.svelte";
import { errorMessages, errorWording } from "../../src/lib/errors";
import type { ErrorCode, SaleView } from "../../src/lib/ipc/generated";
import { newsOf } from "../../src/lib/sale/news";
import { isPaidByFloat, SUBJECT_WORD } from "../../src/lib/sale/order";
import { wordsFor } from "../../src/lib/sale/order-words";
import { speak } from "../../src/lib/sale/speak";
import { maySay } from "../../src/lib/sale/viewing";
import en from "../../messages/en.json";
import { app, render } from "../support/app";
import { orderConfirmation, truphone } from "../support/esim";
import { ESIM_ORDERS, ESIM_STATES, esimSales, esimTimeline, found, ICCID } from "../support/esim-sales";
import { practice } from "../support/samples";
import { inState, viewing } from "../support/sales";

const service = "outcome.service.truphoneConnect" as const;
const AIRTIME = /float|airtime|operator|phone number|top-?up|top up|debit|send it|sent it|21 Systems|MTN/iu;
/** Labels that only airtime has. */
const LABELS = ["Number", "Amount", "Network, by its number"];

/** All that is read on an element or heard of it. */
function words(element: Element): string {
  const heard = [...element.querySelectorAll("*")].flatMap((one) => [
    one.getAttribute("aria-label"),
    one.getAttribute("title"),
  ]);
  return [element.textContent, ...heard].join(" ");
}

function expectNoAirtime(element: Element, of: string): void {
  expect(words(element), of).not.toMatch(AIRTIME);
  for (const label of element.querySelectorAll("dt, .unseen"))
    expect(LABELS, of).not.toContain(label.textContent?.trim());
}

const view = (sale: SaleView) => viewing(sale, { service, timeline: esimTimeline(sale.order) });
const nothing = () => {};
const cases = ESIM_ORDERS.flatMap((order) => ESIM_STATES.map((state) => [order.kind, state, order] as const));

describe.each(cases)("%s that is %s", (_kind, state, order) => {
  const sales = esimSales(state, order);

  it("is told, listed and announced without words of airtime", () => {
    for (const sale of sales) {
      const of = JSON.stringify([state, sale.reason, sale.doubt, sale.said, sale.evidence[0]?.finding]);
      const choice = { at: -1, move: nothing, enter: nothing };
      const shown = [
        render(OutcomePanel, { viewing: view(sale) }),
        render(SalePanel, { viewing: view(sale), onclose: nothing }),
        render(RecentSales, { sales: [sale], service: en[service] }),
        render(SaleNews, {
          sales: [sale],
          serviceOf: () => service,
          onsee: nothing,
          onputaway: nothing,
          onallaway: nothing,
        }),
      ];
      for (const one of shown) expectNoAirtime(one.container, of);
      const table = render(SaleTable, { sales: [sale], label: "All", onopen: nothing, choice, full: true });
      for (const row of table.container.querySelectorAll("tbody")) expectNoAirtime(row, of);
      expect(speak(newsOf(sale, service)), of).not.toMatch(AIRTIME);
      for (const one of [...shown, table]) one.unmount();
    }
  });
});

const open = cases.filter(([, state, order]) => esimSales(state, order).some(maySay));

it.each(open)("%s that is %s is asked about without words of airtime", async (_kind, state, order) => {
  const sales = esimSales(state, order);
  for (const sale of new Set([sales[0], sales.at(-1)] as SaleView[])) {
    const { unmount } = render(OutcomePanel, { viewing: view(sale) });
    const user = userEvent.setup({ pointerEventsCheck: 0 });
    await user.click(screen.getByTestId("outcome-settle"));
    const dialog = await screen.findByTestId("settle-dialog");
    await user.click(screen.getByTestId("settle-confirm"));
    expectNoAirtime(dialog, state);
    expect(screen.getByRole("radiogroup", { name: "Was it billed?" })).toBeTruthy();
    unmount();
  }
});

it("a sale of airtime is known by such words", () => {
  const { container } = render(OutcomePanel, { viewing: viewing(inState("inDoubt")) });
  expect(words(container)).toMatch(AIRTIME);
});

describe("an order in doubt", () => {
  const doubt = (change: Partial<SaleView> = {}) =>
    ({ ...(esimSales("inDoubt", ESIM_ORDERS[0] as SaleView["order"])[0] as SaleView), ...change }) as SaleView;

  it("is looked for at the service, and its evidence is the subscriptions", () => {
    render(OutcomePanel, { viewing: view(doubt()) });
    expect(screen.getByText("What the subscriptions say")).toBeTruthy();
    expect(screen.getByText("The till asks the service in a moment.")).toBeTruthy();
  });

  it("goes on being asked about once something was read", () => {
    render(OutcomePanel, { viewing: view(doubt({ evidence: [found("noSubscription")] })) });
    expect(screen.getByText("The till goes on asking the service from time to time.")).toBeTruthy();
    expect(screen.getByTestId("outcome-claim-fold").textContent).toContain("Question for the service");
  });

  it("that the service alone can tell of is asked about by its first button", () => {
    render(OutcomePanel, { viewing: view(doubt({ checking: false, evidence: [found("disputedSubscription")] })) });
    const first = document.querySelector(".actions button");
    expect(first?.textContent).toContain("Copy the question");
  });

  it("whose subscriptions could not be read is checked now", () => {
    const unread = doubt({ checking: false, evidence: [found("subscriptionsUnreadable")] });
    render(OutcomePanel, { viewing: view(unread) });
    expect(screen.getByTestId("outcome-check").textContent).toContain("Check now");
  });
});

describe("the subject of an order", () => {
  it.each(ESIM_ORDERS.map((order) => [order.kind, order] as const))("of %s is called what it is", (kind, order) => {
    const [sale] = esimSales("inDoubt", order);
    render(OutcomePanel, { viewing: view(sale as SaleView) });
    const subject = screen.getByTestId("outcome-number");
    expect(subject.querySelector(".unseen")?.textContent).toBe(en[SUBJECT_WORD[kind]]);
    const direction = kind === "newEsim" ? null : "ltr";
    expect(subject.querySelector("bdi")?.getAttribute("dir"), "a name runs as it does").toBe(direction);
    const read = (subject.querySelector("bdi")?.textContent ?? "").replaceAll(" ", "");
    expect(read).toBe(kind === "newEsim" ? "amina@example.org" : ICCID);
    expect(screen.getByTestId("outcome-amount").querySelector(".unseen")?.textContent).toBe("Price");
  });

  it("of airtime is a number", () => {
    render(OutcomePanel, { viewing: viewing(inState("inDoubt")) });
    expect(screen.getByTestId("outcome-number").querySelector(".unseen")?.textContent).toBe("Number");
    expect(screen.getByTestId("outcome-amount").querySelector(".unseen")?.textContent).toBe("Amount");
  });
});

describe("the errors of an order", () => {
  /** Raised where airtime is sold alone. */
  const OF_AIRTIME: ErrorCode[] = ["badNumber", "badAmount", "floatTooSmall"];
  const codes = (Object.keys(errorMessages) as ErrorCode[]).filter((code) => !OF_AIRTIME.includes(code));
  const error = (code: ErrorCode, moneyMoved: "no" | "unknown" | "yes") => ({
    code,
    moneyMoved,
    message: "",
    reference: "AB12",
  });

  it.each(codes)("%s are told in words that fit it, and say once that nothing was sent", (code) => {
    for (const kind of ["newEsim", "esimTopUp"] as const) {
      const unmoved = errorWording(error(code, "no"), true, kind);
      const told = `${unmoved.sentence} ${unmoved.money ?? ""}`;
      expect(told).not.toMatch(/\bfloat|airtime|top-?up|the amount|number and/iu);
      expect(told.match(/nothing was sent|it was not sent/giu)).toHaveLength(1);
      for (const moneyMoved of ["unknown", "yes"] as const) {
        const { sentence } = errorWording(error(code, moneyMoved), true, kind);
        expect(sentence).not.toMatch(/\bfloat|charged|nothing was|not sent|try again/iu);
      }
    }
  });

  it("say what is known where its outcome could not be written", () => {
    const { container } = render(Unclear, {
      confirmation: orderConfirmation(),
      error: { ...error("outcomeNotWritten", "unknown"), moneyMoved: "unknown" },
    });
    expect(container.textContent).toContain("we do not know yet what becomes of it");
    expectNoAirtime(container, "unclear");
  });

  it("are worded by the sale that was looked at", () => {
    const [sale] = esimSales("inDoubt", ESIM_ORDERS[0] as SaleView["order"]);
    const gone = viewing(sale as SaleView, { service, error: error("connectionGone", "no") });
    render(OutcomePanel, { viewing: gone });
    expect(screen.getByTestId("outcome-error").textContent).toContain("the service cannot be asked about it");
  });
});

describe("the words of both kinds", () => {
  it("name no two states and no two entries alike", () => {
    for (const kind of ["topUp", "newEsim", "esimTopUp"] as const) {
      const { state, entry, doubt } = wordsFor(kind);
      for (const table of [state, entry, doubt]) {
        const told = Object.values(table).map((key) => en[key]);
        expect(new Set(told).size).toBe(told.length);
      }
    }
    expect(ESIM_ORDERS.some((order) => isPaidByFloat({ order }))).toBe(false);
  });
});

describe("the timeline of an order", () => {
  it("has the ids of its requests ready to copy", async () => {
    const user = userEvent.setup();
    const timeline = esimTimeline(ESIM_ORDERS[0] as SaleView["order"]);
    render(Timeline, { entries: timeline, kind: "newEsim", service: "Truphone Connect" });
    expect(screen.getByText("Reading of the subscriptions")).toBeTruthy();
    const ids = timeline.flatMap((one) => one.facts).filter((fact) => fact.name.startsWith("correlation"));
    const buttons = screen.getAllByTestId("time-line-copy");
    expect(ids).toHaveLength(3);
    expect(buttons).toHaveLength(ids.length);
    for (const [at, { value }] of ids.entries()) {
      await user.click(buttons[at] as HTMLElement);
      expect(await navigator.clipboard.readText()).toBe(value);
    }
    const names = new Set(buttons.map((button) => button.getAttribute("aria-label")));
    expect(names.size, "each says which one it copies").toBe(ids.length);
  });
});

describe("the screens around the orders", () => {
  it("an empty history offers what the connection sells", async () => {
    const empty = { sales: [], next: null, search: "", only: "all" as const };
    for (const [seller, word] of [
      [truphone(), "Sell the first eSIM"],
      [practice(), "Send the first top-up"],
    ] as const) {
      const { unmount } = render(NothingFound, { found: empty, seller, onclear: nothing, onall: nothing });
      expect(screen.getByTestId("history-first").textContent).toContain(word);
      unmount();
    }
  });

  it("the sheet of keys calls the key for a new sale by what is sold", async () => {
    render(KeyHelp, { open: true, esims: true });
    const sheet = await screen.findByTestId("key-help");
    expectNoAirtime(sheet, "keys");
    expect(sheet.textContent).toContain("New sale");
  });

  it("a till that closes says which order it finishes", async () => {
    app.underWay.closing = { number: null, product: "Kenya 1 GB" };
    await waitFor(() => expect(app.underWay.words).toContain("Kenya 1 GB"));
    expect(app.underWay.words).not.toMatch(AIRTIME);
  });
});
