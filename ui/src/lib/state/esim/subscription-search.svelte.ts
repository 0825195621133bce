// The search for subscriptions: what is wanted, and the pages that came of it, one after the other to the end. A list
// says nothing of the usage; it is asked for subscription by subscription.
import { isDay } from "../../esim/day";
import { leftOutWords } from "../../esim/words";
import { MOST_OF_A_NAME, tooLong } from "../../fields/too-long";
import { cleaned } from "../../format/plain";
import { t } from "../../i18n";
import { call } from "../../ipc/client";
import type { ConnectionKey, SearchSubscriptions, SubscriptionPage } from "../../ipc/generated";
import { valueOf } from "../../remote";
import { Acts } from "../acts.svelte";
import { sameKey } from "../connection/connections.svelte";
import type { Announcer } from "../frame/announce.svelte";
import { Request } from "../request.svelte";
import { continued, merged, toldNow, type AskedFor } from "./subscription";
import { Products } from "./products.svelte";
import { SimNumber } from "./sim-number.svelte";

/** The fields that the window looks at by itself. */
export type SearchField = "customer" | "product" | "after" | "before";

type Found = { all: readonly AskedFor[]; next: string | null; leftOut: number };

export class SubscriptionSearch {
  readonly #announcer: Announcer;
  readonly iccid = new SimNumber("iccid");
  readonly products = new Products();
  customer = $state("");
  product = $state("");
  /** That the text of the last search was taken for the id of a product, until another text is written. */
  productNote: string | null = $state(null);
  after = $state("");
  before = $state("");
  errors: Record<SearchField, string | null> = $state({ customer: null, product: null, after: null, before: null });
  readonly request = new Request<Found>();
  /** Named `more` and `usage <id>`; both only read. */
  readonly acts = new Acts<string>();
  /** What was in the fields when it was last searched. */
  #entered = $state("");
  /** What the pages that are shown were asked for. */
  #asked: SearchSubscriptions | null = null;
  #connection: ConnectionKey | null = null;

  constructor(announcer: Announcer) {
    this.#announcer = announcer;
  }

  get found(): Found | undefined {
    return valueOf(this.request.current);
  }

  /** Whether what is in the fields is searched for already. Something else may be searched for meanwhile. */
  get isAsked(): boolean {
    return this.request.busy && this.#fields === this.#entered;
  }

  /** The first field that has something wrong. */
  get wrong(): SearchField | "iccid" | undefined {
    const { customer, product, after, before } = this.errors;
    if (customer !== null) return "customer";
    if (this.iccid.error !== null) return "iccid";
    if (product !== null) return "product";
    if (after !== null) return "after";
    return before !== null ? "before" : undefined;
  }

  /** Works at this connection from now on; the search and the results at another one are forgotten. */
  use(connection: ConnectionKey): void {
    if (this.#connection && sameKey(this.#connection, connection)) return;
    this.#connection = connection;
    this.clear();
    this.products.forget();
  }

  /** Takes the text of the product as it is now. */
  typeProduct(text: string): void {
    this.product = text;
    this.productNote = this.errors.product = null;
  }

  /** Empties the form and forgets what was found. */
  clear(): void {
    this.customer = this.after = this.before = "";
    this.typeProduct("");
    this.iccid.clear();
    this.errors = { customer: null, product: null, after: null, before: null };
    this.request.reset();
    this.acts.forget();
    this.#asked = null;
  }

  /** Asks for the first page. `false` where something is wrong with a field. */
  async search(): Promise<boolean> {
    const connection = this.#connection;
    if (!connection) return true;
    const iccid = this.iccid.text.trim() === "" ? "" : await this.iccid.digits();
    if (connection !== this.#connection) return true;
    this.#check();
    if (this.wrong !== undefined || iccid === null) return false;
    this.productNote = this.#takenForId();
    const [customer, after, before] = [cleaned(this.customer), cleaned(this.after), cleaned(this.before)];
    const asked = { connection, customer, iccid, product: this.#productId(), after, before, page: null };
    this.request.reset();
    this.acts.forget();
    this.#asked = asked;
    this.#entered = this.#fields;
    const answer = await this.request.run(async () => added(undefined, await call("search_subscriptions", asked)));
    if (this.request.shows(answer) && answer.state === "ready") this.#announcer.say(howMany(answer.value));
    return true;
  }

  /** Asks for the next page, if there is one. */
  async more(): Promise<void> {
    const { found } = this;
    const asked = this.#asked;
    if (!found?.next || !asked) return;
    const page = await this.acts.run("more", () => call("search_subscriptions", { ...asked, page: found.next }));
    if (!page) return;
    const all = added(this.found, page);
    this.request.set(all);
    this.#announcer.say(howMany(all));
  }

  /** Asks for the usage of one of them. */
  async askUsage(subscription: string): Promise<void> {
    const connection = this.#connection;
    if (!connection) return;
    const one = await this.acts.run(`usage ${subscription}`, () => call("subscription", { connection, subscription }));
    const { found } = this;
    if (!one || !found) return;
    const newer = (asked: AskedFor): AskedFor =>
      asked.subscription.id === subscription ? toldNow(merged(asked.subscription, one)) : asked;
    this.request.set({ ...found, all: found.all.map(newer) });
  }

  get #fields(): string {
    return [this.customer, this.iccid.text, this.product, this.after, this.before].join("\n");
  }

  #check(): void {
    const dayError = (day: string) => (cleaned(day) === "" || isDay(cleaned(day)) ? null : t("search.badDay"));
    this.errors = {
      customer: tooLong(cleaned(this.customer), MOST_OF_A_NAME),
      product: this.products.matching(this.product).length > 1 ? t("search.severalProducts") : null,
      after: dayError(this.after),
      before: dayError(this.before),
    };
    const [after, before] = [cleaned(this.after), cleaned(this.before)];
    if (isDay(after) && isDay(before) && after >= before) this.errors.before = t("search.daysTurned");
  }

  #productId(): string {
    return this.products.matching(this.product)[0]?.id ?? cleaned(this.product);
  }

  #takenForId(): string | null {
    if (cleaned(this.product) === "" || this.products.matching(this.product).length > 0) return null;
    return t(this.products.isKnown ? "search.noSuchProduct" : "search.productsNotThere");
  }
}

/** How many are shown of all that there are, in words. */
export function howMany({ all, next, leftOut }: Found): string {
  const count = all.length;
  if (next !== null) return [t("search.someShown", { count }), leftOutWords(leftOut)].filter(Boolean).join(" ");
  return leftOut === 0
    ? t("search.allShown", { count })
    : `${t("search.endReached", { count })} ${leftOutWords(leftOut)}`;
}

const added = (earlier: Found | undefined, page: SubscriptionPage): Found => ({
  all: continued(earlier?.all ?? [], page.subscriptions),
  next: page.next,
  leftOut: (earlier?.leftOut ?? 0) + page.leftOut,
});
