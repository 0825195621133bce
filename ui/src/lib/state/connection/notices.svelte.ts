// Which notices a person has put away. They come back when the till is opened again, if their cause is still there.
import type { Notice } from "../../ipc/generated";
import { connections } from "./connections.svelte";

const name = (notice: Notice): string => `${notice.code} ${notice.detail}`;

class Notices {
  #away: readonly string[] = $state.raw([]);

  get shown(): readonly Notice[] {
    return (connections.view?.notices ?? []).filter((one) => !this.#away.includes(name(one)));
  }

  putAway(notice: Notice): void {
    this.#away = [...this.#away, name(notice)];
  }
}

export const notices = new Notices();
