// The question whether to sign out of a connection, as its dialog needs it. The state behind it asks the till; the
// dialog does not know how.
import type { ErrorView } from "../ipc/generated";

export type SignOutQuestion = {
  /** Whether it is asked now. */
  asks: boolean;
  /** Whether the sign-out is under way: the dialog stays until its end. */
  readonly busy: boolean;
  /** Why the service's own page did not open. */
  readonly pageError: ErrorView | null;
  /** Signs out, once. */
  confirm: () => Promise<void>;
  /** Opens the service's own page in the browser. */
  openPage: () => Promise<void>;
};
