// Which screen comes with what happens to a connection: where work on it goes on, the file that waits for an answer,
// and the start where the connection of the screen is gone. Where the person is, and was, is the navigation's.
import type { TillEvent } from "../../ipc/events";
import type { ConnectionKey, ConnectionView } from "../../ipc/generated";
import { sameKey, type Connections } from "../connection/connections.svelte";
import type { Navigation } from "./navigation.svelte";

export class Routes {
  readonly #connections: Connections;
  readonly #navigation: Navigation;

  constructor(connections: Connections, navigation: Navigation) {
    this.#connections = connections;
    this.#navigation = navigation;
    connections.listen((event) => this.#hear(event));
  }

  /**
   * Opens a connection where work goes on: its till, its account, or its sign-in. One that does not sell changes no
   * till.
   */
  open(connection: ConnectionView): void {
    const { key, session, sells } = connection;
    this.#connections.keep(connection);
    if (sells) this.#connections.choose(key);
    if (session.state !== "signedIn") this.#navigation.go({ name: "signIn", connection: key });
    else if (sells) this.#navigation.reset({ name: "till" });
    else this.#navigation.go({ name: "account", connection: key });
  }

  /** Whether the person looks at the sign-in of a connection. */
  isAtSignIn(key: ConnectionKey): boolean {
    const screen = this.#navigation.current;
    return screen.name === "signIn" && sameKey(screen.connection, key);
  }

  /** Shows the connection file that waits for an answer, if it is not shown already. */
  showPendingImport(): void {
    const { first } = this.#connections.importsInLine;
    const screen = this.#navigation.current;
    if (first && !(screen.name === "import" && screen.preview.token === first.token))
      this.#navigation.go({ name: "import", preview: first });
  }

  /** Leads to the start where the screen is about a connection that is gone. */
  leave(key: ConnectionKey): void {
    const screen = this.#navigation.current;
    if ((screen.name === "account" || screen.name === "signIn") && sameKey(screen.connection, key))
      this.#navigation.reset({ name: "start" });
  }

  #hear(event: TillEvent): void {
    switch (event.type) {
      case "connectionRemoved":
        return this.leave(event.key);
      case "importRequested":
        return this.showPendingImport();
      case "importRefused":
        // A file that can be used is looked at first; the refusal stands above it.
        if (this.#navigation.current.name !== "import") this.#navigation.go({ name: "start" });
        return;
      case "browserSignInChanged":
      case "closingChanged":
      case "connectionChanged":
      case "recordsPreparing":
      case "saleChanged":
      case "saleStep":
      case "startChanged":
        return;
    }
  }
}
