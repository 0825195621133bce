// The frame in the whole window: keys, tooltips, the network, and the focus of a new screen.
import { cleanup, screen, waitFor } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import { live, signedIn, test as trial } from "../support/samples";
import { openWindow } from "../support/window";

afterEach(() => cleanup());

describe("A screen that is gone to", () => {
  it("gets the focus on its heading, from the first time on", async () => {
    const { user } = await openWindow();
    for (const key of ["nav-settings", "nav-history", "nav-settings"]) {
      await user.click(screen.getByTestId(key));
      await waitFor(() => expect(document.querySelector("main")?.contains(document.activeElement), key).toBe(true));
    }
    expect(document.activeElement?.hasAttribute("data-heading")).toBe(true);
  });
});

describe("The frame", () => {
  it("goes by keys alone", async () => {
    const { user } = await openWindow({ connections: [live({ session: signedIn() })] });
    await user.click(screen.getByTestId("start-open"));
    await screen.findByTestId("screen-till");
    await user.keyboard("{Control>}h{/Control}");
    await screen.findByTestId("screen-history");
    await user.keyboard("{Control>},{/Control}");
    await screen.findByTestId("screen-settings");
    await user.keyboard("{Escape}");
    await screen.findByTestId("screen-history");
    await user.keyboard("{Control>}n{/Control}");
    await screen.findByTestId("screen-till");
  });

  it("opens the history in its search by keys, from anywhere and from itself", async () => {
    const { user } = await openWindow({ connections: [live({ session: signedIn() })] });
    await user.click(screen.getByTestId("start-open"));
    await screen.findByTestId("screen-till");
    await user.keyboard("{Control>}k{/Control}");
    await screen.findByTestId("screen-history");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("history-search")));
    screen.getByTestId("nav-till").focus();
    await user.keyboard("{Control>}k{/Control}");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("history-search")));
    await user.click(screen.getByTestId("nav-settings"));
    await user.click(screen.getByTestId("show-keys"));
    expect((await screen.findByTestId("key-help")).textContent).toContain("Search the history");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("key-help")).toBeNull());
    await user.keyboard("{Tab}");
    screen.getByTestId("nav-history").focus();
    expect((await screen.findByText("Search the history")).textContent, "the tooltip names it too").toBe(
      "Search the history",
    );
  });

  it("names what a press reads in a tooltip of its own, not in a title", async () => {
    const { user } = await openWindow({ connections: [trial()] });
    await user.click(screen.getByTestId("start-open"));
    const refresh = await screen.findByTestId("float-refresh");
    expect(refresh.getAttribute("title")).toBeNull();
    await user.keyboard("{Tab}");
    refresh.focus();
    expect(await screen.findByText("Read the float now")).toBeTruthy();
  });

  it("lets the records be read when their connection is gone", async () => {
    const { user, host } = await openWindow();
    await user.click(screen.getByTestId("nav-history"));
    await screen.findByTestId("screen-history");
    await waitFor(() => expect(host.last("search_history")).toMatchObject({ environment: "live", connection: null }));
    await user.click(screen.getByTestId("history-practice"));
    await waitFor(() => expect(host.last("search_history")).toMatchObject({ environment: "practice" }));
    expect(screen.getByTestId("frame").dataset.environment).toBe("practice");
    await user.click(screen.getByTestId("history-live"));
    expect(screen.getByTestId("frame").dataset.environment).toBe("live");
    await screen.findByTestId("history-empty");
    expect(screen.queryByText("Send the first top-up"), "nothing can be sold here").toBeNull();
  });

  it("shows its keys on one sheet, which Escape closes without going back", async () => {
    const { user } = await openWindow();
    await user.click(screen.getByTestId("nav-settings"));
    (document.activeElement as HTMLElement).blur();
    await user.keyboard("?");
    await screen.findByTestId("key-help");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("key-help")).toBeNull());
    expect(screen.getByTestId("screen-settings")).toBeTruthy();
  });

  it("names the network only when it is bad", async () => {
    const { user, host } = await openWindow({ connections: [trial()] });
    await user.click(screen.getByTestId("start-open"));
    expect(await screen.findByTestId("network-bad")).toBeTruthy();
    await user.click(screen.getByTestId("float-refresh"));
    await waitFor(() => expect(screen.queryByTestId("network-bad")).toBeNull());
    expect(host.count("refresh_float")).toBe(1);
  });

  it("keeps the screen and says so when the service wants the password again", async () => {
    const { user, host } = await openWindow({ connections: [live({ session: signedIn() })] });
    await user.click(screen.getByTestId("start-open"));
    await screen.findByTestId("screen-till");
    await host.emit({
      type: "connectionChanged",
      connection: live({ session: { state: "signInAgain", person: null } }),
    });
    expect(await screen.findByTestId("sign-in-again")).toBeTruthy();
    expect(screen.queryByTestId("signed-out")).toBeNull();
  });
});
