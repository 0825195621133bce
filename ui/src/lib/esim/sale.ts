// What the screens of an order need of its sale: whether it still goes on, and how far it has come.
import type { MessageKey } from "../i18n";
import type { SaleView } from "../ipc/generated";
import { isOlder, merged } from "../sale/list";

/** What an order goes through, one after the other. */
export type OrderStep = "handingOver" | "accepted" | "preparing" | "ready";

export const ORDER_STEPS: readonly OrderStep[] = ["handingOver", "accepted", "preparing", "ready"];

const STEP_WORD: Record<OrderStep, MessageKey> = {
  handingOver: "esim.step.handingOver",
  accepted: "esim.step.accepted",
  preparing: "esim.step.preparing",
  ready: "esim.step.ready",
};

/** A step in words, where the order is at the step `now`. The service has the order only once the first one is over. */
export const stepWord = (step: OrderStep, now: OrderStep): MessageKey =>
  step === "handingOver" && now === "handingOver" ? "esim.step.isHandingOver" : STEP_WORD[step];

/** Whether the order still goes on: nothing has to be done about it, and its outcome comes by itself. */
export const goesOn = (sale: SaleView): boolean => sale.state === "intended" || sale.state === "accepted";

/** How far an order has come. */
export function stepOf(sale: SaleView): OrderStep {
  if (sale.state === "intended") return "handingOver";
  return sale.state === "accepted" ? (sale.progress ?? "accepted") : "ready";
}

/** The eSIM that an order made, whose code can be shown; nothing for more data on a SIM. */
export const readyEsim = ({ order, state, esim }: Pick<SaleView, "order" | "state" | "esim">): string | null =>
  order.kind === "newEsim" && state === "confirmed" ? (esim?.iccid ?? null) : null;

/** The orders that go on, with this one as it is now: it leaves once it is over. An older state changes nothing. */
export function openWith(orders: SaleView[], sale: SaleView): SaleView[] {
  const known = orders.find((one) => one.id === sale.id);
  if (known && isOlder(sale, known)) return orders;
  return goesOn(sale) ? merged(orders, sale) : orders.filter((one) => one !== known);
}
