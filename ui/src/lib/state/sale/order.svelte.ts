// The order while it is typed: number, amount, and what is wrong with them. The text a person typed is kept as it was
// typed, except that digits are put into groups. The till reads every text, and nothing here does: the person sees the
// order that would be sold. An error is shown when its field is left, or when the order is submitted.

import { call } from "../../ipc/client";
import type { AmountView, MoneyView, NumberView } from "../../ipc/generated";
import { areAlike, floatAfter, minorOf } from "../../sale/amount";
import { saysTheSame } from "../../fields/caret";
import type { OrderEntry, OrderField } from "../../sale/entry";
import type { Phrase } from "../../sale/phrase";
import { AMOUNT_ERROR_WORD, NUMBER_ERROR_WORD } from "../../sale/words";

/** What the till counts in where no float says otherwise. */
const CURRENCY = "SSP";
const PLACES = 2;

/** A number and an amount on their way to a confirmation. */
export class Order implements OrderEntry {
  number = $state("");
  amount = $state("");
  view = $state.raw<NumberView | undefined>(undefined);
  #reading = $state.raw<AmountView | undefined>(undefined);
  /** What the till itself said of a field when the order was submitted. */
  said = $state.raw<{ field: OrderField; phrase: Phrase } | undefined>(undefined);
  #left = $state({ number: false, amount: false });
  #onedit: () => void;
  /** What is being asked about the text of a field. */
  #asked: Record<OrderField, Promise<void>> = { number: Promise.resolve(), amount: Promise.resolve() };

  /** Tells `onedit` of everything that a person changes in it. */
  constructor(onedit: () => void = () => {}) {
    this.#onedit = onedit;
  }

  /** Takes what is in the number field and asks what it is. */
  typeNumber(text: string): Promise<void> {
    this.#onedit();
    this.number = text;
    this.said = undefined;
    return (this.#asked.number = this.#readNumber(text));
  }

  async #readNumber(text: string): Promise<void> {
    if (text.trim() === "") {
      this.view = undefined;
      return;
    }
    try {
      const view = await call("check_number", { text });
      // An answer to what is no longer in the field says nothing about what is.
      if (this.number !== text) return;
      this.view = view;
      if (saysTheSame(text, view.shown)) this.number = view.shown;
    } catch {
      // The text is checked again when the order is submitted; a check on the way that fails is no reason to stop
      // typing.
      if (this.number === text) this.view = undefined;
    }
  }

  /** Takes what is in the amount field and asks what it says. */
  typeAmount(text: string): Promise<void> {
    this.#onedit();
    this.amount = text;
    this.said = undefined;
    return (this.#asked.amount = this.#readAmount(text));
  }

  async #readAmount(text: string): Promise<void> {
    let reading: AmountView | undefined;
    try {
      if (text.trim() !== "") reading = await call("check_amount", { text });
    } catch {
      // The till reads it again when the order is submitted.
    }
    if (this.amount === text) this.#reading = reading;
  }

  /** Resolves once both fields are read as they stand. */
  async settled(): Promise<void> {
    await Promise.all([this.#asked.number, this.#asked.amount]);
  }

  /** Whether nothing is typed. */
  get isBlank(): boolean {
    return `${this.number}${this.amount}`.trim() === "";
  }

  /** What the amount may mean, where conventions differ. Until a person has said which, nothing is sold. */
  get choices(): readonly MoneyView[] {
    return this.#reading?.choices ?? [];
  }

  /** A field was left: from now on its error is shown. An untouched field is not blamed. */
  leave(field: OrderField): void {
    if (this[field].trim() !== "") this.#left = { ...this.#left, [field]: true };
  }

  /** The error of the number, once it may be shown. */
  get numberError(): Phrase | undefined {
    if (this.said?.field === "number") return this.said.phrase;
    return this.#left.number ? this.errorOfNumber() : undefined;
  }

  /** The error of the amount, once it may be shown. */
  amountError(float: MoneyView | undefined): Phrase | undefined {
    if (this.said?.field === "amount") return this.said.phrase;
    if (!this.#left.amount) return undefined;
    return this.errorOfAmount() ?? this.shortage(float);
  }

  /** What the float will be, as far as can be told while typing. */
  floatAfter(float: MoneyView | undefined): MoneyView | undefined {
    const amount = this.#reading?.amount ?? undefined;
    return float === undefined || amount === undefined || !areAlike(float, amount)
      ? undefined
      : floatAfter(float, amount);
  }

  /**
   * Shows every error, and names the first field that has one. A float that looks too small is left to the till to
   * judge.
   */
  submit(): OrderField | undefined {
    this.#left = { number: true, amount: true };
    if (this.errorOfNumber() !== undefined) return "number";
    return this.errorOfAmount() !== undefined ? "amount" : undefined;
  }

  /** Empties both fields for the next customer. */
  clear(): void {
    this.number = "";
    this.amount = "";
    this.view = undefined;
    this.#reading = undefined;
    this.said = undefined;
    this.#left = { number: false, amount: false };
  }

  /** What is wrong with the number, whether or not it may be shown. */
  errorOfNumber(): Phrase | undefined {
    if (this.number.trim() === "") return { key: NUMBER_ERROR_WORD.empty };
    const error = this.view?.error ?? undefined;
    return error === undefined ? undefined : { key: NUMBER_ERROR_WORD[error] };
  }

  /** What is wrong with the amount, whether or not it may be shown. */
  errorOfAmount(): Phrase | undefined {
    if (this.choices.length > 0) return { key: "topUp.amountError.asked" };
    const error = this.amount.trim() === "" ? "empty" : (this.#reading?.error ?? undefined);
    return (
      error && { key: AMOUNT_ERROR_WORD[error], values: { currency: { text: CURRENCY }, places: { count: PLACES } } }
    );
  }

  /** That the float is too small, if it is. */
  shortage(float: MoneyView | undefined): Phrase | undefined {
    const amount = this.#reading?.amount ?? undefined;
    if (float === undefined || amount === undefined || !areAlike(float, amount) || minorOf(float) >= minorOf(amount))
      return undefined;
    return { key: "topUp.floatShort", values: { float: { money: float }, amount: { money: amount } } };
  }
}
