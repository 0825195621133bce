// What was done to a customer and ended after it was left: a form that was sent, or a way to pay that was removed. Each
// is shown by the customer's identifier.
import { errorWording } from "../errors";
import { plainText } from "../format/plain";
import { t } from "../i18n";
import type { CustomerFields, CustomerView } from "../ipc/generated";
import { phrase, type Phrase } from "../sale/phrase";
import { inOneText, nameOf, type FieldErrors, type Sent } from "./customer";
import { saysNo } from "./service-no";
import { fieldNamed } from "./words";

/** A form that was sent. */
export type SentForm = {
  readonly before: CustomerView | null;
  readonly fields: CustomerFields;
  readonly errors: FieldErrors;
  readonly outcome: Sent;
};

/** Which customer it is about. `more`: what of them, and the connection where another one is in front. */
export function aboutCustomer(identifier: string, more: readonly string[]): Phrase {
  const told = more.map((text) => plainText(text)).filter(Boolean);
  const values = { email: { text: identifier }, more: { text: told.join(t("product.comma")) } };
  return phrase(told.length > 0 ? "customer.aboutMore" : "customer.about", values);
}

/** That the customer was stored. */
export const keptWords = ({ before }: SentForm, kept: CustomerView): string =>
  t(before ? "customer.changed" : "customer.created", { name: nameOf(kept) });

/** What was refused, all of it, where the form is not there to show it. */
export const refusedWords = ({ errors }: SentForm): string => inOneText(errors, fieldNamed) || t("customer.refused");

/** How the sending of a form ended, in one breath. */
export function formNews(form: SentForm, kept: CustomerView | null): string {
  const { before, outcome } = form;
  if (kept) return keptWords(form, kept);
  if (outcome.at === "unknown") {
    const { sentence } = errorWording({ ...outcome.error, moneyMoved: "unknown" });
    return `${sentence} ${t(before ? "customer.unknownChange" : "customer.unknown")}`;
  }
  return `${t(before ? "customer.notChanged" : "customer.notCreated")}. ${noWords(form)}`;
}

function noWords(form: SentForm): string {
  if (form.outcome.at !== "failed") return refusedWords(form);
  const { error } = form.outcome;
  return saysNo(error) ? t("customer.noChange") : errorWording(error).sentence;
}
