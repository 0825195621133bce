// The products by name, for a field in which one of them is written. They are asked for when that field is used first;
// the field works without them, by the product's id.
import { fold } from "../../countries";
import { namedProducts, type NamedProduct } from "../../esim/product";
import { call } from "../../ipc/client";
import type { ConnectionKey } from "../../ipc/generated";
import { valueOf } from "../../remote";
import { Request } from "../request.svelte";

export class Products {
  readonly #request = new Request<readonly NamedProduct[]>();

  /** Asks for them, unless they are there. */
  async load(connection: ConnectionKey): Promise<void> {
    if (this.#request.busy || this.#request.current.state === "ready") return;
    await this.#request.run(async () => {
      const { products } = await call("catalogue", { connection, currency: null, anew: false });
      return namedProducts(products);
    });
  }

  /** Whether the list is there. */
  get isKnown(): boolean {
    return valueOf(this.#request.current) !== undefined;
  }

  /**
   * Those that a text may mean, as far as they are known: the one with this id, else those with this name, else all
   * whose names hold it.
   */
  matching(text: string): readonly NamedProduct[] {
    const known = valueOf(this.#request.current) ?? [];
    const wanted = fold(text);
    const byId = known.find((one) => one.id === text.trim());
    if (byId) return [byId];
    if (wanted === "") return [];
    const named = known.filter((one) => one.found === wanted);
    return named.length > 0 ? named : known.filter((one) => one.found.includes(wanted));
  }

  forget(): void {
    this.#request.reset();
  }
}
