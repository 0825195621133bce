// A window in which somebody signs in through the browser; a test says what the till says of it.
import { screen } from "@testing-library/svelte";
import type { BrowserSignInStage, ConnectionView } from "../../src/lib/ipc/generated";
import { errorWith } from "../support/host";
import { accounts } from "../support/samples";
import { openWindow } from "../support/window";

/** Company accounts that nobody is signed in to. */
export const company = (change: Partial<ConnectionView> = {}) =>
  accounts({ session: { state: "signedOut" }, ...change });
type Waiting = Extract<BrowserSignInStage, { at: "waiting" }>;
/** The person is in the browser. */
export const waiting = (change: Partial<Waiting> = {}): Waiting => ({
  at: "waiting",
  secondsLeft: 300,
  notOpened: null,
  pasteOnly: null,
  showsCode: false,
  turnedAway: false,
  certificate: false,
  ...change,
});

/** The window at the sign-in of a connection. */
export async function openSignIn(
  stage: BrowserSignInStage = waiting(),
  connection = company(),
  answers: Parameters<typeof openWindow>[1] = {},
) {
  let now: BrowserSignInStage = { at: "none" };
  const view = (next: BrowserSignInStage) => ({ connection: connection.key, stage: (now = next) });
  const opened = await openWindow(
    { connections: [connection] },
    {
      begin_browser_sign_in: () => view(stage),
      browser_sign_in: () => view(now),
      cancel_browser_sign_in: () => view({ at: "cancelled" }),
      open_browser_again: () => view(stage),
      more_sign_in_time: () => view(waiting({ secondsLeft: 600 })),
      confirm_sign_in: ({ yes }) => view(yes ? { at: "exchanging" } : { at: "failed", error: errorWith("notYou") }),
      sign_in_address: () => ({ address: "https://accounts.company.example/oauth/authorize?state=s" }),
      ...answers,
    },
  );
  const say = (next: BrowserSignInStage) => opened.host.emit({ type: "browserSignInChanged", signIn: view(next) });
  const reopen = async () => {
    await opened.user.click(await screen.findByTestId("start-open"));
    await screen.findByTestId("sign-in");
  };
  await reopen();
  return { ...opened, say, reopen };
}

/** The same after a click on Continue in your browser. */
export async function begin(...given: Parameters<typeof openSignIn>) {
  const opened = await openSignIn(...given);
  await opened.user.click(screen.getByTestId("sign-in-browser"));
  return opened;
}
