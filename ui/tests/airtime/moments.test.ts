// The moments of a sale: what the largest words are, what is pressed first, and what is asked before a sale may be
// charged twice.
import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import EvidenceLines from "../../src/components/evidence/EvidenceLines.svelte";
import OutcomePanel from "../../src/components/sale/OutcomePanel.svelte";
import SaleFacts from "../../src/components/sale/SaleFacts.svelte";
import Outcome from "../../src/features/airtime/Outcome.svelte";
import TopUp from "../../src/features/airtime/TopUp.svelte";
import type { ConfirmationView, SaleStateView, SaleView } from "../../src/lib/ipc/generated";
import { asksForClaim, outcomeSentence, titlePhrase } from "../../src/lib/sale/sentence";
import { speak } from "../../src/lib/sale/speak";
import type { AfterForm } from "../../src/lib/state/sale/top-up.svelte";
import { app, render } from "../support/app";
import { errorWith, type Host } from "../support/host";
import { practice, ssp } from "../support/samples";
import { confirmation, inState, line, sale, sellingHost, viewing, verdict } from "../support/sales";

let host: Host;
let stop: () => void;
const at = (id: string): HTMLElement => screen.getByTestId(id);
const plain = (text: string | null): string => (text ?? "").replace(/\s+/gu, " ").trim();

function confirm(view: ConfirmationView): ReturnType<typeof userEvent.setup> {
  const stage: AfterForm = { at: "confirmation", confirmation: view, payer: practice() };
  app.topUp.stage = stage;
  render(TopUp, { connection: practice(), stage });
  return userEvent.setup();
}

beforeEach(async () => {
  host = sellingHost([]);
  stop = await app.begin();
  app.topUp.use(practice());
});
afterEach(() => {
  stop();
  host.remove();
});

describe("a confirmation", () => {
  const doubt = inState("inDoubt");
  const others = [sale({ price: ssp("20.00") })];

  it("names the number on the button that sends or sends again", () => {
    confirm(confirmation());
    expect(plain(at("confirm-send").textContent)).toBe("Send 60.00 SSP to +211 921 234 567");
    expect(plain(at("confirm-amount").textContent)).toContain("60.00 SSP");
  });

  it("asks once, in one panel, about a sale that may be charged twice", () => {
    confirm(confirmation({ doubts: [doubt], recent: [doubt, ...others] }));
    const panel = within(at("confirm-doubts"));
    expect(panel.getByRole("heading").textContent).toBe("This may be charged twice");
    expect(screen.getAllByRole("textbox"), "one reason").toHaveLength(1);
    expect(screen.getAllByRole("checkbox"), "one box").toHaveLength(1);
    expect(panel.getAllByRole("listitem"), "each earlier sale once").toHaveLength(2);
    expect(screen.queryByTestId("confirm-recent")).toBeNull();
    expect(plain(at("confirm-send").textContent)).toBe("Send again, 60.00 SSP to +211 921 234 567");
  });

  it("asks above its facts, and says beside the buttons how much is open", async () => {
    const user = confirm(confirmation({ doubts: [doubt], recent: [doubt], asksAboutNumber: true }));
    for (const question of ["confirm-number-warning", "confirm-doubts"]) {
      const place = at(question).compareDocumentPosition(at("confirm-payer"));
      expect(place & Node.DOCUMENT_POSITION_FOLLOWING, question).toBeTruthy();
      expect(
        at("confirm-number").compareDocumentPosition(at(question)) & Node.DOCUMENT_POSITION_FOLLOWING,
      ).toBeTruthy();
    }
    expect(at("confirm-open").textContent).toBe("Answer 3 questions first");
    expect(at("confirm-send").getAttribute("aria-describedby")).toBe(at("confirm-open").id);
    await user.click(at("confirm-number-yes"));
    await user.click(at("confirm-override"));
    expect(at("confirm-open").textContent).toBe("Answer one question first");
    await user.type(at("confirm-reason"), "The customer wants two");
    expect(screen.queryByTestId("confirm-open")).toBeNull();
    expect(document.activeElement, "nothing moved under the fingers").toBe(at("confirm-reason"));
    expect(at("confirm-facts").contains(at("confirm-payer"))).toBe(true);
  });

  it("tells its questions apart by their signs", () => {
    const sign = (panel: string) => at(panel).querySelector("h3 svg")?.getAttribute("class") ?? "";
    confirm(confirmation({ recent: others }));
    const recent = sign("confirm-recent");
    cleanup();
    confirm(confirmation({ doubts: [doubt] }));
    expect(recent).toContain("triangle-alert");
    expect(sign("confirm-doubts")).not.toBe(recent);
  });

  it("that asks nothing has its facts below its number", () => {
    confirm(confirmation());
    expect(at("confirm-order").contains(at("confirm-payer"))).toBe(true);
    expect(screen.queryByTestId("confirm-open")).toBeNull();
  });

  it("colours the button that sends once every question is answered", async () => {
    const user = confirm(confirmation({ doubts: [doubt], recent: [doubt], asksAboutNumber: true }));
    const isPrimary = () => at("confirm-send").classList.contains("primary");
    expect(isPrimary()).toBe(false);
    expect(at("earlier-look").classList, "the easy way instead").toContain("primary");
    await user.click(at("confirm-number-yes"));
    await user.type(at("confirm-reason"), "The customer wants two");
    expect(isPrimary()).toBe(false);
    await user.click(at("confirm-override"));
    expect(isPrimary()).toBe(true);
    expect(at("earlier-look").classList).not.toContain("primary");
  });

  it("leads to the first thing that is missing, and says it", async () => {
    const user = confirm(confirmation({ doubts: [doubt], recent: [doubt] }));
    await user.click(at("confirm-send"));
    await waitFor(() => expect(document.activeElement).toBe(at("confirm-reason")));
    expect(app.announcer.text).toBe("Write why it is sent again.");
    await user.type(at("confirm-reason"), "The customer wants two");
    await user.click(at("confirm-send"));
    await waitFor(() => expect(document.activeElement).toBe(at("confirm-override")));
    expect(app.announcer.text).toBe("Tick the box about the risk first, or go back.");
    expect(host.count("send_top_up")).toBe(0);
  });

  it("leads to the sale in doubt, and what was typed can be brought back", async () => {
    await app.topUp.order.typeNumber("0921234567");
    await app.topUp.order.typeAmount("60");
    const user = confirm(confirmation({ doubts: [doubt], recent: [doubt] }));
    expect(at("earlier-look").getAttribute("aria-describedby"), "several are told apart").toBeTruthy();
    await user.click(at("earlier-look"));
    expect(app.navigation.current).toEqual({ name: "history", sale: { environment: "practice", id: doubt.id } });
    app.topUp.leave();
    expect(app.topUp.stage.at).toBe("form");
    const typed = () => [app.topUp.order.number, app.topUp.order.amount];
    expect(typed(), "nothing invites to send it again").toEqual(["", ""]);
    app.topUp.bringBack();
    expect(typed()).toEqual(["092 123 456 7", "60"]);
  });

  it("of only a sale like one in doubt clears the form when it is left", async () => {
    await app.topUp.order.typeNumber("0921234567");
    confirm(confirmation({ recent: others }));
    app.topUp.leave();
    expect(app.topUp.order.isBlank).toBe(false);
    app.topUp.stage = { at: "confirmation", confirmation: confirmation({ doubts: [doubt] }), payer: practice() };
    app.topUp.leave();
    expect(app.topUp.order.isBlank).toBe(true);
    expect(app.topUp.aside).toEqual({ number: "092 123 456 7", amount: "" });
  });
});

