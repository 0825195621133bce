// Text from a service or a file: shown as plain text, bounded, without the characters that turn or hide other text.
// The till cleans it already; this is the window's own belt.
const hidden = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu; // eslint-disable-line no-control-regex

/** One line of clean text, at most `limit` characters. */
export function plainText(text: string, limit = 300): string {
  const clean = text.replace(hidden, " ").replace(/\s+/gu, " ").trim();
  const letters = Array.from(clean);
  return letters.length > limit ? `${letters.slice(0, limit - 1).join("")}…` : clean;
}
