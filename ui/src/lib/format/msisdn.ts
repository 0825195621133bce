// A phone number as it is read aloud. The till groups numbers itself; this is for digits that come bare.

/** A country code of three digits, as all of Africa but Egypt and South Africa has, and the rest. */
const THREE = /^\+(2[1-689]\d\d{5,12})$/u;

/** A number of any country: in groups where it is known where they begin, else as it was written. */
export const groupPhone = (text: string): string => {
  const digits = THREE.exec(text)?.[1];
  return digits === undefined ? text : groupMsisdn(digits);
};

/** `211925415377` as `+211 925 415 377`. */
export function groupMsisdn(digits: string): string {
  if (!/^\d{6,15}$/u.test(digits)) return digits;
  const country = digits.slice(0, 3);
  const rest = digits.slice(3).match(/\d{1,3}/gu) ?? [];
  return `+${[country, ...rest].join(" ")}`;
}
