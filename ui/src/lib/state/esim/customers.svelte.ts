// The customers of the company: one is looked up, made or changed at a time. Making one is asked once; after an answer
// that does not tell, a look-up does. No number of a payment card is held here or asked for.
import { SvelteMap } from "svelte/reactivity";
import { nameOf } from "../../esim/customer";
import { MOST_OF_A_NAME, tooLong } from "../../fields/too-long";
import { cleaned } from "../../format/plain";
import { t } from "../../i18n";
import { call } from "../../ipc/client";
import type {
  ConnectionKey,
  CustomerView,
  ErrorView,
  FoundCustomer,
  PaymentMethods,
  PaymentMethodView,
} from "../../ipc/generated";
import { valueOf } from "../../remote";
import { Acts } from "../acts.svelte";
import { sameKey } from "../connection/connections.svelte";
import type { Announcer } from "../frame/announce.svelte";
import { Request } from "../request.svelte";
import { CustomerForm } from "./customer-form.svelte";

export class Customers {
  readonly #announcer: Announcer;
  email = $state("");
  /** The identifier that was looked for last. */
  asked = $state("");
  error: string | null = $state(null);
  readonly request = new Request<FoundCustomer>();
  /** The form that is open in the place of what was found. */
  form: CustomerForm | null = $state.raw(null);
  readonly methods = new Request<PaymentMethods>();
  /** Named by the ids of ways to pay. */
  readonly acts = new Acts<string>();
  /** The ways to pay that were to be removed, by id: what the service lists afterwards may not have them. */
  readonly #removals = new SvelteMap<string, PaymentMethodView>();
  #connection: ConnectionKey | null = null;

  constructor(announcer: Announcer) {
    this.#announcer = announcer;
  }

  /** The customer that is shown. */
  get customer(): CustomerView | null {
    return valueOf(this.request.current)?.customer ?? null;
  }

  /** Works at this connection from now on; the customers of another one are forgotten. */
  use(connection: ConnectionKey): void {
    if (this.#connection && sameKey(this.#connection, connection)) return;
    this.#connection = connection;
    this.email = this.asked = "";
    this.error = null;
    this.form = null;
    this.#forget();
  }

  /** Looks for the customer of this identifier. */
  open(email: string): Promise<boolean> {
    this.email = email;
    return this.lookUp();
  }

  /** Looks for the customer of the identifier in the field. `false` where the field wants the focus. */
  async lookUp(): Promise<boolean> {
    const connection = this.#connection;
    const email = cleaned(this.email);
    this.error = email === "" ? t("customer.missing") : tooLong(email, MOST_OF_A_NAME);
    // The finding of another identifier says nothing of the present text.
    this.#forget();
    this.form = null;
    if (this.error !== null || !connection) return false;
    this.asked = email;
    const answer = await this.request.run(() => call("look_up_customer", { connection, email }));
    if (!this.request.shows(answer)) return true;
    if (answer.state !== "ready") return false;
    const { customer } = answer.value;
    this.#announcer.say(customer ? nameOf(customer) : t("customer.noneTitle"));
    return true;
  }

  /** Opens the form of a new customer, with the identifier that was looked for where nobody was found. */
  add(): void {
    const wanted = this.request.current.state === "idle" ? cleaned(this.email) : this.asked;
    this.#open(null, this.customer ? "" : wanted);
  }

  /** Opens the form of the customer that is shown. */
  change(): void {
    if (this.customer?.id) this.#open(this.customer, "");
  }

  closeForm(): void {
    this.form = null;
  }

  /** Asks for the ways in which the customer pays. */
  async askMethods(): Promise<void> {
    const connection = this.#connection;
    const id = this.customer?.id;
    if (!connection || !id || this.methods.busy) return;
    const { troubles } = this.acts;
    await this.#readMethods(connection, id);
    // This look answers what was said of removals before it.
    if (this.methods.current.state === "ready") this.acts.dismiss(troubles);
  }

  /** The way to pay of this id that was to be removed. */
  removalOf(id: string): PaymentMethodView | undefined {
    return this.#removals.get(id);
  }

  /** Removes a way to pay. */
  async removeMethod(removed: PaymentMethodView): Promise<void> {
    const connection = this.#connection;
    const id = this.customer?.id;
    const method = removed.id;
    if (!connection || !id || !method) return;
    this.#removals.set(method, removed);
    const request = { connection, customer: id, method };
    const made = await this.acts.change(
      method,
      () => call("remove_payment_method", request),
      () => this.#readMethods(connection, id),
    );
    // Where the others could not be read afterwards, a notice says what was done.
    if (made && !this.acts.troubleOf(method)) this.#announcer.say(t("payment.removed"));
  }

  /** Reads the ways in which a customer pays. Resolves with why that failed, unless something newer was asked. */
  async #readMethods(connection: ConnectionKey, customer: string): Promise<ErrorView | null> {
    const answer = await this.methods.run(() => call("payment_methods", { connection, customer }));
    return this.methods.shows(answer) && answer.state === "failed" ? answer.error : null;
  }

  #open(before: CustomerView | null, email: string): void {
    const connection = this.#connection;
    if (!connection) return;
    const form = new CustomerForm(connection, before, email, (customer) => {
      // A form that was left, or that belongs to another connection, changes nothing of what is shown now.
      if (this.form === form) this.#kept(before, customer);
    });
    this.form = form;
  }

  #kept(before: CustomerView | null, customer: CustomerView): void {
    this.#forget();
    this.form = null;
    this.email = this.asked = customer.fields.email;
    this.request.set({ customer });
    this.#announcer.say(t(before ? "customer.changed" : "customer.created", { name: nameOf(customer) }));
  }

  #forget(): void {
    this.request.reset();
    this.methods.reset();
    this.acts.forget();
    this.#removals.clear();
  }
}
