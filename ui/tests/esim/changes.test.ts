// Changes of a SIM: what is said of the change itself, and of the reading after it.
import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { ChangeOutcome, ErrorCode, SimView, SubscriptionView } from "../../src/lib/ipc/generated";
import { app } from "../support/app";
import { errorWith, type Answers } from "../support/host";
import { EID, ICCID, made, pending, sim, subscription } from "../support/sims";
import { openAt } from "./open";
import { settled } from "./settled";

type Opened = Awaited<ReturnType<typeof lookedUp>>;

async function lookedUp(answers: Answers = {}) {
  const opened = await openAt("nav-sims", answers);
  await opened.user.type(screen.getByTestId("sim-iccid"), `${ICCID}{Enter}`);
  await screen.findByTestId("sim");
  await opened.user.click(screen.getByTestId("notifications-open"));
  return opened;
}

/** Each change: its command, the way to it, and the words of its ends. */
const CHANGES = [
  {
    command: "change_eid",
    at: "sim-eid-error",
    make: ({ user }: Opened) => user.type(screen.getByTestId("sim-eid-field"), `${EID}{Enter}`),
    notDone: "The device was not changed",
    unread: "The device was changed",
    unknown: "The device may have been changed",
  },
  {
    command: "set_notification",
    at: "notification-error",
    make: ({ user }: Opened) => user.type(screen.getByTestId("notification-address"), "https://a.example/x{Enter}"),
    notDone: "The address was not set",
    unread: "The address was set",
    unknown: "The address may have been set",
  },
  {
    command: "remove_notification",
    at: "notification-remove-error",
    make: ({ user }: Opened) => user.click(screen.getByTestId("notification-remove")),
    notDone: "The address was not removed",
    unread: "The address was removed",
    unknown: "The address may have been removed",
  },
  {
    command: "activate_subscription",
    at: "subscription-error",
    make: async ({ user }: Opened) => {
      await user.click(screen.getByTestId("subscription-start"));
      await user.click(await screen.findByTestId("subscription-confirm"));
    },
    notDone: "The subscription was not started",
    unread: "The subscription was started",
    unknown: "The subscription may have been started",
  },
] as const;

const throws = (code: ErrorCode) => () => {
  throw errorWith(code);
};

describe.each(CHANGES)("A change by $command", ({ command, at, make, notDone, unread, unknown }) => {
  it.each(["denied", "rateLimited", "answerLost"] as const)(
    "is made though it cannot be read again: %s",
    async (code) => {
      const opened = await lookedUp({ [command]: made });
      opened.host.answer({ look_up_sim: throws(code), subscription: throws(code) });
      await make(opened);
      expect((await screen.findByTestId(at)).textContent).toContain(unread);
      const page = screen.getByTestId("sims").textContent;
      expect(page).not.toContain(notDone);
      expect(page).not.toContain("Nothing was changed");
      opened.host.answer({ look_up_sim: () => sim() });
      await opened.user.click(screen.getByTestId(`${at}-look`));
      await waitFor(() => expect(screen.queryByTestId(at), "it was looked at again").toBeNull());
      expect(opened.host.count(command)).toBe(1);
    },
  );

  it("may have been made where its answer was lost", async () => {
    const opened = await lookedUp({ [command]: () => ({ outcome: "unknown", error: errorWith("noAnswer") }) });
    const looks = opened.host.count("look_up_sim");
    await make(opened);
    const said = (await screen.findByTestId(at)).textContent ?? "";
    expect(said).toContain("We do not know whether the service took it");
    expect(said).toContain(`${unknown}. Look again before you try once more.`);
    expect(said).toContain("did not answer in time");
    expect(said).not.toContain(notDone);
    expect(said, "no money is spoken of").not.toMatch(/money/iu);
    expect(opened.host.count("look_up_sim")).toBe(looks);
    opened.host.answer({ look_up_sim: throws("offline") });
    await opened.user.click(screen.getByTestId(`${at}-look`));
    await screen.findByTestId("sim-error");
    expect(screen.getByTestId(at).textContent, "it is open still").toContain(unknown);
  });

  it("was not made where the service said no", async () => {
    const opened = await lookedUp({ [command]: throws("denied") });
    await make(opened);
    const said = (await screen.findByTestId(at)).textContent;
    expect(said).toContain(notDone);
    expect(said).toContain("Nothing was changed");
  });
});

it("names the addresses that could not be removed", async () => {
  const address = "https://company.example/calls";
  const opened = await lookedUp({
    look_up_sim: () =>
      sim({
        notifications: [
          { event: "USAGE_THRESHOLD", address },
          { event: "SUBSCRIPTION_END", address },
        ],
      }),
    remove_notification: throws("denied"),
  });
  for (const button of screen.getAllByTestId("notification-remove")) await opened.user.click(button);
  await waitFor(() => expect(screen.getAllByTestId("notification-remove-error")).toHaveLength(2));
  const [usage, end] = screen.getAllByTestId("notification-remove-error");
  expect(usage?.textContent).toContain("80 % of the data is used: The address was not removed");
  expect(end?.textContent).toContain("A subscription ends: The address was not removed");
});

