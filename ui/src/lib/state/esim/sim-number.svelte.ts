// The number of a SIM or of a device while it is typed, pasted or scanned. The till reads every change and nothing here
// does; the newest text counts. An unusual number warns; a text that is no number is told when the field is left or
// sent.
import { call } from "../../ipc/client";
import type { SimNumberView } from "../../ipc/generated";
import { numberAdvice, numberError, type SimNumberKind } from "../../esim/words";

export class SimNumber {
  readonly kind: SimNumberKind;
  text = $state("");
  /** The error that may be shown. */
  error: string | null = $state(null);
  #reading: SimNumberView | undefined = $state.raw(undefined);
  #asked: Promise<void> = Promise.resolve();
  #onedit: () => void;

  /** Tells `onedit` of every text that is put into it. */
  constructor(kind: SimNumberKind, onedit: () => void = () => {}) {
    this.kind = kind;
    this.#onedit = onedit;
  }

  /** Observations that warn about the present text, in words. */
  get advice(): readonly string[] {
    const reading = this.#reading;
    return reading?.digits ? numberAdvice(this.kind, reading.advice) : [];
  }

  /** Takes what is in the field and asks what it is. */
  type(text: string): Promise<void> {
    this.#onedit();
    this.text = text;
    this.error = null;
    this.#reading = undefined;
    return (this.#asked = this.#read(text));
  }

  /** The field was left: the error of its text is shown from now on. */
  async leave(): Promise<void> {
    await this.#asked;
    if (this.text.trim() !== "") this.#judge();
  }

  /** The digits, or nothing where the text is no number, which is then said. */
  async digits(): Promise<string | null> {
    const text = this.text;
    if (!this.#reading) this.#asked = this.#read(text);
    await this.#asked;
    if (this.text !== text) return null;
    this.#judge();
    if (this.error !== null) return null;
    // A reading that could not be had leaves the judgement to the command that takes the text.
    return this.#reading?.digits ?? text;
  }

  clear(): void {
    void this.type("");
  }

  #judge(): void {
    if (this.text.trim() === "") this.error = numberError(this.kind, "empty");
    else this.error = this.#reading?.error ? numberError(this.kind, this.#reading.error) : null;
  }

  async #read(text: string): Promise<void> {
    if (text.trim() === "") return;
    let reading: SimNumberView | undefined;
    try {
      reading = await call(this.kind === "iccid" ? "check_iccid" : "check_eid", { text });
    } catch {
      // It is read again when it is sent.
    }
    if (this.text === text) this.#reading = reading;
  }
}
