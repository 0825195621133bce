// What the form of an order needs of the order: its texts, what is wrong with them, and what was found out about the
// number.
import type { MoneyView, NumberView } from "../ipc/generated";
import { phrase, type Phrase } from "./phrase";

/** The field that wants the focus. */
export type OrderField = "number" | "amount";

/** An order that was typed and not sent. */
export type PutAside = { number: string; amount: string };

/** Offers an order that made room for a new one. */
export function bringBackPhrase(order: PutAside): Phrase {
  const [number, amount] = [order.number.trim(), order.amount.trim()];
  const both = number !== "" && amount !== "" ? "yes" : "no";
  return phrase("topUp.bringBack", { number: { number }, amount: { number: amount }, both: { choice: both } });
}

/** An order while it is typed. */
export type OrderEntry = {
  readonly number: string;
  readonly amount: string;
  readonly view: NumberView | undefined;
  readonly numberError: Phrase | undefined;
  /** What the amount may mean, where that is not certain. */
  readonly choices: readonly MoneyView[];
  amountError(float: MoneyView | undefined): Phrase | undefined;
  floatAfter(float: MoneyView | undefined): MoneyView | undefined;
  typeNumber(text: string): Promise<void>;
  typeAmount(text: string): Promise<void>;
  leave(field: OrderField): void;
};
