// A file of its own: here no screen has been fetched before.
import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeAll, expect, it } from "vitest";
import App from "../../src/app/App.svelte";
import { Screens } from "../../src/app/screens.svelte";
import { app } from "../support/app";
import { Host } from "../support/host";
import { world } from "../support/world";

// Its file is read before the test's time begins; the window does not know.
beforeAll(() => import("../../src/features/settings/Settings.svelte"));

it("a screen that is wanted before the till has answered comes", async () => {
  const never = new Promise<never>(() => {});
  const host = new Host({ ...world({}).answers, start: () => never });
  void app.connections.load();
  const screens = new Screens();
  render(App, { app, screens, begun: never, onfail: () => {} });
  expect(screens.settings.current).toBeNull();
  await userEvent.setup({ pointerEventsCheck: 0 }).click(screen.getByTestId("nav-settings"));
  expect(await screen.findByRole("heading", { level: 1, name: "Settings" })).toBeTruthy();
  expect(screens.history.current, "the others wait for the first picture").toBeNull();
  host.remove();
});
