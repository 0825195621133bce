// The catalogue of the connection that sells, and what a person looks for in it. The till asks the service, stores the
// last list and says whether anything is sold from it; here it is searched and sorted.
import { indexed, search, type Entry, type Found, type Index, type Sorting, type Wish } from "../../esim/catalogue";
import { formatLocale } from "../../i18n";
import { call } from "../../ipc/client";
import type { CatalogueView, ConnectionKey } from "../../ipc/generated";
import { valueOf, type Remote } from "../../remote";
import { sameKey } from "../connection/connections.svelte";
import { Request } from "../request.svelte";
import { Choice } from "../sale/choice.svelte";

/** The currency of the list where nobody chose one: the service's own. */
const USUAL = "EUR";
/** A list that is older is asked for again while it is looked at, in milliseconds. */
const OLD = 5 * 60_000;

export class Catalogue {
  readonly #request = new Request<CatalogueView>();
  readonly choice = new Choice<Entry>(() => this.found.entries);
  text = $state("");
  countries = $state.raw<readonly string[]>([]);
  region = $state("");
  leastBytes = $state.raw<bigint | null>(null);
  leastDays = $state.raw<number | null>(null);
  sorting = $state.raw<Sorting>("price");
  #chosen = $state<string | null>(null);
  #connection: ConnectionKey | undefined;
  /** When it was asked for last, by the computer's clock. */
  #asked = 0;
  readonly #index: Index = $derived(indexed(this.view?.products ?? [], formatLocale()));
  readonly #found: Found = $derived(search(this.#index, this.#wish()));

  get remote(): Remote<CatalogueView> {
    return this.#request.current;
  }

  /** The last list that came, also while it is asked for again. */
  get view(): CatalogueView | undefined {
    return valueOf(this.#request.current);
  }

  get busy(): boolean {
    return this.#request.busy;
  }

  get index(): Index {
    return this.#index;
  }

  get found(): Found {
    return this.#found;
  }

  /** The currency in which prices are shown and compared. */
  get currency(): string {
    if (this.#chosen !== null) return this.#chosen;
    const told = this.view?.currencies ?? [];
    return told.includes(USUAL) ? USUAL : (told[0] ?? USUAL);
  }

  /** The currencies to choose from. */
  get currencies(): readonly string[] {
    const told = this.view?.currencies ?? [];
    return told.includes(this.currency) ? told : [...told, this.currency].sort();
  }

  /** Whether anything narrows the list. */
  get isNarrowed(): boolean {
    const { text, countries, region, leastBytes, leastDays } = this;
    return text.trim() !== "" || countries.length > 0 || region !== "" || leastBytes !== null || leastDays !== null;
  }

  /** Shows the catalogue of this connection from now on. */
  use(connection: ConnectionKey): void {
    if (this.#connection && sameKey(this.#connection, connection)) return;
    this.#connection = connection;
    this.#request.reset();
    this.#chosen = null;
    this.#asked = 0;
    this.widen();
  }

  /** Asks for the list. `anew`: also where the till has one that is minutes old. */
  async load(anew = false): Promise<void> {
    if (!this.busy) await this.#ask(anew);
  }

  /** Asks for the list where the last one is too old to be sold from. */
  freshen(now: number): void {
    if (now - this.#asked > OLD) void this.load();
  }

  /** Shows prices in this currency; they are asked for where the list has none. */
  async priceIn(currency: string): Promise<void> {
    const isThere = this.view?.currencies.includes(currency) ?? false;
    this.#chosen = currency;
    // A list that is on its way has prices in another currency.
    if (!isThere || this.busy) await this.#ask(!isThere);
  }

  addCountry(code: string): void {
    if (!this.countries.includes(code)) this.countries = [...this.countries, code];
  }

  dropCountry(code: string): void {
    this.countries = this.countries.filter((one) => one !== code);
  }

  /** Shows all of it. */
  widen(): void {
    this.text = "";
    this.countries = [];
    this.region = "";
    this.leastBytes = null;
    this.leastDays = null;
    this.choice.drop();
  }

  async #ask(anew: boolean): Promise<void> {
    const connection = this.#connection;
    if (!connection) return;
    const currency = this.#chosen;
    this.#asked = Date.now();
    await this.#request.run(() => call("catalogue", { connection, currency, anew }));
  }

  #wish(): Wish {
    const { text, countries, region, leastBytes, leastDays, currency, sorting } = this;
    return { text, countries, region, leastBytes, leastDays, currency, sorting };
  }
}
