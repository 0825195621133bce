// Which notices a person has put away. They come back when the till is opened again, if their cause is still there.
import type { Notice } from "../../ipc/generated";
import type { Connections } from "./connections.svelte";

const name = (notice: Notice): string => `${notice.code} ${notice.detail}`;

export class Notices {
  readonly #connections: Connections;
  #away: readonly string[] = $state.raw([]);

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  get shown(): readonly Notice[] {
    return (this.#connections.view?.notices ?? []).filter((one) => !this.#away.includes(name(one)));
  }

  putAway(notice: Notice): void {
    this.#away = [...this.#away, name(notice)];
  }
}
