// An answer that comes late places the focus no more: a person types, or scans, somewhere else by then.
import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { ChangeOutcome, FoundCustomer, SimView } from "../../src/lib/ipc/generated";
import { errorWith, type Answers } from "../support/host";
import { byHand } from "../support/sales";
import { EID, ICCID, sim } from "../support/sims";
import { openAt } from "./open";
import { settled } from "./settled";

const at = (id: string) => screen.getByTestId(id);
const field = () => screen.getByTestId<HTMLInputElement>("sim-iccid");

async function lookedUp(answers: Answers = {}) {
  const opened = await openAt("nav-sims", answers);
  await opened.user.type(field(), `${ICCID}{Enter}`);
  await screen.findByTestId("sim");
  await waitFor(() => expect(field().selectionEnd).toBe(ICCID.length));
  return opened;
}

describe("a look-up that is answered late", () => {
  async function asked() {
    const opened = await lookedUp();
    const answer = byHand<SimView>();
    opened.host.answer({ look_up_sim: () => answer.promise });
    await opened.user.click(at("sim-submit"));
    await waitFor(() => expect(opened.host.count("look_up_sim")).toBe(2));
    return { ...opened, keep: () => answer.keep(sim({ status: "installed", eid: null })) };
  }

  const answered = () => waitFor(() => expect(at("sim-status").textContent).toContain("Installed"));

  it("leaves the focus in the field of another form", async () => {
    const { user, keep } = await asked();
    await user.click(at("notifications-open"));
    await user.click(at("notification-address"));
    keep();
    await answered();
    await settled();
    expect(document.activeElement).toBe(at("notification-address"));
  });

  it("leaves the next number alone that is scanned meanwhile", async () => {
    const { user, keep } = await asked();
    await user.clear(field());
    await user.type(field(), "8944");
    keep();
    await answered();
    await settled();
    await user.keyboard("5678");
    expect(field().value).toBe("89445678");
  });

  it("selects the number where nobody went on", async () => {
    const { keep } = await asked();
    keep();
    await answered();
    await waitFor(() => expect(document.activeElement).toBe(field()));
    expect(field().selectionStart).toBe(0);
  });
});

describe("a change that fails late", () => {
  it("leaves the focus with the next number: the device", async () => {
    const answer = byHand<ChangeOutcome>();
    const { user, host } = await lookedUp({ change_eid: () => answer.promise });
    await user.type(at("sim-eid-field"), `${EID}{Enter}`);
    await waitFor(() => expect(host.count("change_eid")).toBe(1));
    await user.click(field());
    answer.break_(errorWith("denied"));
    await screen.findByTestId("sim-eid-error");
    await settled();
    expect(document.activeElement).toBe(field());
  });

  it("leaves the focus with the next number: an address", async () => {
    const answer = byHand<ChangeOutcome>();
    const { user, host } = await lookedUp({ set_notification: () => answer.promise });
    await user.click(at("notifications-open"));
    await user.type(at("notification-address"), "https://a.example/x{Enter}");
    await waitFor(() => expect(host.count("set_notification")).toBe(1));
    await user.click(field());
    answer.break_(errorWith("denied"));
    await screen.findByTestId("notification-error");
    await settled();
    expect(document.activeElement).toBe(field());
  });

  it("leads back to its field where nobody went on", async () => {
    const { user } = await lookedUp({
      change_eid: () => {
        throw errorWith("denied");
      },
    });
    await user.type(at("sim-eid-field"), EID);
    await user.click(at("sim-eid-submit"));
    await screen.findByTestId("sim-eid-error");
    await waitFor(() => expect(document.activeElement).toBe(at("sim-eid-field")));
  });
});

it("a customer who is not found late leaves the focus where it is", async () => {
  const answer = byHand<FoundCustomer>();
  const { user } = await openAt("nav-customers", { look_up_customer: () => answer.promise });
  await user.type(at("customer-email"), "amina@example.org{Enter}");
  at("customers-new").focus();
  answer.break_(errorWith("denied"));
  await screen.findByTestId("customer-error");
  await settled();
  expect(document.activeElement).toBe(at("customers-new"));
});
