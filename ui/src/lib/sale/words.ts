// Which message words which code of a sale. Every table is total over its type, so a code that is added to the contract
// and forgotten here does not compile. The sentences themselves are in the message files.

import type {
  AmountError,
  ConnectionView,
  DeclineReason,
  DoubtCause,
  EntryKind,
  EntryView,
  EnvironmentView,
  ApiView,
  NumberAdvice,
  NumberError,
  OrderView,
  SaleStateView,
  SaleStep,
  SaleView,
} from "../ipc/generated";
import type { MessageKey } from "../i18n";

/** How an outcome looks; each has its colour and its icon, and is never shown by colour alone. */
export type OutcomeTone =
  | "underWay"
  | "confirmed"
  | "accepted"
  | "declined"
  | "declinedButCharged"
  | "inDoubt"
  | "charged"
  | "notCharged"
  | "reopened"
  | "said";

/** The tone of every state. A state that an earlier version settled keeps its look. */
const STATE_TONE: Record<SaleStateView, OutcomeTone> = {
  intended: "underWay",
  confirmed: "confirmed",
  accepted: "accepted",
  declined: "declined",
  declinedButCharged: "declinedButCharged",
  inDoubt: "inDoubt",
  neverHandedOver: "declined",
  charged: "charged",
  notCharged: "notCharged",
  reopened: "reopened",
  said: "said",
};

/** The tone of a sale. Its bell is silent once somebody has looked. */
export const toneOf = (sale: Pick<SaleView, "state" | "notice">): OutcomeTone =>
  sale.state === "reopened" && sale.notice === null ? "inDoubt" : STATE_TONE[sale.state];

/** The word of every state. */
export const STATE_WORD: Record<SaleStateView, MessageKey> = {
  intended: "outcome.state.intended",
  confirmed: "outcome.state.confirmed",
  accepted: "outcome.state.accepted",
  declined: "outcome.state.declined",
  declinedButCharged: "outcome.state.declinedButCharged",
  inDoubt: "outcome.state.inDoubt",
  neverHandedOver: "outcome.state.neverHandedOver",
  charged: "outcome.state.charged",
  notCharged: "outcome.state.notCharged",
  reopened: "outcome.state.reopened",
  said: "outcome.state.said",
};

/** The one sensible thing to do after a sale was declined. */
export type NextStep = "changeAmount" | "changeNumber" | "tryAgain" | "signIn" | "next";

/**
 * What is said of a refusal: what happened, what to do, and the button that does it. Of the charge its answer speaks,
 * or none.
 */
export type Refusal = { sentence: MessageKey; advice: MessageKey; step: NextStep };

const refusal = (sentence: MessageKey, advice: MessageKey, step: NextStep): Refusal => ({ sentence, advice, step });

/** Every reason of a refusal. */
export const REFUSAL: Record<DeclineReason, Refusal> = {
  insufficientFloat: refusal("outcome.declined.insufficientFloat", "outcome.advice.changeAmount", "changeAmount"),
  numberInvalid: refusal("outcome.declined.numberInvalid", "outcome.advice.changeNumber", "changeNumber"),
  numberInactive: refusal("outcome.declined.numberInactive", "outcome.advice.changeNumber", "changeNumber"),
  numberUnknown: refusal("outcome.declined.numberUnknown", "outcome.advice.changeNumber", "changeNumber"),
  networkRefused: refusal("outcome.declined.networkRefused", "outcome.advice.changeNumber", "changeNumber"),
  amountRefused: refusal("outcome.declined.amountRefused", "outcome.advice.otherAmount", "changeAmount"),
  accountFault: refusal("outcome.declined.accountFault", "outcome.advice.accountFault", "next"),
  requestUnreadable: refusal("outcome.declined.requestUnreadable", "outcome.advice.askService", "next"),
  serviceBusy: refusal("outcome.declined.serviceBusy", "outcome.advice.tryLater", "tryAgain"),
  serviceUnavailable: refusal("outcome.declined.serviceUnavailable", "outcome.advice.tryLater", "tryAgain"),
  systemError: refusal("outcome.declined.systemError", "outcome.advice.tryLater", "tryAgain"),
  rateLimited: refusal("outcome.declined.rateLimited", "outcome.advice.tryLater", "tryAgain"),
  signInEnded: refusal("outcome.declined.signInEnded", "outcome.advice.signIn", "signIn"),
  signInNotRenewed: refusal("outcome.declined.signInNotRenewed", "outcome.advice.notRenewed", "tryAgain"),
  unreachable: refusal("outcome.declined.unreachable", "outcome.advice.tryAgain", "tryAgain"),
  proxyBlocked: refusal("outcome.declined.proxyBlocked", "outcome.advice.proxyBlocked", "tryAgain"),
  notPermitted: refusal("outcome.declined.notPermitted", "outcome.advice.askService", "next"),
  quotaReached: refusal("outcome.declined.quotaReached", "outcome.advice.quotaReached", "next"),
  orderFailed: refusal("outcome.declined.orderFailed", "outcome.advice.askService", "next"),
  clientRefused: refusal("outcome.declined.clientRefused", "outcome.advice.clientRefused", "next"),
  unsendable: refusal("outcome.declined.unsendable", "outcome.advice.unsendable", "next"),
  other: refusal("outcome.declined.other", "outcome.advice.askService", "next"),
};

