// The countries that a service knows: one list for each connection, asked for when it is to be shown, and held. The
// till stores the last list that came and says how old it is, so a picker works without a network.
import { SvelteMap } from "svelte/reactivity";
import { call } from "../../ipc/client";
import type { ConnectionKey, CountryList } from "../../ipc/generated";
import { idle, type Remote } from "../../remote";
import { Request } from "../request.svelte";

export class Countries {
  #lists = new SvelteMap<string, Request<CountryList>>();

  /** The countries of a connection, as far as they are known. */
  of(connection: ConnectionKey): Remote<CountryList> {
    return this.#lists.get(nameOf(connection))?.current ?? idle;
  }

  /** Asks for them; the list that is there stays until the answer has come. */
  async load(connection: ConnectionKey): Promise<void> {
    const list = this.#list(connection);
    if (list.busy) return;
    await list.run(() => call("countries", { connection }));
  }

  #list(connection: ConnectionKey): Request<CountryList> {
    const name = nameOf(connection);
    const known = this.#lists.get(name);
    if (known) return known;
    const list = new Request<CountryList>();
    this.#lists.set(name, list);
    return list;
  }
}

const nameOf = ({ environment, id }: ConnectionKey): string => `${environment} ${id}`;
