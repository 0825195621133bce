// The company's accounts in the whole window: beside a till, apart from it, users, countries, and the troubles of practice.
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ConnectionView, CreatedUser } from "../src/lib/ipc/generated";
import { fetchAll } from "../src/screens.svelte";
import { fault } from "./host";
import { accounts, ago, grace, live, practice, practiceAccounts, signedIn } from "./samples";
import { openWindow } from "./window";

// The screens are fetched before the first test's time begins.
beforeAll(() => fetchAll(), 60_000);
afterEach(() => cleanup());

const canary = "canary-password-4711";

async function openAccount(answers: Parameters<typeof openWindow>[1] = {}, ...connections: ConnectionView[]) {
  const opened = await openWindow({ connections: connections.length > 0 ? connections : [accounts()] }, answers);
  await opened.user.click(screen.getByTestId("rail-account"));
  await screen.findByTestId("account");
  return opened;
}

describe("Accounts beside a till", () => {
  it("are absent from the rail where there are none", async () => {
    await openWindow({ connections: [live(), accounts({ usable: false })] });
    expect(screen.queryByTestId("rail-account")).toBeNull();
  });

  it("leave the till as it is, and are a key away", async () => {
    const { user } = await openWindow({ connections: [live({ session: signedIn() }), accounts()] });
    await user.click(within(screen.getByTestId("connection-live-juba-main")).getByTestId("start-open"));
    await screen.findByTestId("screen-till");
    expect(screen.getByTestId("person").textContent, "the ledger names this person").toContain("Grace Akol");
    await user.keyboard("{Control>}u{/Control}");
    await screen.findByTestId("screen-account");
    expect(screen.getByTestId("connection-name").textContent).toContain("Juba main counter");
    expect(screen.getByTestId("float")).toBeTruthy();
    await user.click(screen.getByTestId("nav-till"));
    await screen.findByTestId("screen-till");
  });

  it("of another environment have that one's frame and bar", async () => {
    const connections = [practice(), accounts()];
    const { user } = await openWindow({ connections });
    await user.click(screen.getByTestId("start-practise"));
    await screen.findByTestId("screen-till");
    expect(screen.getByTestId("frame").dataset.environment).toBe("practice");
    expect(screen.getByTestId("person").textContent, "another environment's person sells nothing here").not.toContain("Grace");
    await user.click(screen.getByTestId("rail-account"));
    await screen.findByTestId("screen-account");
    expect(screen.getByTestId("frame").dataset.environment).toBe("live");
    expect(screen.getByTestId("connection-name").textContent).toContain("Company accounts");
    expect(screen.queryByTestId("float"), "accounts have no float").toBeNull();
  });

  it("have cards of their own, which lead to the account or to the sign-in", async () => {
    const { user } = await openWindow({ connections: [practice(), practiceAccounts(), live(), accounts()] });
    const card = within(screen.getByTestId("connection-live-company"));
    expect(card.getByText("Grace Akol")).toBeTruthy();
    expect(card.getByText("grace@company.example")).toBeTruthy();
    expect(card.queryByText(/Float/u)).toBeNull();
    expect(screen.getAllByTestId("start-practise"), "practice is started by its till").toHaveLength(1);
    const apart = screen.getAllByRole("region").map((one) => one.getAttribute("aria-label"));
    expect(apart).toEqual(["Live", "Practice"]);
    await user.click(card.getByTestId("start-open"));
    await screen.findByTestId("screen-account");
    await user.click(screen.getByTestId("nav-start"));
    await user.click(within(screen.getByTestId("connection-practice-practice-accounts")).getByTestId("start-open"));
    await screen.findByTestId("screen-signIn");
    expect(screen.getByTestId("frame").dataset.environment).toBe("practice");
  });
});

