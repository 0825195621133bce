// Work behind the window: the till finishes it before it closes, and a page that comes in the place of
// another shows again. The till owns it; nothing is begun here.
import { call } from "../../ipc/client";
import type { ClosingView, UnderWay } from "../../ipc/generated";
import { plainText } from "../../format/plain";
import { t } from "../../i18n";
import type { Announcer } from "./announce.svelte";
import type { Connections } from "../connection/connections.svelte";
import type { Navigation } from "./navigation.svelte";
import type { EsimSelling } from "../esim/selling.svelte";
import type { TopUp } from "../sale/top-up.svelte";

type Uses = {
  announcer: Announcer;
  connections: Connections;
  navigation: Navigation;
  topUp: TopUp;
  esimSelling: EsimSelling;
};

export class UnderWayNow {
  readonly #uses: Uses;
  /** What the till finishes before it closes by itself; nothing where it is not to close. */
  closing: ClosingView | null = $state.raw(null);

  constructor(uses: Uses) {
    this.#uses = uses;
    uses.connections.listen((event) => {
      if (event.type === "closingChanged") this.#closes(event.closing);
    });
  }

  /** What is finished, in words. A customer in front of a code is not told of another one's sale. */
  get words(): string {
    const { number, product } = this.closing ?? { number: null, product: null };
    if (number === null && product === null) return t("closing.signIn");
    if (this.#uses.navigation.current.name === "code") return t("closing.unnamed");
    return number === null ? t("closing.order", { product: plainText(product ?? "") }) : t("closing.sale", { number });
  }

  /** Shows what goes on, where this page was not there when it began. `true` where a screen of it was opened. */
  resume({ sales, esimOrders, signIns, closing }: UnderWay): boolean {
    // An event that came meanwhile is newer than a view that knows of none.
    if (closing) this.#closes(closing);
    const sale = sales.at(-1);
    const payer = sale && this.#uses.connections.find(sale.connection);
    if (sale && payer) {
      this.#uses.connections.choose(payer.key);
      void this.#uses.topUp.resume(payer, sale);
      this.#uses.navigation.reset({ name: "till" });
      return true;
    }
    const order = esimOrders.at(-1);
    const seller = order && this.#uses.connections.find(order.connection);
    if (order && seller) {
      this.#uses.connections.choose(seller.key);
      void this.#uses.esimSelling.resume(seller, order.confirmation);
      this.#uses.navigation.reset({ name: "till" });
      return true;
    }
    const signIn = signIns.find((key) => this.#uses.connections.find(key));
    if (signIn) this.#uses.navigation.go({ name: "signIn", connection: signIn });
    return signIn !== undefined;
  }

  /** Takes the wish to close back. */
  async stay(): Promise<void> {
    try {
      await call("stay_open", {});
    } catch {
      // It closes for good: the window goes with it.
    }
  }

  #closes(closing: ClosingView | null): void {
    this.closing = closing;
    if (closing) this.#uses.announcer.say(this.words, { overCode: true });
  }
}
