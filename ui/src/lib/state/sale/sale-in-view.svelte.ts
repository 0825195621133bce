// One sale that somebody is looking at: kept true by events, with its timeline, and with what can be done about it.
// Checking, saying and looking each run once, however often they are asked for.

import { call } from "../../ipc/client";
import { errorView } from "../../ipc/error";
import type { EntryView, ErrorView, SaleView } from "../../ipc/generated";
import { isOlder } from "../../sale/list";
import type { MessageKey } from "../../i18n";
import { ticking } from "../../now";
import { newsOf } from "../../sale/news";
import { speak } from "../../sale/speak";
import type { SaleViewing, Word } from "../../sale/viewing";
import { serviceOf } from "../../sale/words";
import type { Alerts } from "./alerts.svelte";
import type { Announcer } from "../frame/announce.svelte";
import type { Connections } from "../connection/connections.svelte";
import type { SaleNews } from "./sale-news.svelte";

/** The states that a sale in view speaks to. */
export type SaleInViewUses = { alerts: Alerts; announcer: Announcer; connections: Connections; saleNews: SaleNews };

/** A sale in front of a person. */
export class SaleInView implements SaleViewing {
  readonly #uses: SaleInViewUses;
  sale = $state.raw() as SaleView;
  timeline = $state.raw<EntryView[] | undefined>(undefined);
  checking = $state(false);
  saying = $state(false);
  looking = $state(false);
  error = $state.raw<ErrorView | undefined>(undefined);
  /** Why the last check failed; a newer state answers it. */
  #unchecked: ErrorView | undefined;
  /** When the service is done with it, by the window's clock; the till says how long that is from its answer. */
  #rest = $state.raw<number | null>(null);

  constructor(sale: SaleView, uses: SaleInViewUses) {
    this.#uses = uses;
    this.#put(sale);
  }

  get service(): MessageKey {
    return serviceOf(this.sale, this.#uses.connections.find(this.sale.connection));
  }

  get restLeft(): number | null {
    return this.#rest === null ? null : Math.max(0, Math.ceil((this.#rest - ticking()) / 1000));
  }

  /** Says aloud where the sale stands. */
  announce(): void {
    this.#uses.saleNews.markAnnounced(this.sale);
    this.#uses.announcer.say(speak(newsOf(this.sale, this.service)));
  }

  /** Follows the sale until the returned function is called. */
  follow(): () => void {
    return this.#uses.connections.listen((event) => {
      if (event.type === "saleChanged" && event.sale.id === this.sale.id) this.take(event.sale);
    });
  }

  /** Reads what the ledger holds of it. */
  async loadTimeline(): Promise<void> {
    try {
      const detail = await call("sale_detail", this.#name());
      this.timeline = detail.timeline;
      if (!isOlder(detail.sale, this.sale)) this.#put(detail.sale);
    } catch (thrown) {
      this.error = errorView(thrown);
    }
  }

  /** Gathers evidence now. */
  async check(): Promise<void> {
    if (this.checking) return;
    this.checking = true;
    this.error = undefined;
    try {
      this.take(await call("gather_evidence", this.#name()));
    } catch (thrown) {
      this.error = this.#unchecked = errorView(thrown);
    } finally {
      this.checking = false;
    }
  }

  /**
   * Records a person's word. Says whether that was written down. A person who says something of a sale has looked at
   * it.
   */
  async say(word: Word): Promise<boolean> {
    if (this.saying) return false;
    this.saying = true;
    this.error = undefined;
    const { connection, notice } = this.sale;
    try {
      this.take(await call("say_what_happened", { ...this.#name(), ...word, reason: word.reason.trim() }));
      if (notice !== null) void this.#uses.alerts.look(connection, [notice]);
      return true;
    } catch (thrown) {
      this.error = errorView(thrown);
      return false;
    } finally {
      this.saying = false;
    }
  }

  /** Notes that somebody looked at what changed by itself. */
  async look(): Promise<void> {
    const { connection, notice, id } = this.sale;
    if (notice === null || this.looking) return;
    this.looking = true;
    this.error = undefined;
    const answer = await this.#uses.alerts.look(connection, [notice]);
    this.looking = false;
    if (answer.state === "failed") this.error = answer.error;
    else if (this.sale.id === id && this.sale.notice === notice) this.#put({ ...this.sale, notice: null });
  }

  /** Says it aloud, unless that was said already where nobody had the sale in front of them. */
  #announceOnce(): void {
    if (!this.#uses.saleNews.isAnnounced(this.sale)) this.announce();
  }

  #name(): { environment: SaleView["connection"]["environment"]; sale: string } {
    return { environment: this.sale.connection.environment, sale: this.sale.id };
  }

  #put(sale: SaleView): void {
    this.sale = sale;
    this.#rest = sale.restIn === null ? null : performance.now() + sale.restIn * 1000;
  }

  /** Shows the sale as it is now, unless this is older than what is shown. */
  take(sale: SaleView): void {
    if (isOlder(sale, this.sale)) return;
    const moved = sale.state !== this.sale.state;
    const changed = moved || sale.revision !== this.sale.revision || sale.evidence.length !== this.sale.evidence.length;
    this.#put(sale);
    if (changed && this.error === this.#unchecked) this.error = undefined;
    if (moved) this.#announceOnce();
    if (changed && this.timeline !== undefined) void this.loadTimeline();
  }
}