/** Every reason of a refusal in a few words, for the timeline. */
export const REASON_WORD: Record<DeclineReason, MessageKey> = {
  insufficientFloat: "history.reason.insufficientFloat",
  numberInvalid: "history.reason.numberInvalid",
  numberInactive: "history.reason.numberInactive",
  numberUnknown: "history.reason.numberUnknown",
  networkRefused: "history.reason.networkRefused",
  amountRefused: "history.reason.amountRefused",
  accountFault: "history.reason.accountFault",
  requestUnreadable: "history.reason.requestUnreadable",
  serviceBusy: "history.reason.serviceBusy",
  serviceUnavailable: "history.reason.serviceUnavailable",
  systemError: "history.reason.systemError",
  rateLimited: "history.reason.rateLimited",
  signInEnded: "history.reason.signInEnded",
  signInNotRenewed: "history.reason.signInNotRenewed",
  unreachable: "history.reason.unreachable",
  proxyBlocked: "history.reason.proxyBlocked",
  notPermitted: "history.reason.notPermitted",
  quotaReached: "history.reason.quotaReached",
  orderFailed: "history.reason.orderFailed",
  clientRefused: "history.reason.clientRefused",
  unsendable: "history.reason.unsendable",
  other: "history.reason.other",
};

/** The words of the till that say no more than the reason for which a sale was not sent. */
const NO_MORE_THAN: Partial<Record<DeclineReason, string>> = {
  unreachable: "no connection",
  unsendable: "the request cannot be made",
};

/** Whether the till's words about a sale that was not sent add something to its reason. */
export const addsToReason = (words: string, reason: string | null | undefined): boolean =>
  words !== "" && !Object.entries(NO_MORE_THAN).some(([of, same]) => of === reason && same === words);

/** Why nobody knows. */
export const DOUBT_WORD: Record<DoubtCause, MessageKey> = {
  interrupted: "outcome.doubt.interrupted",
  noAnswer: "outcome.doubt.noAnswer",
  lineBroken: "outcome.doubt.lineBroken",
  serviceFault: "outcome.doubt.serviceFault",
  unreadable: "outcome.doubt.unreadable",
  refusedChargeUnknown: "outcome.doubt.refusedChargeUnknown",
  wrongReceiver: "outcome.doubt.wrongReceiver",
  answerCut: "outcome.doubt.answerCut",
  approvalPending: "outcome.doubt.approvalPending",
  unknownCode: "outcome.doubt.unknownCode",
  orderStuck: "outcome.doubt.orderStuck",
  orderLost: "outcome.doubt.orderLost",
  dataWiped: "outcome.doubt.dataWiped",
};

/** What an entry of the ledger is. */
export const ENTRY_WORD: Record<EntryKind, MessageKey> = {
  intended: "history.kind.intended",
  turnedAway: "history.kind.turnedAway",
  confirmed: "history.kind.confirmed",
  accepted: "history.kind.accepted",
  progressed: "history.kind.progressed",
  requestsNumbered: "history.kind.requestsNumbered",
  traced: "history.kind.traced",
  declined: "history.kind.declined",
  inDoubt: "history.kind.inDoubt",
  evidence: "history.kind.evidence",
  neverHandedOver: "history.kind.neverHandedOver",
  cameToRest: "history.kind.cameToRest",
  judged: "history.kind.judged",
  reopened: "history.kind.reopened",
  said: "history.kind.said",
  unexplainedDebit: "history.kind.unexplainedDebit",
};

