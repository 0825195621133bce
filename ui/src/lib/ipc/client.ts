// The only door to the till: one typed call for every command of the contract.
import { invoke } from "@tauri-apps/api/core";
import { CommandError, errorView } from "./error";
import type { Commands } from "./generated";

export type CommandName = keyof Commands;

/** Calls a command. A no of any shape is thrown as `CommandError`. */
export async function call<K extends CommandName>(
  name: K,
  request: Commands[K]["request"],
): Promise<Commands[K]["answer"]> {
  try {
    return await invoke<Commands[K]["answer"]>(name, { request });
  } catch (thrown) {
    throw new CommandError(errorView(thrown));
  }
}
