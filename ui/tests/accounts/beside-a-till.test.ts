// The company's accounts beside a till and apart from it, and the way to them.
import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { ConnectionView } from "../../src/lib/ipc/generated";
import { app } from "../support/app";
import { accounts, grace, live, practice, practiceAccounts, signedIn } from "../support/samples";
import { openWindow } from "../support/window";
import { goodPassword } from "../support/world";

describe("Accounts beside a till", () => {
  it("are absent from the rail where there are none", async () => {
    await openWindow({ connections: [live(), accounts({ usable: false })] });
    expect(screen.queryByTestId("rail-account")).toBeNull();
  });

  it("leave the till as it is, and are a key away", async () => {
    const { user, host } = await openWindow({
      connections: [live({ session: signedIn(), soldBy: grace() }), accounts()],
    });
    await user.click(within(screen.getByTestId("connection-live-juba-main")).getByTestId("start-open"));
    await screen.findByTestId("screen-till");
    expect(screen.getByTestId("person").textContent, "the ledger names this person").toContain("Grace Akol");
    await host.emit({ type: "connectionChanged", connection: live({ session: signedIn() }) });
    await waitFor(() =>
      expect(screen.getByTestId("person").textContent, "as soon as the till says so").toContain(
        "amina@counter.example",
      ),
    );
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
    expect(screen.getByTestId("person").textContent, "another environment's person sells nothing here").not.toContain(
      "Grace",
    );
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

  it("are signed in to by password beside a till, which stays", async () => {
    const out = { session: { state: "signedOut" } } as const;
    const { user, host } = await openWindow({
      connections: [live({ session: signedIn() }), accounts({ ...out, signIn: ["password"] })],
    });
    await user.click(within(screen.getByTestId("connection-live-juba-main")).getByTestId("start-open"));
    await screen.findByTestId("screen-till");
    await user.click(screen.getByTestId("rail-account"));
    await user.click(await screen.findByTestId("account-sign-in"));
    await user.type(await screen.findByTestId("sign-in-username"), "grace@company.example");
    await user.type(screen.getByTestId("sign-in-password"), `${goodPassword}{Enter}`);
    await screen.findByTestId("account-self");
    expect(host.last("sign_in_with_password")).toMatchObject({ connection: accounts().key });
    expect(app.connections.current?.key).toEqual(live().key);
    expect(screen.getByTestId("connection-name").textContent).toContain("Juba main counter");
  });

  it("that are signed in to meanwhile take nobody away", async () => {
    let answer: (view: ConnectionView) => void = () => {};
    const { user, host } = await openWindow(
      { connections: [accounts({ session: { state: "signedOut" }, signIn: ["password"] })] },
      { sign_in_with_password: () => new Promise((resolve) => (answer = resolve)) },
    );
    await user.click(screen.getByTestId("start-open"));
    await user.type(await screen.findByTestId("sign-in-username"), "grace@company.example");
    await user.type(screen.getByTestId("sign-in-password"), `${goodPassword}{Enter}`);
    await waitFor(() => expect(host.count("sign_in_with_password")).toBe(1));
    await user.click(screen.getByTestId("nav-settings"));
    answer(accounts());
    await waitFor(() =>
      expect(screen.getByTestId("live-region").textContent).toContain("You are signed in to Company accounts"),
    );
    expect(screen.getByTestId("screen-settings")).toBeTruthy();
  });
});
