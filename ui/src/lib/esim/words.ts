// Where a SIM and a subscription stand, in words. The tables are total: a status without words does not compile.
import { plainText } from "../format/plain";
import { t, type MessageKey } from "../i18n";
import type {
  CustomerField,
  OrderFieldError,
  SimNumberAdvice,
  SimStatusView,
  SimView,
  SubscriptionStatusView,
  SubscriptionView,
} from "../ipc/generated";

type Tone = "plain" | "confirmed" | "declined" | "accepted" | "underWay" | "warn";
type Icon = "confirmed" | "declined" | "wait" | "info" | "check" | "warn" | "notCharged";

/** A status as it is shown: its word, its colour and its picture. */
export type StatusWords = { word: MessageKey; tone: Tone; icon: Icon };

type SimStatusWords = StatusWords & { means: MessageKey };

const SIM_STATUS: Record<SimStatusView, SimStatusWords> = {
  released: { word: "sim.status.released", means: "sim.status.released.means", tone: "accepted", icon: "wait" },
  downloaded: { word: "sim.status.downloaded", means: "sim.status.downloaded.means", tone: "underWay", icon: "wait" },
  installed: {
    word: "sim.status.installed",
    means: "sim.status.installed.means",
    tone: "confirmed",
    icon: "confirmed",
  },
  unavailable: {
    word: "sim.status.unavailable",
    means: "sim.status.unavailable.means",
    tone: "declined",
    icon: "declined",
  },
  other: { word: "sim.status.other", means: "sim.status.other.means", tone: "plain", icon: "info" },
};

const STATUS_NOT_GIVEN = { word: "subscription.status.notGiven", means: "sim.status.notGiven.means" } as const;
const STATUS_UNREAD = { word: "sim.status.unread", means: "sim.status.unread.means" } as const;

/** Where a SIM stands. Without the service's word for it, its status is not given or could not be read. */
export function simStatus({ status, statusWord, unread }: SimView): SimStatusWords {
  if (status !== "other" || statusWord !== "") return SIM_STATUS[status];
  return { ...SIM_STATUS.other, ...(unread.includes("status") ? STATUS_UNREAD : STATUS_NOT_GIVEN) };
}

/** Where a subscription stands. */
export function subscriptionStatus({ status, unread }: SubscriptionView): StatusWords {
  const words = SUBSCRIPTION_STATUS[status];
  return status === "unknown" && unread.includes("status") ? { ...words, word: STATUS_UNREAD.word } : words;
}

const SUBSCRIPTION_STATUS: Record<SubscriptionStatusView, StatusWords> = {
  pending: { word: "subscription.status.pending", tone: "accepted", icon: "wait" },
  active: { word: "subscription.status.active", tone: "confirmed", icon: "confirmed" },
  depleted: { word: "subscription.status.depleted", tone: "warn", icon: "warn" },
  expired: { word: "subscription.status.expired", tone: "plain", icon: "notCharged" },
  unknown: { word: "subscription.status.notGiven", tone: "plain", icon: "info" },
};

/** Why the usage of a subscription is not shown. */
export const usageNotGiven = ({ unread }: SubscriptionView): MessageKey =>
  unread.includes("usage") ? "usage.unread" : "usage.notGiven";

/** The number of a SIM, or of the device that it is for. */
export type SimNumberKind = "iccid" | "eid";

const NUMBER_ADVICE: Record<SimNumberKind, Record<SimNumberAdvice, MessageKey>> = {
  iccid: { length: "iccid.advice.length", checkDigit: "iccid.advice.checkDigit" },
  eid: { length: "eid.advice.length", checkDigit: "eid.advice.checkDigit" },
};

