// The words for what is declared of a float, and for how far the till may judge by it. Each sentence says a declaration
// as one.
import { formatLocale, t, type MessageKey } from "../i18n";
import type { DeclarationsView, DeclaredLine, FloatUseView, WhyNotView } from "../ipc/generated";
import { moneyText } from "../format/money";
import { plainText } from "../format/plain";
import { durationText, exactText } from "../format/time";

export type DeclaredSentence = { line: DeclaredLine; sentence: string };

/**
 * One sentence for each line that says something; a deposit says nothing where none is named and others use the float.
 */
export function declaredSentences(declared: DeclarationsView): DeclaredSentence[] {
  const alone = declared.usedBy === "thisTill";
  const sentences: DeclaredSentence[] = [
    { line: "usedBy", sentence: t(alone ? "declared.usedBy.thisTill" : "declared.usedBy.others") },
    { line: "rest", sentence: t("declared.rest", { time: durationText(declared.restSeconds) }) },
    {
      line: "booksOneAtATime",
      sentence: t(declared.booksOneAtATime ? "declared.books.one" : "declared.books.unknown"),
    },
    { line: "secondDebit", sentence: secondDebit(declared) },
  ];
  const deposit = depositSentence(declared, alone);
  if (deposit) sentences.splice(1, 0, { line: "smallestDeposit", sentence: deposit });
  return sentences;
}

function depositSentence({ smallestDeposit }: DeclarationsView, alone: boolean): string | null {
  if (!smallestDeposit) return alone ? t("declared.deposit.none") : null;
  const amount = moneyText(smallestDeposit);
  return t(alone ? "declared.deposit" : "declared.deposit.idle", { amount });
}

function secondDebit({ secondDebit }: DeclarationsView): string {
  switch (secondDebit.may) {
    case "no":
      return t("declared.second.no");
    case "within":
      return t("declared.second.within", { time: durationText(secondDebit.seconds) });
    case "unknown":
      return t("declared.second.unknown");
  }
}

/**
 * Lines that changed and have no sentence any more, such as a deposit that is not named now, are shown with the others.
 */
export const changedLine = (line: DeclaredLine): MessageKey =>
  (
    ({
      usedBy: "declared.line.usedBy",
      smallestDeposit: "declared.line.smallestDeposit",
      rest: "declared.line.rest",
      booksOneAtATime: "declared.line.booksOneAtATime",
      secondDebit: "declared.line.secondDebit",
    }) satisfies Record<DeclaredLine, MessageKey>
  )[line];

/** What follows from the lines when the answer to a sale gets lost. */
export const consequence = (declared: DeclarationsView): string =>
  t(declared.usedBy === "thisTill" ? "declared.alone" : "declared.indications");

/** Whether the till judges alone, since when, and why not. */
export function judging(use: FloatUseView): string {
  if (use.whyNot) return whyNot(use.whyNot);
  return use.since === null ? t("floatUse.alone") : t("floatUse.aloneSince", { at: exactText(use.since) });
}

/** How the lines stand to what the till does now: the cause that ended the proof may have made one of them untrue. */
export function goesBy({ whyNot }: FloatUseView): string {
  if (whyNot?.reason === "ended") return t("settings.float.wentBy");
  const waits = whyNot?.reason === "neverRead" || whyNot?.reason === "accountUnknown";
  return t(waits ? "settings.float.willGoBy" : "settings.float.by");
}

function whyNot(why: WhyNotView): string {
  switch (why.reason) {
    case "declaredShared":
      return why.by === null
        ? t("floatUse.declaredShared")
        : t("floatUse.declaredSharedBy", { name: plainText(why.by) });
    case "accountUnknown":
      return t("floatUse.accountUnknown");
    case "neverRead":
      return t("floatUse.neverRead");
    case "ended":
      return ended(why);
  }
}

function ended({ at, moved }: Extract<WhyNotView, { reason: "ended" }>): string {
  const found = exactText(at);
  if (!moved) return t("floatUse.ended", { at: found });
  const higher = moved.amount.startsWith("-");
  const amount = moneyText(higher ? { ...moved, amount: moved.amount.slice(1) } : moved);
  return t(higher ? "floatUse.endedHigher" : "floatUse.endedLower", { at: found, amount });
}

/** `A, B and C`, each as plain text. */
export const namesText = (names: readonly string[]): string =>
  new Intl.ListFormat(formatLocale(), { type: "conjunction" }).format(names.map((name) => plainText(name, 60)));
