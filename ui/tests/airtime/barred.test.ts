// Where every sale would be refused, the till says so first: no button invites to a refusal, and each that is barred is
// described by the reason.
import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { ConnectionView, SaleView, StartView, StoppedSelling } from "../../src/lib/ipc/generated";
import type { Answers } from "../support/host";
import { live, signedIn, start } from "../support/samples";
import { amountView, confirmation, inState, numberView, sale } from "../support/sales";
import { openWindow } from "../support/window";

const at = (id: string) => screen.getByTestId(id);
const till = (change: Partial<ConnectionView> = {}) => live({ session: signedIn(), ...change });
const again = till({ session: { state: "signInAgain", person: null } });
const damaged: StoppedSelling = { environment: "live", code: "ledgerIndexBroken", isOpen: true };

/** The words that describe an element for those who do not see what stands around it. */
const described = (id: string): string =>
  (at(id).getAttribute("aria-describedby") ?? "")
    .split(" ")
    .map((name) => document.getElementById(name)?.textContent ?? "")
    .join(" ");

async function openTill(first: Partial<StartView> = {}, answers: Answers = {}) {
  const opened = await openWindow(
    { connections: [till()], ...first },
    {
      check_number: ({ text }) => numberView(text),
      check_amount: ({ text }) => amountView(text),
      prepare_top_up: () => confirmation(),
      send_top_up: () => sale(),
      ...answers,
    },
  );
  await opened.user.click(at("start-open"));
  await screen.findByTestId("screen-till");
  const fill = async () => {
    await opened.user.type(at("top-up-number"), "0921234567");
    await opened.user.type(at("top-up-amount"), "60");
  };
  /** The till says something new while the window is open. */
  const learn = async (change: Partial<StartView>) => {
    opened.host.answer({ start: () => start({ connections: [till()], ...change }) });
    await opened.host.emit({ type: "startChanged" });
  };
  return { ...opened, fill, learn };
}

const STOPS: [string, Partial<StartView>, RegExp][] = [
  ["damaged lists", { stopped: [damaged] }, /lists by which Airtill finds its records are damaged.*start it again/u],
  ["a sign-in that ended", { connections: [again] }, /until you sign in again/u],
];

describe.each(STOPS)("with %s", (_, change, reason) => {
  it("bars the way on from the form, by the pointer and by Enter", async () => {
    const { host, user, fill, learn } = await openTill();
    await learn(change);
    await fill();
    await waitFor(() => expect(at("top-up-continue").getAttribute("aria-disabled")).toBe("true"));
    expect(described("top-up-continue")).toMatch(reason);
    await user.click(at("top-up-continue"));
    at("top-up-amount").focus();
    await user.keyboard("{Enter}");
    expect(host.count("prepare_top_up")).toBe(0);
    expect(document.activeElement, "its reason is read out with it").toBe(at("top-up-continue"));
  });

  it("bars sending where it comes to be known behind a confirmation", async () => {
    const { host, user, fill, learn } = await openTill();
    await fill();
    await user.click(at("top-up-continue"));
    await screen.findByTestId("confirmation");
    expect(at("confirm-send").getAttribute("aria-disabled")).toBeNull();
    await learn(change);
    await waitFor(() => expect(at("confirm-send").getAttribute("aria-disabled")).toBe("true"));
    expect(described("confirm-send")).toMatch(reason);
    expect(at("stop-line").textContent).toMatch(/^Nothing can be sold/u);
    await user.click(at("confirm-send"));
    expect(host.count("send_top_up")).toBe(0);
    await user.click(at("confirm-back"));
    expect(at("top-up-amount"), "Back leads to the form").toHaveProperty("value", "60");
  });
});

it("sells again once somebody has signed in", async () => {
  const { host, user, fill } = await openTill({ connections: [till()] });
  await host.emit({ type: "connectionChanged", connection: again });
  await waitFor(() => at("stop-line"));
  await host.emit({ type: "connectionChanged", connection: till() });
  await waitFor(() => expect(screen.queryByTestId("stop-line")).toBeNull());
  await fill();
  await user.click(at("top-up-continue"));
  await screen.findByTestId("confirmation");
});

it("says above every screen what is wrong with its records, and what to do", async () => {
  await openTill({ stopped: [damaged] });
  expect(at("stopped").textContent).toMatch(/Nothing can be sold now.*Close Airtill and start it again/u);
});

it("goes on selling where the records of another environment are damaged", async () => {
  const { user, fill } = await openTill({ stopped: [{ ...damaged, environment: "practice" }] });
  await fill();
  expect(screen.queryByTestId("stopped")).toBeNull();
  await user.click(at("top-up-continue"));
  await screen.findByTestId("confirmation");
});

const OUTCOMES: [SaleView, Partial<StartView>, string | null][] = [
  [inState("declined", { reason: "serviceBusy" }), {}, "Try again"],
  [inState("declined", { reason: "serviceBusy" }), { stopped: [damaged] }, null],
  [inState("declined", { reason: "numberInvalid" }), { stopped: [damaged] }, null],
  [inState("declined", { reason: "serviceBusy" }), { connections: [again] }, "Sign in again"],
];

it.each(OUTCOMES)("invites to no further order that would be refused", async (ended, change, step) => {
  const outcome = { ...ended, connection: till().key };
  const { user, fill, learn } = await openTill({}, { send_top_up: () => outcome });
  await fill();
  await user.click(at("top-up-continue"));
  await user.click(await screen.findByTestId("confirm-send"));
  await screen.findByTestId("outcome");
  await learn(change);
  await waitFor(() => expect(screen.queryByTestId("outcome-step")?.textContent?.trim() ?? null).toBe(step));
});

const MISPLACED: StoppedSelling = { environment: "live", code: "ledgerMisplaced", isOpen: false };

it("offers no sign-in where the records of its environment are not open", async () => {
  const { user } = await openWindow({ connections: [live()], stopped: [MISPLACED] });
  await user.click(at("start-open"));
  expect((await screen.findByTestId("sign-in-stopped")).textContent).toMatch(/Nobody can sign in.*administrator/u);
  expect(screen.queryByTestId("sign-in-submit")).toBeNull();
});

it("signs in where the records are damaged and open all the same", async () => {
  const { user } = await openWindow({ connections: [live()], stopped: [damaged] });
  await user.click(at("start-open"));
  expect(await screen.findByTestId("sign-in-submit")).toBeTruthy();
});
