// How long a float that was seen may be called the float of now.
import { moment } from "../format/time";
import type { FloatView } from "../ipc/generated";

/** A till with one desk changes its float by its own sales only, and these refresh it; another desk may sell meanwhile. */
const YOUNG = 5 * 60_000;

/** Whether the float was read just now: the last reading worked, and it is a few minutes old at most. */
export function isYoung(float: FloatView, now: number): boolean {
  const seen = moment(float.at);
  return float.fresh && seen !== null && now - seen.getTime() <= YOUNG;
}
