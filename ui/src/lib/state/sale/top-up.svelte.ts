// A top-up from the form to its outcome, in one place. The window decides nothing about money: it asks the till to
// prepare an order and to send it, and shows what comes back. One intent is sent by one call, however often a button is
// pressed; leaving the screen changes nothing, because this state outlives the screen.

import { REASON } from "../../sale/viewing";
import { tooLong } from "../../fields/too-long";
import { call } from "../../ipc/client";
import { errorView } from "../../ipc/error";
import type { MessageKey } from "../../i18n";
import type {
  ConfirmationView,
  ConnectionView,
  ErrorCode,
  ErrorView,
  MoneyMoved,
  SaleStep,
  SaleUnderWay,
  SaleView,
} from "../../ipc/generated";
import type { OrderField, PutAside } from "../../sale/entry";
import { isOlder } from "../../sale/list";
import { stumbledTitle } from "../../sale/news";
import type { Announcer } from "../frame/announce.svelte";
import { sameKey, type Connections } from "../connection/connections.svelte";
import { Order } from "./order.svelte";
import type { SaleInView } from "./sale-in-view.svelte";
import type { SaleNews } from "./sale-news.svelte";
import { StumbledSales } from "./stumbled-sales.svelte";

/** An error after which money moved or may have. */
export type AfterSending = ErrorView & { moneyMoved: Exclude<MoneyMoved, "no"> };

/** An order that was prepared, and the connection whose float pays for it. */
type Prepared = { confirmation: ConfirmationView; payer: ConnectionView };

/** What the middle of the screen shows. */
export type Stage =
  | { at: "form" }
  | ({ at: "confirmation" } & Prepared)
  | ({ at: "progress"; steps: SaleStep[] } & Prepared)
  | { at: "outcome"; view: SaleInView }
  | ({ at: "unclear"; error: AfterSending } & Prepared);

/** What stands in the place of the form. */
export type AfterForm = Exclude<Stage, { at: "form" }>;

/** Errors that say that the order changed between its confirmation and its sending, and what is then said of it. */
const ANEW: Partial<Record<ErrorCode, MessageKey>> = {
  repeatNeedsReason: "topUp.anewRepeat",
  doubtNeedsOverride: "topUp.anewDoubt",
};

/** What a person says yes to before an order is sent. */
export type Consent = { reason: string; override: boolean; number: boolean };

/** What is missing from a consent. */
export type Missing = "reason" | "override" | "number";

/** The states that a top-up speaks to, and the one that it makes of a sale that is over. */
export type TopUpUses = {
  announcer: Announcer;
  connections: Connections;
  saleNews: SaleNews;
  inView: (sale: SaleView) => SaleInView;
};

/** The top-up that is under way, if any. The window sells one at a time. */
export class TopUp {
  readonly #uses: TopUpUses;
  order = new Order(() => this.drop());
  stage = $state.raw<Stage>({ at: "form" });
  consent = $state<Consent>({ reason: "", override: false, number: false });
  /** Shown once sending was tried. */
  missing = $state.raw<Missing[]>([]);
  preparing = $state(false);
  error = $state.raw<ErrorView | undefined>(undefined);
  /** Why a confirmation is shown that nobody asked for. */
  why = $state.raw<MessageKey | undefined>(undefined);
  /** The field of the form that has the focus first. A new value, also an equal one, asks for the focus again. */
  focus = $state.raw<{ on: OrderField }>({ on: "number" });
  /** What stood in the form before it was emptied for a new order. Nothing that was sent comes back. */
  aside = $state.raw<PutAside | undefined>(undefined);
  /** Errors of sales that nobody saw. */
  readonly stumbled: StumbledSales;
  #connection: ConnectionView | undefined;
  #stopFollowing: (() => void) | undefined;
  /** Grows whenever what is being prepared is no longer what is wanted. */
  #turn = 0;

  constructor(uses: TopUpUses) {
    this.#uses = uses;
    this.stumbled = new StumbledSales(uses.announcer);
  }

  /** Sells through this connection from now on. A sale under way through another goes on unseen. */
  use(connection: ConnectionView): void {
    const known = this.#connection;
    const same = known !== undefined && sameKey(known.key, connection.key) && known.host === connection.host;
    this.#connection = connection;
    if (same) return;
    this.aside = undefined;
    // An order of the other connection is never offered for sending through this one.
    if (this.stage.at === "form" || this.stage.at === "confirmation") this.edit("number");
    else this.next();
  }

