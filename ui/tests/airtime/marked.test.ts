// A doubt that a person settled is said to be marked, by whom and why, wherever its outcome is told: nobody checked it.
import { screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import OutcomePanel from "../../src/components/sale/OutcomePanel.svelte";
import RecentSales from "../../src/components/sale/RecentSales.svelte";
import SaleTable from "../../src/components/sale/SaleTable.svelte";
import Timeline from "../../src/components/sale/Timeline.svelte";
import SalePanel from "../../src/features/history/SalePanel.svelte";
import type { SaleStateView, SaleView } from "../../src/lib/ipc/generated";
import { outcomeSentence, settlementOf } from "../../src/lib/sale/sentence";
import { speak } from "../../src/lib/sale/speak";
import { Choice } from "../../src/lib/state/sale/choice.svelte";
import { app, render } from "../support/app";
import type { Host } from "../support/host";
import { practice } from "../support/samples";
import { detail, entry, inState, line, sellingHost, viewing } from "../support/sales";

const service = "outcome.service.twentyOneSystems" as const;
const WHO = "supervisor@practice.example: The customer showed the message.";
const marked = (state: SaleStateView, change: Partial<SaleView> = {}) =>
  inState(state, { settledByPerson: true, ...change });

describe.each([
  ["settledSent", "Marked as sent", "Checked: sent"],
  ["settledNotSent", "Marked as not sent", "Checked: not sent"],
] as const)("%s by a person", (state, word, checked) => {
  const sale = marked(state);

  it.each([
    ["panel of the outcome", () => render(OutcomePanel, { viewing: viewing(sale) })],
    ["panel of the sale", () => render(SalePanel, { viewing: viewing(sale), onclose: () => {} })],
  ])("heads the %s, with the person and the reason below", (_, show) => {
    show();
    const outcome = within(screen.getByTestId("outcome"));
    expect(outcome.getByRole("heading", { level: 2 }).textContent).toBe(`${word} (earlier version)`);
    expect(screen.getByTestId("outcome-older").textContent).toBe("Marked in an earlier version of the till.");
    expect(screen.getByTestId("outcome-sentence").textContent).toBe(`${word} by ${WHO}`);
    expect(document.body.textContent).not.toContain("Checked:");
  });

  it("is the word of its row and of an earlier sale", () => {
    render(SaleTable, { sales: [sale], label: "Sales", onopen: () => {}, choice: new Choice(() => [sale]) });
    render(RecentSales, { sales: [sale], service: "21 Systems" });
    expect(screen.getAllByText(`${word} (earlier version)`)).toHaveLength(2);
    expect(screen.queryByText(new RegExp(`^${checked}`, "u"))).toBeNull();
  });

  it("is the outcome on its timeline", () => {
    const code = state === "settledSent" ? "settled_sent" : "settled_not_sent";
    const settled = (seq: number, by: string) =>
      entry(seq, {
        kind: "settled",
        facts: [
          { name: "outcome", value: code },
          { name: "settledBy", value: by },
        ],
      });
    render(Timeline, { entries: [settled(1, "person"), settled(2, "evidence")], service: "21 Systems" });
    const [person, evidence] = screen.getAllByRole("listitem");
    expect(person?.textContent).toContain(word);
    expect(evidence?.textContent, "evidence was checked").toContain(checked);
  });
});

describe("a person who listens", () => {
  let host: Host;
  afterEach(() => host.remove());

  it("hears what was said of it, by whom and how they know", async () => {
    const doubt = inState("inDoubt", { checking: false, evidence: [line("movedByOthers")] });
    const after = inState("said", { id: doubt.id, revision: doubt.revision + 1 });
    host = sellingHost([doubt], { say_what_happened: () => after, sale_detail: () => detail(after) });
    const word = { arrived: true, charged: null, reason: " Heard the message ", adopted: false };
    expect(await app.inView(doubt).say(word)).toBe(true);
    await waitFor(() =>
      expect(app.announcer.text).toMatch(/^Said: arrived\. .* says: it arrived\. Heard the message$/u),
    );
    expect(host.last("say_what_happened")).toMatchObject({ ...word, reason: "Heard the message", sale: doubt.id });
    expect(host.count("see_notices"), "there was nothing to look at").toBe(0);
  });

  it("counts as looked at once something was said of it", async () => {
    const open = inState("reopened");
    host = sellingHost([open], {
      say_what_happened: () => inState("said", { id: open.id, revision: open.revision + 1 }),
      see_notices: () => practice(),
    });
    await app.inView(open).say({ arrived: false, charged: null, reason: "Asked the customer", adopted: false });
    expect(host.last("see_notices")).toEqual({ connection: open.connection, notices: [41] });
  });
});

describe("a charge that a person marked is told as theirs", () => {
  it.each([
    [
      "declined",
      `21 Systems refused it. Marked as not charged by ${WHO}`,
      "21 Systems refused it. Marked as not charged.",
    ],
    [
      "declinedButCharged",
      `21 Systems refused it. Copy the claim for 21 Systems. Marked as charged by ${WHO}`,
      "21 Systems refused it. Copy the claim for 21 Systems. Marked as charged.",
    ],
  ] as const)("%s", (state, whole, short) => {
    const sale = marked(state, { doubt: "refusedChargeUnknown", debit: null });
    expect(speak(outcomeSentence(sale, service, settlementOf(detail(sale))))).toBe(whole);
    expect(speak(outcomeSentence(sale, service))).toBe(short);
  });
});

describe("a doubt that is not being checked", () => {
  const text = () => document.body.textContent ?? "";

  it("says so, and offers to check now", () => {
    render(OutcomePanel, { viewing: viewing(inState("inDoubt", { checking: false })) });
    expect(text()).toContain("The float has not been read since: check now.");
    expect(text()).not.toMatch(/in a moment|goes on reading/u);
    expect(screen.getByTestId("outcome-check").textContent).toContain("Check now");
  });

  it("is being checked while a person's check runs", () => {
    render(OutcomePanel, { viewing: viewing(inState("inDoubt", { checking: false }), { checking: true }) });
    expect(text()).toContain("We read the float in a moment.");
    expect(text()).not.toMatch(/could not be read|has not been read/u);
  });

  it("is checked again where the balance was read", () => {
    render(OutcomePanel, {
      viewing: viewing(inState("inDoubt", { checking: false, evidence: [line("unchangedSoFar")] })),
    });
    expect(screen.getByTestId("outcome-check").textContent).toContain("Check again");
  });
});
