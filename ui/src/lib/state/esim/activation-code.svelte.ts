// The activation code of one eSIM while it is shown: asked for when its screen opens, after the till looked the SIM up
// anew, and forgotten when the screen is left. It is the customer's, so nothing of it is stored.
import { t } from "../../i18n";
import { call } from "../../ipc/client";
import type { ActivationCodeView, CodeFileFormat, ConnectionKey } from "../../ipc/generated";
import { plainText } from "../../format/plain";
import { Acts } from "../acts.svelte";
import { Request } from "../request.svelte";

export class ActivationCode {
  readonly request = new Request<ActivationCodeView>();
  /** Named after the format of the file that is saved, or `print`. */
  readonly acts = new Acts<CodeFileFormat | "print">();
  /** What was done last, to be read and heard. */
  done = $state("");
  readonly #connection: ConnectionKey;
  readonly #iccid: string;

  constructor(connection: ConnectionKey, iccid: string) {
    this.#connection = connection;
    this.#iccid = iccid;
  }

  /** Looks the SIM up and asks for its code. */
  async load(): Promise<void> {
    this.done = "";
    this.acts.dismiss(this.acts.troubles);
    await this.request.run(() => call("activation_code", { connection: this.#connection, iccid: this.#iccid }));
  }

  /** Saves the code where the person chooses. `lines`: the words of a page. */
  async save(format: CodeFileFormat, lines: string[]): Promise<void> {
    this.done = "";
    const request = { connection: this.#connection, iccid: this.#iccid, format, lines };
    const saved = await this.acts.run(format, () => call("save_activation_code", request));
    if (saved?.name) this.done = t("code.saved", { name: plainText(saved.name, 120) });
  }

  /** Prints the page by the system's own dialog. */
  async print(): Promise<void> {
    this.done = "";
    await this.acts.run("print", () => call("print_page", {}));
  }
}
