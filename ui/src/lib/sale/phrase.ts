// A sentence before it is worded: a message and its values, each of a kind that says how it is written.

import type { MoneyView } from "../ipc/generated";
import type { MessageKey } from "../i18n";

/**
 * A value of a sentence: money and numbers are separate from words, because they are written left to right everywhere.
 * A moment is written as short as it can be without being unclear, and a choice picks words inside the message.
 */
export type Value =
  | { money: MoneyView }
  | { number: string }
  | { word: MessageKey }
  | { text: string }
  | { count: number }
  | { at: string; seconds?: boolean }
  | { duration: number }
  | { choice: string }
  | { phrase: Phrase };

/** A message with its values. */
export type Phrase = { key: MessageKey; values?: Record<string, Value> };

export const phrase = (key: MessageKey, values: Record<string, Value> = {}): Phrase => ({ key, values });
