// The settings: what is everybody's first, what only an administrator changes folded, and links that lead to the right
// place.
import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import { errorWith } from "../support/host";
import { accounts, ago, floatUse, live, practice, signedIn, ssp, test as trial } from "../support/samples";
import { openSettings, openWindow } from "../support/window";
import { world } from "../support/world";

afterEach(() => cleanup());

/** Words of an administrator, which a clerk does not need to read. */
const IDENTIFIERS = [
  "juba.example",
  "company.example",
  "127.0.0.1",
  "Client secret",
  "PKCE",
  "TLS",
  "Redirect",
  "Fingerprint",
  "Remove",
];

const company = () =>
  openWindow({
    connections: [
      live({ session: signedIn(), floatUse: floatUse() }),
      accounts({ httpsListener: true }),
      practice({ session: signedIn() }),
    ],
  });

describe("The settings of everybody", () => {
  it("come first, without a word of what identifies a connection", async () => {
    const { user, host } = await company();
    await user.click(screen.getByTestId("nav-settings"));
    const shown = (await screen.findByTestId("settings")).textContent;
    for (const word of IDENTIFIERS) expect(shown.replaceAll("@company.example", ""), word).not.toContain(word);
    expect(shown).toContain("Connections, for the administrator");
    expect(host.count("listener_certificate"), "nothing is asked for what is folded").toBe(0);
  });

  it("end with forgetting the computer, and hold every sign-out", async () => {
    const { user } = await company();
    await user.click(screen.getByTestId("nav-settings"));
    const till = within(screen.getByRole("region", { name: "This till" }));
    expect(till.getAllByTestId("sign-out")).toHaveLength(3);
    const buttons = till.getAllByRole("button");
    expect(buttons.at(-1)).toBe(till.getByTestId("forget-computer"));
  });

  it("are all there before the first connection is added", async () => {
    const { user } = await openWindow();
    await user.click(screen.getByTestId("nav-settings"));
    expect(screen.queryByText("Sign-ins")).toBeNull();
    await user.click(screen.getByTestId("settings-connections"));
    expect(screen.getByText("No connection has been added yet.")).toBeTruthy();
  });
});

describe("The settings of an administrator", () => {
  it("are unfolded by keys, say that they are, and are folded again", async () => {
    const { user } = await company();
    await user.click(screen.getByTestId("nav-settings"));
    const part = screen.getByTestId("settings-connections");
    part.focus();
    expect(part.getAttribute("aria-expanded")).toBe("false");
    await user.keyboard("{Enter}");
    expect(part.getAttribute("aria-expanded")).toBe("true");
    const rows = screen.getAllByTestId("settings-details");
    expect(rows.map((row) => row.getAttribute("aria-label"))).toEqual([
      "Details of Juba main counter",
      "Details of Company accounts",
      "Details of Practice 21 Systems",
    ]);
    expect(screen.queryByTestId("settings-host"), "identifiers wait behind a second step").toBeNull();
    rows[1]?.focus();
    await user.keyboard(" ");
    expect(screen.getByTestId("settings-host").textContent).toBe("accounts.company.example");
    expect(document.activeElement, "the focus stays where the press was").toBe(rows[1]);
    part.focus();
    await user.keyboard("{Enter}");
    expect(screen.queryByTestId("settings-details")).toBeNull();
  });

  it("keep the removal of a connection apart from the sign-out", async () => {
    const { user } = await company();
    await openSettings(user);
    const row = within(screen.getByTestId("settings-live-company"));
    expect(row.queryByTestId("sign-out")).toBeNull();
    expect(row.getAllByRole("button").at(-1)).toBe(row.getByTestId("remove-connection"));
    expect(within(screen.getByTestId("settings-practice-practice")).queryByTestId("remove-connection")).toBeNull();
  });
});

describe("The focus in the settings", () => {
  it("is on the heading after a button that its own success took away", async () => {
    const { user } = await openWindow(
      { connections: [accounts({ pkce: "switchedOff" })] },
      { switch_pkce_on: () => accounts({ pkce: "unknown" }) },
    );
    await openSettings(user);
    screen.getByTestId("settings-pkce-on").focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByTestId("settings-pkce-on")).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("heading", { name: "Settings" })));
  });

  it("is beside a sign-out that did not finish", async () => {
    const all = [live({ session: signedIn() })];
    const { user, host } = await openWindow(
      { connections: all },
      { sign_out: () => Promise.reject(errorWith("signOutUnfinished")) },
    );
    await user.click(screen.getByTestId("nav-settings"));
    screen.getByTestId("sign-out").focus();
    await user.keyboard("{Enter}");
    host.answer(world({ connections: [live()] }).answers);
    host.answer({ sign_out: () => Promise.reject(errorWith("signOutUnfinished")) });
    await user.click(await screen.findByTestId("sign-out-confirm"));
    const signIn = await screen.findByTestId("settings-sign-in");
    await waitFor(() => expect(document.activeElement).toBe(signIn));
  });
});

describe("A link to the settings", () => {
  it("leads from what ended the proof of a float to its declarations", async () => {
    const ended = floatUse({
      judges: "indications",
      since: null,
      whyNot: { reason: "ended", at: ago(60), moved: ssp("20.00") },
    });
    const alert = { notice: 7, at: ago(60), kind: "unexplained" as const, sale: null, moved: ssp("20.00") };
    const { user } = await openWindow({
      connections: [trial({ session: signedIn(), floatUse: ended, alerts: [alert] }), live()],
    });
    await user.click(within(screen.getByTestId("connection-test-trial")).getByTestId("start-open"));
    await user.click(await screen.findByTestId("alert-see"));
    const again = await screen.findByTestId("settings-float-again");
    await waitFor(() => expect(document.activeElement).toBe(again));
    expect(screen.getAllByTestId("settings-details").map((row) => row.getAttribute("aria-expanded"))).toEqual([
      "true",
      "false",
    ]);
  });
});
