// Looking up users of the company's accounts, and creating them.
import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { CreatedUser, FoundUser } from "../../src/lib/ipc/generated";
import { app } from "../support/app";
import { errorWith } from "../support/host";
import { accounts, grace } from "../support/samples";
import { byHand } from "../support/sales";
import { settled } from "../esim/settled";
import { openAccount } from "./open";

const canary = "canary-password-4711";

describe("Looking up a user", () => {
  const field = () => screen.getByTestId<HTMLInputElement>("look-up-id");

  it("shows whom the service named", async () => {
    const { user, host } = await openAccount();
    await user.type(field(), " 17 {Enter}");
    expect((await screen.findByTestId("look-up-found")).textContent).toContain("Grace Akol");
    expect(host.last("look_up_user")).toEqual({ connection: accounts().key, id: "17" });
  });

  it("says of somebody else that this tells nothing of the number", async () => {
    const { user } = await openAccount({
      look_up_user: () => ({ person: grace({ name: "Ad\u202emin" }), asked: false }),
    });
    await user.type(field(), "17{Enter}");
    const other = await screen.findByTestId("look-up-other");
    expect(other.textContent).toContain("It named Ad min");
    expect(other.textContent).toContain("says nothing of the number");
    expect(screen.queryByTestId("look-up-found")).toBeNull();
  });

  it.each([
    ["", "Write the number of the user."],
    ["twelve", "written in digits alone"],
    ["12345678901234567890", "No user has this number"],
    ["\u200b", "Write the number of the user."],
  ])("asks nothing for %j", async (typed, words) => {
    const { user, host } = await openAccount();
    if (typed) await user.type(field(), typed);
    await user.click(screen.getByTestId("look-up-submit"));
    expect(await screen.findByText(new RegExp(words, "u"))).toBeTruthy();
    expect(document.activeElement).toBe(field());
    expect(host.count("look_up_user")).toBe(0);
  });

  it("says at the field that there is no such user", async () => {
    const { user, host } = await openAccount();
    await user.type(field(), "17{Enter}");
    await screen.findByTestId("look-up-found");
    host.answer({
      look_up_user: () => {
        throw errorWith("noSuchUser");
      },
    });
    await user.type(field(), "8{Enter}");
    expect(await screen.findByText(/No user has this number/u)).toBeTruthy();
    expect(screen.queryByTestId("look-up-found")).toBeNull();
    expect(field().getAttribute("aria-invalid")).toBe("true");
  });

  it("says every other error below it", async () => {
    const { user } = await openAccount({
      look_up_user: () => {
        throw errorWith("offline");
      },
    });
    await user.type(field(), "17{Enter}");
    expect((await screen.findByTestId("look-up-error")).textContent).toContain("cannot be reached");
  });

  it("looks for the number that is entered while another is looked up", async () => {
    const first = byHand<FoundUser>();
    const { user, host } = await openAccount({
      look_up_user: ({ id }) => (id === "17" ? first.promise : { person: grace({ id, name: "Amina" }), asked: true }),
    });
    await user.type(field(), "17{Enter}{Enter}");
    expect(host.count("look_up_user"), "the same is asked for once").toBe(1);
    await user.clear(field());
    await user.type(field(), "18{Enter}");
    expect((await screen.findByTestId("look-up-found")).textContent).toContain("Amina");
    first.keep({ person: grace(), asked: true });
    await settled();
    expect(screen.getByTestId("look-up-found").textContent).toContain("Amina");
    expect(app.announcer.text).toBe("Amina");
  });

  it("says no error of a number at the next one", async () => {
    const first = byHand<FoundUser>();
    const { user } = await openAccount({ look_up_user: () => first.promise });
    await user.type(field(), "17{Enter}8");
    first.break_(errorWith("noSuchUser"));
    await waitFor(() => expect(screen.getByTestId("look-up-submit").getAttribute("aria-busy")).toBeNull());
    await settled();
    expect(field().getAttribute("aria-invalid")).toBeNull();
  });

  it("leaves the focus in another field where the answer comes late", async () => {
    const first = byHand<FoundUser>();
    const { user } = await openAccount({ look_up_user: () => first.promise });
    await user.type(field(), "17{Enter}");
    const other = screen.getByTestId("create-email");
    await user.click(other);
    first.break_(errorWith("noSuchUser"));
    await waitFor(() => expect(field().getAttribute("aria-invalid")).toBe("true"));
    await settled();
    expect(document.activeElement).toBe(other);
  });
});

