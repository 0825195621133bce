// The things that a trainer can do to the float of the practice service, in words: each names the declaration of the
// connection that it breaks. The list is the panel's; the sums and the sales in it are the practice service's.
import { moneyText } from "../format/money";
import { t, type MessageKey } from "../i18n";
import type {
  ErrorView,
  FloatFormat,
  FloatTrouble,
  FloatTroubles,
  PracticeCommission,
  PracticeSaleView,
} from "../ipc/generated";
import type { Remote } from "../remote";

/** The float as a panel shows and moves it. */
export type FloatPanel = {
  readonly float: { readonly current: Remote<FloatTroubles> };
  /** Whether something is being done to it. */
  readonly busy: boolean;
  /** Why the last trouble was not caused. */
  readonly error: ErrorView | undefined;
  /** Asks how it stands. */
  load(): Promise<void>;
  /** Answers whether it was done. */
  cause(trouble: FloatTrouble): Promise<boolean>;
};

/** A trouble that needs a sale to be done to, or nothing. */
export type PlainTrouble = "refundLastSale" | "writeBack" | "chargeAgain" | "chargeLateNow" | "newAccountId";

/** The kinds of trouble, worded for the one that listens after it was caused. */
const DONE: Record<FloatTrouble["kind"], MessageKey> = {
  otherTillSells: "floatTrouble.otherTill.done",
  deposit: "floatTrouble.deposit.done",
  refundLastSale: "floatTrouble.refundLastSale.done",
  writeBack: "floatTrouble.writeBack.done",
  chargeAgain: "floatTrouble.chargeAgain.done",
  chargeLateNow: "floatTrouble.chargeLateNow.done",
  chargeLateAfter: "floatTrouble.chargeLateAfter.done",
  commission: "floatTrouble.commission.done",
  report: "floatTrouble.report.done",
  newAccountId: "floatTrouble.newAccountId.done",
};

/** The sentence about a trouble that was caused, and about the float after it. */
export function doneWords(kind: FloatTrouble["kind"], after: FloatTroubles): string {
  return `${t(DONE[kind])} ${t("floatTrouble.there", { float: moneyText(after.float) })}`;
}

/** The troubles of one button, in the order of the panel: its name, its meaning, and the sale that it is done to. */
export const PLAIN: {
  kind: PlainTrouble;
  name: MessageKey;
  means: MessageKey;
  to?: (there: FloatTroubles) => PracticeSaleView | null;
}[] = [
  {
    kind: "refundLastSale",
    name: "floatTrouble.refundLastSale",
    means: "floatTrouble.refundLastSale.means",
    to: (there) => there.lastCharged,
  },
  {
    kind: "writeBack",
    name: "floatTrouble.writeBack",
    means: "floatTrouble.writeBack.means",
    to: (there) => there.lastCharged,
  },
  {
    kind: "chargeAgain",
    name: "floatTrouble.chargeAgain",
    means: "floatTrouble.chargeAgain.means",
    to: (there) => there.lastAccepted,
  },
  { kind: "newAccountId", name: "floatTrouble.newAccountId", means: "floatTrouble.newAccountId.means" },
];

export const COMMISSIONS: { value: PracticeCommission; word: MessageKey }[] = [
  { value: "none", word: "floatTrouble.commission.none" },
  { value: "flat", word: "floatTrouble.commission.flat" },
  { value: "tiers", word: "floatTrouble.commission.tiers" },
];

export const FORMATS: { value: FloatFormat; word: MessageKey }[] = [
  { value: "plain", word: "floatTrouble.report.plain" },
  { value: "otherCurrency", word: "floatTrouble.report.otherCurrency" },
  { value: "thirtyDecimals", word: "floatTrouble.report.thirtyDecimals" },
];

/** The times that a late sale may wait: within the rest that practice declares, and beyond it. */
export const LATE: { value: string; word: MessageKey }[] = [
  { value: "5", word: "floatTrouble.late.5" },
  { value: "30", word: "floatTrouble.late.30" },
  { value: "120", word: "floatTrouble.late.120" },
  { value: "600", word: "floatTrouble.late.600" },
];
