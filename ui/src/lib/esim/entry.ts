// What the field of an ICCID or an EID needs of the number behind it.
import type { SimNumberKind } from "./words";

export type SimNumberEntry = {
  readonly kind: SimNumberKind;
  readonly text: string;
  /** The error that may be shown. */
  readonly error: string | null;
  /** Observations that warn and never forbid, in words. */
  readonly advice: readonly string[];
  type(text: string): Promise<void>;
  leave(): Promise<void>;
};
