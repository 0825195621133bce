// The fields of a customer, as a form has them.
import type {
  AddressView,
  CustomerError,
  CustomerField,
  CustomerFields,
  CustomerTypeView,
  CustomerView,
  ErrorView,
} from "../ipc/generated";
import type { MessageKey } from "../i18n";
import { plainText } from "../format/plain";

/** What came of sending the form of a customer. */
export type Sent =
  | { at: "nothing" }
  | { at: "sending" }
  | { at: "same" }
  /** It may have been stored. */
  | { at: "unknown"; error: ErrorView }
  /** `error`: the service's refusal; absent where the till found what is wrong. */
  | { at: "refused"; sentence: string | null; error: ErrorView | null }
  | { at: "failed"; error: ErrorView };

/** The fields that are one line of text each. */
export type TextField = Exclude<keyof CustomerFields, "customerType" | "billing" | "shipping">;

/** A field with the error that is shown at it. */
export type FieldErrors = Record<CustomerField, string | null>;

const noAddress = (): AddressView => ({ line1: "", line2: "", city: "", state: "", postCode: "", country: "" });

/** A customer of whom nothing is entered but the identifier. */
export const noCustomer = (email = ""): CustomerFields => ({
  customerType: "personal",
  email,
  firstName: "",
  lastName: "",
  language: "",
  residence: "",
  phone: "",
  currency: "",
  companyName: "",
  companyNumber: "",
  jobTitle: "",
  billing: noAddress(),
  shipping: noAddress(),
});

/** A copy that can be typed into. */
export const copied = (fields: CustomerFields): CustomerFields => ({
  ...fields,
  billing: { ...fields.billing },
  shipping: { ...fields.shipping },
});

/** The fields that only a company has. */
const OF_A_COMPANY = ["companyName", "companyNumber", "jobTitle"] as const;

/** Copies what the form shows. The fields of a company are hidden for a person, and stay as they were: `before`. */
export function asShown(fields: CustomerFields, before: CustomerFields = noCustomer()): CustomerFields {
  const shown = copied(fields);
  if (shown.customerType !== "business") for (const field of OF_A_COMPANY) shown[field] = before[field];
  return shown;
}

export const noErrors = (): FieldErrors => ({
  email: null,
  firstName: null,
  lastName: null,
  language: null,
  residence: null,
  phone: null,
  currency: null,
  companyName: null,
  companyNumber: null,
  jobTitle: null,
  billing: null,
  shipping: null,
  type: null,
  whole: null,
});

/** The fields in the order of the form. */
const ORDER: readonly CustomerField[] = [
  "email",
  "companyName",
  "companyNumber",
  "jobTitle",
  "firstName",
  "lastName",
  "phone",
  "residence",
  "language",
  "currency",
  "billing",
  "shipping",
];

/** Errors as the form shows them: those of fields that have no place in it now are said of the whole. */
export function inSight(errors: FieldErrors, type: CustomerTypeView, named: Named): FieldErrors {
  const hidden: readonly CustomerField[] = type === "business" ? ["type"] : ["type", ...OF_A_COMPANY];
  const shown = { ...errors, whole: joined(errors, ["whole", ...hidden], named) };
  for (const field of hidden) shown[field] = null;
  return shown;
}

/** All errors in one text, where no form is there to show each at its field. */
export const inOneText = (errors: FieldErrors, named: Named): string =>
  joined(errors, [...ORDER, "whole"], named) ?? "";

/** Puts the name of a field before what is said of it. */
type Named = (field: CustomerField, words: string) => string;

function joined(errors: FieldErrors, fields: readonly CustomerField[], named: Named): string | null {
  const texts = fields.flatMap((field) => {
    const words = errors[field];
    return words === null ? [] : [field === "whole" ? words : named(field, words)];
  });
  return texts.length > 0 ? texts.join(" ") : null;
}

/** The first field that has something wrong. */
export const firstWrong = (errors: FieldErrors): CustomerField | undefined =>
  ORDER.find((field) => errors[field] !== null);

/** Whether two customers have the same entered. */
export const isSame = (one: CustomerFields, other: CustomerFields): boolean =>
  JSON.stringify(cleanedFields(one)) === JSON.stringify(cleanedFields(other));

const cleanedFields = (fields: CustomerFields): unknown[] => [
  fields.customerType,
  ...TEXTS.map((field) => fields[field].trim()),
  ...ADDRESS.flatMap(({ field }) => [fields.billing[field].trim(), fields.shipping[field].trim()]),
];

const TEXTS: readonly TextField[] = [
  "email",
  "firstName",
  "lastName",
  "language",
  "residence",
  "phone",
  "currency",
  "companyName",
  "companyNumber",
  "jobTitle",
];

/** The lines of an address, in the order of the form. */
export const ADDRESS: readonly { field: keyof AddressView; word: MessageKey }[] = [
  { field: "line1", word: "address.line1" },
  { field: "line2", word: "address.line2" },
  { field: "city", word: "address.city" },
  { field: "state", word: "address.state" },
  { field: "postCode", word: "address.postCode" },
  { field: "country", word: "address.country" },
];

/** The lines of an address that say something, each plain. */
export const addressLines = (address: AddressView): string[] =>
  ADDRESS.map(({ field }) => plainText(address[field], 200)).filter((line) => line !== "");

/** What a customer is called. */
export function nameOf({ fields }: CustomerView): string {
  const person = [fields.firstName, fields.lastName].map((part) => plainText(part, 100)).filter(Boolean);
  const company = fields.customerType === "business" ? plainText(fields.companyName, 100) : "";
  return company || person.join(" ") || plainText(fields.email, 320);
}

/** The errors that the service or the till found, with what is said at each field. */
export function errorsOf(
  found: readonly CustomerError[],
  own: (field: CustomerField) => string,
  service: (field: CustomerField, words: string) => string,
): FieldErrors {
  const errors = noErrors();
  for (const { field, message } of found) {
    const words = plainText(message);
    errors[field] = [errors[field], words ? service(field, words) : own(field)].filter(Boolean).join(" ");
  }
  return errors;
}