describe("Who I am", () => {
  it("is said with role, age, points and what it means for sales", async () => {
    await openAccount();
    expect(screen.getByTestId("account-name").textContent).toBe("Grace Akol");
    expect(screen.getByTestId("account-email").textContent).toBe("grace@company.example");
    expect(screen.getByTestId("account-role").textContent).toBe("Administrator");
    const self = screen.getByTestId("account-self").textContent;
    for (const words of [
      "Member since Feb 29, 2024",
      "1,200 to send, 35 received",
      "Points are no money",
      "named as the one who asked for each sale",
    ])
      expect(self).toContain(words);
  });

  it("is awaited while the service has not said it", async () => {
    const session = { state: "signedIn", person: null, endsAt: null, remembered: false } as const;
    const { host } = await openAccount({ refresh_person: () => new Promise(() => {}) }, accounts({ session }));
    expect(host.last("refresh_person")).toEqual({ connection: accounts().key });
    expect(screen.getByTestId("account-waiting").textContent).toContain("has not said yet");
    expect(screen.queryByTestId("account-named"), "nobody is named before somebody is known").toBeNull();
    expect(screen.getByTestId("account-kept").textContent).toContain("forgotten when the till closes");
    await host.emit({ type: "connectionChanged", connection: accounts({ session: { ...session, person: grace({ name: null }) } }) });
    await waitFor(() => expect(screen.getByTestId("account-name").textContent).toBe("grace@company.example"));
  });

  it("that the service does not tell is a fault with a way to ask again, and what is known already stays", async () => {
    const session = { state: "signedIn", person: null, endsAt: null, remembered: false } as const;
    const deaf = () => {
      throw fault("serviceDown");
    };
    const { user, host } = await openAccount({ refresh_person: deaf }, accounts({ session }));
    await user.click(await screen.findByTestId("account-person-fault-again"));
    await waitFor(() => expect(host.count("refresh_person")).toBe(2));
    await host.emit({ type: "connectionChanged", connection: accounts() });
    await waitFor(() => expect(screen.getByTestId("account-name").textContent).toBe("Grace Akol"));
    expect(screen.queryByTestId("account-person-fault")).toBeNull();
  });

  it("leads to the sign-in when nobody is signed in, and when the sign-in has ended", async () => {
    const { user, host } = await openAccount({}, accounts({ session: { state: "signedOut" } }));
    expect(screen.queryByTestId("look-up")).toBeNull();
    expect(host.count("countries")).toBe(0);
    await user.click(screen.getByTestId("account-sign-in"));
    await screen.findByTestId("screen-signIn");
    await user.click(screen.getByTestId("rail-account"));
    await host.emit({ type: "connectionChanged", connection: accounts({ session: { state: "signInAgain", person: grace() } }) });
    expect((await screen.findByTestId("account-again")).textContent).toContain("grace@company.example was signed in");
    expect(screen.queryByTestId("account-named"), "nothing is promised any more").toBeNull();
  });

  it("signs out after saying what that means", async () => {
    const { user, host } = await openAccount();
    await user.click(screen.getByTestId("account-sign-out"));
    const dialog = await screen.findByTestId("account-sign-out-dialog");
    expect(dialog.textContent).toContain("on this computer");
    expect(dialog.textContent).toContain("up to two hours");
    expect(host.count("sign_out")).toBe(0);
    await user.click(screen.getByTestId("account-sign-out-confirm"));
    await screen.findByTestId("account-signed-out");
    expect(host.last("sign_out")).toEqual({ connection: accounts().key });
  });
});

