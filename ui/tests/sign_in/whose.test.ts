// Whose sign-in came back, PKCE that is refused, and what a sign-out left to say.
import { cleanup, screen, waitFor } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import type { BrowserSignInStage, RevocationView } from "../../src/lib/ipc/generated";
import { errorWith } from "../support/host";
import { accounts, grace } from "../support/samples";
import { openSettings, openWindow } from "../support/window";

afterEach(() => cleanup());

const company = () => accounts({ session: { state: "signedOut" } });

async function begin(stage: BrowserSignInStage) {
  let now: BrowserSignInStage = { at: "none" };
  const view = (next: BrowserSignInStage) => ({ connection: company().key, stage: (now = next) });
  const opened = await openWindow(
    { connections: [company()] },
    {
      begin_browser_sign_in: () => view(stage),
      browser_sign_in: () => view(now),
      cancel_browser_sign_in: () => view({ at: "cancelled" }),
      go_on_without_pkce: () => view({ at: "exchanging" }),
      confirm_sign_in: ({ yes }) => view(yes ? { at: "exchanging" } : { at: "failed", error: errorWith("notYou") }),
    },
  );
  await opened.user.click(await screen.findByTestId("start-open"));
  await opened.user.click(await screen.findByTestId("sign-in-browser"));
  return opened;
}

describe("Is this you?", () => {
  it("b06_asks whether it is the person, with No in front", async () => {
    const { user, host } = await begin({ at: "isThisYou", person: grace(), because: "notProven" });
    expect((await screen.findByTestId("is-this-you")).textContent).toContain("grace@company.example");
    expect(document.activeElement).toBe(screen.getByTestId("is-this-you-no"));
    await user.keyboard("{Enter}");
    expect(host.last("confirm_sign_in")).toEqual({ connection: company().key, yes: false });
    expect((await screen.findByTestId("waiting-error")).textContent).toContain("somebody else");
  });

  it("takes the yes of the person", async () => {
    const { user, host } = await begin({ at: "isThisYou", person: grace(), because: "notProven" });
    await user.click(await screen.findByTestId("is-this-you-yes"));
    expect(host.last("confirm_sign_in")).toEqual({ connection: company().key, yes: true });
    await screen.findByTestId("waiting-exchanging");
    expect(screen.getByTestId("waiting-cancel")).toBeTruthy();
  });

  it("l22_is cancelled also while the person is asked", async () => {
    const { user, host } = await begin({ at: "isThisYou", person: grace(), because: "notProven" });
    await user.click(await screen.findByTestId("waiting-cancel"));
    await screen.findByTestId("waiting-cancelled");
    expect(host.count("confirm_sign_in")).toBe(0);
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("sign-in-browser")));
  });

  it("b06_says of somebody new what the browser may remember", async () => {
    await begin({ at: "isThisYou", person: grace(), because: "somebodyNew" });
    expect((await screen.findByTestId("is-this-you")).textContent).toContain(
      "still have been signed in as somebody else",
    );
  });
});

describe("PKCE that is refused", () => {
  const refused: BrowserSignInStage = { at: "pkceRefused", message: "Server does not support pkce.", secondsLeft: 300 };

  it("t22_is explained in the service's words, and Enter gives nothing up", async () => {
    const { user, host } = await begin(refused);
    expect((await screen.findByTestId("pkce-refused")).textContent).toContain("Server does not support pkce.");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("waiting-cancel")));
    await user.keyboard("{Enter}");
    await screen.findByTestId("waiting-cancelled");
    expect(host.count("go_on_without_pkce")).toBe(0);
  });

  it("t22_is gone on without by a press of its own", async () => {
    const { user, host } = await begin(refused);
    await user.click(await screen.findByTestId("pkce-refused-go-on"));
    expect(host.last("go_on_without_pkce")).toEqual({ connection: company().key });
    await screen.findByTestId("waiting-exchanging");
  });
});

describe("The settings", () => {
  it("t22_show that PKCE is switched off, and switch it on again", async () => {
    const off = accounts({ pkce: "switchedOff" });
    const opened = await openWindow({ connections: [off] }, { switch_pkce_on: () => accounts({ pkce: "unknown" }) });
    await openSettings(opened.user);
    expect((await screen.findByTestId("settings-pkce")).textContent).toContain("Switched off here");
    await opened.user.click(screen.getByTestId("settings-pkce-on"));
    await waitFor(() => expect(screen.getByTestId("settings-pkce").textContent).toContain("not known yet"));
  });

  it.each<[RevocationView, string]>([
    [{ state: "revoking" }, "is asked to end the sign-in"],
    [{ state: "revoked" }, "has revoked the sign-in"],
    [{ state: "endedBefore" }, "had ended the sign-in before"],
    [{ state: "notRevoked", error: errorWith("noAnswer") }, "did not hear of the sign-out"],
    [{ state: "notKnown" }, "The till was closed before"],
  ])("say what came of a sign-out: %o", async (revocation, words) => {
    const opened = await openWindow({ connections: [accounts({ session: { state: "signedOut" }, revocation })] });
    await opened.user.click(await screen.findByTestId("nav-settings"));
    expect((await screen.findByTestId(`revocation-${revocation.state}`)).textContent).toContain(words);
  });

  it("w04_open the service's page from a sign-out, by the connection alone", async () => {
    const opened = await openWindow({ connections: [accounts()] }, { open_service_page: () => ({}) });
    await opened.user.click(await screen.findByTestId("nav-settings"));
    await opened.user.click(await screen.findByTestId("sign-out"));
    await opened.user.click(await screen.findByTestId("sign-out-page"));
    expect(opened.host.last("open_service_page")).toEqual({ connection: accounts().key });
    expect(opened.host.count("sign_out")).toBe(0);
  });
});
