// What the settings change for this computer: sign-outs, connections, what is remembered, the theme.
import { cleanup, screen, waitFor } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import { live, practice, signedIn } from "../support/samples";
import { openSettings, openWindow } from "../support/window";

afterEach(() => cleanup());

describe("Settings", () => {
  it("says what signing out means before it is done", async () => {
    const { user, host } = await openWindow({ connections: [live({ session: signedIn() })] });
    await user.click(screen.getByTestId("nav-settings"));
    await user.click(screen.getByTestId("sign-out"));
    const dialog = await screen.findByTestId("sign-out-dialog");
    expect(dialog.textContent).toContain("on every device");
    expect(dialog.textContent).toContain("up to an hour");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("sign-out-cancel")));
    expect(host.count("sign_out")).toBe(0);
    await user.click(screen.getByTestId("sign-out-confirm"));
    const way = await screen.findByTestId("settings-sign-in");
    expect(host.last("sign_out")).toEqual({ connection: live().key });
    await waitFor(() => expect(document.activeElement, "the focus is on what took the button's place").toBe(way));
  });

  it("asks before it removes a connection, and says that its records stay", async () => {
    const { user, host } = await openWindow({ connections: [live(), practice()] });
    await openSettings(user);
    expect(screen.getAllByTestId("remove-connection")).toHaveLength(1);
    await user.click(screen.getByTestId("remove-connection"));
    expect((await screen.findByTestId("remove-dialog")).textContent).toContain("records of its sales stay");
    await user.click(screen.getByTestId("remove-confirm"));
    await waitFor(() => expect(screen.queryByTestId("settings-live-juba-main")).toBeNull());
    expect(host.count("remove_connection")).toBe(1);
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Settings"));
  });

  it("removes no connection whose sales are in doubt, and says so", async () => {
    const { user, host } = await openWindow({ connections: [live({ openDoubts: 2 })] });
    await openSettings(user);
    const button = screen.getByTestId("remove-connection");
    const why = document.getElementById(button.getAttribute("aria-describedby") ?? "");
    expect(why?.textContent).toMatch(/^2 sales of it are in doubt.*Settle them in the history first/u);
    await user.click(button);
    expect(screen.queryByTestId("remove-dialog")).toBeNull();
    expect(document.activeElement, "its reason is read out with it").toBe(button);
    await host.emit({ type: "connectionChanged", connection: live({ openDoubts: 0 }) });
    await user.click(screen.getByTestId("remove-connection"));
    expect(await screen.findByTestId("remove-dialog")).toBeTruthy();
  });

  it("lets a person choose that nothing is remembered", async () => {
    const { user, host } = await openWindow({ vault: "ready" });
    expect(screen.queryByTestId("vault"), "on Start it needs no word").toBeNull();
    await user.click(screen.getByTestId("nav-settings"));
    await user.click(screen.getByTestId("vault-nothing"));
    await waitFor(() => expect(screen.getByTestId("vault").textContent).toContain("as you chose"));
    expect(host.count("remember_nothing")).toBe(1);
    expect(screen.queryByTestId("vault-nothing")).toBeNull();
    expect(screen.getByTestId("vault-again").textContent, "and the way back is named").toContain("Save sign-ins again");
    await user.click(screen.getByTestId("vault-again"));
    await waitFor(() => expect(screen.getByTestId("vault").textContent).toContain("sealed with a key"));
  });

  it("forgets the computer after saying what goes and what stays", async () => {
    const { user, host } = await openWindow({ connections: [live({ session: signedIn() })] });
    await user.click(screen.getByTestId("nav-settings"));
    await user.click(screen.getByTestId("forget-computer"));
    const dialog = await screen.findByTestId("forget-dialog");
    expect(dialog.textContent).toContain("Everybody is signed out");
    expect(dialog.textContent).toContain("records of every sale stay");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("forget-cancel")));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByTestId("forget-dialog")).toBeNull());
    expect(host.count("forget_this_computer"), "Enter alone forgets nothing").toBe(0);
    await user.click(screen.getByTestId("forget-computer"));
    await user.click(await screen.findByTestId("forget-confirm"));
    expect((await screen.findByTestId("forget-gone")).textContent).toContain("Everything is gone");
    expect(host.count("forget_this_computer")).toBe(1);
    await screen.findByTestId("settings-sign-in");
  });

  it("names what it could not delete", async () => {
    const { user } = await openWindow(
      {},
      { forget_this_computer: () => ({ left: ["live/vault.bin", "logs/\u202etill.log"] }) },
    );
    await user.click(screen.getByTestId("nav-settings"));
    await user.click(screen.getByTestId("forget-computer"));
    await user.click(await screen.findByTestId("forget-confirm"));
    const left = await screen.findByTestId("forget-left");
    expect([...left.querySelectorAll("li")].map((one) => one.textContent)).toEqual([
      "live/vault.bin",
      "logs/ till.log",
    ]);
    expect(screen.queryByTestId("forget-gone")).toBeNull();
  });

  it("changes the theme at once", async () => {
    const { user } = await openWindow();
    await user.click(screen.getByTestId("nav-settings"));
    await user.click(screen.getByTestId("theme-dark"));
    expect(document.documentElement.dataset.theme).toBe("dark");
    await user.click(screen.getByTestId("theme-system"));
  });
});
