// A customer while they are entered: a new one, or one that is changed. An error that the till can tell by itself is
// said before the service is asked; the service's word stands at its field. An answer that does not tell is never asked
// for anew by itself.
import {
  asShown,
  copied,
  errorsOf,
  firstWrong,
  inSight,
  isSame,
  noCustomer,
  noErrors,
  type FieldErrors,
  type Sent,
} from "../../esim/customer";
import { fieldNamed, serviceSays } from "../../esim/words";
import { MOST_OF_A_NAME, tooLong } from "../../fields/too-long";
import { cleaned } from "../../format/plain";
import { t } from "../../i18n";
import { call } from "../../ipc/client";
import { errorView } from "../../ipc/error";
import type { ConnectionKey, CustomerField, CustomerFields, CustomerView, KeptCustomer } from "../../ipc/generated";

/** The answer that the entries are not accepted. */
type Invalid = Extract<KeptCustomer, { outcome: "invalid" }>;

export class CustomerForm {
  readonly #connection: ConnectionKey;
  /** Hears how each sending ended: with the customer where they were kept. */
  readonly #ended: (kept: CustomerView | null) => void;
  /** As they were shown, where one is changed. */
  readonly before: CustomerView | null;
  fields: CustomerFields = $state(noCustomer());
  errors: FieldErrors = $state(noErrors());
  outcome: Sent = $state.raw({ at: "nothing" });

  constructor(
    connection: ConnectionKey,
    before: CustomerView | null,
    email: string,
    ended: (kept: CustomerView | null) => void,
  ) {
    this.#connection = connection;
    this.#ended = ended;
    this.before = before;
    this.fields = before ? copied(before.fields) : noCustomer(email);
  }

  get busy(): boolean {
    return this.outcome.at === "sending";
  }

  /** The first field that has something wrong. */
  get wrong(): CustomerField | undefined {
    return firstWrong(this.errors);
  }

  /** Sends it, once. `false` where something is wrong with a field. */
  async send(): Promise<boolean> {
    if (this.busy) return true;
    this.#check();
    if (this.wrong !== undefined) {
      this.outcome = { at: "nothing" };
      return false;
    }
    const fields = asShown($state.snapshot(this.fields), this.before?.fields);
    if (this.before && isSame(this.before.fields, fields)) {
      this.outcome = { at: "same" };
      return true;
    }
    this.outcome = { at: "sending" };
    this.#ended(await this.#take(() => this.#ask(fields)));
    return this.wrong === undefined;
  }

  /** Takes an answer. Resolves with the customer where they were kept. */
  async #take(ask: () => Promise<KeptCustomer>): Promise<CustomerView | null> {
    try {
      const answer = await ask();
      if (answer.outcome === "kept") {
        this.outcome = { at: "nothing" };
        return answer.customer;
      }
      if (answer.outcome === "unknown") this.outcome = { at: "unknown", error: answer.error };
      else this.#refuse(answer);
    } catch (thrown) {
      const error = errorView(thrown);
      // An error that leaves open whether money moved leaves open whether the customer was stored.
      this.outcome = error.moneyMoved === "no" ? { at: "failed", error } : { at: "unknown", error };
    }
    return null;
  }

  #ask(fields: CustomerFields): Promise<KeptCustomer> {
    const connection = this.#connection;
    return this.before
      ? call("change_customer", { connection, before: this.before, after: fields })
      : call("create_customer", { connection, fields });
  }

  #refuse({ errors, refusal }: Invalid): void {
    const found = errorsOf(errors, ownWords, serviceSays);
    this.errors = inSight(found, this.fields.customerType, fieldNamed);
    const atField = this.wrong !== undefined;
    const sentence = this.errors.whole ?? (atField ? null : t("customer.refused"));
    this.outcome = { at: "refused", sentence, error: refusal };
  }

  #check(): void {
    const errors = noErrors();
    const { email, language, currency } = this.fields;
    // One that could not be read is there all the same.
    const isMissing = cleaned(email) === "" && !this.before?.unread.includes("email");
    errors.email = isMissing ? t("customer.missing") : tooLong(cleaned(email), MOST_OF_A_NAME);
    if (!/^[A-Za-z]{0,3}$/u.test(cleaned(currency)) || [1, 2].includes(cleaned(currency).length))
      errors.currency = t("customer.badCurrency");
    if (!/^(?:[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*)?$/u.test(cleaned(language)))
      errors.language = t("customer.badLanguage");
    this.errors = errors;
  }
}

const ownWords = (field: CustomerField): string =>
  field === "whole" ? t("customer.refused") : t("customer.fieldRefused");
