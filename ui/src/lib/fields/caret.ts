// Where the caret belongs after a field has put its own text into groups: before as many digits as it stood before.
// Counted from the end, because grouping can shorten the front (`00211` becomes `+211`) and never touches the end.

const DIGIT = /\p{Nd}/u;

function digitsIn(text: string): number {
  return Array.from(text).filter((sign) => DIGIT.test(sign)).length;
}

/** The place in `next` that has as many digits after it as `at` has in `text`. */
export function caretAfterGrouping(text: string, at: number, next: string): number {
  const after = digitsIn(text.slice(at));
  let place = next.length;
  let seen = 0;
  while (place > 0 && seen < after) {
    place -= 1;
    if (DIGIT.test(next.charAt(place))) seen += 1;
  }
  return place;
}

/**
 * Whether `next` says what `text` says: grouping may change marks and the way the country code is written, no digit.
 */
export function saysTheSame(text: string, next: string): boolean {
  const plain = (value: string): string => digitText(value).replace(/^00/, "");
  return plain(text) === plain(next) && !/\p{L}/u.test(text.replace(/^\W*tel:/iu, ""));
}

/** The digits of `text` as ASCII, whichever script they are written in. */
export function digitText(text: string): string {
  return Array.from(text)
    .map(asciiDigit)
    .filter((sign) => sign !== undefined)
    .join("");
}

/** Arabic-Indic, Persian, full-width and ASCII digits as ASCII; anything else as nothing. */
export function asciiDigit(sign: string): string | undefined {
  const code = sign.codePointAt(0) ?? 0;
  for (const zero of [0x30, 0x660, 0x6f0, 0xff10]) {
    if (code >= zero && code <= zero + 9) return String(code - zero);
  }
  return undefined;
}
