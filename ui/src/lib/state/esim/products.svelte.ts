// The products by name, for a field in which one of them is written. They are asked for when that field is used first;
// the field works without them, by the product's id.
import { fold } from "../../countries";
import { plainText } from "../../format/plain";
import { call } from "../../ipc/client";
import type { ConnectionKey } from "../../ipc/generated";
import { valueOf } from "../../remote";
import { Request } from "../request.svelte";

/** A product that a field offers. */
export type NamedProduct = { id: string; name: string; found: string };

export class Products {
  readonly #request = new Request<readonly NamedProduct[]>();

  /** Asks for them, unless they are there. */
  async load(connection: ConnectionKey): Promise<void> {
    if (this.#request.busy || this.#request.current.state === "ready") return;
    await this.#request.run(async () => {
      const { products } = await call("catalogue", { connection, currency: null, anew: false });
      return products.map(({ id, name }) => ({ id, name: plainText(name, 120), found: fold(name) }));
    });
  }

  /** Those that a text may mean, as far as they are known: the one with this id, else all whose names hold it. */
  matching(text: string): readonly NamedProduct[] {
    const known = valueOf(this.#request.current) ?? [];
    const wanted = fold(text);
    if (text.trim() === "") return [];
    const exact = known.find((one) => one.id === text.trim()) ?? known.find((one) => one.found === wanted);
    if (exact) return [exact];
    return wanted === "" ? [] : known.filter((one) => one.found.includes(wanted));
  }

  forget(): void {
    this.#request.reset();
  }
}
