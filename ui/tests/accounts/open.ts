// Opens the window and goes to the company's accounts.
import { screen } from "@testing-library/svelte";
import type { ConnectionView } from "../../src/lib/ipc/generated";
import type { Answers } from "../support/host";
import { accounts } from "../support/samples";
import { openWindow } from "../support/window";

export async function openAccount(answers: Answers = {}, ...connections: ConnectionView[]) {
  const opened = await openWindow({ connections: connections.length > 0 ? connections : [accounts()] }, answers);
  await opened.user.click(screen.getByTestId("rail-account"));
  await screen.findByTestId("account");
  return opened;
}