describe("an outcome", () => {
  it("that is confirmed is called sent, and has its reference", () => {
    const confirmed = sale({ reference: "2015092414230190101000061" });
    app.topUp.stage = { at: "form" };
    render(Outcome, { viewing: viewing(confirmed) });
    expect(plain(at("outcome").querySelector("h2")?.textContent ?? "")).toBe("60.00 SSP sent");
    expect(plain(at("outcome-number").textContent)).toContain("+211 921 234 567");
    expect(plain(at("outcome-sentence").textContent)).toBe("21 Systems says delivered.");
    expect(at("sale-reference").textContent).toContain("2015092414230190101000061");
    expect(within(at("sale-reference")).getByRole("button").getAttribute("aria-label")).toBe("Copy Reference");
    expect(screen.queryByText("Number", { selector: "dt" }), "said above already").toBeNull();
    expect(at("outcome-next").classList).toContain("large");
  });

  it.each<SaleStateView>([
    "accepted",
    "declined",
    "declinedButCharged",
    "inDoubt",
    "charged",
    "notCharged",
    "reopened",
    "said",
  ])("that is %s is not called sent, and its amount stands beside its number", (state) => {
    expect(speak(titlePhrase(inState(state)))).not.toMatch(/sent/iu);
    render(OutcomePanel, { viewing: viewing(inState(state)) });
    expect(plain(at("outcome-amount").textContent)).toContain("60.00 SSP");
  });

  it("that is declined says why and what to do before its evidence", () => {
    const change = { refused: true, code: 36, reason: "numberInactive", verdict: verdict(false) } as const;
    render(OutcomePanel, { viewing: viewing(inState("declined", change)) });
    const [reason, advice, evidence] = [at("outcome-reason"), at("outcome-advice"), at("outcome-sentence")];
    expect(reason.compareDocumentPosition(advice)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
    expect(advice.compareDocumentPosition(evidence)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
    expect(reason.classList, "the largest sentence").toContain("sentence");
    expect(evidence.classList).not.toContain("sentence");
  });

  it.each<[SaleStateView, string[]]>([
    ["notCharged", ["outcome-next", "outcome-settle", "outcome-history"]],
    ["reopened", ["outcome-looked", "outcome-next", "outcome-settle", "outcome-history"]],
    ["inDoubt", ["outcome-check", "outcome-next", "outcome-settle", "outcome-history"]],
  ])("that is %s has the way on first and a person's word last", (state, order) => {
    app.topUp.stage = { at: "form" };
    render(Outcome, { viewing: viewing(inState(state)) });
    const marks = within(at("outcome"))
      .getAllByRole("button")
      .map((button) => button.dataset.testid ?? "");
    expect(marks.filter((mark) => mark.startsWith("outcome-") && mark !== "outcome-claim")).toEqual(order);
  });

  it("of a refusal has its one step first", () => {
    app.topUp.stage = { at: "form" };
    const change = { refused: true, code: 36, reason: "numberInactive", verdict: verdict(false) } as const;
    render(Outcome, { viewing: viewing(inState("declined", change)) });
    expect(within(at("outcome")).getAllByRole("button")[0]).toBe(at("outcome-step"));
  });

  it("beside the list names its facts in whole, and grows in nothing", () => {
    render(OutcomePanel, { viewing: viewing(sale()), small: true });
    render(SaleFacts, { sale: sale() });
    expect(at("outcome").querySelector("h2")?.textContent).toBe("Confirmed");
    expect(screen.queryByTestId("outcome-number")).toBeNull();
    expect(screen.getByText("Number", { selector: "dt" })).toBeTruthy();
  });

  it("in doubt names the number that must not be sent to again", () => {
    const stage: AfterForm = {
      at: "unclear",
      error: { ...errorWith("internal"), moneyMoved: "unknown" },
      confirmation: confirmation(),
      payer: practice(),
    };
    render(TopUp, { connection: practice(), stage });
    expect(plain(at("unclear-number").textContent)).toContain("+211 921 234 567");
  });
});

describe("a claim", () => {
  const refused = (change: Partial<SaleView> = {}) =>
    inState("declinedButCharged", { verdict: verdict(true), refused: true, ...change });

  it("is copied first, and the next customer comes second", async () => {
    app.topUp.stage = { at: "form" };
    const user = userEvent.setup();
    render(Outcome, { viewing: viewing(refused()) });
    await waitFor(() => expect(document.activeElement).toBe(at("outcome-claim")));
    const buttons = within(at("outcome")).getAllByRole("button");
    expect(plain(buttons[0]?.textContent ?? "")).toBe("Copy the claim");
    expect(at("outcome-claim").classList).toContain("primary");
    expect(at("outcome-next").classList).not.toContain("primary");
    expect(at("outcome-claim-fold")).toHaveProperty("open", false);
    await user.click(at("outcome-claim"));
    expect(await navigator.clipboard.readText()).toMatch(/^Claim for 21 Systems/u);
  });

  it("that this computer does not copy is unfolded, to be copied by hand", async () => {
    const user = userEvent.setup({ writeToClipboard: false });
    Object.defineProperty(navigator, "clipboard", {
      configurable: true,
      value: { writeText: () => Promise.reject(new Error("denied")) },
    });
    render(OutcomePanel, { viewing: viewing(refused()) });
    await user.click(at("outcome-claim"));
    await waitFor(() => expect(at("outcome-claim-fold")).toHaveProperty("open", true));
  });

  it("is the way on exactly where the sentence or the advice asks for it", () => {
    const word = {
      person: "a@b",
      at: "2026-11-21T10:00:00Z",
      arrived: false,
      charged: true,
      reason: "Statement",
      adopted: false,
    };
    const claim = "Question";
    const asked = [refused(), inState("declinedButCharged"), inState("said", { claim, said: word })];
    const others = [
      refused({ claim: null }),
      inState("charged", { claim }),
      inState("reopened", { claim }),
      inState("said", { claim, said: { ...word, arrived: null } }),
    ];
    expect(asked.map(asksForClaim)).toEqual(asked.map(() => true));
    expect(others.map(asksForClaim)).toEqual(others.map(() => false));
    for (const one of [...asked, ...others].filter((one) => one.state === "declinedButCharged" && one.claim !== null)) {
      const asks = speak(outcomeSentence(one, "outcome.service.twentyOneSystems")).includes("Copy the claim");
      expect(asksForClaim(one), "the sentence and the button agree").toBe(asks);
    }
  });
});

it("the float answers whether it was charged, never whether sent", () => {
  render(EvidenceLines, { lines: [line("unchangedSoFar")], waiting: false });
  expect(screen.getByText("If it was charged")).toBeTruthy();
  expect(screen.getByText("If it was not charged")).toBeTruthy();
});
