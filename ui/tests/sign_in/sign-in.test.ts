// The sign-in form: once, kept user name, forgotten password, one sentence for each ending.
import { cleanup, screen, waitFor } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import type { ConnectionView, ErrorCode } from "../../src/lib/ipc/generated";
import { errorWith } from "../support/host";
import { live, practice, signedIn } from "../support/samples";
import { goodPassword } from "../support/world";
import { openWindow } from "../support/window";

afterEach(() => cleanup());

const canary = "canary-password-4711";
const username = () => screen.getByTestId<HTMLInputElement>("sign-in-username");
const password = () => screen.getByTestId<HTMLInputElement>("sign-in-password");

async function openForm(answers: Parameters<typeof openWindow>[1] = {}, connection: ConnectionView = live()) {
  const opened = await openWindow({ connections: [connection] }, answers);
  await opened.user.click(screen.getByTestId("start-open"));
  await screen.findByTestId("sign-in");
  return opened;
}

describe("Sign in", () => {
  it("starts in the user name, and Enter leads to the till", async () => {
    const { user, host } = await openForm();
    expect(document.activeElement).toBe(username());
    await user.keyboard(`amina@counter.example{Tab}${goodPassword}{Enter}`);
    await screen.findByTestId("screen-till");
    expect(host.last("sign_in_with_password")).toEqual({
      connection: live().key,
      username: "amina@counter.example",
      password: goodPassword,
    });
    expect(screen.getByTestId("person").textContent).toContain("amina@counter.example");
  });

  it("sends once, however often Enter is pressed", async () => {
    const { user, host } = await openForm({ sign_in_with_password: () => new Promise(() => {}) });
    await user.type(username(), "amina@counter.example");
    await user.type(password(), `${canary}{Enter}{Enter}{Enter}`);
    await user.click(screen.getByTestId("sign-in-submit"));
    expect(host.count("sign_in_with_password")).toBe(1);
    expect(screen.getByTestId("sign-in-submit").getAttribute("aria-busy")).toBe("true");
  });

  it("w09_clears the password at once and keeps the user name", async () => {
    let refuse: () => void = () => {};
    const { user } = await openForm({
      sign_in_with_password: () => new Promise((_, reject) => (refuse = () => reject(errorWith("wrongPassword")))),
    });
    await user.type(username(), "amina@counter.example");
    await user.type(password(), `${canary}{Enter}`);
    expect(password().value).toBe("");
    refuse();
    await screen.findByTestId("sign-in-error");
    expect(password().value).toBe("");
    expect(username().value).toBe("amina@counter.example");
    await waitFor(() => expect(document.activeElement).toBe(password()));
    expect(document.documentElement.outerHTML).not.toContain(canary);
    expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain(canary);
  });

  it.each([
    ["wrongPassword", "user name or the password is wrong"],
    ["emailNotConfirmed", "never confirmed"],
    ["rateLimited", "too many attempts"],
    ["offline", "cannot be found, or nothing answers there"],
    ["captivePortal", "wants you to sign in to it first"],
    ["certificate", "could not prove"],
    ["serviceDown", "down or busy"],
    ["connectionSettings", "does not accept the settings"],
    ["denied", "may not do that, or not in this way"],
    ["clientRefused", "client id, its client secret is another, or the client may not be used"],
    ["oddAnswer", "does not understand"],
    ["internal", "inside the till"],
  ] satisfies [ErrorCode, string][])("has its own sentence for %s", async (code, words) => {
    const { user } = await openForm({
      sign_in_with_password: () => {
        throw errorWith(code);
      },
    });
    await user.type(username(), "amina@counter.example");
    await user.type(password(), "x{Enter}");
    expect((await screen.findByTestId("sign-in-error")).textContent).toContain(words);
  });

  it("asks for what is missing, and focuses the first error", async () => {
    const { user, host } = await openForm();
    await user.click(screen.getByTestId("sign-in-submit"));
    expect(document.activeElement).toBe(username());
    expect(screen.getByText("Write your user name, which is your e-mail address.")).toBeTruthy();
    expect(screen.getByText("Write your password.")).toBeTruthy();
    expect(host.count("sign_in_with_password")).toBe(0);
  });

  it("forgets what was refused when something else is said at a field", async () => {
    const { user } = await openForm({
      sign_in_with_password: () => {
        throw errorWith("wrongPassword");
      },
    });
    await user.type(username(), "amina@counter.example");
    await user.type(password(), "x{Enter}");
    await screen.findByTestId("sign-in-error");
    await user.click(screen.getByTestId("sign-in-submit"));
    expect(screen.getByText("Write your password.")).toBeTruthy();
    expect(screen.queryByTestId("sign-in-error")).toBeNull();
  });

  it("sends a user name as it is seen", async () => {
    const { user, host } = await openForm();
    await user.type(username(), "\u00a0amina@counter.example\u200b");
    await user.type(password(), " x\u200b{Enter}");
    await waitFor(() => expect(host.count("sign_in_with_password")).toBe(1));
    const sent = host.last("sign_in_with_password");
    expect(sent?.username).toBe("amina@counter.example");
    expect(sent?.password, "a password is never changed").toBe(" x\u200b");
  });

  it("says where the password goes", async () => {
    await openForm();
    expect(screen.getByText("Your password goes to api.21-systems.example and is not saved.")).toBeTruthy();
  });

  it.each([
    ["rememberNothing", "Sign-ins are not saved"],
    ["setAside", "they will be saved anew"],
    ["ready", undefined],
  ] as const)("says what is saved of it when the vault is %s", async (vault, words) => {
    const { user } = await openWindow({ connections: [live()], vault });
    await user.click(screen.getByTestId("start-open"));
    await screen.findByTestId("sign-in");
    const said = screen.queryByTestId("sign-in-not-kept")?.textContent?.trim();
    expect(said === undefined ? undefined : words !== undefined && said.includes(words)).toBe(
      words === undefined ? undefined : true,
    );
  });

  it("explains a sign-in that has ended, with the user name filled in", async () => {
    const person = { email: "amina@counter.example", id: "7", createdAt: null, name: null, role: null, points: null };
    await openForm({}, live({ session: { state: "signInAgain", person } }));
    expect(screen.getByTestId("sign-in-again")).toBeTruthy();
    expect(username().value).toBe("amina@counter.example");
    expect(document.activeElement).toBe(password());
  });

  it("shows the made-up account of practice and fills it in", async () => {
    const { user } = await openWindow({ connections: [practice({ session: signedIn() })] });
    await user.click(screen.getByTestId("nav-settings"));
    await user.click(screen.getByTestId("sign-out"));
    await user.click(await screen.findByTestId("sign-out-confirm"));
    await user.click(await screen.findByTestId("settings-sign-in"));
    await user.click(await screen.findByTestId("practice-fill"));
    await user.keyboard("{Enter}");
    await screen.findByTestId("screen-till");
  });
});
