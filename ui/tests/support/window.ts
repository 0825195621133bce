// Opens the whole window over an imagined till.
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { tick } from "svelte";
import { beforeAll, onTestFinished } from "vitest";
import App from "../../src/app/App.svelte";
import { Screens } from "../../src/app/screens.svelte";
import { failed } from "../../src/lib/failing";
import type { StartView } from "../../src/lib/ipc/generated";
import { openedApp } from "./app";
import { Host, type Answers } from "./host";
import { world } from "./world";

// The screens are fetched before the first test's time begins.
beforeAll(() => new Screens().fetchAll());

export async function openWindow(first: Partial<StartView> = {}, answers: Answers = {}) {
  const app = openedApp();
  const host = new Host({ ...world(first).answers, ...answers });
  // After the window is taken away: it ends its listening as it goes.
  onTestFinished(async () => {
    await tick();
    host.remove();
  });
  // A closing dialog still holds the pointer for a moment; a person is slower than that.
  const user = userEvent.setup({ pointerEventsCheck: 0 });
  const screens = new Screens();
  await screens.fetchAll();
  const onfail = (thrown: unknown) => void failed(thrown);
  const view = render(App, { app, screens, begun: app.begin(), onfail });
  await waitFor(() => {
    if (host.count("start") === 0 || app.connections.start.busy) throw new Error("the window is still asking");
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
