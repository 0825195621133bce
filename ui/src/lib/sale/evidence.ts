// What a line of evidence says. A float proves a charge or its absence and nothing more; where others may have moved
// it, the line says so itself.

import type { EvidenceLine, Finding, SaleView } from "../ipc/generated";
import type { MessageKey } from "../i18n";
import { minorOf, moneyOf, placesOf } from "./amount";
import { phrase, type Phrase, type Value } from "./phrase";

/** What a finding says, as the timeline and the lines of evidence word it where no sum or number belongs to it. */
export const FINDING_WORD: Record<Finding, MessageKey> = {
  floatUnreadable: "evidence.finding.floatUnreadable",
  nothingToCompare: "evidence.finding.nothingToCompare",
  wasCharged: "evidence.finding.wasCharged",
  wasNotCharged: "evidence.finding.wasNotCharged",
  exactlySome: "evidence.finding.exactlySome",
  cannotBeTold: "evidence.finding.cannotBeTold",
  unchangedSoFar: "evidence.finding.unchangedSoFar",
  fitsBoth: "evidence.finding.fitsBoth",
  movedByOthers: "evidence.finding.movedByOthers",
  mayBeRetry: "evidence.finding.mayBeRetry",
  otherAccount: "evidence.finding.otherAccount",
  subscriptionsUnreadable: "evidence.finding.subscriptionsUnreadable",
  noSubscription: "evidence.finding.noSubscription",
  oneSubscription: "evidence.finding.oneSubscription",
  severalSubscriptions: "evidence.finding.severalSubscriptions",
  undatedSubscription: "evidence.finding.undatedSubscription",
  disputedSubscription: "evidence.finding.disputedSubscription",
};

/** True of findings that another reading of the float hardly ever changes. */
export const isOpenEnded = (finding: Finding | undefined): boolean =>
  finding !== undefined &&
  (
    [
      "movedByOthers",
      "fitsBoth",
      "mayBeRetry",
      "otherAccount",
      "cannotBeTold",
      "exactlySome",
    ] satisfies Finding[] as Finding[]
  ).includes(finding);

/** Whether no reading has worked since the sale came into doubt. */
export const isUnread = (sale: SaleView): boolean =>
  sale.evidence.every(({ finding }) => finding === "floatUnreadable" || finding === "subscriptionsUnreadable");

/** How many of the sales that the float cannot distinguish were charged, where that is known. */
export function someOf(line: EvidenceLine | undefined): Record<"of" | "others" | "exactly", Value> | undefined {
  if (line?.finding !== "exactlySome" || line.exactly === null || line.of === null) return undefined;
  return { of: { count: line.of }, others: { count: line.of - 1 }, exactly: { count: line.exactly } };
}

/** What moved the float beyond the sales of the till: how far, and which way. */
export function movedValues(moved: NonNullable<EvidenceLine["moved"]>): Record<"amount" | "way", Value> {
  const minor = minorOf(moved);
  const amount = moneyOf(minor < 0n ? -minor : minor, moved.currency, placesOf(moved));
  return { amount: { money: amount }, way: { choice: minor < 0n ? "up" : "down" } };
}

/** What a line says. */
export function findingPhrase(line: EvidenceLine): Phrase {
  const some = someOf(line);
  if (some) return phrase("evidence.now.exactlySome", some);
  if (line.finding === "movedByOthers" && line.moved) return phrase("evidence.now.movedBy", movedValues(line.moved));
  return phrase(FINDING_WORD[line.finding]);
}
