// The confirmation of a connection file, and the refusal of files that cannot be read.
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import type { SignInWay } from "../../src/lib/ipc/generated";
import { errorWith } from "../support/host";
import { live, preview } from "../support/samples";
import { openWindow } from "../support/window";

afterEach(() => cleanup());

describe("A connection file", () => {
  const file = (name: string, text = "format = 1") => new File([text], name);
  const drop = (...files: File[]) => fireEvent.drop(window, { dataTransfer: { types: ["Files"], files } });

  it("c03_is shown with its host before it is kept, and not kept by Enter", async () => {
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

  it.each([
    [1, true, true],
    [0, true, false],
    // Its address stays, so what can settle its sales does too.
    [1, false, false],
  ])("adds no file that would lose what settles a doubt: %i, moves %s", async (openDoubts, forgetsSignIn, barred) => {
    const pendingImport = preview({ replaces: true, forgetsSignIn });
    const { user, host } = await openWindow({ connections: [live({ openDoubts })], pendingImport });
    const button = await screen.findByTestId("import-add");
    const why = document.getElementById(button.getAttribute("aria-describedby") ?? "");
    expect(why?.textContent.trim() ?? "").toMatch(barred ? /is in doubt.*Settle them in the history first/u : /^$/u);
    await user.click(button);
    await waitFor(() => expect(host.count("confirm_import")).toBe(barred ? 0 : 1));
  });

  it("says how many requests a second a file allows", async () => {
    await openWindow({ pendingImport: preview({ requestsPerSecond: 3 }) });
    expect((await screen.findByTestId("import-requests")).textContent).toBe("At most 3 a second");
    cleanup();
    await openWindow({ pendingImport: preview() });
    await screen.findByTestId("import");
    expect(screen.queryByTestId("import-requests")).toBeNull();
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

  it("c03_shows the redirect URI to be copied where a browser is used", async () => {
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
      refused: { fileName: "a.airtill", error: errorWith("badConnectionFile", "its address is no https address") },
    });
    expect((await screen.findByTestId("import-refused")).textContent).toContain("no https address");
  });
});