describe("Creating a user", () => {
  const email = () => screen.getByTestId<HTMLInputElement>("create-email");
  const password = () => screen.getByTestId<HTMLInputElement>("create-password");

  async function create(answer: () => CreatedUser) {
    const opened = await openAccount({ create_user: answer });
    await opened.user.type(email(), "new@company.example");
    await opened.user.type(password(), `${canary}{Enter}`);
    await opened.user.click(await screen.findByTestId("create-confirm"));
    return opened;
  }

  it("asks first, and Enter alone makes nothing", async () => {
    const { user, host } = await openAccount();
    await user.type(email(), "new@company.example");
    await user.type(password(), `${canary}{Enter}`);
    expect((await screen.findByTestId("create-dialog")).textContent).toContain("new@company.example");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("create-cancel")));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByTestId("create-dialog")).toBeNull());
    expect(host.count("create_user")).toBe(0);
    expect(password().value, "what was typed stays").toBe(canary);
  });

  it("w09_shows the account that was made, and has no password any more", async () => {
    const { user, host } = await openAccount();
    await user.type(email(), "new@company.example");
    await user.type(password(), `${canary}{Enter}`);
    await user.click(await screen.findByTestId("create-confirm"));
    expect((await screen.findByTestId("create-created")).textContent).toContain("new@company.example");
    expect(host.last("create_user")).toEqual({
      connection: accounts().key,
      email: "new@company.example",
      password: canary,
    });
    expect(host.count("create_user")).toBe(1);
    expect(password().value).toBe("");
    expect(email().value).toBe("");
    expect(document.documentElement.outerHTML).not.toContain(canary);
  });

  it("says what is missing at its field", async () => {
    const { user } = await openAccount();
    await user.type(email(), "nobody");
    await user.click(screen.getByTestId("create-submit"));
    expect(screen.getByText(/This is not an e-mail address/u)).toBeTruthy();
    expect(screen.getByText("Write a password for the new user.")).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(email()));
    expect(screen.queryByTestId("create-dialog")).toBeNull();
  });

  it("says the service's words at their field, or its own", async () => {
    await create(() => ({
      outcome: "invalid",
      errors: [
        { field: "email", message: "has already\u202e been taken" },
        { field: "password", message: "" },
        { field: "whole", message: "Try later" },
      ],
    }));
    expect(await screen.findByText("The service says: E-mail address has already been taken.")).toBeTruthy();
    expect(screen.getByText(/does not take this password/u)).toBeTruthy();
    expect(screen.getByTestId("create-refused").textContent).toContain("Try later");
    await waitFor(() => expect(document.activeElement).toBe(email()));
    expect(password().value).toBe("");
  });

  it("says so where the service gives no reason", async () => {
    await create(() => ({ outcome: "invalid", errors: [] }));
    expect((await screen.findByTestId("create-refused")).textContent).toContain("does not say why");
  });

  it.each([
    ["of an answer that was lost", (): CreatedUser => ({ outcome: "unknown", error: errorWith("offline") })],
    [
      "of an error that knows nothing",
      (): CreatedUser => {
        throw errorWith("internal", "", "unknown");
      },
    ],
  ])("never says to try again %s", async (_, answer) => {
    await create(answer);
    const said = (await screen.findByTestId("create-unknown")).textContent ?? "";
    expect(said).toContain("They may have been created. If you create them again");
    expect(said).not.toMatch(/try again|try once more|was not made|money/iu);
    expect(password().value).toBe("");
    expect(email().value, "it is still known whom it was about").toBe("new@company.example");
  });

  it("says that nothing was made where that is known", async () => {
    await create(() => {
      throw errorWith("certificate");
    });
    expect((await screen.findByTestId("create-error")).textContent).toContain("The user was not created");
  });

  it("forgets what was refused when something else is said at a field", async () => {
    const { user } = await create(() => {
      throw errorWith("certificate");
    });
    await screen.findByTestId("create-error");
    await user.click(screen.getByTestId("create-submit"));
    expect(await screen.findByText(/Write a password for the new user/u)).toBeTruthy();
    expect(screen.queryByTestId("create-error")).toBeNull();
  });

  it("says the till's own look at the fields there", async () => {
    await create(() => {
      throw errorWith("badPassword");
    });
    expect(await screen.findByText(/at most 1,024 characters/u)).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(password()));
  });
});