/** How an entry of the ledger looks on the timeline; an entry about the float looks as the float says. */
const ENTRY_TONE: Record<EntryKind, OutcomeTone> = {
  intended: "underWay",
  turnedAway: "underWay",
  confirmed: "confirmed",
  accepted: "accepted",
  progressed: "accepted",
  requestsNumbered: "accepted",
  traced: "charged",
  declined: "declined",
  inDoubt: "inDoubt",
  evidence: "inDoubt",
  neverHandedOver: "declined",
  cameToRest: "inDoubt",
  judged: "inDoubt",
  reopened: "reopened",
  said: "said",
  unexplainedDebit: "reopened",
};

const isState = (text: string | undefined): text is SaleStateView =>
  text !== undefined && Object.hasOwn(STATE_TONE, text);

/** The look of an entry. A verdict has that of its outcome; one that this window does not know is a reading. */
export function entryTone({ kind, facts }: Pick<EntryView, "kind" | "facts">): OutcomeTone {
  const outcome = kind === "judged" ? facts.find(({ name }) => name === "outcome")?.value : undefined;
  return isState(outcome) ? STATE_TONE[outcome] : ENTRY_TONE[kind];
}

/**
 * The steps of a sale, in their order. `checkingLedger` comes only right after the till was started, `checking` only
 * when the answer leaves a doubt.
 */
export const STEP_WORD: Record<SaleStep, MessageKey> = {
  checkingLedger: "topUp.step.checkingLedger",
  checked: "topUp.step.checked",
  recorded: "topUp.step.recorded",
  sending: "topUp.step.sending",
  answered: "topUp.step.answered",
  checking: "topUp.step.checking",
  stored: "topUp.step.stored",
};

/** What is wrong with a number. */
export const NUMBER_ERROR_WORD: Record<NumberError, MessageKey> = {
  empty: "topUp.error.empty",
  notDigits: "topUp.error.notDigits",
  tooShort: "topUp.error.tooShort",
  tooLong: "topUp.error.tooLong",
  otherCountry: "topUp.error.otherCountry",
  spreadsheet: "topUp.error.spreadsheet",
  extension: "topUp.error.extension",
};

/** What the number plan says. */
export const ADVICE_WORD: Record<NumberAdvice, MessageKey> = {
  good: "topUp.advice.good",
  otherNetwork: "topUp.advice.otherNetwork",
  notMobile: "topUp.advice.notMobile",
  unknown: "topUp.advice.unknown",
};

/** The same, when a yes to it is asked for. */
export const ASK_WORD: Record<NumberAdvice, MessageKey> = {
  good: "topUp.ask.good",
  otherNetwork: "topUp.ask.otherNetwork",
  notMobile: "topUp.ask.notMobile",
  unknown: "topUp.ask.unknown",
};

/** What is wrong with an amount. */
export const AMOUNT_ERROR_WORD: Record<AmountError, MessageKey> = {
  empty: "topUp.amountError.empty",
  notANumber: "topUp.amountError.notANumber",
  grouping: "topUp.amountError.grouping",
  otherCurrency: "topUp.amountError.otherCurrency",
  tooManyPlaces: "topUp.amountError.tooManyPlaces",
  notPositive: "topUp.amountError.notPositive",
  tooLarge: "topUp.amountError.tooLarge",
};

/** The names of the services. */
export const SERVICE_NAME: Record<ApiView, MessageKey> = {
  twentyOneSystems: "outcome.service.twentyOneSystems",
  accountsV1: "outcome.service.accountsV1",
  truphoneConnect: "outcome.service.truphoneConnect",
};

/** The service that sells each kind of order. */
const SELLER: Record<OrderView["kind"], ApiView> = {
  topUp: "twentyOneSystems",
  newEsim: "truphoneConnect",
  esimTopUp: "truphoneConnect",
};

/** The name of the service that a sale went through. Where its connection is not there, the kind of order decides. */
export const serviceOf = (
  { order }: Pick<SaleView, "order">,
  connection: Pick<ConnectionView, "api"> | undefined,
): MessageKey => SERVICE_NAME[connection?.api ?? SELLER[order.kind]];

/** Whether a sale was real, in words. */
export const ENVIRONMENT_WORD: Record<EnvironmentView, MessageKey> = {
  live: "outcome.environmentText.live",
  test: "outcome.environmentText.test",
  practice: "outcome.environmentText.practice",
};
