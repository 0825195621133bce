// An order of an eSIM from the catalogue to its outcome, in one place. The window decides nothing about money: it asks
// the till to check an order and to hand it over, and shows what comes back. One intent is handed over by one call,
// however often a button is pressed; leaving the screen changes nothing, because this state outlives the screen.
import { SvelteSet } from "svelte/reactivity";
import { stumbledOrder, type KeptDraft, type OrderKind } from "../../esim/order";
import { tooLong } from "../../fields/too-long";
import type { MessageKey } from "../../i18n";
import { call } from "../../ipc/client";
import { errorView } from "../../ipc/error";
import type {
  ConnectionView,
  ErrorCode,
  ErrorView,
  EsimConfirmationView,
  OrderField,
  ProductView,
  SaleView,
} from "../../ipc/generated";
import { isSoldIn } from "../../esim/product";
import { goesOn } from "../../esim/sale";
import { isOlder } from "../../sale/list";
import { kindOf } from "../../sale/order";
import { REASON } from "../../sale/viewing";
import { sameKey, type Connections } from "../connection/connections.svelte";
import type { Announcer } from "../frame/announce.svelte";
import type { SaleInView } from "../sale/sale-in-view.svelte";
import type { SaleNews } from "../sale/sale-news.svelte";
import { StumbledSales } from "../sale/stumbled-sales.svelte";
import type { AfterSending } from "../sale/top-up.svelte";
import { Draft, type Check } from "./draft.svelte";

/** An order that was checked, the connection that it goes through, and what has this same order checked again. */
type Prepared = { confirmation: EsimConfirmationView; seller: ConnectionView; check: Check };

/** An order that is checked. */
type Asked = { product: ProductView; seller: ConnectionView; check: Check };

/** What the middle of the screen shows. */
export type EsimStage =
  | { at: "catalogue" }
  | { at: "form"; product: ProductView }
  | ({ at: "confirmation" } & Prepared)
  | ({ at: "handingOver" } & Prepared)
  /** `filled`: the form holds this order, so it can be changed there. */
  | { at: "order"; view: SaleInView; filled: boolean }
  | ({ at: "unclear"; error: AfterSending } & Prepared);

/** What a person says before an order is handed over. */
export type EsimConsent = { reason: string; override: boolean };
export type EsimMissing = "reason" | "override";

/** Errors that say that the order changed between its confirmation and its handing over, and what is then said. */
const ANEW: Partial<Record<ErrorCode, MessageKey>> = {
  repeatNeedsReason: "esim.anewRepeat",
  doubtNeedsOverride: "esim.anewDoubt",
};

/** The states that selling speaks to, and the one that it makes of an order that was handed over. */
export type EsimSellingUses = {
  announcer: Announcer;
  connections: Connections;
  saleNews: SaleNews;
  inView: (sale: SaleView) => SaleInView;
};

