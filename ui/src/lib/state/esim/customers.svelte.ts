// The customers of the company: one is looked up, made or changed at a time. Making one is asked once; after an answer
// that does not tell, a look-up does, and the typed texts stay until it shows the customer. A form that is left while
// it is sent, or a way to pay that is removed, is told of when it ends. No number of a payment card is held here or
// asked for.
import { untrack } from "svelte";
import { SvelteMap } from "svelte/reactivity";
import { nameOf } from "../../esim/customer";
import { aboutCustomer, formNews, keptWords } from "../../esim/late-customer";
import { troubleNews } from "../../esim/late-change";
import { methodName } from "../../esim/payment";
import { CHANGE } from "../../esim/words";
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
import type { Phrase } from "../../sale/phrase";
import { speak } from "../../sale/speak";
import type { Trouble } from "../../trouble";
import { Acts } from "../acts.svelte";
import { sameKey, type Connections } from "../connection/connections.svelte";
import type { Announcer } from "../frame/announce.svelte";
import { Request } from "../request.svelte";
import { CustomerForm } from "./customer-form.svelte";

/** A form that ended after it was left. `kept`: the customer, where the service stored them. */
export type LateForm = { connection: ConnectionKey; form: CustomerForm; kept: CustomerView | null };

/** A way to pay whose removal ended after its customer was left. Without a trouble it is removed. */
export type LateRemoval = {
  connection: ConnectionKey;
  email: string;
  method: PaymentMethodView;
  trouble: Trouble | null;
};

export type LateCustomer = LateForm | LateRemoval;

export class Customers {
  readonly #announcer: Announcer;
  readonly #connections: Connections;
  email = $state("");
  /** The identifier that was looked for last. */
  asked = $state("");
  error: string | null = $state(null);
  readonly request = new Request<FoundCustomer>();
  /** The form that is open in the place of what was found. */
  form: CustomerForm | null = $state.raw(null);
  /** The form whose customer is looked up because its answer did not say it, until they are shown. */
  aside: CustomerForm | null = $state.raw(null);
  /** What ended after it was left, until it is put away or gone on with. */
  late = $state.raw<readonly LateCustomer[]>([]);
  readonly methods = new Request<PaymentMethods>();
  /** Named by the ids of ways to pay. */
  readonly acts = new Acts<string>();
  /** The ways to pay that were to be removed, by id: the service's list may lack them afterwards. */
  readonly #removals = new SvelteMap<string, PaymentMethodView>();
  #connection: ConnectionKey | null = $state.raw(null);

  constructor(announcer: Announcer, connections: Connections) {
    this.#announcer = announcer;
    this.#connections = connections;
  }

  /** Whether the identifier in the field is looked for already. Another one may be asked for meanwhile. */
  get isAsked(): boolean {
    return this.request.busy && cleaned(this.email) === this.asked;
  }

  /** The customer that is shown. */
  get customer(): CustomerView | null {
    return valueOf(this.request.current)?.customer ?? null;
  }

  /** Works at this connection from now on; the customers of another one are forgotten. */
  use(connection: ConnectionKey): void {
    // An effect that names the connection does not depend on the one before.
    if (untrack(() => this.#isAt(connection))) return;
    this.#connection = connection;
    this.email = this.asked = "";
    this.error = null;
    this.form = this.aside = null;
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
    if (customer && this.aside && cleaned(this.aside.fields.email) === email) this.aside = null;
    this.#announcer.say(customer ? nameOf(customer) : t("customer.noneTitle"));
    return true;
  }

  /** Looks for the customer of a form whose answer did not say it. */
  async lookUpAfter(form: CustomerForm): Promise<void> {
    this.#drop(form);
    this.aside = form;
    await this.open(cleaned(form.fields.email));
  }

  /** Opens a form again, as it was left. */
  reopen(form: CustomerForm): void {
    const isNobody = this.request.current.state === "ready" && !this.customer;
    // It is open no more whether the customer was stored: the service knows nobody of this identifier.
    if (isNobody && this.asked === cleaned(form.fields.email)) form.outcome = { at: "nothing" };
    if (this.aside === form) this.aside = null;
    this.#drop(form);
    this.form = form;
  }

  /** Puts the news of one away. */
  putAway(late: LateCustomer): void {
    this.late = this.late.filter((one) => one !== late);
  }

  /** Whether its connection is in front. */
  isHere({ connection }: LateCustomer): boolean {
    return this.#isAt(connection);
  }

  /** Which customer it is about; the connection is named where another one is in front. */
  aboutOf(late: LateCustomer): Phrase {
    const { connection } = late;
    const place = this.isHere(late) ? "" : (this.#connections.find(connection)?.name ?? connection.id);
    if ("form" in late) return aboutCustomer(late.form.fields.email, [place]);
    return aboutCustomer(late.email, [place, methodName(late.method)]);
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
    const { customer } = this;
    const id = customer?.id;
    const method = removed.id;
    if (!connection || !customer || !id || !method) return;
    const { email } = customer.fields;
    this.#removals.set(method, removed);
    const request = { connection, customer: id, method };
    const made = await this.acts.change(
      method,
      () => call("remove_payment_method", request),
      () => this.#readMethods(connection, id),
      (trouble) => this.#tellLate({ connection, email, method: removed, trouble }),
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
    const form = new CustomerForm(connection, before, email, (kept) => {
      // A form that was left, or that belongs to another connection, changes nothing of what is shown now.
      if (this.form !== form) this.#tellLate({ connection, form, kept });
      else if (kept) this.#kept(form, kept);
    });
    this.form = form;
  }

  #kept(form: CustomerForm, customer: CustomerView): void {
    this.#forget();
    this.form = null;
    this.email = this.asked = customer.fields.email;
    this.request.set({ customer });
    this.#announcer.say(keptWords(form, customer));
  }

  #tellLate(late: LateCustomer): void {
    this.late = [...this.late, late];
    this.#announcer.say(`${speak(this.aboutOf(late))} ${newsOf(late)}`);
  }

  #drop(form: CustomerForm): void {
    this.late = this.late.filter((one) => !("form" in one && one.form === form));
  }

  #isAt(connection: ConnectionKey): boolean {
    return this.#connection !== null && sameKey(this.#connection, connection);
  }

  #forget(): void {
    this.request.reset();
    this.methods.reset();
    this.acts.forget();
    this.#removals.clear();
  }
}

/** How it ended, in one breath. */
function newsOf(late: LateCustomer): string {
  if ("form" in late) return formNews(late.form, late.kept);
  return late.trouble ? troubleNews("payment", late.trouble, "customer.noChange") : t(CHANGE.payment.made);
}
