// Errors of sales whose call failed while nobody looked at them. Such a sale may be in no history, so each error is
// said aloud once and stays in sight, on every screen, until it is put away or its own till, which shows it too, is in
// front.
import { errorWording } from "../../errors";
import type { ConnectionView, ErrorView, OrderView } from "../../ipc/generated";
import type { Phrase } from "../../sale/phrase";
import { speak } from "../../sale/speak";
import type { Announcer } from "../frame/announce.svelte";

/** A sale whose call failed. */
export type StumbledSale = {
  /** Names the sale. */
  title: Phrase;
  kind: OrderView["kind"];
  /** The connection that sold it. */
  seller: ConnectionView;
  error: ErrorView;
};

/** The stumbled sales of one till. */
export class StumbledSales {
  readonly #announcer: Announcer;
  /** Sales that made room for others. */
  #left = $state.raw<readonly StumbledSale[]>([]);
  /** The sale that the till shows, where another screen was in front when it stumbled. */
  #unseen = $state.raw<StumbledSale | undefined>(undefined);
  #isInFront = false;

  constructor(announcer: Announcer) {
    this.#announcer = announcer;
  }

  get list(): readonly StumbledSale[] {
    return this.#unseen ? [...this.#left, this.#unseen] : this.#left;
  }

  /** The till is in front of a person until the returned function is called. */
  show(): () => void {
    this.#isInFront = true;
    this.#unseen = undefined;
    return () => (this.#isInFront = false);
  }

  /** Takes an error. `shown`: whether the till shows this sale, and not another one. */
  hear(sale: StumbledSale, shown: boolean): void {
    if (shown && this.#isInFront) return;
    this.#announcer.say(news(sale));
    if (shown) this.#unseen = sale;
    else this.#left = [...this.#left, sale];
  }

  /** The sale that the till shows makes room. */
  makeRoom(): void {
    this.#left = this.list;
    this.#unseen = undefined;
  }

  /** The error was read. */
  putAway(sale: StumbledSale): void {
    this.#left = this.#left.filter((one) => one !== sale);
    if (this.#unseen === sale) this.#unseen = undefined;
  }
}

function news({ title, error, kind }: StumbledSale): string {
  const { sentence, money } = errorWording(error, true, kind);
  return [speak(title), sentence, money].filter(Boolean).join(" ");
}
