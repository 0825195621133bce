// The notices about a float and its sales, shown until somebody has looked. Sales that were opened again are shown
// together; everything else is shown by itself. No culprit is named that nobody saw.

import type { AlertView } from "../ipc/generated";
import type { MessageKey } from "../i18n";
import { movedValues } from "./evidence";
import { phrase, type Phrase, type Value } from "./phrase";

/** One thing to look at: the entries that say it, and where a person looks. */
export type AlertLine = {
  notices: number[];
  phrase: Phrase;
  /** Whether the till judges alone no more because of it. */
  ends: boolean;
  to: Way | null;
};

/** Where a person looks: at a sale, at the open ones, or at what is declared of the float. */
export type Way = { at: "sale"; id: string } | { at: "openSales" } | { at: "settings" };

type Single = Exclude<AlertView["kind"], "reopened">;

const WORDS: Record<Single, { withSum: MessageKey; plain: MessageKey; ends: boolean }> = {
  unexplained: { withSum: "alerts.unexplained", plain: "alerts.unexplainedPlain", ends: true },
  costChanged: { withSum: "alerts.costChanged", plain: "alerts.costChanged", ends: true },
  rose: { withSum: "alerts.rose", plain: "alerts.rosePlain", ends: true },
  secondDebit: { withSum: "alerts.secondDebit", plain: "alerts.secondDebitPlain", ends: false },
};

function single(alert: AlertView, kind: Single, service: MessageKey): AlertLine {
  const { withSum, plain, ends } = WORDS[kind];
  const values: Record<string, Value> = { at: { at: alert.at }, service: { word: service } };
  const words =
    alert.moved === null ? phrase(plain, values) : phrase(withSum, { ...values, ...movedValues(alert.moved) });
  const settings: Way | null = ends ? { at: "settings" } : null;
  return {
    notices: [alert.notice],
    phrase: words,
    ends,
    to: alert.sale === null ? settings : { at: "sale", id: alert.sale },
  };
}

/** All that is to be looked at, sales first. */
export function alertLines(alerts: readonly AlertView[], service: MessageKey): AlertLine[] {
  const reopened = alerts.filter((alert) => alert.kind === "reopened");
  const others = alerts.flatMap((alert) => (alert.kind === "reopened" ? [] : [single(alert, alert.kind, service)]));
  const newest = reopened.at(-1);
  if (newest === undefined) return others;
  const sales = [...new Set(reopened.flatMap(({ sale }) => sale ?? []))];
  const [only] = sales;
  const again: AlertLine = {
    notices: reopened.map((alert) => alert.notice),
    phrase: phrase("alerts.reopened", { at: { at: newest.at }, count: { count: Math.max(1, sales.length) } }),
    ends: false,
    to: sales.length === 1 && only !== undefined ? { at: "sale", id: only } : { at: "openSales" },
  };
  return [again, ...others];
}