export class EsimSelling {
  readonly #uses: EsimSellingUses;
  readonly draft = new Draft(() => this.#drop());
  stage = $state.raw<EsimStage>({ at: "catalogue" });
  consent = $state<EsimConsent>({ reason: "", override: false });
  /** Shown once handing over was tried. */
  missing = $state.raw<EsimMissing[]>([]);
  preparing = $state(false);
  error = $state.raw<ErrorView | undefined>(undefined);
  /** Why a confirmation is shown that nobody asked for. */
  why = $state.raw<MessageKey | undefined>(undefined);
  /** The field of the form that has the focus first. A new value, also an equal one, asks for the focus again. */
  focus = $state.raw<{ on: OrderField | undefined }>({ on: undefined });
  /** What was filled in before the form was emptied for a new order. Nothing that was handed over comes back. */
  aside = $state.raw<{ product: ProductView | undefined; draft: KeptDraft } | undefined>(undefined);
  /** Errors of orders that nobody saw. */
  readonly stumbled: StumbledSales;
  /** The orders, by id, about which the service is being asked. */
  readonly #asked = new SvelteSet<string>();
  #product: ProductView | undefined;
  #connection: ConnectionView | undefined;
  #stopFollowing: (() => void) | undefined;
  /** Grows whenever what is being checked is no longer what is wanted. */
  #turn = 0;

  constructor(uses: EsimSellingUses) {
    this.#uses = uses;
    this.stumbled = new StumbledSales(uses.announcer);
  }

  /** Sells through this connection from now on. An order of another one goes on unseen. */
  use(connection: ConnectionView): void {
    const known = this.#connection;
    this.#connection = connection;
    if (known && sameKey(known.key, connection.key) && known.host === connection.host) return;
    this.aside = undefined;
    this.next();
  }

  /** Sells more data for this SIM; the product is chosen next. */
  topUp(iccid: string): void {
    this.anew();
    this.draft.begin(iccid);
  }

  sell(kind: OrderKind): void {
    this.draft.sell(kind);
  }

  /** Opens the form for this product. */
  choose(product: ProductView): void {
    this.#drop();
    // The field cannot show a country for which the product is not sold, so none is ordered either.
    if (!isSoldIn(product, this.draft.text.country)) this.draft.type("country", "");
    this.#product = product;
    this.error = undefined;
    this.focus = { on: undefined };
    this.#show({ at: "form", product });
  }

  /** Back to the catalogue, with what was filled in. */
  chooseAgain(): void {
    this.#drop();
    this.stumbled.makeRoom();
    this.#clearQuestions();
    this.#show({ at: "catalogue" });
  }

  /** Back to the form with what was filled in, at this field. */
  edit(field?: OrderField): void {
    this.#drop();
    this.stumbled.makeRoom();
    this.#clearQuestions();
    if (this.#product) this.#show({ at: "form", product: this.#product });
    else this.#show({ at: "catalogue" });
    this.focus = { on: field };
  }

  /** The catalogue and an empty form for the next customer. */
  next(): void {
    this.draft.clear();
    this.#product = undefined;
    this.chooseAgain();
  }

  /**
   * The catalogue and an empty form for a new order, from anywhere. An order that was filled in and not handed over can
   * be brought back; one that is under way goes on, and is shown as news.
   */
  anew(): void {
    const { at } = this.stage;
    const wasHandedOver = at === "handingOver" || at === "unclear" || (this.stage.at === "order" && this.stage.filled);
    if (!wasHandedOver && !this.draft.isBlank) this.aside = { product: this.#product, draft: this.draft.kept() };
    this.next();
  }

  /** Puts the order back that made room for a new one. */
  bringBack(): void {
    if (this.aside === undefined) return;
    const { product, draft } = this.aside;
    this.next();
    this.aside = undefined;
    this.draft.restore(draft);
    if (product) this.choose(product);
  }

  /** Leaves an order for the catalogue. Where it was only looked at, the form keeps the order that it holds. */
  close(): void {
    if (this.stage.at === "order" && !this.stage.filled) this.chooseAgain();
    else this.next();
  }

  /** The screen is left: an outcome that was seen is done with, and an order not handed over is confirmed anew. */
  leave(): void {
    this.#drop();
    if (this.stage.at === "order" || this.stage.at === "unclear") this.close();
    if (this.stage.at === "confirmation") this.edit();
  }

  /** Has the order checked and asks for its confirmation: the one that is confirmed, or else the one in the form. */
  async prepare(): Promise<void> {
    if (this.preparing || !this.#connection || !this.#product) return;
    if (this.stage.at === "confirmation") return this.#askAgain(this.stage);
    const check = this.draft.orderOf(this.#connection.key, this.#product);
    await this.#ask({ product: this.#product, seller: this.#connection, check });
  }

  /** Hands the confirmed order over. Asked again for the same intent, it does nothing. */
  async send(): Promise<void> {
    if (this.stage.at !== "confirmation" || this.preparing) return;
    const { confirmation, seller, check } = this.stage;
    this.missing = missingFrom(confirmation, this.consent);
    this.error = undefined;
    if (this.missing.length > 0) return;
    await this.#handOver({ confirmation, seller, check }, () =>
      call("send_esim_order", {
        intent: confirmation.intent,
        repeatReason: confirmation.recent.length > 0 ? this.consent.reason.trim() : null,
        overrideDoubts: this.consent.override ? confirmation.doubts.map((doubt) => doubt.id) : [],
      }),
    );
  }

  /** Shows an order that another page handed over, and waits for its answer. It orders nothing. */
  async resume(seller: ConnectionView, confirmation: EsimConfirmationView): Promise<void> {
    this.use(seller);
    // This page knows nothing of what was typed; a refused order is changed, or checked again, from here.
    this.#product = confirmation.product;
    this.draft.fill(confirmation);
    const check = this.draft.orderOf(seller.key, confirmation.product);
    const prepared = { confirmation, seller, check };
    await this.#handOver(prepared, () => call("await_esim_order", { intent: confirmation.intent }));
  }

  /** Shows an order that goes on, or its outcome. The form holds another order, or none. */
  look(sale: SaleView): void {
    this.#showOrder(sale, false);
  }

  /** Whether the service is being asked about this order, because a person wants it. */
  isAsking(sale: SaleView): boolean {
    return this.#asked.has(sale.id);
  }

  /** Asks the service now how the order stands. */
  async askNow(): Promise<void> {
    if (this.stage.at !== "order" || this.isAsking(this.stage.view.sale)) return;
    const { view } = this.stage;
    const { connection, id } = view.sale;
    this.#asked.add(id);
    view.error = undefined;
    try {
      const sale = await call("ask_about_order", { environment: connection.environment, sale: id });
      view.take(sale);
      if (goesOn(view.sale)) view.announce();
    } catch (thrown) {
      view.error = errorView(thrown);
    } finally {
      this.#asked.delete(id);
    }
  }

  #clearQuestions(): void {
    this.error = undefined;
    this.why = undefined;
    this.missing = [];
  }

  /** Drops the confirmation that is being prepared: its answer will not be shown. */
  #drop(): void {
    this.#turn++;
    this.preparing = false;
  }

  /** Puts this in the place of what was shown, which is not followed any longer. */
  #show(stage: EsimStage): void {
    this.#stopFollowing?.();
    this.#stopFollowing = undefined;
    this.stage = stage;
  }

  #showOrder(sale: SaleView, filled: boolean): void {
    const view = this.#uses.inView(sale);
    this.#show({ at: "order", view, filled });
    // Its outcome places the focus and the words anew.
    this.#stopFollowing = view.follow();
  }

