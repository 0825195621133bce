// Prices as exact numbers that can be compared: text with any number of decimal places, never a binary float.

/** More decimal places than any price of a service has. */
const PLACES = 24;

/** The amount in its smallest countable part, for comparing amounts of one currency; nothing where it is no amount. */
export function comparable(amount: string): bigint | null {
  const parts = /^(-?)(\d{1,30})(?:\.(\d{1,24}))?$/u.exec(amount);
  if (!parts) return null;
  const [, sign = "", whole = "0", part = ""] = parts;
  const value = BigInt(whole + part.padEnd(PLACES, "0"));
  return sign === "" ? value : -value;
}
