// What the till says without being asked. All events travel under one name and are distinguished by `type`.
import { listen } from "@tauri-apps/api/event";
import { EVENT_NAME, type Event } from "./generated";

export type TillEvent = Event;

/** Listens until the returned function is called. */
export function onEvent(hear: (event: TillEvent) => void): Promise<() => void> {
  return listen<TillEvent>(EVENT_NAME, ({ payload }) => hear(payload));
}
