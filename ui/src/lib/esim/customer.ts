// The fields of a customer, as a form has them.
import type { AddressView, CustomerError, CustomerField, CustomerFields, CustomerView } from "../ipc/generated";
import type { MessageKey } from "../i18n";
import { plainText } from "../format/plain";

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
  service: (words: string) => string,
): FieldErrors {
  const errors = noErrors();
  for (const { field, message } of found) {
    const words = plainText(message);
    errors[field] = [errors[field], words ? service(words) : own(field)].filter(Boolean).join(" ");
  }
  return errors;
}
