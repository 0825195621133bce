// A doubt that a person settled is said to be marked, by whom and why, wherever its outcome is told: nobody checked it.
import { render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import OutcomePanel from "../../src/components/OutcomePanel.svelte";
import RecentSales from "../../src/components/RecentSales.svelte";
import SaleTable from "../../src/components/SaleTable.svelte";
import TimeLine from "../../src/components/TimeLine.svelte";
import SalePanel from "../../src/features/history/SalePanel.svelte";
import type { SaleStateView, SaleView } from "../../src/lib/ipc/generated";
import { outcomeSentence, settlementOf } from "../../src/lib/sale/sentence";
import { speak } from "../../src/lib/sale/speak";
import type { SaleViewing } from "../../src/lib/sale/viewing";
import { announcer } from "../../src/lib/state/announce.svelte";
import { SaleInView } from "../../src/lib/state/sale-in-view.svelte";
import type { Host } from "../host";
import { detail, entry, inState, line, sellingHost } from "./samples";

const service = "outcome.service.twentyOneSystems" as const;
const WHO = "supervisor@practice.example: The customer showed the message.";
const marked = (state: SaleStateView, change: Partial<SaleView> = {}) => inState(state, { settledByPerson: true, ...change });

const viewing = (sale: SaleView, change: Partial<SaleViewing> = {}): SaleViewing => ({
  sale,
  service,
  timeline: detail(sale).timeline,
  settlement: settlementOf(detail(sale)),
  checking: false,
  settling: false,
  fault: undefined,
  check: async () => {},
  settle: async () => true,
  ...change,
});

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
    expect(outcome.getByRole("heading", { level: 2 }).textContent).toBe(word);
    expect(screen.getByTestId("outcome-sentence").textContent).toBe(`${word} by ${WHO}`);
    expect(document.body.textContent).not.toContain("Checked:");
  });

  it("is the word of its row, and of an earlier sale that speaks against another", () => {
    render(SaleTable, { sales: [sale], label: "Sales", onopen: () => {} });
    render(RecentSales, { sales: [sale] });
    expect(screen.getAllByText(word)).toHaveLength(2);
    expect(screen.queryByText(checked)).toBeNull();
  });

  it("is the outcome on its time line", () => {
    const code = state === "settledSent" ? "settled_sent" : "settled_not_sent";
    const settled = (seq: number, by: string) =>
      entry(seq, {
        kind: "settled",
        facts: [
          { name: "outcome", value: code },
          { name: "settledBy", value: by },
        ],
      });
    render(TimeLine, { entries: [settled(1, "person"), settled(2, "evidence")], service: "21 Systems" });
    const [person, evidence] = screen.getAllByRole("listitem");
    expect(person?.textContent).toContain(word);
    expect(evidence?.textContent, "evidence was checked").toContain(checked);
  });
});

describe("whoever listens", () => {
  let host: Host;
  afterEach(() => host.remove());

  it("hears that it was marked, by whom and why", async () => {
    const doubt = inState("inDoubt", { checking: false, evidence: [line("movedByOthers")] });
    const after: SaleView = { ...doubt, state: "settledNotSent", settledByPerson: true, revision: doubt.revision + 1 };
    host = sellingHost([doubt], { say_what_happened: () => after, sale_detail: () => detail(after) });
    await new SaleInView(doubt).settle(false, "The customer showed the message.");
    await waitFor(() => expect(announcer.text).toMatch(/^Marked as not sent\. .* Marked as not sent by /u));
    expect(announcer.text).toContain(WHO);
  });

  it("hears of the mark also when its reason cannot be read", async () => {
    const doubt = inState("inDoubt", { checking: false });
    const after: SaleView = { ...doubt, state: "settledSent", settledByPerson: true, revision: doubt.revision + 1 };
    host = sellingHost([doubt], {
      say_what_happened: () => after,
      sale_detail: () => {
        throw new Error("no ledger");
      },
    });
    await new SaleInView(doubt).settle(true, "The customer showed the message.");
    await waitFor(() => expect(announcer.text).toMatch(/^Marked as sent\. .* Marked as sent\.$/u));
  });
});

describe("a charge that a person marked is told as theirs", () => {
  it.each([
    ["declined", `21 Systems refused it. Marked as not charged by ${WHO}`, "21 Systems refused it. Marked as not charged."],
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
    expect(text()).toContain("The till has not been able to read the balance yet: check now.");
    expect(text()).not.toMatch(/We are (?:checking|reading)|goes on reading/u);
    expect(screen.getByTestId("outcome-check").textContent).toContain("Check now");
  });

  it("is being checked while a person's check runs", () => {
    render(OutcomePanel, { viewing: viewing(inState("inDoubt", { checking: false }), { checking: true }) });
    expect(text()).toContain("We are checking the balance…");
    expect(text()).not.toContain("has not been able");
  });

  it("is checked again where the balance was read", () => {
    render(OutcomePanel, { viewing: viewing(inState("inDoubt", { checking: false, evidence: [line("unchangedSoFar")] })) });
    expect(screen.getByTestId("outcome-check").textContent).toContain("Check again");
  });
});
