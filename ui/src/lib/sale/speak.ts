// A phrase as text. Money and numbers, which run left to right in every language, are marked with the isolates of
// UAX #9 while the sentence is put together; a component turns the marks into elements, a voice never meets them.

import { moneyText } from "../format/money";
import { plainText } from "../format/plain";
import { durationText } from "../format/time";
import { t } from "../i18n";
import { now } from "../now";
import { whenText } from "./day";
import type { Phrase, Value } from "./phrase";

const OPEN = "\u2066";
const CLOSE = "\u2069";

/** A stretch of a sentence, and whether it stands alone and runs left to right. */
export type Stretch = { text: string; isolated: boolean };

function valueText(value: Value): string | number {
  if ("money" in value) return `${OPEN}${moneyText(value.money)}${CLOSE}`;
  if ("number" in value) return `${OPEN}${plainText(value.number)}${CLOSE}`;
  if ("word" in value) return t(value.word);
  if ("count" in value) return value.count;
  if ("at" in value) return whenText(value.at, now(), value.seconds);
  if ("duration" in value) return durationText(value.duration);
  if ("choice" in value) return value.choice;
  if ("phrase" in value) return marked(value.phrase);
  return plainText(value.text, 500);
}

function marked(phrase: Phrase): string {
  const values = Object.entries(phrase.values ?? {}).map(([name, value]) => [name, valueText(value)] as const);
  return t(phrase.key, Object.fromEntries(values));
}

/** The sentence in stretches, for the screen. */
export function stretches(phrase: Phrase): Stretch[] {
  return marked(phrase)
    .split(/(\u2066[^\u2069]*\u2069)/u)
    .filter((text) => text !== "")
    .map((text) => (text.startsWith(OPEN) ? { text: text.slice(1, -1), isolated: true } : { text, isolated: false }));
}

/** The sentence as plain text, for a voice, a tooltip or a search. */
export function speak(phrase: Phrase): string {
  return stretches(phrase)
    .map((stretch) => stretch.text)
    .join("");
}
