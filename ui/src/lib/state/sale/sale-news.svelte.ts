// Sales that ended, or changed, while nobody looked at them: each change is said aloud once, and stands in a notice
// until it is put away or the sale is looked at. A sale in front of a person is shown there and is no news; neither is
// a line of evidence that decides nothing.

import { untrack } from "svelte";
import type { MessageKey } from "../../i18n";
import type { SaleStateView, SaleView } from "../../ipc/generated";
import { newsOf } from "../../sale/news";
import { speak } from "../../sale/speak";
import { serviceOf } from "../../sale/words";
import type { Announcer } from "../frame/announce.svelte";
import type { Connections } from "../connection/connections.svelte";

/** A sale that was not heard of before has just ended if its last entry is this near to its first, in milliseconds. */
const JUST_NOW = 5 * 60_000;

/** What is announced of a sale: where it stands, and what contradicted that. */
const mark = (sale: SaleView): string => `${sale.state} ${sale.reopening?.at ?? ""}`;

/** States that the service's answer alone puts a sale in; they are old where only something was noted beside them. */
const ANSWERED: ReadonlySet<SaleStateView> = new Set(["confirmed", "accepted", "neverHandedOver"]);

/** Whether a sale that was not heard of before is news by itself: a doubt that is only looked at again is not. */
function isNews(sale: SaleView): boolean {
  if (sale.state === "inDoubt") return sale.evidence.length === 0;
  return !ANSWERED.has(sale.state) || Date.parse(sale.updatedAt) - Date.parse(sale.at) <= JUST_NOW;
}

export class SaleNews {
  readonly #connections: Connections;
  readonly #announcer: Announcer;
  /** What has not been put away, newest first; a sale stands in it once. */
  list = $state.raw<readonly SaleView[]>([]);
  #known: Record<string, string | undefined> = {};
  /** A sale that is shown in two places stands in it twice. */
  #inFront: string[] = [];

  constructor(connections: Connections, announcer: Announcer) {
    this.#connections = connections;
    this.#announcer = announcer;
    connections.listen((event) => {
      if (event.type === "saleChanged") this.hear(event.sale);
    });
  }

  serviceOf(sale: SaleView): MessageKey {
    return serviceOf(sale, this.#connections.find(sale.connection));
  }

  /** A person has this sale in front of them until the returned function is called. Its notice has done its work. */
  show(id: string): () => void {
    this.#inFront.push(id);
    untrack(() => this.putAway(id));
    return () => void this.#inFront.splice(this.#inFront.indexOf(id), 1);
  }

  isInFront(id: string): boolean {
    return this.#inFront.includes(id);
  }

  /** Whether this state of the sale was announced already, here or where it is shown. */
  isAnnounced(sale: SaleView): boolean {
    return this.#known[sale.id] === mark(sale);
  }

  /** Notes that this state was announced. */
  markAnnounced(sale: SaleView): void {
    this.#known[sale.id] = mark(sale);
  }

  /** Takes a sale as it is now, and announces it if that is news. */
  hear(sale: SaleView): void {
    const before = this.#known[sale.id];
    if (this.isInFront(sale.id) || this.isAnnounced(sale)) return;
    this.markAnnounced(sale);
    if (sale.state === "intended" || (before === undefined && !isNews(sale))) return;
    this.#announcer.say(speak(newsOf(sale, this.serviceOf(sale))));
    this.list = [sale, ...this.list.filter((one) => one.id !== sale.id)];
  }

  putAway(id: string): void {
    if (this.list.some((one) => one.id === id)) this.list = this.list.filter((one) => one.id !== id);
  }

  putAllAway(): void {
    this.list = [];
  }
}
