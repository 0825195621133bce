// The frame, Start, the confirmation of a connection file, and the settings, in the whole window.
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import type { SignInWay } from "../src/lib/ipc/generated";
import { fault } from "./host";
import { live, practice, preview, signedIn, test as trial } from "./samples";
import { openSettings, openWindow } from "./window";

afterEach(() => cleanup());

describe("Start", () => {
  it("offers two ways to begin at first launch, practice first, and nothing that does not exist yet", async () => {
    await openWindow();
    expect(screen.getByTestId("start-practise").textContent).toContain("Practise without money");
    expect(screen.getByTestId("start-connect").textContent).toContain("Connect your company's service");
    expect(screen.queryByTestId("nav-till")).toBeNull();
    expect(screen.getByTestId("frame").dataset.environment).toBe("none");
  });

  it("leads from one press to the till of practice, framed and named", async () => {
    const { user, host } = await openWindow();
    await user.click(screen.getByTestId("start-practise"));
    await screen.findByTestId("screen-till");
    expect(host.count("practise")).toBe(1);
    expect(screen.getByTestId("frame").dataset.environment).toBe("practice");
    expect(screen.getAllByTestId("environment").some((tag) => tag.textContent?.includes("Practice"))).toBe(true);
    expect(screen.getByTestId("float-balance").textContent).toContain("25,000.00");
  });

  it("says why practice did not start, and tries again", async () => {
    const { user, host } = await openWindow(
      {},
      {
        practise: () => {
          throw fault("practiceFailed", "no port is free");
        },
      },
    );
    await user.click(screen.getByTestId("start-practise"));
    expect((await screen.findByTestId("practise-fault")).textContent).toContain("no port is free");
    await user.click(screen.getByTestId("practise-fault-again"));
    await waitFor(() => expect(host.count("practise")).toBe(2));
  });

  it("shows each connection with its person, float and doubts", async () => {
    await openWindow({ connections: [live({ session: signedIn() }), trial(), practice()] });
    const card = within(screen.getByTestId("connection-test-trial"));
    expect(card.getByText("admin@company.example")).toBeTruthy();
    expect(card.getByText("2 sales in doubt")).toBeTruthy();
    expect(card.getByText("2 hours ago")).toBeTruthy();
    expect(screen.getByTestId("start-practise")).toBeTruthy();
    expect(screen.getByTestId("start-connect")).toBeTruthy();
  });

  it("says aloud that sign-ins will be forgotten, and lets the person choose", async () => {
    const { user, host } = await openWindow({ vault: "locked" });
    expect(screen.getByTestId("vault").textContent).toContain("forgotten when the till closes");
    await user.click(screen.getByTestId("vault-nothing"));
    await waitFor(() =>
      expect(screen.queryByTestId("vault-nothing"), "what was chosen is not offered again").toBeNull(),
    );
    expect(screen.getByTestId("vault").textContent, "and it is still said aloud").toContain("as you chose");
    expect(host.count("remember_nothing")).toBe(1);
  });

  it("words a notice, and puts it away when asked", async () => {
    const { user } = await openWindow({ notices: [{ code: "ledgerSetAside", detail: "ledger.bad" }] });
    const notice = screen.getByTestId("notice-ledgerSetAside");
    expect(notice.textContent).toContain("none was overwritten");
    expect(notice.textContent).toContain("ledger.bad");
    await user.click(within(notice).getByRole("button"));
    expect(screen.queryByTestId("notice-ledgerSetAside")).toBeNull();
  });

  it("says in words that it could not be opened, and asks again", async () => {
    const { user, host } = await openWindow(
      {},
      {
        start: () => {
          throw fault("readOnly");
        },
      },
    );
    expect((await screen.findByTestId("fault")).textContent).toContain("cannot be written to");
    const asked = host.count("start");
    await user.click(screen.getByTestId("fault-again"));
    await waitFor(() => expect(host.count("start")).toBe(asked + 1));
  });
});

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

