// How something that a person asked for ended, where it was not simply done.
import type { ErrorView } from "./ipc/generated";

export type Trouble = {
  /** It was not done, it may have been done, or it was done and nothing could be read after it. */
  end: "notDone" | "unknown" | "unread";
  error: ErrorView;
};
