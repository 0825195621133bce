// Opens the window at a screen of an eSIM connection.
import { screen } from "@testing-library/svelte";
import type { ConnectionView } from "../../src/lib/ipc/generated";
import { truphone } from "../support/esim";
import type { Answers } from "../support/host";
import { esimAnswers } from "../support/sims";
import { openWindow } from "../support/window";

/** Opens the window at a screen of the rail. */
export async function openAt(
  nav: "nav-sims" | "nav-customers",
  answers: Answers = {},
  connection: ConnectionView = truphone(),
) {
  const opened = await openWindow(
    { connections: [connection] },
    { ...esimAnswers, practise_esim: () => connection, ...answers },
  );
  const practice = connection.key.environment === "practice";
  await opened.user.click(screen.getByTestId(practice ? "start-practise-esims" : "start-open"));
  await opened.user.click(await screen.findByTestId(nav));
  await screen.findByTestId(nav === "nav-sims" ? "sims" : "customers");
  return opened;
}

/** Opens the window at a customer who was looked up. */
export async function openCustomer(answers: Answers = {}) {
  const opened = await openAt("nav-customers", answers);
  await opened.user.type(screen.getByTestId("customer-email"), "amina@example.org{Enter}");
  await screen.findByTestId("customer");
  return opened;
}