describe("A connection file", () => {
  const file = (name: string, text = "format = 1") => new File([text], name);
  const drop = (...files: File[]) => fireEvent.drop(window, { dataTransfer: { types: ["Files"], files } });

  it("c03_is shown with its host in large before it is kept, and Enter alone adds nothing", async () => {
    const { user, host } = await openWindow();
    await user.click(screen.getByTestId("start-connect"));
    expect((await screen.findByTestId("import-host")).textContent).toBe("xn--21-systms-j7a.example");
    expect(screen.getByTestId("import-foreign")).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByTestId("import-cancel"));
    await user.keyboard("{Enter}");
    await screen.findByTestId("screen-start");
    expect(host.count("confirm_import")).toBe(0);
  });

  it("c03_wants a yes to each further host", async () => {
    const { user, host } = await openWindow({ pendingImport: preview({ otherHosts: ["one.example", "two.example"] }) });
    const boxes = await screen.findAllByTestId("import-other-host");
    await user.click(boxes[0] as HTMLElement);
    await user.click(screen.getByTestId("import-add"));
    expect(host.count("confirm_import")).toBe(0);
    expect(document.activeElement).toBe(boxes[1]);
    await user.click(boxes[1] as HTMLElement);
    await user.click(screen.getByTestId("import-add"));
    await screen.findByTestId("screen-signIn");
    expect(host.last("confirm_import")).toEqual({
      token: "t-1",
      confirmedHosts: ["one.example", "two.example"],
      clientSecret: null,
    });
  });

  it("warns when it replaces a connection and when that forgets a sign-in", async () => {
    await openWindow({ pendingImport: preview({ replaces: true, forgetsSignIn: true, usable: false }) });
    expect(await screen.findByTestId("import-replaces")).toBeTruthy();
    expect(screen.getByTestId("import-forgets")).toBeTruthy();
    expect(screen.getByTestId("import-not-usable")).toBeTruthy();
  });

  it("c03_says when its sign-ins go without PKCE, and not where they do not", async () => {
    await openWindow({ pendingImport: preview({ host: "sales.example", replaces: true, pkceOff: true }) });
    expect((await screen.findByTestId("import-pkce-off")).textContent).toContain(
      "each sign-in will ask you whether it is you",
    );
    cleanup();
    await openWindow({ pendingImport: preview({ replaces: true }) });
    await screen.findByTestId("import-replaces");
    expect(screen.queryByTestId("import-pkce-off")).toBeNull();
  });

  it("c03_shows the redirect URI, to be copied for the operator, where a browser is used", async () => {
    const redirectUri = "http://127.0.0.1/oauth/callback/staff";
    const { user } = await openWindow({ pendingImport: preview({ signIn: ["browser"], redirectUri }) });
    expect((await screen.findByTestId("import-redirect")).textContent).toBe(redirectUri);
    await user.click(screen.getByTestId("import-redirect-copy"));
    await waitFor(async () => expect(await navigator.clipboard.readText()).toBe(redirectUri));
    cleanup();
    await openWindow({ pendingImport: preview() });
    await screen.findByTestId("import");
    expect(screen.queryByTestId("import-redirect")).toBeNull();
  });

  it("leaves no gap where there is nothing to note", async () => {
    await openWindow({ pendingImport: preview({ host: "sales.example" }) });
    expect(await screen.findByTestId("import-host")).toBeTruthy();
    expect(screen.queryByTestId("import-notes")).toBeNull();
  });

  it("can be dropped on the window, which shows that it may", async () => {
    const { host } = await openWindow();
    await fireEvent.dragEnter(window, { dataTransfer: { types: ["Files"] } });
    expect(screen.getByTestId("drop-zone")).toBeTruthy();
    await drop(file("juba.airtill"));
    expect(screen.queryByTestId("drop-zone")).toBeNull();
    await screen.findByTestId("import");
    expect(host.last("read_connection_file")).toEqual({ fileName: "juba.airtill", text: "format = 1" });
  });

  it.each([
    ["of another kind", [file("sales.xlsx")], "does not end in .airtill"],
    ["too big", [file("big.airtill", "x".repeat(64 * 1024 + 1))], "too big"],
  ])("is not read when it is %s", async (_, files, words) => {
    const { host } = await openWindow();
    await drop(...files);
    expect((await screen.findByTestId("import-refused")).textContent).toContain(words);
    expect(host.count("read_connection_file")).toBe(0);
  });

  it("is not read when it is not UTF-8", async () => {
    const { host } = await openWindow();
    await drop(new File([new Uint8Array([0x6e, 0x3d, 0xff, 0xfe])], "juba.airtill"));
    expect((await screen.findByTestId("import-refused")).textContent).toContain("not plain text in UTF-8");
    expect(host.count("read_connection_file")).toBe(0);
  });

  it.each([
    [["password"], "Your password will be sent to"],
    [["browser"], "In your browser you will sign in on"],
    [["password", "browser"], "Your password, or your browser, will be sent to"],
    [["clientCredentials"], "The client secret will be sent to"],
    [["browser", "clientCredentials"], "In your browser you will sign in onThe client secret will be sent to"],
    [["toString"], "You will sign in on"],
  ])("says what goes to its host when the ways in are %j", async (ways, words) => {
    await openWindow({ pendingImport: preview({ signIn: ways as SignInWay[] }) });
    expect((await screen.findByTestId("import-to")).textContent).toBe(words);
  });

  it("from outside that cannot be used is refused in words", async () => {
    const { host } = await openWindow();
    await host.emit({
      type: "importRefused",
      refused: { fileName: "a.airtill", error: fault("badConnectionFile", "its address is no https address") },
    });
    expect((await screen.findByTestId("import-refused")).textContent).toContain("no https address");
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

  it("lets a person choose that nothing is remembered while the keyring works", async () => {
    const { user, host } = await openWindow({ vault: "ready" });
    expect(screen.queryByTestId("vault"), "on Start it needs no word").toBeNull();
    await user.click(screen.getByTestId("nav-settings"));
    await user.click(screen.getByTestId("vault-nothing"));
    await waitFor(() => expect(screen.getByTestId("vault").textContent).toContain("as you chose"));
    expect(host.count("remember_nothing")).toBe(1);
    expect(screen.queryByTestId("vault-nothing")).toBeNull();
    expect(screen.getByTestId("vault-again").textContent, "and the way back is named").toContain("Keep sign-ins again");
    await user.click(screen.getByTestId("vault-again"));
    await waitFor(() => expect(screen.getByTestId("vault").textContent).toContain("sealed with a key"));
  });

  it("forgets the computer after saying what goes and what stays", async () => {
    const { user, host } = await openWindow({ connections: [live({ session: signedIn() })] });
    await user.click(screen.getByTestId("nav-settings"));
    await user.click(screen.getByTestId("forget-computer"));
    const dialog = await screen.findByTestId("forget-dialog");
    expect(dialog.textContent).toContain("Everybody is signed out");
    expect(dialog.textContent).toContain("records of every sale, stay");
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

  it("shows the version and the folder of all records", async () => {
    const { user } = await openWindow({ version: "0.1.0" });
    await user.click(screen.getByTestId("nav-settings"));
    expect(screen.getByTestId("version").textContent).toBe("0.1.0");
    expect(screen.getByTestId("data-folder").textContent).toContain("airtill");
  });
});
