// The troubles of the practice accounts, thrown on purpose.
import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { errorWith } from "../support/host";
import { accounts, grace, practice, practiceAccounts } from "../support/samples";
import { openAccount } from "./open";

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
          throw errorWith("practiceFailed");
        },
      },
      practiceAccounts({ session: { state: "signedIn", person: grace(), endsAt: null, remembered: false } }),
    );
    await user.click(await screen.findByTestId("sign-in-trouble-short_tokens"));
    expect(await screen.findByTestId("sign-in-trouble-error")).toBeTruthy();
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
