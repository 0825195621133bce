// What a component needs of a sale that somebody looks at. The state behind it asks the till; the component does not
// know how.
import type { MessageKey } from "../i18n";
import type { EntryView, ErrorView, SaleView } from "../ipc/generated";
import { onlyChargeInDoubt } from "./sentence";

/** What a person says happened to a sale, as far as they know it, and how they know. */
export type Word = {
  arrived: boolean | null;
  charged: boolean | null;
  reason: string;
  /** Whether they take over what the float indicates. */
  adopted: boolean;
};

/** A sale in front of a person, and what can be done about it. */
export type SaleViewing = {
  readonly sale: SaleView;
  /** The name of the service it went through. */
  readonly service: MessageKey;
  readonly timeline: EntryView[] | undefined;
  readonly checking: boolean;
  readonly saying: boolean;
  readonly looking: boolean;
  readonly error: ErrorView | undefined;
  /** Seconds until the service is done with it, as declared; nothing where that is not waited for. */
  readonly restLeft: number | null;
  check(): Promise<void>;
  say(word: Word): Promise<boolean>;
  /** Notes that somebody looked at what changed by itself. */
  look(): Promise<void>;
};

/** The bounds of a written reason. */
export const REASON = { least: 3, most: 500 } as const;

/** Whether a person may say what happened: what the service itself said is theirs. */
export function maySay(sale: SaleView): boolean {
  switch (sale.state) {
    case "inDoubt":
    case "charged":
    case "notCharged":
    case "reopened":
    case "said":
      return true;
    case "declined":
    case "declinedButCharged":
      return onlyChargeInDoubt(sale);
    case "intended":
    case "neverHandedOver":
    case "confirmed":
    case "accepted":
      return false;
  }
}
