// The orders of one connection whose outcome is to come: all of them asked for once, kept right by events.
import { openWith } from "../../esim/sale";
import { call } from "../../ipc/client";
import type { ConnectionKey, SaleView } from "../../ipc/generated";
import { valueOf } from "../../remote";
import type { Connections } from "../connection/connections.svelte";
import { sameKey } from "../connection/connections.svelte";
import { Request } from "../request.svelte";

export class OpenOrders {
  readonly #connections: Connections;
  readonly request = new Request<SaleView[]>();
  /** Sales of events since the till was asked: newer than its answer. */
  #heard: SaleView[] = [];

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  /** Newest first. */
  get orders(): readonly SaleView[] {
    return valueOf(this.request.current) ?? [];
  }

  /** Shows this connection's orders and follows them until the returned function is called. */
  follow(connection: ConnectionKey): () => void {
    this.request.reset();
    void this.load(connection);
    const leave = this.#connections.listen((event) => {
      if (event.type === "saleChanged" && sameKey(event.sale.connection, connection)) this.#hear(event.sale);
    });
    return () => {
      leave();
      this.request.reset();
    };
  }

  /** Asks for them. */
  async load(connection: ConnectionKey): Promise<void> {
    this.#heard = [];
    await this.request.run(async () => {
      const { sales } = await call("open_orders", { connection });
      return this.#heard.reduce(openWith, sales);
    });
  }

  #hear(sale: SaleView): void {
    const { current, busy } = this.request;
    if (busy) this.#heard.push(sale);
    else if (current.state === "ready") this.request.set(openWith(current.value, sale));
  }
}
