// What Start says of updates: quietly, once, and of failing checks to a supervisor alone.
import { cleanup, screen, waitFor } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import type { UpdatesView } from "../../src/lib/ipc/generated";
import { accounts, grace, live, signedIn, ssp } from "../support/samples";
import { newVersion, updates } from "../support/updates";
import { openWindow } from "../support/window";

afterEach(() => cleanup());

const newer = updates({ state: "newer", new: newVersion(), canFetch: true });
const failing = updates(
  { state: "cannotCheck", since: "2026-11-01T08:00:00Z" },
  { failure: "expired", mayChange: true },
);
const company = (role: "administrator" | "staff") =>
  accounts({ session: { state: "signedIn", person: grace({ role }), endsAt: null, remembered: true } });

const start = (view: UpdatesView) => openWindow({ connections: [company("administrator")] }, { updates: () => view });

describe("Start", () => {
  it("says that there is a newer version, and leads to it", async () => {
    const { user } = await start(newer);
    const notice = await screen.findByTestId("notice-updates");
    expect(notice.textContent).toContain("Version 1.3.0 is available.");
    expect(notice.getAttribute("role"), "it is no alarm").toBe("status");
    await user.click(screen.getByRole("button", { name: "Show updates" }));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("update-fetch")));
    expect(screen.getByTestId("settings-connections").getAttribute("aria-expanded")).toBe("false");
  });

  it("says it once, and anew of a version that is newer still", async () => {
    const { host, user } = await start(newer);
    await user.click(await screen.findByTestId("notice-updates-hide"));
    await waitFor(() => expect(screen.queryByTestId("notice-updates")).toBeNull());
    await host.emit({ type: "updatesChanged", updates: newer });
    expect(screen.queryByTestId("notice-updates")).toBeNull();
    const later = { ...newer, state: { ...newer.state, new: newVersion({ version: "1.4.0" }) } } as UpdatesView;
    await host.emit({ type: "updatesChanged", updates: later });
    expect((await screen.findByTestId("notice-updates")).textContent).toContain("1.4.0");
  });

  it.each([
    updates({ state: "upToDate", at: "2026-11-29T08:00:00Z" }),
    updates({ state: "newer", new: newVersion(), canFetch: false }, { way: "systemUpdate" }),
    updates({ state: "ready", new: newVersion() }),
    { ...failing, mayChange: false },
  ])("says nothing where nobody has to act: %j", async (view) => {
    const { host } = await start(view);
    await waitFor(() => expect(host.count("updates")).toBe(1));
    await host.emit({ type: "updatesChanged", updates: view });
    expect(screen.queryByTestId("notice-updates")).toBeNull();
  });

  it("says to a supervisor since when no check succeeds, and why", async () => {
    const { user } = await start(failing);
    const notice = await screen.findByTestId("notice-updates");
    expect(notice.textContent).toContain("has not been able to check for updates since");
    expect(notice.textContent).toContain("list of versions has expired");
    await user.click(screen.getByTestId("notice-updates-show"));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("update-check-now")));
  });

  it("takes it away as another person signs in, and asks anew", async () => {
    const { host } = await start(failing);
    await screen.findByTestId("notice-updates");
    host.answer({ updates: () => ({ ...failing, mayChange: false }) });
    await host.emit({ type: "connectionChanged", connection: company("staff") });
    expect(screen.queryByTestId("notice-updates"), "at once").toBeNull();
    await waitFor(() => expect(host.count("updates")).toBe(2));
    await waitFor(() => expect(screen.queryByTestId("notice-updates")).toBeNull());
  });

  it("does not ask again for a float that was read", async () => {
    const counter = live({ session: signedIn() });
    const { host } = await openWindow({ connections: [counter] }, { updates: () => newer });
    await screen.findByTestId("notice-updates");
    const float = { balance: ssp("5.00"), at: new Date().toISOString(), fresh: true, unread: null };
    await host.emit({ type: "connectionChanged", connection: { ...counter, float } });
    await waitFor(() => expect(screen.getByTestId("connection-live-juba-main").textContent).toContain("5.00"));
    expect(host.count("updates")).toBe(1);
    expect(screen.getByTestId("notice-updates")).toBeTruthy();
  });
});
