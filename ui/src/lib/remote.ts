// A value that has to be asked for. One union, shown by one component (RemoteView), so no state is forgotten.
import type { ErrorView } from "./ipc/generated";

export type Remote<T> =
  | { state: "idle" }
  /** `previous` is shown instead of a skeleton while it is asked for again. */
  | { state: "loading"; previous?: T }
  | { state: "ready"; value: T }
  | { state: "failed"; error: ErrorView; previous?: T };

export const idle = { state: "idle" } as const;
export const ready = <T>(value: T): Remote<T> => ({ state: "ready", value });
export const failed = <T>(error: ErrorView, previous?: T): Remote<T> => ({ state: "failed", error, previous });

/** The newest value there is, old or not. */
export function valueOf<T>(remote: Remote<T>): T | undefined {
  if (remote.state === "ready") return remote.value;
  return remote.state === "idle" ? undefined : remote.previous;
}
