// Signing in through the browser: each connection on its own, the till's last word, and what is counted down from it.
import { waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { app } from "../../../../tests/support/app";
import { errorWith, Host } from "../../../../tests/support/host";
import { live, signedIn, start } from "../../../../tests/support/samples";
import type { BrowserSignInStage, BrowserSignInView, ConnectionView } from "../../ipc/generated";
import type { BrowserSignIn } from "./browser-sign-in.svelte";

const one = live({ key: { environment: "live", id: "one" }, name: "One", api: "accountsV1", signIn: ["browser"] });
const other = live({ key: { environment: "test", id: "one" }, name: "Other", api: "accountsV1", signIn: ["browser"] });
const waiting = (
  secondsLeft = 300,
  change: Partial<Extract<BrowserSignInStage, { at: "waiting" }>> = {},
): BrowserSignInStage => ({
  at: "waiting",
  secondsLeft,
  notOpened: null,
  pasteOnly: null,
  showsCode: false,
  turnedAway: false,
  certificate: false,
  ...change,
});
const view = (stage: BrowserSignInStage, connection: ConnectionView = one): BrowserSignInView => ({
  connection: connection.key,
  stage,
});

let host: Host;
let stop: () => void;
let signIn: BrowserSignIn;
/** What the till answers where it is asked. */
let now: BrowserSignInStage;
let listed: ConnectionView[];

const hear = (stage: BrowserSignInStage, connection = one) =>
  host.emit({ type: "browserSignInChanged", signIn: view(stage, connection) });

beforeEach(async () => {
  // The time that is left stands still.
  vi.useFakeTimers({ toFake: ["performance"] });
  now = { at: "none" };
  listed = [one, other];
  host = new Host({
    start: () => start({ connections: listed }),
    begin_browser_sign_in: ({ connection }) => ({ connection, stage: waiting() }),
    browser_sign_in: ({ connection }) => ({ connection, stage: now }),
    cancel_browser_sign_in: ({ connection }) => ({ connection, stage: { at: "cancelled" } }),
    more_sign_in_time: ({ connection }) => ({ connection, stage: waiting(600) }),
  });
  stop = await app.begin();
  signIn = app.browserSignIns.of(one.key);
});
afterEach(() => {
  vi.useRealTimers();
  stop();
  host.remove();
});

describe("a sign-in through the browser", () => {
  it("hears its own events alone, also beside an equal id elsewhere", async () => {
    await signIn.begin();
    await app.browserSignIns.of(other.key).begin();
    await hear({ at: "exchanging" }, other);
    expect(signIn.stage.at).toBe("waiting");
    expect(app.browserSignIns.of(other.key).stage.at).toBe("exchanging");
  });

  it("is one and the same for a connection", () => {
    expect(app.browserSignIns.of({ ...one.key })).toBe(signIn);
    expect(app.browserSignIns.of(other.key)).not.toBe(signIn);
  });

  it("gives the browser's pages in the language of the window", async () => {
    await signIn.begin();
    expect(host.last("begin_browser_sign_in")).toMatchObject({
      connection: one.key,
      pages: { language: "en", rightToLeft: false, received: "Airtill has received your sign-in. Go back to Airtill." },
    });
    for (const words of Object.values(host.last("begin_browser_sign_in")?.pages ?? {}))
      expect(String(words)).not.toMatch(/signed in/iu);
  });

  it("begins once, however often it is pressed", async () => {
    await Promise.all([signIn.begin(), signIn.begin(), signIn.begin()]);
    expect(host.count("begin_browser_sign_in")).toBe(1);
  });

  it("goes from stage to stage as the till says", async () => {
    await signIn.begin();
    for (const stage of [waiting(200, { turnedAway: true }), { at: "exchanging" }, { at: "cancelled" }] as const) {
      await hear(stage);
      await waitFor(() => expect(signIn.stage).toEqual(stage));
    }
  });

  it("keeps what an event said while an answer was on its way", async () => {
    let answer: (view: BrowserSignInView) => void = () => {};
    host.answer({ begin_browser_sign_in: () => new Promise((resolve) => (answer = resolve)) });
    const begun = signIn.begin();
    await waitFor(() => expect(host.count("begin_browser_sign_in")).toBe(1));
    now = { at: "exchanging" };
    await hear(now);
    answer(view(waiting()));
    await begun;
    expect(signIn.stage).toEqual({ at: "exchanging" });
  });

  it("is not ended by the late word of an older one", async () => {
    await signIn.begin();
    now = waiting(299);
    await hear({ at: "cancelled" });
    await waitFor(() => expect(host.count("browser_sign_in")).toBe(1));
    await waitFor(() => expect(signIn.left).toBe(299));
    expect(signIn.stage.at).toBe("waiting");
  });

  it("ends as the event says where the till cannot be asked", async () => {
    await signIn.begin();
    host.answer({ browser_sign_in: () => Promise.reject(errorWith("internal")) });
    await hear({ at: "cancelled" });
    await waitFor(() => expect(signIn.stage.at).toBe("cancelled"));
  });

  it("is not taken back by what was asked before it began", async () => {
    let answer: (view: BrowserSignInView) => void = () => {};
    host.answer({ browser_sign_in: () => new Promise((resolve) => (answer = resolve)) });
    const asked = signIn.ask();
    await waitFor(() => expect(host.count("browser_sign_in")).toBe(1));
    await signIn.begin();
    answer(view({ at: "none" }));
    await asked;
    expect(signIn.stage.at).toBe("waiting");
  });

  it("says as its end why it could not begin", async () => {
    host.answer({
      begin_browser_sign_in: () => {
        throw errorWith("connectionSettings");
      },
    });
    await signIn.begin();
    expect(signIn.stage).toEqual({ at: "failed", error: errorWith("connectionSettings") });
    expect(signIn.doing).toBeNull();
  });

  it("stays where it is when what was pasted is refused, and says why", async () => {
    await signIn.begin();
    host.answer({
      paste_sign_in_answer: () => {
        throw errorWith("pastedOtherSignIn");
      },
    });
    await signIn.paste("https://127.0.0.1/?code=1");
    expect(signIn.stage.at).toBe("waiting");
    expect(signIn.refused).toEqual({ act: "paste", error: errorWith("pastedOtherSignIn") });
    await hear({ at: "exchanging" });
    expect(signIn.refused, "what is past is not said any more").toBeNull();
  });

  it("lets a person cancel while another wish of theirs is not answered", async () => {
    await signIn.begin();
    host.answer({ open_browser_again: () => new Promise(() => {}) });
    void signIn.openAgain();
    await signIn.cancel();
    expect(signIn.stage).toEqual({ at: "cancelled" });
    expect(signIn.doing).toBeNull();
  });
});

describe("its countdown", () => {
  it("goes down by itself and follows the till's last word", async () => {
    vi.useFakeTimers({ toFake: ["performance", "setInterval", "clearInterval"] });
    await signIn.begin();
    expect(signIn.left).toBe(300);
    vi.advanceTimersByTime(61_000);
    expect(signIn.left).toBe(239);
    await hear(waiting(120));
    expect(signIn.left).toBe(120);
    vi.advanceTimersByTime(500_000);
    expect(signIn.left).toBe(0);
  });

  it("stands for the longest time that it had, until it begins anew", async () => {
    await signIn.begin();
    expect(signIn.whole).toBe(300);
    await signIn.more();
    expect([signIn.left, signIn.whole]).toEqual([600, 600]);
    await hear(waiting(450));
    expect(signIn.whole, "the ring does not fill up by itself").toBe(600);
    await signIn.cancel();
    await signIn.begin();
    expect(signIn.whole).toBe(300);
  });
});

describe("its end", () => {
  it("is shown once, though the till tells it again to whoever asks", async () => {
    const end: BrowserSignInStage = { at: "failed", error: errorWith("consentDenied") };
    await signIn.begin();
    await hear(end);
    await waitFor(() => expect(signIn.stage).toEqual(end));
    signIn.leave();
    expect(signIn.stage.at).toBe("none");
    now = end;
    await signIn.ask();
    expect(signIn.stage.at).toBe("none");
  });

  it("is not wiped away by a till that has told it already", async () => {
    await signIn.begin();
    await hear({ at: "cancelled" });
    await waitFor(() => expect(signIn.stage.at).toBe("cancelled"));
    await signIn.ask();
    expect(signIn.stage.at).toBe("cancelled");
  });

  it("is shown where it came while nobody looked", async () => {
    now = { at: "failed", error: errorWith("signInTimedOut") };
    await signIn.ask();
    expect(signIn.stage).toEqual(now);
  });

  it("is announced once when it succeeds, in either order of the news", async () => {
    const said = vi.spyOn(app.announcer, "say");
    await signIn.begin();
    listed = [{ ...one, session: signedIn() }, other];
    await hear({ at: "signedIn" });
    await waitFor(() => expect(app.announcer.text).toBe("You are signed in to One."));
    await hear({ at: "signedIn" });
    expect(said).toHaveBeenCalledTimes(1);
  });

  it("of a sign-in that is over already opens nothing", async () => {
    now = { at: "signedIn" };
    await signIn.ask();
    await waitFor(() => expect(signIn.stage.at).toBe("none"));
    expect(app.announcer.text).toBe("");
  });

  it("is announced when it fails behind another screen, and only then", async () => {
    await signIn.begin();
    await hear({ at: "failed", error: errorWith("codeRefused") });
    await waitFor(() => expect(app.announcer.text).toContain("One did not finish"));
    await signIn.begin();
    app.navigation.go({ name: "signIn", connection: one.key });
    await hear({ at: "failed", error: errorWith("offline") });
    await waitFor(() => expect(signIn.stage.at).toBe("failed"));
    expect(app.announcer.text).toBe("");
  });
});
