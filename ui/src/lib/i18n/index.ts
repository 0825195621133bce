// The window's words. Every sentence lives in messages/<language>.json as an ICU message; keys are checked by the
// compiler.
import { IntlMessageFormat } from "intl-messageformat";
import en from "$messages/en.json";
import { usableLocale } from "./locale";

export type MessageKey = keyof typeof en;
export type Language = "en";
export type Values = Record<string, string | number | Date>;

const messages: Record<Language, Record<MessageKey, string>> = { en };
export const languages: readonly Language[] = ["en"];
export const language: Language = "en";

const rightToLeft = new Set<string>(["ar"]);

/** The direction in which a language is written. */
export const directionOf = (name: string): "ltr" | "rtl" => (rightToLeft.has(name) ? "rtl" : "ltr");

/** What the system gave last, and what came of it. */
let last: { given: string | undefined; usable: string } = { given: undefined, usable: language };

/** The locale for numbers and dates: the system's own, where it speaks the chosen language. */
export function formatLocale(): string {
  const given = typeof navigator === "undefined" ? "" : String(navigator.language);
  if (given !== last.given) {
    const usable = usableLocale(given, language);
    last = { given, usable: usable === language || usable.startsWith(`${language}-`) ? usable : language };
  }
  return last.usable;
}

const formats = new Map<MessageKey, IntlMessageFormat>();

/** What ICU gives a meaning to; a message without it says itself. */
const meaningful = /[{}'#]/u;

/** The sentence of a key, with its values filled in. */
export function t(key: MessageKey, values?: Values): string {
  const message = messages[language][key];
  if (!meaningful.test(message)) return message;
  let format = formats.get(key);
  if (!format) {
    format = new IntlMessageFormat(message, formatLocale(), undefined, { ignoreTag: true });
    formats.set(key, format);
  }
  return String(format.format(values));
}

/** Says the language to the document, for hyphenation, speech and direction. */
export function applyLanguage(root: HTMLElement): void {
  root.lang = language;
  root.dir = directionOf(language);
}
