// The one state of which dialogs are open: what the keys of the window do below one, and what Escape closes.
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { Dialogs } from "../../src/lib/state/frame/dialogs.svelte";
import { app } from "../support/app";
import { openWindow } from "../support/window";
import TwoDialogs from "./TwoDialogs.svelte";

const press = (name: string) => screen.getByText(name);

describe("dialogs, one above the other", () => {
  async function open() {
    const dialogs = new Dialogs();
    render(TwoDialogs, { dialogs });
    const user = userEvent.setup({ pointerEventsCheck: 0 });
    await user.click(press("Open"));
    await screen.findByTestId("lower");
    return { dialogs, user };
  }

  it("Escape closes the topmost alone", async () => {
    const { dialogs, user } = await open();
    await user.click(press("Open upper"));
    await screen.findByTestId("upper");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("upper")).toBeNull());
    expect(screen.getByTestId("lower"), "the one below stays").toBeTruthy();
    expect(dialogs.isOpen).toBe(true);
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("lower")).toBeNull());
    expect(dialogs.isOpen).toBe(false);
  });

  it("one that closes whose opener is gone leaves the focus on the heading", async () => {
    const { dialogs, user } = await open();
    await user.click(press("Remove opener"));
    await user.click(press("Close lower"));
    await waitFor(() => expect(dialogs.isOpen).toBe(false));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1 })));
  });

  it("one that is taken away while it is open counts no more", async () => {
    const dialogs = new Dialogs();
    const { unmount } = render(TwoDialogs, { dialogs });
    await userEvent.setup({ pointerEventsCheck: 0 }).click(press("Open"));
    await waitFor(() => expect(dialogs.isOpen).toBe(true));
    unmount();
    expect(dialogs.isOpen).toBe(false);
  });
});

it("a shortcut does nothing below a dialog, and works again without it", async () => {
  const { user } = await openWindow();
  await user.keyboard("?");
  await screen.findByTestId("key-help");
  await user.keyboard("{Control>},{/Control}");
  expect(app.navigation.current.name, "the settings are below it").toBe("start");
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("key-help")).toBeNull());
  await user.keyboard("{Control>},{/Control}");
  expect(app.navigation.current.name).toBe("settings");
});

it("dialogs that end in another order than they began leave none", () => {
  const dialogs = new Dialogs();
  const [first, second] = [dialogs.opened(), dialogs.opened()];
  first();
  expect(dialogs.isOpen).toBe(true);
  second();
  expect(dialogs.isOpen).toBe(false);
});
