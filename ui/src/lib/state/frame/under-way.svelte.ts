// What goes on behind the window: what the till finishes before it closes, and what a page that comes in the place of
// another shows again. The till owns it; nothing is begun here.
import { call } from "../../ipc/client";
import type { ClosingView, UnderWay } from "../../ipc/generated";
import { t } from "../../i18n";
import { announcer } from "./announce.svelte";
import { connections } from "../connection/connections.svelte";
import { place } from "./screen.svelte";
import { topUp } from "../sale/top-up.svelte";

class UnderWayNow {
  /** What the till finishes before it closes by itself; nothing where it is not to close. */
  closing: ClosingView | null = $state.raw(null);

  constructor() {
    connections.listen((event) => {
      if (event.type === "closingChanged") this.#closes(event.closing);
    });
  }

  /** What is finished, in words. */
  get words(): string {
    return this.closing?.number ? t("closing.sale", { number: this.closing.number }) : t("closing.signIn");
  }

  /** Shows what goes on, where this page was not there when it began. `true` where a screen of it was opened. */
  resume({ sales, signIns, closing }: UnderWay): boolean {
    // An event that came meanwhile is newer than a view that knows of none.
    if (closing) this.#closes(closing);
    const sale = sales.at(-1);
    const payer = sale && connections.find(sale.connection);
    if (sale && payer) {
      connections.choose(payer.key);
      void topUp.resume(payer, sale);
      place.reset({ name: "till" });
      return true;
    }
    const signIn = signIns.find((key) => connections.find(key));
    if (signIn) place.go({ name: "signIn", connection: signIn });
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
    if (closing) announcer.say(this.words);
  }
}

export const underWay = new UnderWayNow();
