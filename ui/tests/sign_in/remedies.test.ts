// When the page in the browser shows an error: the remedies, what the operator needs, and the test with a sign-in.
import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { BrowserSignInStage, ConnectionTestView, ConnectionView } from "../../src/lib/ipc/generated";
import { accounts } from "../support/samples";
import { openSettings, openWindow } from "../support/window";

afterEach(() => cleanup());

const company = (change: Partial<ConnectionView> = {}) => accounts({ session: { state: "signedOut" }, ...change });
const waiting: BrowserSignInStage = {
  at: "waiting",
  secondsLeft: 300,
  notOpened: null,
  pasteOnly: null,
  turnedAway: false,
  certificate: false,
  showsCode: false,
};

async function begin(connection = company()) {
  const view = { connection: connection.key, stage: waiting };
  const opened = await openWindow(
    { connections: [connection] },
    { begin_browser_sign_in: () => view, browser_sign_in: () => view },
  );
  await opened.user.click(await screen.findByTestId("start-open"));
  await screen.findByTestId("waiting");
}

describe("A page that shows an error", () => {
  it("has a remedy for each complaint, and copies it for the operator", async () => {
    await begin();
    const panel = within(screen.getByTestId("waiting-stuck"));
    for (const complaint of [/redirect URI/, /scope/, /client/, /PKCE/, /not activated/])
      expect(panel.getAllByText(complaint).length).toBeGreaterThan(0);
    const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    for (const [testid, value] of [
      ["copy-client-id", "till"],
      ["copy-redirect", "http://127.0.0.1/callback"],
      ["copy-scope", "public"],
      ["copy-registration", "Client id: till\nRedirect URI: http://127.0.0.1/callback\nScope: public"],
    ] as const) {
      panel.getByTestId(testid).click();
      // Nothing is awaited in between: a browser lets a press copy, and nothing that comes after it.
      expect(write).toHaveBeenLastCalledWith(value);
    }
    write.mockRestore();
  });

  it("has no scope to copy where the connection names none", async () => {
    await begin(company({ registration: { clientId: "till", redirectUri: "urn:ietf:wg:oauth:2.0:oob", scope: "" } }));
    const panel = within(screen.getByTestId("waiting-stuck"));
    expect(panel.getByTestId("registration-scope").textContent).toBe("none");
    expect(panel.queryByTestId("copy-scope")).toBeNull();
    expect(panel.getByTestId("registration-redirect").textContent).toBe("urn:ietf:wg:oauth:2.0:oob");
  });
});

describe("A test with a sign-in", () => {
  const test = {
    lines: [
      { check: "host", finding: "good", fact: "hostAnswers", detail: "" },
      { check: "pkce", finding: "wrong", fact: "pkceIgnored", detail: "" },
      { check: "person", finding: "good", fact: "personSignedIn", detail: "amina@company.example" },
    ],
  } satisfies ConnectionTestView;

  it("is begun in the settings and ends with its lines, signing in nobody", async () => {
    let now: BrowserSignInStage = { at: "none" };
    const view = (stage: BrowserSignInStage) => ({ connection: company().key, stage: (now = stage) });
    const { user, host } = await openWindow(
      { connections: [company()] },
      { begin_sign_in_test: () => view(waiting), browser_sign_in: () => view(now) },
    );
    await openSettings(user);
    await user.click(screen.getByTestId("settings-test-with"));
    await screen.findByTestId("waiting");
    expect(host.count("begin_browser_sign_in")).toBe(0);
    await host.emit({ type: "browserSignInChanged", signIn: view({ at: "tested", test }) });
    const panel = within(await screen.findByTestId("tested"));
    expect(panel.getByTestId("test-line-person").textContent).toContain("amina@company.example");
    expect(panel.getByTestId("registration-redirect").textContent).toBe("http://127.0.0.1/callback");
    expect(screen.getByTestId("live-region").textContent).toContain("one thing is wrong");
    await user.click(screen.getByTestId("tested-again"));
    await screen.findByTestId("waiting");
    expect(host.count("begin_sign_in_test")).toBe(2);
    await host.emit({
      type: "browserSignInChanged",
      signIn: view({ at: "tested", test: { lines: test.lines.slice(0, 1) } }),
    });
    await user.click(await screen.findByTestId("tested-settings"));
    const again = await screen.findByTestId("settings-test");
    await waitFor(() => expect(document.activeElement, "it is unfolded there").toBe(again));
  });
});
