// A change of a SIM that ends after another one was looked up: told of its own SIM, and never of the other.
import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { ChangeOutcome } from "../../src/lib/ipc/generated";
import { app } from "../support/app";
import { truphone } from "../support/esim";
import { errorWith, type Answers } from "../support/host";
import { byHand } from "../support/sales";
import { EID, ICCID, made, sim } from "../support/sims";
import { openAt } from "./open";
import { settled } from "./settled";

const OTHER = "8944474000000000016";
const ABOUT = "About the SIM 8944 4740 0000 0000 008";
const at = (id: string) => screen.getByTestId(id);

/** Each change by its command: what it is about beside the SIM, and the words of its ends. */
const CHANGES = [
  {
    command: "change_eid",
    make: async () => {
      await app.sims.eid.type(EID);
      void app.sims.changeEid();
    },
    about: `${ABOUT}:`,
    done: "The service knows the new device.",
    notDone: "The device was not changed",
    unknown: "The device may have been changed.",
  },
  {
    command: "set_notification",
    make: async () => void app.sims.setNotification("SUBSCRIPTION_END", "https://a.example/x"),
    about: `${ABOUT} (A subscription ends):`,
    done: "The address is set.",
    notDone: "The address was not set",
    unknown: "The address may have been set.",
  },
  {
    command: "remove_notification",
    make: async () => void app.sims.removeNotification("USAGE_THRESHOLD"),
    about: `${ABOUT} (80 % of the data is used):`,
    done: "The address is removed.",
    notDone: "The address was not removed",
    unknown: "The address may have been removed.",
  },
  {
    command: "activate_subscription",
    make: async () => void app.sims.activate("c3Vic2NyaXB0aW9uLTI="),
    about: `${ABOUT} (Uganda 3 GB):`,
    done: "The subscription was started.",
    notDone: "The subscription was not started",
    unknown: "The subscription may have been started.",
  },
] as const;

/** A change whose answer waits while another SIM is in front. */
async function behind({ command, make }: (typeof CHANGES)[number], answers: Answers = {}) {
  const answer = byHand<ChangeOutcome>();
  const opened = await openAt("nav-sims", { [command]: () => answer.promise, ...answers });
  await app.sims.open(ICCID);
  await screen.findByTestId("sim");
  await make();
  await waitFor(() => expect(opened.host.count(command)).toBe(1));
  await app.sims.open(OTHER);
  await waitFor(() => expect(at("sim-number").textContent).toContain("0000 016"));
  return { ...opened, answer };
}

/** Nothing on the page of the other SIM is about the change. */
function leavesTheOtherAlone() {
  for (const id of ["sim", "sim-subscriptions", "sim-eid-card", "notifications"])
    expect(at(id).textContent).not.toMatch(/was not|may have been|We do not know/u);
  expect(app.sims.acts.troubles).toEqual([]);
  expect(at("sim-number").textContent).toContain("0000 016");
}

describe.each(CHANGES)("A late $command", (change) => {
  it("that was made says of which SIM", async () => {
    const { answer, host, user } = await behind(change);
    const looks = host.count("look_up_sim");
    answer.keep(made());
    expect((await screen.findByTestId("late-change")).textContent).toContain(change.about);
    expect(at("late-change-made").textContent?.trim()).toBe(change.done);
    expect(app.announcer.text).toBe(`${change.about} ${change.done}`);
    leavesTheOtherAlone();
    expect(host.count("look_up_sim"), "the other SIM is not read for it").toBe(looks);
    await user.click(at("late-change-away"));
    expect(screen.queryByTestId("late-change")).toBeNull();
  });

  it("that was not made says so, and of which SIM", async () => {
    const { answer } = await behind(change);
    answer.break_(errorWith("denied"));
    const told = (await screen.findByTestId("late-change")).textContent;
    expect(told).toContain(change.about);
    expect(told).toContain(change.notDone);
    expect(app.announcer.text).toContain(`${change.about} ${change.notDone}. The service said no.`);
    leavesTheOtherAlone();
  });

  it("that may have been made is looked at with its own SIM", async () => {
    const { answer, host, user } = await behind(change);
    answer.keep({ outcome: "unknown", error: errorWith("noAnswer") });
    const told = (await screen.findByTestId("late-change")).textContent;
    expect(told).toContain(change.about);
    expect(told).toContain(change.unknown);
    expect(app.announcer.text).toContain(change.unknown);
    leavesTheOtherAlone();
    await user.click(at("late-change-trouble-look"));
    await waitFor(() => expect(host.last("look_up_sim")?.iccid).toBe(ICCID));
    await waitFor(() => expect(screen.queryByTestId("late-change"), "it was looked at").toBeNull());
  });
});

describe("Late changes", () => {
  const [eid] = CHANGES;

  it("are told where the other SIM comes while the first is read again", async () => {
    const reading = byHand<ReturnType<typeof sim>>();
    const opened = await openAt("nav-sims", { change_eid: made });
    await app.sims.open(ICCID);
    opened.host.answer({ look_up_sim: ({ iccid }) => (iccid === ICCID ? reading.promise : sim({ iccid })) });
    await eid.make();
    await waitFor(() => expect(opened.host.count("look_up_sim")).toBe(2));
    await app.sims.open(OTHER);
    reading.keep(sim());
    expect((await screen.findByTestId("late-change")).textContent).toContain(eid.done);
    leavesTheOtherAlone();
  });

  it("stay while the other SIM is read, and where their own cannot be", async () => {
    const { answer, host, user } = await behind(eid);
    answer.keep(made());
    await screen.findByTestId("late-change");
    await user.click(at("sim-again"));
    await waitFor(() => expect(app.announcer.text).toBe("Ready to install"));
    expect(at("late-change")).toBeTruthy();
    host.answer({
      look_up_sim: () => {
        throw errorWith("offline");
      },
    });
    await app.sims.open(ICCID);
    expect(await screen.findByTestId("sim-error")).toBeTruthy();
    expect(at("late-change")).toBeTruthy();
  });

  it("name a connection that is not in front, and are not looked at there", async () => {
    const { answer } = await behind(eid);
    app.sims.use({ environment: "live", id: "other" });
    answer.keep({ outcome: "unknown", error: errorWith("noAnswer") });
    const about = `${ABOUT} (${truphone().name}):`;
    expect((await screen.findByTestId("late-change")).textContent).toContain(about);
    expect(app.announcer.text).toContain(about);
    expect(screen.queryByTestId("late-change-trouble-look")).toBeNull();
  });

  it("end where they were made while their own SIM is in front", async () => {
    const answer = byHand<ChangeOutcome>();
    await openAt("nav-sims", { change_eid: () => answer.promise });
    await app.sims.open(ICCID);
    await eid.make();
    await app.sims.open(ICCID);
    answer.keep(made());
    await waitFor(() => expect(app.announcer.text).toBe(eid.done));
    await settled();
    expect(app.sims.late).toEqual([]);
  });
});
