// The sign-in through the browser in the whole window: the ways on, the ways back, and each ending in its own sentence.
import axe from "axe-core";
import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import en from "../../messages/en.json";
import type { BrowserSignInStage, ConnectionKey, ErrorCode } from "../../src/lib/ipc/generated";
import { errorWith } from "../support/host";
import { signedIn } from "../support/samples";
import { begin, company, openSignIn, waiting } from "./browser-sign-in";
import { openWindow } from "../support/window";

// The time that is left stands still.
beforeEach(() => vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe("The ways to sign in", () => {
  it("begin with the first, and a person can switch", async () => {
    const { user } = await openSignIn();
    expect(document.activeElement).toBe(screen.getByTestId("sign-in-browser"));
    expect(screen.getByTestId("sign-in").textContent).toContain("accounts.company.example");
    await user.click(screen.getByTestId("sign-in-switch"));
    expect(document.activeElement).toBe(screen.getByTestId("sign-in-username"));
    await user.click(screen.getByTestId("sign-in-switch"));
    expect(screen.getByTestId("sign-in-browser")).toBeTruthy();
  });

  it("begin with the first way, and offer only what the connection has", async () => {
    await openSignIn(waiting(), company({ signIn: ["password", "browser"] }));
    expect(screen.getByTestId("sign-in-username")).toBeTruthy();
    cleanup();
    await openSignIn(waiting(), company({ signIn: ["browser"] }));
    expect(screen.queryByTestId("sign-in-switch")).toBeNull();
  });

  it("say that a client secret may be missing, where none is saved", async () => {
    await openSignIn(waiting(), company({ clientSecret: false }));
    expect(screen.getByTestId("sign-in-no-secret").textContent).toContain("Settings");
    cleanup();
    await openSignIn();
    expect(screen.queryByTestId("sign-in-no-secret")).toBeNull();
  });
});

describe("The waiting page", () => {
  it("b04_never claims that the browser opened, and offers the other ways", async () => {
    await begin();
    const page = await screen.findByTestId("waiting");
    expect(page.textContent).toContain("Your browser should show the page of accounts.company.example");
    expect(page.textContent).not.toMatch(/(browser|page) (has |was )?opened(?!,)/iu);
    for (const way of ["open-again", "copy", "paste", "more", "cancel"])
      expect(screen.getByTestId(`waiting-${way}`)).toBeTruthy();
    expect(screen.getByTestId("waiting-left").textContent).toContain("5:00");
    expect(document.activeElement?.textContent).toBe("Waiting for Company accounts");
    expect(screen.getByTestId("live-region").textContent).toContain("About 5 minutes are left");
    expect((await axe.run(page, { rules: { "color-contrast": { enabled: false } } })).violations).toEqual([]);
  });

  it("l22_gives more time, and is cancelled back to the beginning", async () => {
    const { user } = await begin();
    await user.click(await screen.findByTestId("waiting-more"));
    await waitFor(() => expect(screen.getByTestId("waiting-left").textContent).toContain("10:00"));
    await user.click(screen.getByTestId("waiting-cancel"));
    expect((await screen.findByTestId("waiting-cancelled")).textContent).toContain("Nobody was signed in");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("sign-in-browser")));
  });

  it("l22_is cancelled also while a keyring asks its owner", async () => {
    const connection = company();
    let given: (view: { connection: ConnectionKey; stage: BrowserSignInStage }) => void = () => {};
    const { user } = await begin(waiting(), connection, {
      begin_browser_sign_in: () => new Promise((resolve) => (given = resolve)),
      cancel_browser_sign_in: () => {
        given({ connection: connection.key, stage: { at: "cancelled" } });
        return { connection: connection.key, stage: { at: "none" } };
      },
    });
    await user.click(await screen.findByTestId("waiting-cancel"));
    expect(await screen.findByTestId("waiting-cancelled")).toBeTruthy();
    expect(screen.queryByTestId("waiting-cancel")).toBeNull();
  });

  it("says the last minute aloud, and no other", async () => {
    const { say } = await begin();
    await screen.findByTestId("waiting");
    await say(waiting({ secondsLeft: 200 }));
    expect(screen.getByTestId("live-region").textContent).toContain("About 5 minutes");
    await say(waiting({ secondsLeft: 60 }));
    await waitFor(() => expect(screen.getByTestId("live-region").textContent).toContain("One minute"));
  });

  it("is left by Escape without being cancelled, and comes back", async () => {
    const { user, host, reopen } = await begin();
    await screen.findByTestId("waiting");
    await user.click(screen.getByTestId("waiting-paste"));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("waiting-paste-field")));
    await user.keyboard("{Escape}");
    expect(screen.queryByTestId("waiting-paste-field")).toBeNull();
    expect(document.activeElement, "the first Escape puts the field away").toBe(screen.getByTestId("waiting-paste"));
    await user.keyboard("{Escape}");
    await screen.findByTestId("screen-start");
    await reopen();
    await screen.findByTestId("waiting");
    expect(host.count("cancel_browser_sign_in")).toBe(0);
    expect(host.count("begin_browser_sign_in")).toBe(1);
  });

  it("says why no browser opened, what was turned away, and the warning", async () => {
    await begin(waiting({ notOpened: "no\u202e handler", turnedAway: true, certificate: true }));
    expect((await screen.findByTestId("waiting-not-opened")).textContent).toContain("no handler");
    expect(screen.getByTestId("waiting-turned-away").textContent).toContain("was not used");
    expect(screen.getByTestId("waiting-certificate").textContent).toContain("Nothing is sent before that warning");
    expect(screen.getByTestId("waiting").textContent).not.toContain("Your browser should show");
  });

  it("l26_teaches nobody to go past the browser's warning", async () => {
    await begin(waiting({ certificate: true }));
    const hint = (await screen.findByTestId("waiting-certificate")).textContent;
    expect(hint).not.toContain("go on past");
    expect(hint).toContain("you need not go past it");
    expect(hint).toContain("paste the answer always works");
    expect(hint.indexOf("allow plain loopback")).toBeGreaterThan(0);
    expect(hint.indexOf("trust the certificate in Settings")).toBeGreaterThan(hint.indexOf("allow plain loopback"));
    const teach = Object.entries(en).filter(([, words]) =>
      /go (?:on )?past (?:its|the)|accept the risk and/iu.test(words),
    );
    expect(teach, "nowhere in the window").toEqual([]);
    expect(screen.getByTestId("waiting-paste")).toBeTruthy();
  });
});