const NUMBER_ERROR: Record<SimNumberKind, Record<"empty" | "tooLong" | "tooShort" | "notReadable", MessageKey>> = {
  iccid: {
    empty: "iccid.error.empty",
    tooLong: "iccid.error.tooLong",
    tooShort: "iccid.error.tooShort",
    notReadable: "iccid.error.notReadable",
  },
  eid: {
    empty: "eid.error.empty",
    tooLong: "eid.error.length",
    tooShort: "eid.error.length",
    notReadable: "eid.error.notReadable",
  },
};

/** The observations about a number that warn, in words. */
export function numberAdvice(kind: SimNumberKind, advice: readonly SimNumberAdvice[]): string[] {
  return advice.map((one) => t(NUMBER_ADVICE[kind][one]));
}

/** What is wrong with a number; an error that no number has says that it cannot be read. */
export function numberError(kind: SimNumberKind, error: OrderFieldError): string {
  const words: Partial<Record<OrderFieldError, MessageKey>> = NUMBER_ERROR[kind];
  return t(words[error] ?? NUMBER_ERROR[kind].notReadable);
}

/** Something that the service is asked to change. */
export type ChangeKind = "eid" | "set" | "remove" | "start" | "payment";

/** How a change ended: made, not at all, perhaps, or made and then not read. */
export const CHANGE: Record<ChangeKind, Record<"made" | "notDone" | "unknown" | "unread", MessageKey>> = {
  eid: {
    made: "sim.eid.changed",
    notDone: "sim.eid.failed",
    unknown: "change.eid.unknown",
    unread: "change.eid.unread",
  },
  set: {
    made: "notification.isSet",
    notDone: "notification.notSet",
    unknown: "change.set.unknown",
    unread: "change.set.unread",
  },
  remove: {
    made: "notification.isRemoved",
    notDone: "notification.notRemoved",
    unknown: "change.remove.unknown",
    unread: "change.remove.unread",
  },
  start: {
    made: "change.start.made",
    notDone: "subscription.notStarted",
    unknown: "change.start.unknown",
    unread: "change.start.unread",
  },
  payment: {
    made: "payment.removed",
    notDone: "payment.notRemoved",
    unknown: "change.payment.unknown",
    unread: "change.payment.unread",
  },
};

/** That entries of a list could not be read; nothing where all of them could. */
export const leftOutWords = (count: number): string => (count === 0 ? "" : t("list.leftOut", { count }));

/** Kinds of events that the service can report to an address. The service may know more of them than the till. */
export const EVENTS = ["SUBSCRIPTION_END", "USAGE_THRESHOLD"] as const;

const EVENT_WORD: Record<string, MessageKey> = {
  SUBSCRIPTION_END: "notification.event.end",
  USAGE_THRESHOLD: "notification.event.usage",
};

/** The words for a kind of event; the service's own, where the till knows none. */
export function eventWord(event: string): string {
  return Object.hasOwn(EVENT_WORD, event) ? t(EVENT_WORD[event] as MessageKey) : plainText(event, 60);
}

/** The labels of a customer's fields. */
export const CUSTOMER_FIELD: Record<CustomerField, MessageKey> = {
  email: "customer.email",
  firstName: "customer.firstName",
  lastName: "customer.lastName",
  language: "customer.language",
  residence: "customer.residence",
  phone: "customer.phone",
  currency: "customer.currency",
  companyName: "customer.companyName",
  companyNumber: "customer.companyNumber",
  jobTitle: "customer.jobTitle",
  billing: "customer.billing",
  shipping: "customer.shipping",
  type: "customer.type",
  whole: "customer.whole",
};

/** Says a field's name before what is said of it; a sentence that names the field already stays as it is. */
export function fieldNamed(field: CustomerField, how: string): string {
  const what = t(CUSTOMER_FIELD[field]);
  return how.includes(what) ? how : t("change.named", { what, how });
}

/** What the service says of a field: the second half of a sentence, such as "is no number". */
export const serviceSays = (field: CustomerField, words: string): string =>
  field === "whole"
    ? t("users.create.serviceSays", { words })
    : t("users.create.serviceSaysOf", { field: t(CUSTOMER_FIELD[field]), words });
