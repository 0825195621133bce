// A phone number as it is read aloud. The till groups numbers itself; this is for digits that come bare.

/** `211925415377` as `+211 925 415 377`. */
export function groupMsisdn(digits: string): string {
  if (!/^\d{6,15}$/u.test(digits)) return digits;
  const country = digits.slice(0, 3);
  const rest = digits.slice(3).match(/\d{1,3}/gu) ?? [];
  return `+${[country, ...rest].join(" ")}`;
}
