// What a sale is for and what was bought, whichever kind of order it is: one way to name both in rows, headings and
// sentences.
import type { MessageKey } from "../i18n";
import type { DeviceKindView, EsimConfirmationView, OrderView, ProgressView, SaleView } from "../ipc/generated";
import type { Value } from "./phrase";

type Ordered = Pick<SaleView, "order" | "price">;

/** The number, the customer or the SIM that it is for. */
export function subjectOf({ order }: Pick<SaleView, "order">): string {
  return order.kind === "newEsim" ? order.customer.identifier : order.grouped;
}

/** The name of the plan, where the service sells plans. */
export const planOf = ({ order }: Pick<SaleView, "order">): string | null =>
  order.kind === "topUp" ? null : order.product.name;

/** What the subject of each kind of order is. */
export const SUBJECT_WORD: Record<OrderView["kind"], MessageKey> = {
  topUp: "outcome.summary.number",
  newEsim: "outcome.summary.customer",
  esimTopUp: "outcome.summary.iccid",
};

/** The subject in a sentence: digits run left to right everywhere, a name runs as it does. */
export const subjectValue = (sale: Pick<SaleView, "order">): Value =>
  sale.order.kind === "newEsim" ? { text: subjectOf(sale) } : { number: subjectOf(sale) };

/** What was bought, in a sentence: airtime by its amount, anything else by its plan. */
export function boughtValue(sale: Ordered): Value {
  const plan = planOf(sale);
  if (plan !== null) return { text: plan };
  return sale.price === null ? { text: "" } : { money: sale.price };
}

/** The kind of an order of an eSIM that was checked, as its sale will have it. */
export const kindOf = ({ iccid }: Pick<EsimConfirmationView, "iccid">): OrderView["kind"] =>
  iccid === null ? "newEsim" : "esimTopUp";

/** Whether the service bills it by a float, whose readings are evidence. */
export const isPaidByFloat = ({ order }: Pick<SaleView, "order">): boolean => order.kind === "topUp";

/** The kinds of devices. */
export const DEVICE_WORD: Record<DeviceKindView, MessageKey> = {
  ios: "outcome.device.ios",
  android: "outcome.device.android",
  iot: "outcome.device.iot",
};

/** How far the service is with an order. */
export const PROGRESS_WORD: Record<ProgressView, MessageKey> = {
  accepted: "outcome.progress.accepted",
  preparing: "outcome.progress.preparing",
};
