// What a component needs of a sale that somebody looks at. The state behind it asks the till; the component does not know how.
import type { MessageKey } from "../i18n";
import type { EntryView, ErrorView, SaleView } from "../ipc/generated";
import type { Settlement } from "./sentence";

/** A sale in front of a person, and what can be done while it is in doubt. */
export type SaleViewing = {
  readonly sale: SaleView;
  /** The name of the service it went through. */
  readonly service: MessageKey;
  readonly timeline: EntryView[] | undefined;
  readonly settlement: Settlement | undefined;
  readonly checking: boolean;
  readonly settling: boolean;
  readonly fault: ErrorView | undefined;
  check(): Promise<void>;
  settle(sent: boolean, reason: string): Promise<boolean>;
};

/** The bounds of a written reason. */
export const REASON = { least: 3, most: 500 } as const;
