// The client's id and secret: given at the import or at the sign-in, never shown, and changed in Settings.
import { cleanup, screen, waitFor } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import { errorWith } from "../support/host";
import { esim, preview } from "../support/samples";
import { openWindow } from "../support/window";
import type { ConnectionView } from "$lib/ipc/generated";

afterEach(() => cleanup());

const canary = "canary-client-4711 +%&=";

const out = (change: Partial<ConnectionView> = {}) =>
  esim({ clientId: null, clientSecret: false, session: { state: "signedOut" }, ...change });

describe("A client", () => {
  it("w09_signs in with id and secret, and keeps nothing of the secret", async () => {
    const { user, host } = await openWindow({ connections: [out()] }, { sign_in_as_client: () => esim() });
    await user.click(await screen.findByTestId("start-open"));
    expect((await screen.findByTestId("client-address")).textContent).toContain("connect-api-preprod");
    await user.click(screen.getByTestId("client-submit"));
    expect(host.count("sign_in_as_client"), "nothing is not sent").toBe(0);
    expect(document.activeElement).toBe(screen.getByTestId("client-id"));
    await user.type(screen.getByTestId("client-id"), " reseller ");
    await user.type(screen.getByTestId("client-secret"), `${canary}{Enter}`);
    await screen.findByTestId("screen-till");
    expect(host.last("sign_in_as_client")).toEqual({ connection: out().key, clientId: "reseller", secret: canary });
    expect(document.documentElement.outerHTML).not.toContain("canary-client");
    expect(screen.getByTestId("person").textContent, "the bar names the client").toContain("reseller");
    expect(screen.getAllByTestId("environment")[0]?.textContent).toContain("Test: pre-production");
  });

  it("that is refused is told so, and is tried again without writing it anew", async () => {
    const refused = esim({ session: { state: "signInAgain", person: null } });
    const { user, host } = await openWindow(
      { connections: [refused] },
      {
        sign_in_as_client: () => {
          throw errorWith("clientRefused");
        },
      },
    );
    await user.click(await screen.findByTestId("start-open"));
    expect((await screen.findByTestId("person")).textContent, "nobody is called signed in").toContain("again");
    await user.click(await screen.findByTestId("client-again"));
    expect(await screen.findByTestId("client-error")).toBeTruthy();
    expect(host.last("sign_in_as_client")).toEqual({ connection: refused.key, clientId: "reseller", secret: null });
    await user.clear(screen.getByTestId("client-id"));
    await user.type(screen.getByTestId("client-id"), "r\u00e9seller");
    await user.type(screen.getByTestId("client-secret"), `${canary}{Enter}`);
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("client-id")));
    expect(host.count("sign_in_as_client"), "an id of other letters is not sent").toBe(1);
  });

  it("is asked for at the import where the file names none", async () => {
    const asks = preview({ signIn: ["clientCredentials"], asksClientId: true, asksClientSecret: true });
    const { user, host } = await openWindow({ pendingImport: asks }, { confirm_import: () => esim() });
    await user.type(await screen.findByTestId("import-client-secret"), canary);
    await user.click(screen.getByTestId("import-add"));
    expect(host.count("confirm_import"), "a secret belongs to an id").toBe(0);
    expect(document.activeElement).toBe(screen.getByTestId("import-client-id"));
    await user.type(screen.getByTestId("import-client-id"), "reseller");
    await user.click(screen.getByTestId("import-add"));
    await screen.findByTestId("screen-till");
    const request = { token: asks.token, confirmedHosts: [], clientId: "reseller", clientSecret: canary };
    expect(host.last("confirm_import")).toEqual(request);
  });

  it("t19_signs out with a word about what that deletes", async () => {
    const { user, host } = await openWindow({ connections: [esim()] }, { sign_out: () => out() });
    await user.click(screen.getByTestId("nav-settings"));
    await user.click(await screen.findByTestId("sign-out"));
    const dialog = await screen.findByTestId("sign-out-dialog");
    expect(dialog.textContent).toContain("deletes the client secret");
    expect(dialog.textContent).toContain("The service is told nothing");
    await user.click(screen.getByTestId("sign-out-confirm"));
    expect(await screen.findByTestId("settings-sign-in")).toBeTruthy();
    expect(host.count("sign_out")).toBe(1);
  });
});
