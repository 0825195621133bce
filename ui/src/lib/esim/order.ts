// The order of an eSIM while it is filled in: its fields, and the words for what is wrong with them.
import type { MessageKey } from "../i18n";
import { t } from "../i18n";
import { plainText } from "../format/plain";
import type { DeviceKindView, EsimConfirmationView, MoneyView, OrderField, OrderFieldError } from "../ipc/generated";
import { phrase, type Phrase } from "../sale/phrase";
import type { SimNumberEntry } from "./entry";
import { inFours } from "./number";
import { numberError } from "./words";

/** A new eSIM, or more data for a SIM that a customer has. */
export type OrderKind = "newEsim" | "topUp";

/** The fields that are plain text, as typed. */
export type TextField =
  "country" | "customer" | "firstName" | "lastName" | "residence" | "model" | "activationDate" | "price" | "currency";

/** An order while it is filled in. */
export type OrderDraft = {
  readonly kind: OrderKind;
  readonly text: Readonly<Record<TextField, string>>;
  readonly deviceKind: DeviceKindView;
  readonly eid: SimNumberEntry;
  readonly iccid: SimNumberEntry;
  /** What is wrong with a field, once it may be shown. */
  readonly errors: Readonly<Partial<Record<OrderField, string>>>;
  /** What the price may mean, where conventions read it differently and nobody has said which is meant. */
  readonly priceReadings: readonly MoneyView[];
  type(field: TextField, text: string): void;
  /** Says which reading of the price is meant. */
  mean(reading: MoneyView): void;
  choose(type: DeviceKindView): void;
};

/** What was filled in of an order that was not handed over. */
export type KeptDraft = Pick<OrderDraft, "kind" | "text" | "deviceKind"> & {
  eid: string;
  iccid: string;
  /** The amount of the reading of the price that a person chose. */
  meant: string | null;
};

/** Words for an error that fit one field better than the general ones. */
const AT_FIELD: Partial<Record<OrderField, Partial<Record<OrderFieldError, MessageKey>>>> = {
  product: { empty: "esim.error.product", unknown: "esim.error.product", notReadable: "esim.error.product" },
  country: { empty: "esim.error.country", unknown: "esim.error.countryUnknown" },
  customer: { empty: "esim.error.customer" },
  activationDate: { notReadable: "esim.error.day", tooShort: "esim.error.day", tooLong: "esim.error.day" },
  price: { notReadable: "esim.error.price" },
  currency: { unknown: "esim.error.currency" },
};

const GENERAL: Record<OrderFieldError, MessageKey> = {
  empty: "esim.error.empty",
  tooLong: "esim.error.tooLong",
  tooShort: "esim.error.tooShort",
  notReadable: "esim.error.notReadable",
  unknown: "esim.error.unknown",
  inThePast: "esim.error.inThePast",
  notPositive: "esim.error.notPositive",
  notWhole: "esim.error.pair",
  ambiguous: "topUp.amountError.asked",
  tooManyPlaces: "esim.error.tooManyPlaces",
  otherCurrency: "esim.error.otherCurrency",
  tooLarge: "esim.error.tooLarge",
  onlyIos: "esim.error.onlyIos",
};

/** What is wrong with a field, in a sentence. */
export function orderError(field: OrderField, error: OrderFieldError): string {
  if (field === "iccid" || (field === "eid" && error !== "onlyIos")) return numberError(field, error);
  return t(AT_FIELD[field]?.[error] ?? GENERAL[error]);
}

/** Longer names are cut where the order is said in one line; the facts have them whole. */
const NAME = 40;
const SUBJECT = 320;

/** The customer or the SIM of an order that was checked, in full; the digits are in groups. */
export const subjectOfOrder = ({ customer, iccid }: EsimConfirmationView): string =>
  iccid === null ? plainText(customer?.identifier ?? "", SUBJECT) : inFours(iccid);

/** An order in one line: which product, and for whom or for which SIM. */
export function orderPhrase({ product, customer, iccid }: EsimConfirmationView): Phrase {
  const name = { text: plainText(product.name, NAME) || plainText(product.id, NAME) };
  if (iccid !== null) return phrase("esim.orderForSim", { product: name, iccid: { number: inFours(iccid) } });
  return phrase("esim.orderForCustomer", {
    product: name,
    customer: { text: plainText(customer?.identifier ?? "", NAME) },
  });
}

/** Offers an order that made room for another one, by the customer or the SIM that it is for. */
export function bringBackPhrase({ kind, text, iccid }: KeptDraft): Phrase {
  const customer = plainText(text.customer, NAME) || plainText(`${text.firstName} ${text.lastName}`, NAME);
  if (iccid.trim() !== "" && (kind === "topUp" || customer === ""))
    return phrase("esim.bringBack", { subject: { number: plainText(iccid, NAME) } });
  return customer === "" ? phrase("esim.bringBackUnnamed") : phrase("esim.bringBack", { subject: { text: customer } });
}

/** The order of an error that is shown beside another order. */
export const stumbledOrder = (confirmation: EsimConfirmationView): Phrase =>
  phrase("esim.stumbled", { order: { phrase: orderPhrase(confirmation) } });