  /** Checks the order and asks for its confirmation. Resolves with the field in error, if one is. */
  async prepare(): Promise<OrderField | undefined> {
    if (this.preparing || this.#connection === undefined) return undefined;
    this.error = undefined;
    const payer = this.#connection;
    const turn = this.#turn;
    this.preparing = true;
    await this.order.settled();
    if (turn !== this.#turn) return undefined;
    this.preparing = false;
    return this.order.submit() ?? this.#ask(payer, this.order.number, this.order.amount);
  }

  /** Drops the confirmation that is being prepared: its answer will not be shown. */
  drop(): void {
    this.#turn++;
    this.preparing = false;
  }

  /** Sends the confirmed order. Asked again for the same intent, it does nothing. */
  async send(): Promise<void> {
    if (this.stage.at !== "confirmation") return;
    if (this.preparing) return;
    const { confirmation, payer } = this.stage;
    this.missing = missingFrom(confirmation, this.consent);
    this.error = undefined;
    if (this.missing.length > 0) return;
    await this.#follow({ confirmation, payer }, [], () =>
      call("send_top_up", {
        intent: confirmation.intent,
        repeatReason: confirmation.recent.length > 0 ? this.consent.reason.trim() : null,
        overrideDoubts: this.consent.override ? confirmation.doubts.map((doubt) => doubt.id) : [],
        numberAccepted: confirmation.asksAboutNumber && this.consent.number,
      }),
    );
  }

  /** Shows a sale that another page began, and waits for its outcome. It sends nothing. */
  async resume(payer: ConnectionView, { confirmation, steps }: SaleUnderWay): Promise<void> {
    this.use(payer);
    // This page knows nothing of what was typed; a refused order is changed, or tried again, from here.
    void this.order.typeNumber(confirmation.grouped);
    void this.order.typeAmount(confirmation.amount.amount);
    await this.#follow({ confirmation, payer }, steps, () => call("await_top_up", { intent: confirmation.intent }));
  }

  /** Back to the form with what was typed, at this field. */
  edit(field: OrderField): void {
    this.drop();
    this.#show({ at: "form" });
    this.stumbled.makeRoom();
    this.error = undefined;
    this.why = undefined;
    this.missing = [];
    this.focus = { on: field };
  }

  /** An empty form for the next customer. */
  next(): void {
    this.order.clear();
    this.edit("number");
  }

  /**
   * An empty form for a new order, from anywhere. An order that was typed and not sent can be brought back; a sale that
   * is under way goes on, and is shown as news.
   */
  anew(): void {
    const { number, amount, isBlank } = this.order;
    const unsent = this.stage.at === "form" || this.stage.at === "confirmation";
    if (unsent && !isBlank) this.aside = { number, amount };
    this.next();
  }

  /** Puts the order back that made room for a new one. */
  bringBack(): void {
    if (this.aside === undefined) return;
    const { number, amount } = this.aside;
    this.next();
    this.aside = undefined;
    this.focus = { on: number.trim() === "" ? "number" : "amount" };
    void this.order.typeNumber(number);
    void this.order.typeAmount(amount);
  }

  /**
   * The screen is left: an outcome that was seen is done with, and an order that was not sent has to be confirmed anew.
   * An order that is like one in doubt makes room, and can be brought back: nothing invites to go on with it.
   */
  leave(): void {
    this.drop();
    if (this.stage.at === "outcome" || this.stage.at === "unclear") this.next();
    if (this.stage.at !== "confirmation") return;
    if (this.stage.confirmation.doubts.length > 0) this.anew();
    else this.edit("number");
  }

  /** Puts a number into an empty form. */
  startWith(number: string): void {
    this.anew();
    this.focus = { on: "amount" };
    void this.order.typeNumber(number);
  }

  /** Puts this in the place of what was shown, which is not followed any longer. */
  #show(stage: Stage): void {
    this.#stopFollowing?.();
    this.#stopFollowing = undefined;
    this.stage = stage;
  }

