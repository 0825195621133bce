// The digits of an ICCID or an EID, for reading aloud.

/** `8944 4740 0000 0000 008`; a text that is no number stays as it is. */
export function inFours(digits: string): string {
  return /^\d+$/u.test(digits) ? (digits.match(/\d{1,4}/gu) ?? []).join(" ") : digits;
}
