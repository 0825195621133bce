// One sign-out, from its question to its end. It belongs to the screen that asks, and reads the connection when it
// acts.
import type { SignOutQuestion } from "../../connection/sign-out";
import type { ConnectionKey, ConnectionView, ErrorView } from "../../ipc/generated";
import type { Remote } from "../../remote";
import { Request } from "../request.svelte";
import type { Sessions } from "./sessions.svelte";

const errorOf = ({ current }: { current: Remote<unknown> }): ErrorView | null =>
  current.state === "failed" ? current.error : null;

export class SigningOut implements SignOutQuestion {
  readonly #sessions: Sessions;
  readonly #connection: () => ConnectionKey;
  readonly #request = new Request<ConnectionView>();
  readonly #page = new Request<unknown>();
  asks = $state(false);

  constructor(sessions: Sessions, connection: () => ConnectionKey) {
    this.#sessions = sessions;
    this.#connection = connection;
  }

  get busy(): boolean {
    return this.#request.busy;
  }

  /** Why it did not finish. Nobody is signed in then, and this says what is left to do. */
  get error(): ErrorView | null {
    return errorOf(this.#request);
  }

  get pageError(): ErrorView | null {
    return errorOf(this.#page);
  }

  async confirm(): Promise<void> {
    if (this.busy) return;
    await this.#sessions.signOut(this.#request, this.#connection());
    this.asks = false;
  }

  async openPage(): Promise<void> {
    if (!this.#page.busy) await this.#sessions.openServicePage(this.#page, this.#connection());
  }
}
