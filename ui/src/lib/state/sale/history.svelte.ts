// The history of one ledger: searched while typing, read page by page, followed by events. The place of the person,
// which row is chosen and how far it was read, stays when a sale is opened and closed.

import { cleaned } from "../../format/plain";
import { call } from "../../ipc/client";
import { errorView } from "../../ipc/error";
import type { EnvironmentView, ErrorView, Only, SaleView } from "../../ipc/generated";
import { valueOf, type Remote } from "../../remote";
import { continued, isInDoubt, isOlder, merged, refreshed } from "../../sale/list";
import { Choice } from "./choice.svelte";
import type { Connections } from "../connection/connections.svelte";
import { Request } from "../request.svelte";
import type { SaleInView } from "./sale-in-view.svelte";

/** Rows of a page. */
const PAGE = 50;
/** How long typing has to rest before it is searched for, in milliseconds. */
export const REST = 100;

/** A page or more of found sales, and what was asked for. */
export type Found = { search: string; only: Only; sales: SaleView[]; next: number | null };

/** The history screen. */
export class SalesHistory {
  readonly #connections: Connections;
  readonly #inView: (sale: SaleView) => SaleInView;
  search = $state("");
  /** Which outcomes are looked at; a chip shows it, so the search field holds nothing but what somebody typed. */
  only = $state<Only>("all");
  /** The chosen row. An open sale follows it, and where the list ends, it is read on. */
  readonly choice = new Choice(
    () => this.sales,
    (sale, at) => {
      if (this.open !== undefined) this.show(sale);
      if (at === this.sales.length - 1) void this.more();
    },
  );
  open = $state.raw<SaleInView | undefined>(undefined);
  loadingMore = $state(false);
  moreError = $state.raw<ErrorView | undefined>(undefined);
  /** The ledger that is looked at while no connection is chosen. */
  unbound = $state<EnvironmentView>("live");
  #environment: EnvironmentView | undefined;
  #request = new Request<Found>();
  /** Grows with every question, so that the answer to an older one adds nothing. */
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopFollowing: (() => void) | undefined;

  /** `inView` makes the state of a sale that is opened. */
  constructor(connections: Connections, inView: (sale: SaleView) => SaleInView) {
    this.#connections = connections;
    this.#inView = inView;
  }

  get found(): Remote<Found> {
    return this.#request.current;
  }

  get sales(): SaleView[] {
    return valueOf(this.found)?.sales ?? [];
  }

  /** Shows this ledger and follows it until the returned function is called. */
  follow(environment: EnvironmentView): () => void {
    if (this.#environment !== environment) this.#forget();
    this.#environment = environment;
    void this.load();
    const leave = this.#connections.listen((event) => {
      if (event.type === "saleChanged") this.#hear(event.sale);
    });
    return () => {
      leave();
      clearTimeout(this.#timer);
    };
  }

  get chosen(): string | undefined {
    return this.choice.id;
  }

  /** Makes the next look at this ledger begin with the doubts alone. */
  lookForDoubts(environment: EnvironmentView): void {
    this.#forget();
    this.#environment = environment;
    this.only = "inDoubt";
  }

  /** Looks at these outcomes alone, among what is searched for. */
  lookAt(only: Only): void {
    this.only = only;
    void this.load();
  }

  /** Takes what is in the search field; searches when typing rests. */
  type(text: string): void {
    this.search = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.load(), REST);
  }

  /** Searches now. Only the answer to the newest search is shown. */
  async load(): Promise<void> {
    const environment = this.#environment;
    if (environment === undefined) return;
    clearTimeout(this.#timer);
    this.#asked++;
    this.loadingMore = false;
    this.moreError = undefined;
    const search = cleaned(this.search);
    const { only } = this;
    await this.#request.run(() => this.#page(environment, search, only, null));
    this.choice.settle();
  }

  /** Reads the next page, if there is one. */
  async more(): Promise<void> {
    const environment = this.#environment;
    const shown = this.found;
    if (environment === undefined || shown.state !== "ready" || shown.value.next === null || this.loadingMore) return;
    const { search, only, next } = shown.value;
    const asked = this.#asked;
    this.loadingMore = true;
    this.moreError = undefined;
    try {
      const page = await this.#page(environment, search, only, next);
      if (asked !== this.#asked) return;
      this.#request.set({ ...page, sales: continued(this.sales, page.sales) });
    } catch (thrown) {
      if (asked === this.#asked) this.moreError = errorView(thrown);
    } finally {
      if (asked === this.#asked) this.loadingMore = false;
    }
  }

  /** Opens the side panel of a sale. */
  show(sale: SaleView): void {
    this.#stopFollowing?.();
    this.choice.choose(sale);
    const view = this.#inView(sale);
    this.open = view;
    this.#stopFollowing = view.follow();
    void view.loadTimeline();
  }

  /** Opens the side panel of a sale that is known by its name only. */
  async showById(environment: EnvironmentView, id: string): Promise<void> {
    try {
      this.show((await call("sale_detail", { environment, sale: id })).sale);
    } catch (thrown) {
      this.moreError = errorView(thrown);
    }
  }

  /** Closes the side panel; the chosen row stays chosen. */
  close(): void {
    this.#stopFollowing?.();
    this.#stopFollowing = undefined;
    this.open = undefined;
  }

  /** Ends a visit: the one kind that was looked at was meant for that visit. */
  leave(): void {
    this.close();
    if (this.only !== "all") this.#request.reset();
    this.only = "all";
  }

  #forget(): void {
    this.close();
    this.#request.reset();
    this.choice.drop();
    this.search = "";
    this.only = "all";
  }

  async #page(environment: EnvironmentView, search: string, only: Only, before: number | null): Promise<Found> {
    const page = await call("search_history", { environment, connection: null, search, only, before, limit: PAGE });
    return { search, only, sales: page.sales, next: page.next };
  }

  /** A changed sale changes its row; a new one comes to the front of the whole history, where it certainly belongs. */
  #hear(sale: SaleView): void {
    if (this.found.state !== "ready" || sale.connection.environment !== this.#environment) return;
    const { value } = this.found;
    const { search, only, sales, next } = value;
    if (only === "inDoubt") return this.#hearOfDoubt(sale, value);
    const newest = sales[0];
    // A clock that was set back makes no sale an old one: a sale that is only now written down, or not in the whole
    // list, is new.
    const fresh = newest === undefined || next === null || sale.state === "intended";
    const isNew = search === "" && (fresh || Date.parse(sale.at) >= Date.parse(newest.at));
    this.#put(value, isNew ? merged(sales, sale) : refreshed(sales, sale));
  }

  /** Among the doubts, a sale comes when it is one, also long after it was sold, and goes when it is none any more. */
  #hearOfDoubt(sale: SaleView, found: Found): void {
    const known = found.sales.find((one) => one.id === sale.id);
    if (known === undefined) return void (isInDoubt(sale) && this.load());
    if (isInDoubt(sale) || isOlder(sale, known)) return this.#put(found, refreshed(found.sales, sale));
    const left = found.sales.filter((one) => one !== known);
    if (left.length === 0 && found.next !== null) void this.load();
    else this.#put(found, left);
  }

  #put(found: Found, sales: SaleView[]): void {
    if (sales !== found.sales) this.#request.set({ ...found, sales });
  }
}