describe("Looking up a user", () => {
  const field = () => screen.getByTestId<HTMLInputElement>("look-up-id");

  it("shows whom the service named", async () => {
    const { user, host } = await openAccount();
    await user.type(field(), " 17 {Enter}");
    expect((await screen.findByTestId("look-up-found")).textContent).toContain("Grace Akol");
    expect(host.last("look_up_user")).toEqual({ connection: accounts().key, id: "17" });
  });

  it("says of somebody else that this tells nothing of the number", async () => {
    const { user } = await openAccount({ look_up_user: () => ({ person: grace({ name: "Ad\u202emin" }), asked: false }) });
    await user.type(field(), "17{Enter}");
    const other = await screen.findByTestId("look-up-other");
    expect(other.textContent).toContain("It named Ad min");
    expect(other.textContent).toContain("says nothing of the number");
    expect(screen.queryByTestId("look-up-found")).toBeNull();
  });

  it.each([
    ["", "Write the number of the user."],
    ["twelve", "written in digits alone"],
    ["12345678901234567890", "written in digits alone"],
  ])("asks nothing for %j", async (typed, words) => {
    const { user, host } = await openAccount();
    if (typed) await user.type(field(), typed);
    await user.click(screen.getByTestId("look-up-submit"));
    expect(await screen.findByText(new RegExp(words, "u"))).toBeTruthy();
    expect(document.activeElement).toBe(field());
    expect(host.count("look_up_user")).toBe(0);
  });

  it("says at the field that there is no such user, and forgets whom it showed before", async () => {
    const { user, host } = await openAccount();
    await user.type(field(), "17{Enter}");
    await screen.findByTestId("look-up-found");
    host.answer({
      look_up_user: () => {
        throw fault("noSuchUser");
      },
    });
    await user.type(field(), "8{Enter}");
    expect(await screen.findByText(/No user has this number/u)).toBeTruthy();
    expect(screen.queryByTestId("look-up-found")).toBeNull();
    expect(field().getAttribute("aria-invalid")).toBe("true");
  });

  it("says every other fault below it", async () => {
    const { user } = await openAccount({
      look_up_user: () => {
        throw fault("offline");
      },
    });
    await user.type(field(), "17{Enter}");
    expect((await screen.findByTestId("look-up-fault")).textContent).toContain("cannot be reached");
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
    expect(host.last("create_user")).toEqual({ connection: accounts().key, email: "new@company.example", password: canary });
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

  it("says the service's words at the field they are about, and its own where there are none", async () => {
    await create(() => ({
      outcome: "invalid",
      faults: [
        { field: "email", message: "has already\u202e been taken" },
        { field: "password", message: "" },
        { field: "whole", message: "Try later" },
      ],
    }));
    expect(await screen.findByText("has already been taken")).toBeTruthy();
    expect(screen.getByText(/does not take this password/u)).toBeTruthy();
    expect(screen.getByTestId("create-refused").textContent).toContain("Try later");
    await waitFor(() => expect(document.activeElement).toBe(email()));
    expect(password().value).toBe("");
  });

  it("says so where the service gives no reason", async () => {
    await create(() => ({ outcome: "invalid", faults: [] }));
    expect((await screen.findByTestId("create-refused")).textContent).toContain("does not say why");
  });

  it.each([
    ["of an answer that was lost", (): CreatedUser => ({ outcome: "unknown", error: fault("offline") })],
    [
      "of a fault that knows nothing",
      (): CreatedUser => {
        throw fault("internal", "", "unknown");
      },
    ],
  ])("never says to try again %s", async (_, answer) => {
    await create(answer);
    const said = (await screen.findByTestId("create-unknown")).textContent ?? "";
    expect(said).toContain("It may have been made. Look before you make it again");
    expect(said).not.toMatch(/try again|try once more|was not made|money/iu);
    expect(password().value).toBe("");
    expect(email().value, "it is still known whom it was about").toBe("new@company.example");
  });

  it("says that nothing was made where that is known", async () => {
    await create(() => {
      throw fault("certificate");
    });
    expect((await screen.findByTestId("create-fault")).textContent).toContain("The account was not made");
  });

  it("says the till's own look at the fields there", async () => {
    await create(() => {
      throw fault("badPassword");
    });
    expect(await screen.findByText(/at most 1,024 characters/u)).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(password()));
  });
});

describe("Countries", () => {
  const picker = () => screen.getByTestId<HTMLInputElement>("country-picker");
  const options = () => screen.queryAllByRole("option").map((one) => one.querySelector("bdi")?.textContent);
  const active = () => document.getElementById(picker().getAttribute("aria-activedescendant") ?? "")?.querySelector("bdi")?.textContent;

  it("are searched and chosen by keys alone", async () => {
    const { user } = await openAccount();
    (await screen.findByTestId("country-picker")).focus();
    await user.keyboard("{ArrowDown}");
    expect(options()).toEqual(["Côte d’Ivoire", "Kenya", "South Sudan", "Sudan", "Uganda"]);
    expect(active()).toBe("Côte d’Ivoire");
    await user.keyboard("{ArrowUp}");
    expect(active(), "round the end").toBe("Uganda");
    await user.keyboard("sud");
    expect(options()).toEqual(["Sudan", "South Sudan"]);
    expect(screen.getByText("2 countries")).toBeTruthy();
    await user.keyboard("{ArrowDown}{Enter}");
    expect(picker().value).toBe("South Sudan");
    expect(picker().getAttribute("aria-expanded")).toBe("false");
    expect(screen.getByTestId("country-chosen").textContent).toContain("SS");
  });

  it("close by Escape without leaving the screen, and keep what was chosen", async () => {
    const { user } = await openAccount();
    await user.click(await screen.findByTestId("country-picker"));
    await user.click(screen.getByTestId("country-option-KE"));
    expect(picker().value).toBe("Kenya");
    expect(document.activeElement).toBe(picker());
    await user.clear(picker());
    await user.type(picker(), "atlantis");
    expect(screen.getByTestId("country-none")).toBeTruthy();
    await user.keyboard("{Enter}{Escape}");
    await waitFor(() => expect(picker().value).toBe("Kenya"));
    expect(options()).toEqual([]);
    expect(screen.getByTestId("screen-account")).toBeTruthy();
    await user.keyboard("{Escape}");
    await screen.findByTestId("screen-start");
  });

  it("put back what was typed and not chosen when the field is left", async () => {
    const { user } = await openAccount();
    await user.type(await screen.findByTestId("country-picker"), "ug");
    await fireEvent.blur(picker());
    await waitFor(() => expect(picker().value).toBe(""));
    expect(screen.queryByTestId("country-chosen")).toBeNull();
  });

  it("are kept for a time without network, and say their age and why", async () => {
    await openAccount({
      countries: () => ({ countries: [{ code: "SS", name: "South Sudan" }], at: ago(7300), error: fault("offline") }),
    });
    expect((await screen.findByTestId("countries-age")).textContent).toContain("2 hours ago");
    expect(screen.getByTestId("countries-old").textContent).toContain("cannot be reached");
    expect(screen.getByTestId("country-picker")).toBeTruthy();
  });

  it("that never came are a fault with a way to ask again", async () => {
    const { user, host } = await openAccount({ countries: () => ({ countries: [], at: null, error: fault("offline") }) });
    await user.click(await screen.findByTestId("countries-fault-again"));
    await waitFor(() => expect(host.count("countries")).toBe(2));
    host.answer({ countries: () => ({ countries: [], at: ago(1), error: null }) });
    await user.click(screen.getByTestId("countries-fault-again"));
    expect(await screen.findByTestId("countries-empty")).toBeTruthy();
  });

  it("are asked for once in a visit, and kept from one to the next", async () => {
    const { user, host } = await openAccount();
    await screen.findByTestId("country-picker");
    await host.emit({ type: "connectionChanged", connection: accounts({ name: "Renamed" }) });
    expect(host.count("countries")).toBe(1);
    host.answer({ countries: () => new Promise(() => {}) });
    await user.click(screen.getByTestId("nav-settings"));
    await user.click(screen.getByTestId("rail-account"));
    expect(await screen.findByTestId("country-picker")).toBeTruthy();
    expect(host.count("countries")).toBe(2);
  });
});

describe("The troubles of the practice accounts", () => {
  const flip = (code: string) => screen.getByTestId<HTMLInputElement>(`sign-in-trouble-${code}`);

  it("have words for every switch, and are thrown by keys", async () => {
    const { user, host } = await openAccount({}, practice(), practiceAccounts());
    await screen.findByTestId("sign-in-trouble-denied_consent");
    const panel = within(screen.getByTestId("sign-in-troubles"));
    expect(panel.getAllByRole("switch")).toHaveLength(7);
    for (const one of panel.getAllByRole("listitem")) expect(one.textContent).toMatch(/[A-Z].+\./u);
    flip("slow_exchange").focus();
    await user.keyboard(" ");
    await waitFor(() => expect(host.last("switch_sign_in_trouble")).toEqual({ code: "slow_exchange", on: true }));
    expect(flip("slow_exchange").checked).toBe(true);
  });

  it("go back where they were when the practice service does not take it", async () => {
    const { user } = await openAccount(
      {
        switch_sign_in_trouble: () => {
          throw fault("practiceFailed");
        },
      },
      practiceAccounts({ session: { state: "signedIn", person: grace(), endsAt: null, remembered: false } }),
    );
    await user.click(await screen.findByTestId("sign-in-trouble-short_tokens"));
    expect(await screen.findByTestId("sign-in-trouble-fault")).toBeTruthy();
    await waitFor(() => expect(flip("short_tokens").checked).toBe(false));
  });

  it("stay where two quick presses put them", async () => {
    const answers: (() => void)[] = [];
    const rows = (short: boolean, lost: boolean) => [
      { code: "short_tokens", on: short },
      { code: "refresh_lost", on: lost },
    ];
    const { user } = await openAccount(
      {
        sign_in_troubles: () => ({ rows: rows(false, false) }),
        switch_sign_in_trouble: ({ code }) =>
          new Promise((resolve) => answers.push(() => resolve({ rows: rows(true, code === "refresh_lost") }))),
      },
      practiceAccounts(),
    );
    await user.click(await screen.findByTestId("sign-in-trouble-short_tokens"));
    await user.click(flip("refresh_lost"));
    await waitFor(() => expect(answers).toHaveLength(1));
    answers[0]?.();
    await waitFor(() => expect(answers).toHaveLength(2));
    expect(flip("refresh_lost").checked, "the older answer does not know of it").toBe(true);
    answers[1]?.();
    await waitFor(() => expect([flip("short_tokens").checked, flip("refresh_lost").checked]).toEqual([true, true]));
  });

  it("are also where one signs in to them, and nowhere outside practice", async () => {
    const { user } = await openAccount({}, practiceAccounts(), accounts({ session: { state: "signedOut" } }));
    await user.click(screen.getByTestId("nav-start"));
    await user.click(within(screen.getByTestId("connection-practice-practice-accounts")).getByTestId("start-open"));
    expect(await screen.findByTestId("sign-in-trouble-wrong_state")).toBeTruthy();
    await user.click(screen.getByTestId("nav-start"));
    await user.click(within(screen.getByTestId("connection-live-company")).getByTestId("start-open"));
    await screen.findByTestId("screen-signIn");
    expect(screen.queryByTestId("sign-in-troubles")).toBeNull();
  });
});
