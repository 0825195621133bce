// Who is signed in at the company's accounts, and the way out.
import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { errorWith } from "../support/host";
import { accounts, grace, live } from "../support/samples";
import { openAccount } from "./open";

describe("The own account", () => {
  it("is said with role, age, points and what it means for sales", async () => {
    await openAccount();
    expect(screen.getByTestId("account-name").textContent).toBe("Grace Akol");
    expect(screen.getByTestId("account-email").textContent).toBe("grace@company.example");
    expect(screen.getByTestId("account-role").textContent).toBe("Administrator");
    const self = screen.getByTestId("account-self").textContent;
    for (const words of [
      "Member since Feb 29, 2024",
      "1,200 to send, 35 received",
      "Points are not money",
      "sales are recorded as sold by you",
    ])
      expect(self).toContain(words);
  });

  it("is not named as the seller where another account is", async () => {
    const { host } = await openAccount({}, live({ soldBy: grace() }), accounts());
    expect(screen.getByTestId("account-named")).toBeTruthy();
    await host.emit({ type: "connectionChanged", connection: live({ soldBy: grace({ id: "9" }) }) });
    await waitFor(() => expect(screen.queryByTestId("account-named")).toBeNull());
  });

  it("is awaited while the service has not said it", async () => {
    const session = { state: "signedIn", person: null, endsAt: null, remembered: false } as const;
    const { host } = await openAccount({ refresh_person: () => new Promise(() => {}) }, accounts({ session }));
    expect(host.last("refresh_person")).toEqual({ connection: accounts().key });
    expect(screen.getByTestId("account-waiting").textContent).toContain("has not said yet");
    expect(screen.queryByTestId("account-named"), "nobody is named before somebody is known").toBeNull();
    expect(screen.getByTestId("account-kept").textContent).toContain("forgotten when the till closes");
    await host.emit({
      type: "connectionChanged",
      connection: accounts({ session: { ...session, person: grace({ name: null }) } }),
    });
    await waitFor(() => expect(screen.getByTestId("account-name").textContent).toBe("grace@company.example"));
  });

  it("that is unknown is an error with a way to ask again", async () => {
    const session = { state: "signedIn", person: null, endsAt: null, remembered: false } as const;
    const deaf = () => {
      throw errorWith("serviceDown");
    };
    const { user, host } = await openAccount({ refresh_person: deaf }, accounts({ session }));
    await user.click(await screen.findByTestId("account-person-error-again"));
    await waitFor(() => expect(host.count("refresh_person")).toBe(2));
    await host.emit({ type: "connectionChanged", connection: accounts() });
    await waitFor(() => expect(screen.getByTestId("account-name").textContent).toBe("Grace Akol"));
    expect(screen.queryByTestId("account-person-error")).toBeNull();
  });

  it("keeps the shape of what is still to come", async () => {
    const session = {
      state: "signedIn",
      person: grace({ name: null, role: null, points: null }),
      endsAt: null,
      remembered: true,
    } as const;
    const { host } = await openAccount({ refresh_person: () => new Promise(() => {}) }, accounts({ session }));
    expect(screen.getByTestId("account-more").getAttribute("aria-busy")).toBe("true");
    await host.emit({ type: "connectionChanged", connection: accounts() });
    await waitFor(() => expect(screen.queryByTestId("account-more")).toBeNull());
  });

  it("that could not be read again is shown with the reason", async () => {
    const deaf = () => Promise.reject(errorWith("serviceDown"));
    const { user, host } = await openAccount({ refresh_person: deaf });
    const notice = await screen.findByTestId("account-not-asked");
    expect(notice.textContent).toContain("The service is down or busy");
    expect(notice.textContent).toContain("These details are from before");
    expect(screen.getByTestId("account-role").textContent, "what is known stays").toBe("Administrator");
    host.answer({ refresh_person: () => accounts() });
    await user.click(screen.getByTestId("account-ask-again"));
    await waitFor(() => expect(screen.queryByTestId("account-not-asked")).toBeNull());
  });

  it("leads to the sign-in when it is missing or has ended", async () => {
    const { user, host } = await openAccount({}, accounts({ session: { state: "signedOut" } }));
    expect(screen.queryByTestId("look-up")).toBeNull();
    expect(host.count("countries")).toBe(0);
    await user.click(screen.getByTestId("account-sign-in"));
    await screen.findByTestId("screen-signIn");
    await user.click(screen.getByTestId("rail-account"));
    await host.emit({
      type: "connectionChanged",
      connection: accounts({ session: { state: "signInAgain", person: grace() } }),
    });
    expect((await screen.findByTestId("account-again")).textContent).toContain("grace@company.example was signed in");
    expect(screen.queryByTestId("account-named"), "nothing is promised any more").toBeNull();
    await host.emit({
      type: "connectionChanged",
      connection: accounts({ session: { state: "signInAgain", person: null } }),
    });
    await waitFor(() => expect(screen.queryByTestId("account-name")).toBeNull());
    expect(screen.queryByTestId("account-waiting"), "nobody is asked").toBeNull();
  });

  it("signs out after saying what that means", async () => {
    const { user, host } = await openAccount();
    await user.click(screen.getByTestId("account-sign-out"));
    const dialog = await screen.findByTestId("account-sign-out-dialog");
    expect(dialog.textContent).toContain("on this computer");
    expect(dialog.textContent).toContain("revoke this sign-in");
    expect(host.count("sign_out")).toBe(0);
    await user.click(screen.getByTestId("account-sign-out-confirm"));
    await screen.findByTestId("account-signed-out");
    expect(host.last("sign_out")).toEqual({ connection: accounts().key });
    await waitFor(() =>
      expect(document.activeElement?.textContent, "what it was asked from is gone").toBe("Company accounts"),
    );
    expect(screen.getByTestId("live-region").textContent).toContain("You are signed out of Company accounts");
  });

  it("says what is left to do where the keyring stopped a sign-out", async () => {
    const { user, host } = await openAccount({
      sign_out: () => {
        throw errorWith("signOutUnfinished");
      },
    });
    await user.click(screen.getByTestId("account-sign-out"));
    await user.click(await screen.findByTestId("account-sign-out-confirm"));
    await screen.findByTestId("account-sign-out-error");
    await host.emit({ type: "connectionChanged", connection: accounts({ session: { state: "signedOut" } }) });
    await screen.findByTestId("account-signed-out");
    expect(screen.getByTestId("account-sign-out-error").textContent).toContain("Unlock the keyring");
  });
});
