// Opens the whole window over an imagined till. Its state lives in modules, so it is put back before each opening.
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeAll } from "vitest";
import App from "../../src/app/App.svelte";
import { failed } from "../../src/lib/failing";
import { fetchAll } from "../../src/app/screens.svelte";
import type { StartView } from "../../src/lib/ipc/generated";
import { countries } from "../../src/lib/state/accounts/countries.svelte";
import { browserSignIns } from "../../src/lib/state/sign_in/browser-sign-in.svelte";
import { connections } from "../../src/lib/state/connection/connections.svelte";
import { help } from "../../src/lib/state/frame/help.svelte";
import { importing } from "../../src/lib/state/connection/importing.svelte";
import { place } from "../../src/lib/state/frame/screen.svelte";
import { signInTroubles } from "../../src/lib/state/practice/sign-in-troubles.svelte";
import { sessions } from "../../src/lib/state/connection/sessions.svelte";
import { textSize } from "../../src/lib/state/frame/text-size.svelte";
import { Host, type Answers } from "./host";
import { world } from "./world";

// The screens are fetched before the first test's time begins.
beforeAll(() => fetchAll());

export async function openWindow(first: Partial<StartView> = {}, answers: Answers = {}) {
  connections.choose(null);
  connections.start.reset();
  importing.forget();
  browserSignIns.forget();
  countries.forget();
  signInTroubles.rows.reset();
  sessions.practising.reset();
  sessions.vault.reset();
  help.open = false;
  textSize.forget();
  place.reset({ name: "start" });
  const host = new Host({ ...world(first).answers, ...answers });
  // A closing dialog still holds the pointer for a moment; a person is slower than that.
  const user = userEvent.setup({ pointerEventsCheck: 0 });
  await fetchAll();
  connections.practiseNow = false;
  const view = render(App, { begun: connections.begin(), onfail: (thrown: unknown) => void failed(thrown) });
  await waitFor(() => {
    if (host.count("start") === 0 || connections.start.busy) throw new Error("the window is still asking");
  });
  return { host, user, ...view };
}

/** Opens the settings with everything in them unfolded. */
export async function openSettings(user: ReturnType<typeof userEvent.setup>): Promise<void> {
  await user.click(await screen.findByTestId("nav-settings"));
  await screen.findByTestId("settings");
  await user.click(screen.getByTestId("settings-connections"));
  for (const details of screen.queryAllByTestId("settings-details")) await user.click(details);
}