  /** Has a confirmed order checked once more, whatever was filled in since. */
  #askAgain({ confirmation, seller, check }: Prepared, why?: MessageKey): Promise<void> {
    return this.#ask({ product: confirmation.product, seller, check }, why);
  }

  async #ask({ product, seller, check }: Asked, why?: MessageKey): Promise<void> {
    this.#drop();
    const turn = this.#turn;
    this.preparing = true;
    this.error = undefined;
    try {
      const answer = await check();
      if (turn !== this.#turn) return;
      if (answer.outcome === "invalid") return this.#refuse(product, this.draft.refuse(answer.errors));
      this.consent = { reason: "", override: false };
      this.draft.errors = {};
      this.missing = [];
      this.why = why;
      this.#show({ at: "confirmation", confirmation: answer.confirmation, seller, check });
    } catch (thrown) {
      if (turn === this.#turn) this.error = errorView(thrown);
    } finally {
      if (turn === this.#turn) this.preparing = false;
    }
  }

  /** The form comes back where an order that was confirmed once is refused now. */
  #refuse(product: ProductView, field: OrderField | undefined): void {
    if (this.stage.at !== "form") this.#show({ at: "form", product });
    this.focus = { on: field };
  }

  async #handOver(prepared: Prepared, answer: () => Promise<SaleView>): Promise<void> {
    this.#clearQuestions();
    this.aside = undefined;
    this.#show({ at: "handingOver", ...prepared });
    const { intent } = prepared.confirmation;
    // The service may be done with it before its call is answered: the event is then newer than the answer.
    let heard: SaleView | undefined;
    const leave = this.#uses.connections.listen((event) => {
      if (event.type === "saleChanged" && event.sale.id === intent && !(heard && isOlder(event.sale, heard)))
        heard = event.sale;
    });
    try {
      const sale = await answer();
      this.#finish(prepared, heard && isOlder(sale, heard) ? heard : sale);
    } catch (thrown) {
      this.#stumble(prepared, errorView(thrown));
    } finally {
      leave();
    }
  }

  #isShown({ confirmation }: Prepared): boolean {
    return this.stage.at === "handingOver" && this.stage.confirmation.intent === confirmation.intent;
  }

  #finish(prepared: Prepared, sale: SaleView): void {
    if (!this.#isShown(prepared)) return this.#uses.saleNews.hear(sale);
    this.#showOrder(sale, true);
    if (this.stage.at !== "order") return;
    // A person who went to another screen meanwhile is shown it there.
    if (this.#uses.saleNews.isInFront(sale.id)) this.stage.view.announce();
    else this.#uses.saleNews.hear(sale);
  }

  /** Nothing was ordered: the confirmation comes back with the error. Anything else is not known. */
  #stumble(prepared: Prepared, error: ErrorView): void {
    const { confirmation, seller } = prepared;
    const isShown = this.#isShown(prepared);
    this.stumbled.hear({ title: stumbledOrder(confirmation), kind: kindOf(confirmation), seller, error }, isShown);
    if (!isShown) return;
    if (error.moneyMoved !== "no") {
      this.#show({ at: "unclear", ...prepared, error: { ...error, moneyMoved: error.moneyMoved } });
      return;
    }
    this.#show({ at: "confirmation", ...prepared });
    this.error = error;
    // Somebody sold meanwhile: it is asked for as it stands now.
    const why = ANEW[error.code];
    if (why !== undefined) void this.#askAgain(prepared, why);
  }
}

/** What the person has not said yes to yet. */
export function missingFrom(confirmation: EsimConfirmationView, consent: EsimConsent): EsimMissing[] {
  const missing: EsimMissing[] = [];
  const reason = consent.reason.trim();
  if (confirmation.recent.length > 0 && (reason === "" || tooLong(reason, REASON.most) !== null))
    missing.push("reason");
  if (confirmation.doubts.length > 0 && !consent.override) missing.push("override");
  return missing;
}
