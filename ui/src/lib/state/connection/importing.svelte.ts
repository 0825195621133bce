// Connection files on their way in: chosen or dropped, read, shown, and stored only after a person's yes. Several at
// once are shown one after another; the till keeps their order, so that none is lost with the page. A yes whose answer
// comes after its page was left changes no screen: how it ended is shown beside the one that is there.
import { SvelteSet } from "svelte/reactivity";
import { textOf } from "../../connection/file";
import { errorView } from "../../ipc/error";
import { call } from "../../ipc/client";
import type { MessageKey } from "../../i18n";
import type { ConnectionView, ErrorView, ImportPreview } from "../../ipc/generated";
import type { Connections } from "./connections.svelte";
import { Request } from "../request.svelte";
import type { Navigation } from "../frame/navigation.svelte";
import type { Routes } from "../frame/routes.svelte";

/** A file whose answer came after its page was left. Without an error its connection was added. */
export type LateImport = { name: string; error: ErrorView | null };

export class Importing {
  readonly #connections: Connections;
  readonly #navigation: Navigation;
  readonly #routes: Routes;
  readonly reading = new Request<ImportPreview | null>();
  readonly confirming = new Request<ConnectionView>();
  /** What was dropped and not even read, and why. */
  unread: readonly { fileName: string; why: MessageKey }[] = $state.raw([]);
  /** Answers that came after their pages were left, until they are put away. */
  late: readonly LateImport[] = $state.raw([]);
  /** The tokens of the files that are added now. */
  readonly #adding = new SvelteSet<string>();
  #dropping: Promise<void> = Promise.resolve();

  constructor(connections: Connections, navigation: Navigation, routes: Routes) {
    this.#connections = connections;
    this.#navigation = navigation;
    this.#routes = routes;
  }

  /** Lets the person choose a file. */
  async choose(): Promise<void> {
    if (this.reading.busy) return;
    this.forget();
    const answer = await this.reading.run(async () => (await call("choose_connection_file", {})).preview);
    if (answer.state === "ready" && answer.value) await this.#show([answer.value]);
    else if (answer.state === "failed") this.#navigation.goUnasked({ name: "start" });
  }

  /** Reads what was dropped on the window, behind what was dropped before. */
  drop(files: readonly File[]): Promise<void> {
    this.#dropping = this.#dropping.then(() => this.#take(files));
    return this.#dropping;
  }

  /**
   * Stores the connection that was shown, and opens it or shows the next file. The client secret goes through and is
   * held by nothing here.
   */
  async confirm(
    preview: ImportPreview,
    confirmedHosts: string[],
    clientSecret: string | null,
    clientId?: string,
  ): Promise<void> {
    if (this.isAdding(preview)) return;
    this.#adding.add(preview.token);
    const request = { token: preview.token, confirmedHosts, clientSecret };
    const answer = await this.confirming.run(() =>
      call("confirm_import", clientId === undefined ? request : { ...request, clientId }),
    );
    if (answer.state === "ready") await this.#added(preview, answer.value);
    else if (answer.state === "failed" && !this.#isAt(preview)) this.#tellLate(preview, answer.error);
    this.#adding.delete(preview.token);
  }

  /** Whether this file is being added. */
  isAdding({ token }: ImportPreview): boolean {
    return this.#adding.has(token);
  }

  /** Stores nothing of the file that was shown, and goes back or shows the next file. */
  async refuse(preview: ImportPreview): Promise<void> {
    const next = await this.#next(preview);
    this.#goOn(next, this.#isAt(preview), () => this.#navigation.back());
  }

  /** Puts the news of a file away. */
  putAway(late: LateImport): void {
    this.late = this.late.filter((one) => one !== late);
  }

  /** Forgets what was said of an earlier file. */
  forget(): void {
    this.unread = [];
    this.reading.reset();
    if (this.#adding.size === 0) this.confirming.reset();
    this.#connections.refusedImports = [];
  }

  async #added(preview: ImportPreview, connection: ConnectionView): Promise<void> {
    const next = await this.#next(preview);
    const isHere = this.#isAt(preview);
    if (isHere && !next && connection.usable) return this.#routes.open(connection);
    this.#connections.keep(connection);
    if (!isHere) this.#tellLate(preview, null);
    this.#goOn(next, isHere, () => this.#navigation.reset({ name: "start" }));
  }

  #isAt({ token }: ImportPreview): boolean {
    const screen = this.#navigation.current;
    return screen.name === "import" && screen.preview.token === token;
  }

  #tellLate({ name }: ImportPreview, error: ErrorView | null): void {
    this.late = [...this.late, { name, error }];
  }

  /** Shows the next file, or leaves the page. Where a person is elsewhere by now, it waits on the first screen. */
  #goOn(next: ImportPreview | null, isHere: boolean, leave: () => void): void {
    if (next && (isHere || this.#navigation.showsCode)) this.#navigation.goUnasked({ name: "import", preview: next });
    else if (isHere) leave();
  }

  /** The file that comes after one that was answered. */
  async #next({ token }: ImportPreview): Promise<ImportPreview | null> {
    try {
      const { first, behind } = await call("line_up_imports", { add: [], done: token });
      this.#connections.importsInLine = { first, behind };
      return first;
    } catch {
      // The files that wait are shown on the first screen.
      return null;
    }
  }

  async #take(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    this.forget();
    const read: ImportPreview[] = [];
    for (const file of files) {
      const fileName = file.name.slice(-255);
      const found = await textOf(file);
      if ("why" in found) {
        this.unread = [...this.unread, { fileName, why: found.why }];
        continue;
      }
      try {
        read.push(await call("read_connection_file", { fileName, text: found.text }));
      } catch (thrown) {
        this.#connections.refusedImports = [
          ...this.#connections.refusedImports,
          { fileName, error: errorView(thrown) },
        ];
      }
    }
    if (read.length > 0) await this.#show(read);
    else if (!this.#navigation.showsFile) this.#navigation.goUnasked({ name: "start" });
  }

  /**
   * Shows what was read. Behind the code, or behind another file, it waits in the till's line, as a file that was
   * opened from outside does.
   */
  async #show(read: readonly ImportPreview[]): Promise<void> {
    const waits = read.length > 1 || this.#navigation.showsCode || this.#navigation.showsFile;
    const first = waits ? await this.#lineUp(read) : read[0];
    if (first && !this.#navigation.showsFile) this.#navigation.goUnasked({ name: "import", preview: first });
  }

  async #lineUp(read: readonly ImportPreview[]): Promise<ImportPreview | undefined> {
    try {
      const { first, behind } = await call("line_up_imports", { add: read.map(({ token }) => token), done: null });
      this.#connections.importsInLine = { first, behind };
      return first ?? undefined;
    } catch (thrown) {
      // Where one file is shown already, the others are named at least.
      const lost = this.#navigation.showsFile ? read : read.slice(1);
      const refused = lost.map(({ fileName }) => ({ fileName, error: errorView(thrown) }));
      this.#connections.refusedImports = [...this.#connections.refusedImports, ...refused];
      return read[0];
    }
  }
}