describe("The steps after the browser", () => {
  it.each(["connection first", "end first"])("opens what was signed in to: %s", async (order) => {
    const { host, say } = await begin({ at: "exchanging" });
    await screen.findByTestId("waiting-exchanging");
    const words = [
      () => host.emit({ type: "connectionChanged", connection: company({ session: signedIn() }) }),
      () => say({ at: "signedIn" }),
    ];
    host.answer({ start: () => new Promise(() => {}) });
    for (const word of order === "end first" ? words.reverse() : words) await word();
    await waitFor(() => expect(screen.queryByTestId("sign-in")).toBeNull());
    expect(screen.queryByTestId("screen-start")).toBeNull();
  });

  it("that came unseen does not stand in the way of the next sign-in", async () => {
    const { user, host, say, reopen } = await begin();
    await screen.findByTestId("waiting");
    await user.click(screen.getByTestId("nav-start"));
    await host.emit({ type: "connectionChanged", connection: company({ session: signedIn() }) });
    await say({ at: "signedIn" });
    await waitFor(() =>
      expect(screen.getByTestId("live-region").textContent).toContain("You are signed in to Company accounts"),
    );
    expect(screen.getByTestId("screen-start"), "nobody is taken away from where they are").toBeTruthy();
    await host.emit({ type: "connectionChanged", connection: company() });
    await reopen();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("sign-in-browser")));
    expect(screen.queryByTestId("waiting-exchanging")).toBeNull();
  });

  it.each(["while nobody looks", "after coming back"])(
    "that is an error is said where the form is the first way too: %s",
    async (when) => {
      const { user, say, reopen } = await openSignIn(waiting(), company({ signIn: ["password", "browser"] }));
      await user.click(screen.getByTestId("sign-in-switch"));
      await user.click(screen.getByTestId("sign-in-browser"));
      await screen.findByTestId("waiting");
      await user.click(screen.getByTestId("nav-start"));
      expect((await screen.findByTestId("start-who")).textContent).toContain("A sign-in is under way");
      expect(screen.getByTestId("start-open").textContent).toContain("Go on");
      const denied = () => say({ at: "failed", error: errorWith("consentDenied") });
      if (when === "while nobody looks") {
        await denied();
        await waitFor(() => expect(screen.getByTestId("start-open").textContent).toContain("See why"));
      }
      await reopen();
      if (when === "after coming back") {
        await screen.findByTestId("waiting");
        await denied();
      }
      expect((await screen.findByTestId("waiting-error")).textContent).toContain("did not let you in");
      await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("waiting-again")));
      await user.click(screen.getByTestId("sign-in-switch"));
      expect(screen.getByTestId("sign-in-username"), "the other way is a press away").toBeTruthy();
      expect(screen.queryByTestId("waiting-error")).toBeNull();
    },
  );

  it.each([
    ["signInTimedOut", "longer than the time"],
    ["consentDenied", "did not let you in"],
    ["clientRefused", "client secret is another"],
    ["pkceRefused", "PKCE"],
    ["scopeRefused", "another scope"],
    ["codeRefused", "did not accept the answer"],
    ["notYou", "somebody else"],
    ["offline", "cannot be reached"],
    ["serviceDown", "down or busy"],
  ] satisfies [ErrorCode, string][])("has its own sentence for %s, and begins again", async (code, words) => {
    const { user, host, say } = await begin();
    await screen.findByTestId("waiting");
    await say({ at: "failed", error: errorWith(code) });
    expect((await screen.findByTestId("waiting-error")).textContent).toContain(words);
    await user.click(screen.getByTestId("waiting-again"));
    await screen.findByTestId("waiting");
    expect(host.count("begin_browser_sign_in")).toBe(2);
  });
});

