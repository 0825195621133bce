// Connection files on their way in: chosen or dropped, read, shown, and kept only after a person's yes.
import type { MessageKey } from "../i18n";
import { call } from "../ipc/client";
import type { ConnectionView, ImportPreview } from "../ipc/generated";
import { connections } from "./connections.svelte";
import { Request } from "./request.svelte";
import { place } from "./screen.svelte";

/** The till's own limit for a connection file, in bytes. */
const largestFile = 64 * 1024;

/** The text of a file, or nothing where it is not UTF-8: characters put in for others would not be what the file says. */
function utf8(bytes: ArrayBuffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

class Importing {
  readonly reading = new Request<ImportPreview | null>();
  readonly confirming = new Request<ConnectionView>();
  /** Why a dropped thing was not even read. */
  refusal: MessageKey | null = $state(null);

  /** Lets the person choose a file. */
  choose(): Promise<void> {
    return this.#read(async () => (await call("choose_connection_file", {})).preview);
  }

  /** Reads what was dropped on the window. */
  async drop(files: readonly File[]): Promise<void> {
    const [file, ...others] = files;
    if (!file || others.length > 0) return this.#refuse("start.dropNotOne");
    if (!file.name.toLowerCase().endsWith(".airtill")) return this.#refuse("start.dropWrongKind");
    if (file.size > largestFile) return this.#refuse("start.dropTooBig");
    let isText = true;
    await this.#read(async () => {
      const text = utf8(await file.arrayBuffer());
      isText = text !== undefined;
      return text === undefined ? null : call("read_connection_file", { fileName: file.name.slice(-255), text });
    });
    if (!isText) this.#refuse("start.dropNotText");
  }

  /** Keeps what was shown, and opens it. The client secret goes through and is held by nothing here. */
  async confirm(preview: ImportPreview, confirmedHosts: string[], clientSecret: string | null): Promise<void> {
    if (this.confirming.busy) return;
    const answer = await this.confirming.run(() => call("confirm_import", { token: preview.token, confirmedHosts, clientSecret }));
    if (answer.state !== "ready") return;
    this.confirming.reset();
    if (answer.value.usable) {
      connections.open(answer.value);
    } else {
      connections.keep(answer.value);
      place.reset({ name: "start" });
    }
  }

  /** Forgets what was said of an earlier file. */
  forget(): void {
    this.refusal = null;
    this.reading.reset();
    this.confirming.reset();
    connections.refusedImport = null;
  }

  async #read(ask: () => Promise<ImportPreview | null>): Promise<void> {
    if (this.reading.busy) return;
    this.forget();
    const answer = await this.reading.run(ask);
    if (answer.state === "ready" && answer.value) place.go({ name: "import", preview: answer.value });
    else if (answer.state === "failed") place.go({ name: "start" });
  }

  #refuse(why: MessageKey): void {
    this.forget();
    this.refusal = why;
    place.go({ name: "start" });
  }
}

export const importing = new Importing();
