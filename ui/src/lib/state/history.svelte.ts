// The history of one ledger: searched while typing, read page by page, followed by events. The place of the person, which
// row is chosen and how far it was read, stays when a sale is opened and closed.

import { cleaned } from "../format/plain";
import { call } from "../ipc/client";
import { faultView } from "../ipc/error";
import type { EnvironmentView, ErrorView, SaleView } from "../ipc/generated";
import { valueOf, type Remote } from "../remote";
import { merged, refreshed } from "../sale/list";
import { connections } from "./connections.svelte";
import { Request } from "./request.svelte";
import { SaleInView } from "./sale-in-view.svelte";

/** Rows of a page. */
const PAGE = 50;
/** How long typing has to rest before it is searched for, in milliseconds. */
export const REST = 100;

/** What the ledger's search knows the sales by of which it is open whether money moved. */
export const OPEN_SALES = "open";

/** A page or more of found sales. */
export type Found = { search: string; sales: SaleView[]; next: number | null };

/** The history screen. */
export class SalesHistory {
  search = $state("");
  chosen = $state<string | undefined>(undefined);
  open = $state.raw<SaleInView | undefined>(undefined);
  loadingMore = $state(false);
  moreFault = $state.raw<ErrorView | undefined>(undefined);
  /** The ledger that is looked at while no connection is chosen. */
  unbound = $state<EnvironmentView>("live");
  /** Grows whenever somebody asks for the search field. */
  finds = $state(0);
  #environment: EnvironmentView | undefined;
  #request = new Request<Found>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopFollowing: (() => void) | undefined;

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
    const leave = connections.listen((event) => {
      if (event.type === "saleChanged") this.#hear(event.sale);
    });
    return () => {
      leave();
      clearTimeout(this.#timer);
    };
  }

  /** Asks for the search field. */
  find(): void {
    this.finds++;
  }

  /** Makes the next look at this ledger begin with a search. */
  lookFor(environment: EnvironmentView, search: string): void {
    if (this.#environment !== environment) this.#forget();
    this.#environment = environment;
    this.search = search;
  }

  /** Whether the open sales alone are looked at. */
  get onlyOpen(): boolean {
    return cleaned(this.search).toLowerCase() === OPEN_SALES;
  }

  /** Looks at the open sales alone, or at all. */
  lookAt(onlyOpen: boolean): void {
    this.search = onlyOpen ? OPEN_SALES : "";
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
    this.moreFault = undefined;
    const search = cleaned(this.search);
    await this.#request.run(() => this.#page(environment, search, null));
  }

  /** Reads the next page, if there is one. Says whether it came. */
  async more(): Promise<boolean> {
    const environment = this.#environment;
    const shown = this.found;
    if (environment === undefined || shown.state !== "ready" || shown.value.next === null || this.loadingMore) return false;
    const { search, next } = shown.value;
    this.loadingMore = true;
    this.moreFault = undefined;
    try {
      const page = await this.#page(environment, search, next);
      const now = this.found;
      // Somebody has searched for something else, or again, since.
      if (now.state !== "ready" || now.value.search !== search || now.value.next !== next) return false;
      const known = now.value.sales;
      // A sale that was asked for meanwhile may have come to the front by an event.
      this.#request.set({ ...page, sales: [...known, ...page.sales.filter((sale) => !known.some((one) => one.id === sale.id))] });
      return true;
    } catch (thrown) {
      this.moreFault = faultView(thrown);
      return false;
    } finally {
      this.loadingMore = false;
    }
  }

  /** Moves the choice up or down by so many rows, and shows that sale if one is open. */
  move(by: number): void {
    const { sales } = this;
    const at = sales.findIndex((sale) => sale.id === this.chosen);
    const to = at < 0 ? 0 : Math.min(Math.max(at + by, 0), sales.length - 1);
    const sale = sales[to];
    if (sale === undefined) return;
    this.chosen = sale.id;
    if (this.open !== undefined) this.show(sale);
  }

  /** Opens the side panel of a sale. */
  show(sale: SaleView): void {
    this.#stopFollowing?.();
    this.chosen = sale.id;
    const view = new SaleInView(sale);
    this.open = view;
    this.#stopFollowing = view.follow();
    void view.loadTimeline();
  }

  /** Opens the side panel of a sale that is known by its name only. */
  async showById(environment: EnvironmentView, id: string): Promise<void> {
    try {
      this.show((await call("sale_detail", { environment, sale: id })).sale);
    } catch (thrown) {
      this.moreFault = faultView(thrown);
    }
  }

  /** Closes the side panel; the chosen row stays chosen. */
  close(): void {
    this.#stopFollowing?.();
    this.#stopFollowing = undefined;
    this.open = undefined;
  }

  #forget(): void {
    this.close();
    this.#request.reset();
    this.chosen = undefined;
    this.search = "";
  }

  async #page(environment: EnvironmentView, search: string, before: number | null): Promise<Found> {
    const page = await call("search_history", { environment, connection: null, search, before, limit: PAGE });
    return { search, sales: page.sales, next: page.next };
  }

  /** A changed sale changes its row; a new one comes to the front of the whole history, where it certainly belongs. */
  #hear(sale: SaleView): void {
    if (this.found.state !== "ready" || sale.connection.environment !== this.#environment) return;
    const { search, sales, next } = this.found.value;
    const newest = sales[0];
    // A clock that was set back makes no sale an old one: what is only now written down, or not in the whole list, is new.
    const fresh = newest === undefined || next === null || sale.state === "intended";
    const isNew = search === "" && (fresh || Date.parse(sale.at) >= Date.parse(newest.at));
    // One that was opened again long after it was sold belongs among the open ones at once.
    if (sale.state === "reopened" && search !== "" && this.onlyOpen && !sales.some((known) => known.id === sale.id))
      return void this.load();
    const changed = isNew ? merged(sales, sale) : refreshed(sales, sale);
    if (changed !== sales) this.#request.set({ search, sales: changed, next });
  }
}

/** The history of the window. */
export const salesHistory = new SalesHistory();