describe("Acts and look-ups at once", () => {
  /** A look-up of the SIM that is answered by hand. */
  function held() {
    const answers: ((sim: SimView) => void)[] = [];
    return { answers, look_up_sim: () => new Promise<SimView>((answer) => answers.push(answer)) };
  }

  it("tell of a change that fails after a look-up was answered", async () => {
    let fail: (error: unknown) => void = () => {};
    const opened = await lookedUp({
      change_eid: () => new Promise<ChangeOutcome>((_, reject) => (fail = reject)),
    });
    await opened.user.type(screen.getByTestId("sim-eid-field"), `${EID}{Enter}`);
    await waitFor(() => expect(opened.host.count("change_eid")).toBe(1));
    await opened.user.click(screen.getByTestId("sim-again"));
    await waitFor(() => expect(app.announcer.text).toBe("Ready to install"));
    expect(screen.getByTestId("sim-eid-submit").getAttribute("aria-busy")).toBe("true");
    fail(errorWith("denied"));
    expect((await screen.findByTestId("sim-eid-error")).textContent).toContain("The device was not changed");
  });

  it("leave nothing out: a failure stays when an older look-up is answered", async () => {
    const opened = await lookedUp({ change_eid: throws("denied") });
    const { answers, look_up_sim } = held();
    opened.host.answer({ look_up_sim });
    await opened.user.click(screen.getByTestId("sim-again"));
    await opened.user.type(screen.getByTestId("sim-eid-field"), `${EID}{Enter}`);
    await screen.findByTestId("sim-eid-error");
    answers[0]?.(sim({ status: "installed" }));
    await waitFor(() => expect(screen.getByTestId("sim-status").textContent).toContain("Installed"));
    expect(screen.getByTestId("sim-eid-error").textContent).toContain("The device was not changed");
  });

  it("show what was read after a change, not what was asked before it", async () => {
    const opened = await lookedUp({ change_eid: made });
    const { answers, look_up_sim } = held();
    opened.host.answer({ look_up_sim });
    await opened.user.click(screen.getByTestId("sim-again"));
    await opened.user.type(screen.getByTestId("sim-eid-field"), `${EID}{Enter}`);
    await waitFor(() => expect(answers).toHaveLength(2));
    answers[1]?.(sim({ eid: EID.replace("8904", "8933") }));
    await waitFor(() => expect(app.announcer.text).toBe("The service knows the new device."));
    answers[0]?.(sim());
    await settled();
    expect(screen.getByTestId("sim-eid").textContent).toContain("8933");
  });

  it("take the usage of two subscriptions, each at its own button", async () => {
    const answers: Record<string, (one: SubscriptionView) => void> = {};
    const notGiven = { initialBytes: null, spentBytes: null };
    const opened = await lookedUp({
      look_up_sim: () => sim({ subscriptions: [subscription(notGiven), pending(notGiven)] }),
      subscription: ({ subscription: id }) => new Promise((answer) => (answers[id] = answer)),
    });
    for (const button of screen.getAllByTestId("subscription-usage")) await opened.user.click(button);
    const busy = screen.getAllByTestId("subscription-usage").map((button) => button.getAttribute("aria-busy"));
    expect(busy).toEqual(["true", "true"]);
    answers[pending().id]?.(pending());
    answers[subscription().id]?.(subscription());
    await waitFor(() => expect(screen.getAllByRole("meter")).toHaveLength(2));
  });

  it("keep a usage that was told while a look-up was under way", async () => {
    const notGiven = subscription({ initialBytes: null, spentBytes: null });
    const opened = await lookedUp({
      look_up_sim: () => sim({ subscriptions: [notGiven] }),
      subscription: () => subscription(),
    });
    const { answers, look_up_sim } = held();
    opened.host.answer({ look_up_sim });
    await opened.user.click(screen.getByTestId("sim-again"));
    await opened.user.click(screen.getByTestId("subscription-usage"));
    await screen.findByRole("meter");
    answers[0]?.(sim({ subscriptions: [notGiven], status: "installed" }));
    await waitFor(() => expect(screen.getByTestId("sim-status").textContent).toContain("Installed"));
    expect(screen.getByRole("meter")).toBeTruthy();
  });

  it("do not carry a change of one connection to another", async () => {
    let answer: (outcome: ChangeOutcome) => void = () => {};
    const opened = await lookedUp({ change_eid: () => new Promise<ChangeOutcome>((given) => (answer = given)) });
    await opened.user.type(screen.getByTestId("sim-eid-field"), `${EID}{Enter}`);
    await waitFor(() => expect(opened.host.count("change_eid")).toBe(1));
    const looks = opened.host.count("look_up_sim");
    app.sims.use({ environment: "live", id: "other" });
    answer(made());
    await settled();
    expect(opened.host.count("look_up_sim")).toBe(looks);
    expect(app.sims.sim).toBeUndefined();
    expect(app.announcer.text, "it is told of its own SIM").toContain("About the SIM 8944 4740 0000 0000 008");
  });
});
