// How large everything is shown. The till stores the size and has the web view apply it; here another one is asked for,
// and said aloud when it holds.
import { call } from "../../ipc/client";
import { TEXT_SIZES, type TextSize as Shown } from "../../ipc/generated";
import { t } from "../../i18n";
import type { SizeAct } from "../../dom/keys";
import type { Remote } from "../../remote";
import type { Announcer } from "./announce.svelte";
import type { Connections } from "../connection/connections.svelte";
import { Request } from "../request.svelte";

const [usual] = TEXT_SIZES;

export class TextSize {
  readonly #announcer: Announcer;
  readonly #connections: Connections;
  readonly request = new Request<Shown>();
  /**
   * The size that the till last said, and the one that is wanted while it is asked: two presses in a row are two steps.
   */
  #holds: number | null = $state(null);
  #wanted: number | null = $state(null);

  constructor(announcer: Announcer, connections: Connections) {
    this.#announcer = announcer;
    this.#connections = connections;
  }

  /** In percent. */
  get percent(): number {
    return this.#wanted ?? this.#holds ?? this.#connections.view?.textSize ?? usual;
  }

  /** Goes on to the next size that there is; at the end of them it stays and says so. */
  step(step: SizeAct): Promise<void> {
    const now = this.percent;
    const next = {
      usual,
      larger: TEXT_SIZES.find((size) => size > now),
      smaller: TEXT_SIZES.findLast((size) => size < now),
    }[step];
    return this.choose(next ?? now);
  }

  /** One question at a time, so that the last choice is the one that holds. */
  async choose(percent: number): Promise<void> {
    this.#wanted = percent;
    if (this.request.busy) return;
    let asked: number;
    let answer: Remote<Shown>;
    do {
      asked = this.percent;
      answer = await this.request.run(() => call("set_text_size", { percent: asked }));
      // Each answer counts: the next question may fail, and this size holds then.
      if (answer.state === "ready") this.#holds = answer.value.percent;
    } while (answer.state === "ready" && this.percent !== asked);
    this.#wanted = null;
    const said = answer.state === "ready" ? t("textSize.now", { percent: this.percent }) : t("textSize.failed");
    this.#announcer.say(said, { overCode: true });
  }
}
