// A change of a SIM whose outcome came after another SIM, or another connection, was looked at: shown by its own
// number.
import { errorWording } from "../errors";
import { plainText } from "../format/plain";
import { t, type MessageKey } from "../i18n";
import type { ConnectionKey } from "../ipc/generated";
import type { Phrase } from "../sale/phrase";
import { speak } from "../sale/speak";
import type { Trouble } from "../trouble";
import { inFours } from "./number";
import { saysNo } from "./service-no";
import { CHANGE, type ChangeKind } from "./words";

/** What was changed, and where. */
export type SimChange = {
  connection: ConnectionKey;
  iccid: string;
  kind: ChangeKind;
  /** The product or the event that it was about, where the SIM has several. */
  what: string;
};

/** How it ended; without a trouble it was made. */
export type LateChange = SimChange & { trouble: Trouble | null };

/** Which SIM it is about. `at`: the name of its connection, where another one is in front. */
export function aboutSim({ iccid, what }: SimChange, at: string): Phrase {
  const more = [at, what].map((text) => plainText(text)).filter(Boolean);
  const values = { iccid: { number: inFours(iccid) }, more: { text: more.join(t("product.comma")) } };
  return { key: more.length > 0 ? "sim.aboutMore" : "sim.about", values };
}

/** How it ended, in one breath. */
export function lateNews(change: LateChange, at: string): string {
  const { kind, trouble } = change;
  return [
    speak(aboutSim(change, at)),
    trouble ? troubleNews(kind, trouble, "sim.noChange") : t(CHANGE[kind].made),
  ].join(" ");
}

/** How a change ended that was not made, in one breath. `both`: the meanings of a no to it. */
export function troubleNews(kind: ChangeKind, { end, error }: Trouble, both: MessageKey): string {
  const words = CHANGE[kind];
  if (end === "unknown") return `${errorWording({ ...error, moneyMoved: "unknown" }).sentence} ${t(words.unknown)}`;
  return `${t(words.notDone)}. ${saysNo(error) ? t(both) : errorWording(error).sentence}`;
}