  /** Shows how a sale goes on until its outcome is there. */
  async #follow(prepared: Prepared, steps: SaleStep[], outcome: () => Promise<SaleView>): Promise<void> {
    this.error = undefined;
    this.why = undefined;
    this.aside = undefined;
    this.#show({ at: "progress", ...prepared, steps });
    const { intent } = prepared.confirmation;
    // Evidence may settle a sale before its call is answered: the event is then newer than the answer.
    let heard: SaleView | undefined;
    const leave = this.#uses.connections.listen((event) => {
      if (event.type === "saleStep") this.#step(event.intent, event.step);
      if (event.type === "saleChanged" && event.sale.id === intent && !(heard && isOlder(event.sale, heard)))
        heard = event.sale;
    });
    try {
      const answer = await outcome();
      this.#finish(prepared.confirmation, heard && isOlder(answer, heard) ? heard : answer);
    } catch (thrown) {
      this.#stumble(prepared, errorView(thrown));
    } finally {
      leave();
    }
  }

  /** Asks for a confirmation, and shows it if nothing happened meanwhile that makes it another's. */
  async #ask(payer: ConnectionView, number: string, amount: string, why?: MessageKey): Promise<OrderField | undefined> {
    this.drop();
    const turn = this.#turn;
    this.preparing = true;
    try {
      const confirmation = await call("prepare_top_up", { connection: payer.key, number, amount });
      if (turn !== this.#turn) return undefined;
      this.consent = { reason: "", override: false, number: false };
      this.missing = [];
      this.error = undefined;
      this.why = why;
      this.#show({ at: "confirmation", confirmation, payer });
      return undefined;
    } catch (thrown) {
      return turn === this.#turn ? this.#refuse(errorView(thrown)) : undefined;
    } finally {
      if (turn === this.#turn) this.preparing = false;
    }
  }

  /** An error that belongs to a field is said there. */
  #refuse(error: ErrorView): OrderField | undefined {
    const { order } = this;
    if (this.stage.at !== "form") this.#show({ at: "form" });
    if (error.code === "badNumber") {
      order.said = { field: "number", phrase: order.errorOfNumber() ?? { key: "error.badNumber" } };
      return "number";
    }
    if (error.code === "badAmount") {
      order.said = { field: "amount", phrase: order.errorOfAmount() ?? { key: "error.badAmount" } };
      return "amount";
    }
    const shortage = error.code === "floatTooSmall" ? order.shortage(this.#connection?.float?.balance) : undefined;
    if (shortage !== undefined) {
      order.said = { field: "amount", phrase: shortage };
      return "amount";
    }
    this.error = error;
    return undefined;
  }

  #step(intent: string, step: SaleStep): void {
    if (this.stage.at !== "progress" || this.stage.confirmation.intent !== intent || this.stage.steps.includes(step))
      return;
    this.stage = { ...this.stage, steps: [...this.stage.steps, step] };
  }

  #isShown(confirmation: ConfirmationView): boolean {
    return this.stage.at === "progress" && this.stage.confirmation.intent === confirmation.intent;
  }

  #finish(confirmation: ConfirmationView, sale: SaleView): void {
    if (!this.#isShown(confirmation)) return this.#uses.saleNews.hear(sale);
    const view = this.#uses.inView(sale);
    this.#show({ at: "outcome", view });
    this.#stopFollowing = view.follow();
    // A person who went to another screen meanwhile is shown it there.
    if (this.#uses.saleNews.isInFront(sale.id)) view.announce();
    else this.#uses.saleNews.hear(sale);
  }

  /**
   * Nothing was sent: the confirmation comes back with the error. Anything else is not known, and nobody may press
   * again.
   */
  #stumble({ confirmation, payer }: Prepared, error: ErrorView): void {
    const isShown = this.#isShown(confirmation);
    this.stumbled.hear({ title: stumbledTitle(confirmation), kind: "topUp", seller: payer, error }, isShown);
    if (!isShown) return;
    if (error.moneyMoved !== "no") {
      this.stage = { at: "unclear", confirmation, payer, error: { ...error, moneyMoved: error.moneyMoved } };
      return;
    }
    this.error = error;
    this.stage = { at: "confirmation", confirmation, payer };
    // Somebody sold meanwhile: the confirmed order does not stand any more, so it is asked for as it stands now.
    const why = ANEW[error.code];
    if (why !== undefined) void this.#ask(payer, confirmation.grouped, confirmation.amount.amount, why);
  }
}

/** What the person has not said yes to yet. */
export function missingFrom(confirmation: ConfirmationView, consent: Consent): Missing[] {
  const missing: Missing[] = [];
  const reason = consent.reason.trim();
  if (confirmation.recent.length > 0 && (reason === "" || tooLong(reason, REASON.most) !== null))
    missing.push("reason");
  if (confirmation.doubts.length > 0 && !consent.override) missing.push("override");
  if (confirmation.asksAboutNumber && !consent.number) missing.push("number");
  return missing;
}
