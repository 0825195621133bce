// One sale that somebody is looking at: kept true by events, with its time line, and with the two things that can be done
// while it is in doubt. Checking and settling each run once, however often they are asked for.

import { call } from "../ipc/client";
import { faultView } from "../ipc/error";
import type { EntryView, ErrorView, SaleView } from "../ipc/generated";
import { isOlder } from "../sale/list";
import type { MessageKey } from "../i18n";
import { outcomeSentence, settlementOf, type Settlement } from "../sale/sentence";
import { speak } from "../sale/speak";
import type { SaleViewing } from "../sale/viewing";
import { SERVICE_NAME, stateWord } from "../sale/words";
import { announcer } from "./announce.svelte";
import { connections } from "./connections.svelte";

/** A sale in front of a person. */
export class SaleInView implements SaleViewing {
  sale = $state.raw() as SaleView;
  timeline = $state.raw<EntryView[] | undefined>(undefined);
  settlement = $state.raw<Settlement | undefined>(undefined);
  checking = $state(false);
  settling = $state(false);
  fault = $state.raw<ErrorView | undefined>(undefined);

  constructor(sale: SaleView) {
    this.sale = sale;
    if (sale.settledByPerson) void this.loadTimeline();
  }

  get service(): MessageKey {
    return SERVICE_NAME[connections.find(this.sale.connection)?.api ?? "twentyOneSystems"];
  }

  /** Says aloud where the sale stands. */
  announce(): void {
    const { sale } = this;
    const sentence = speak(outcomeSentence(sale, this.service, this.settlement));
    announcer.say(
      speak({
        key: "outcome.announce",
        values: {
          state: { word: stateWord(sale) },
          amount: { money: sale.amount },
          number: { number: sale.grouped },
          sentence: { text: sentence },
        },
      }),
    );
  }

  /** Follows the sale until the returned function is called. */
  follow(): () => void {
    return connections.listen((event) => {
      if (event.type === "saleChanged" && event.sale.id === this.sale.id) this.#take(event.sale);
    });
  }

  /** Reads what the ledger holds of it. */
  async loadTimeline(): Promise<void> {
    try {
      const detail = await call("sale_detail", this.#name());
      this.timeline = detail.timeline;
      this.settlement = settlementOf(detail);
      if (!isOlder(detail.sale, this.sale)) this.sale = detail.sale;
    } catch (thrown) {
      this.fault = faultView(thrown);
    }
  }

  /** Gathers evidence now. */
  async check(): Promise<void> {
    if (this.checking) return;
    this.checking = true;
    this.fault = undefined;
    try {
      this.#take(await call("gather_evidence", this.#name()));
    } catch (thrown) {
      this.fault = faultView(thrown);
    } finally {
      this.checking = false;
    }
  }

  /** Settles the doubt by a person's word. Says whether that was written down. */
  async settle(sent: boolean, reason: string): Promise<boolean> {
    if (this.settling) return false;
    this.settling = true;
    this.fault = undefined;
    try {
      this.#take(await call("say_what_happened", { ...this.#name(), arrived: sent, charged: null, reason: reason.trim(), adopted: false }));
      return true;
    } catch (thrown) {
      this.fault = faultView(thrown);
      return false;
    } finally {
      this.settling = false;
    }
  }

  #name(): { environment: SaleView["connection"]["environment"]; sale: string } {
    return { environment: this.sale.connection.environment, sale: this.sale.id };
  }

  #take(sale: SaleView): void {
    if (isOlder(sale, this.sale)) return;
    const moved = sale.state !== this.sale.state;
    const changed = moved || sale.revision !== this.sale.revision || sale.evidence.length !== this.sale.evidence.length;
    this.sale = sale;
    // Who marked it, and why, stands in the ledger: it is read before the mark is told.
    const marked = moved && sale.settledByPerson;
    if (moved && !marked) this.announce();
    if (!changed || (this.timeline === undefined && !sale.settledByPerson)) return;
    void this.loadTimeline().then(() => marked && this.announce());
  }
}
