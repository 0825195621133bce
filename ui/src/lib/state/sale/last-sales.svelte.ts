// The last sales of one connection, as the till shows them: asked for once, kept true by events.
import { call } from "../../ipc/client";
import type { ConnectionKey, SaleView } from "../../ipc/generated";
import { valueOf, type Remote } from "../../remote";
import { merged } from "../../sale/list";
import { Choice } from "./choice.svelte";
import { sameKey, type Connections } from "../connection/connections.svelte";
import { Request } from "../request.svelte";

/** How many are shown where nothing else is said. */
const SHOWN = 10;

/** The last sales of the connection that is in front. */
export class LastSales {
  readonly #connections: Connections;
  readonly choice = new Choice(() => valueOf(this.sales) ?? []);
  #request = new Request<SaleView[]>();

  readonly #most: number;

  constructor(connections: Connections, most = SHOWN) {
    this.#connections = connections;
    this.#most = most;
  }

  get sales(): Remote<SaleView[]> {
    return this.#request.current;
  }

  /** Shows this connection's sales and follows them until the returned function is called. */
  follow(connection: ConnectionKey): () => void {
    this.#request.reset();
    void this.load(connection);
    const leave = this.#connections.listen((event) => {
      if (event.type === "saleChanged" && sameKey(event.sale.connection, connection)) this.#hear(event.sale);
    });
    return () => {
      leave();
      this.#request.reset();
    };
  }

  /** Asks for them. */
  load(connection: ConnectionKey): Promise<unknown> {
    return this.#request.run(async () => (await call("last_sales", { connection, limit: this.#most })).sales);
  }

  #hear(sale: SaleView): void {
    const shown = valueOf(this.sales);
    // Before the first answer there is nothing to keep true: that answer will hold this sale.
    if (shown !== undefined) this.#request.set(merged(shown, sale).slice(0, this.#most));
  }
}
