// Text from a service or a file: shown as plain text, bounded, without the characters that turn or hide other text.
// The till cleans it already; this is the window's own belt.
const hidden = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu; // eslint-disable-line no-control-regex

/** One line of clean text, at most `limit` characters. */
export function plainText(text: string, limit = 300): string {
  const clean = text.replace(hidden, " ").replace(/\s+/gu, " ").trim();
  const letters = Array.from(clean);
  return letters.length > limit ? `${letters.slice(0, limit - 1).join("")}…` : clean;
}

// The till's own list (`is_formatting` in its domain): what nobody sees and nobody means to type.
const unseen = /[\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800\ufff9-\ufffb]/gu;
const atTheEnds = /^[\s\u0000-\u001f\u007f-\u009f]+|[\s\u0000-\u001f\u007f-\u009f]+$/gu; // eslint-disable-line no-control-regex

/** Typed or pasted text, as the person sees it. The till reads it once more; a password is never changed. */
export function cleaned(text: string): string {
  return text.replace(unseen, "").replace(atTheEnds, "");
}
