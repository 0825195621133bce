// Which screen comes with what happens to a connection: where work on it goes on, the file that waits for an answer,
// and the start where the connection of the screen is gone. Where the person is, and was, is the navigation's.
import { hasTill } from "../../connection/kind";
import { readyEsim } from "../../esim/sale";
import type { TillEvent } from "../../ipc/events";
import type { ConnectionKey, ConnectionView, SaleView } from "../../ipc/generated";
import { planOf } from "../../sale/order";
import { sameKey, type Connections } from "../connection/connections.svelte";
import type { Navigation, Screen } from "./navigation.svelte";

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
    const { key, session } = connection;
    const isTill = hasTill(connection);
    this.#connections.keep(connection);
    if (isTill) this.#connections.choose(key);
    if (session.state !== "signedIn") this.#navigation.go({ name: "signIn", connection: key });
    else if (isTill) this.#navigation.reset({ name: "till" });
    else this.#navigation.go({ name: "account", connection: key });
  }

  /** The screen with the code of the eSIM that an order made; none where it made none, or its connection is gone. */
  codeOf(sale: SaleView): Screen | null {
    const iccid = readyEsim(sale);
    if (iccid === null || !this.#connections.find(sale.connection)) return null;
    return { name: "code", connection: sale.connection, iccid, product: planOf(sale) ?? "" };
  }

  /** Whether the person looks at the sign-in of a connection. */
  isAtSignIn(key: ConnectionKey): boolean {
    const screen = this.#navigation.current;
    return screen.name === "signIn" && sameKey(screen.connection, key);
  }

  /** Shows the connection file that waits for an answer: after the code, where one is, and after a file that is shown. */
  showPendingImport(): void {
    const { first } = this.#connections.importsInLine;
    if (first && !this.#navigation.showsFile) this.#navigation.goUnasked({ name: "import", preview: first });
  }

  /** Leads to the start where the screen is about a connection that is gone. */
  leave(key: ConnectionKey): void {
    const screen = this.#navigation.current;
    if ("connection" in screen && sameKey(screen.connection, key)) this.#navigation.reset({ name: "start" });
  }

  #hear(event: TillEvent): void {
    switch (event.type) {
      case "connectionRemoved":
        return this.leave(event.key);
      case "importRequested":
        return this.showPendingImport();
      case "importRefused":
        // A file that can be used is looked at first; the refusal stands above it.
        if (!this.#navigation.showsFile) this.#navigation.goUnasked({ name: "start" });
        return;
      case "browserSignInChanged":
      case "closingChanged":
      case "connectionChanged":
      case "recordsPreparing":
      case "saleChanged":
      case "saleStep":
      case "startChanged":
      case "updatesChanged":
        return;
    }
  }
}