describe("Two sign-ins at once", () => {
  it("are shown and cancelled each on its own", async () => {
    const others = company({
      key: { environment: "test", id: "company" },
      name: "Trial accounts",
      host: "trial.company.example",
    });
    const stages = new Map<string, BrowserSignInStage>();
    const put = ({ connection }: { connection: ConnectionKey }, stage: BrowserSignInStage) => {
      stages.set(connection.environment, stage);
      return { connection, stage };
    };
    const { user, host } = await openWindow(
      { connections: [company(), others] },
      {
        begin_browser_sign_in: (request) => put(request, waiting()),
        browser_sign_in: ({ connection }) => ({
          connection,
          stage: stages.get(connection.environment) ?? { at: "none" },
        }),
        cancel_browser_sign_in: (request) => put(request, { at: "cancelled" }),
      },
    );
    const open = async (environment: "live" | "test") => {
      await user.click(screen.getByTestId("nav-start"));
      await user.click(within(screen.getByTestId(`connection-${environment}-company`)).getByTestId("start-open"));
      await screen.findByTestId("sign-in");
    };
    for (const environment of ["live", "test"] as const) {
      await open(environment);
      await user.click(await screen.findByTestId("sign-in-browser"));
      await screen.findByTestId("waiting");
    }
    expect(screen.getByTestId("waiting").textContent).toContain("trial.company.example");
    await user.click(screen.getByTestId("waiting-cancel"));
    await screen.findByTestId("waiting-cancelled");
    expect(host.last("cancel_browser_sign_in")).toEqual({ connection: others.key });
    await open("live");
    expect((await screen.findByTestId("waiting")).textContent).toContain("accounts.company.example");
    expect(screen.queryByTestId("waiting-cancelled")).toBeNull();
    expect(host.count("cancel_browser_sign_in")).toBe(1);
  });
});
