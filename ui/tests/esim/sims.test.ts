// Looking a SIM up and what can be done to it.
import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { SimView } from "../../src/lib/ipc/generated";
import { app } from "../support/app";
import { truphone } from "../support/esim";
import { errorWith } from "../support/host";
import { byHand } from "../support/sales";
import { EID, ICCID, made, pending, sim, subscription } from "../support/sims";
import { openAt } from "./open";

const field = () => screen.getByTestId<HTMLInputElement>("sim-iccid");

async function lookedUp(answers = {}) {
  const opened = await openAt("nav-sims", answers);
  await opened.user.type(field(), `${ICCID}{Enter}`);
  await screen.findByTestId("sim");
  return opened;
}

describe("Looking a SIM up", () => {
  it("says what will be here, and has the focus in its field", async () => {
    await openAt("nav-sims");
    expect(screen.getByTestId("sim-empty").textContent).toContain("Which SIM is it about?");
    expect(document.activeElement).toBe(field());
  });

  it("shows status, device, last change and usage in words", async () => {
    const { host } = await lookedUp();
    expect(host.last("look_up_sim")).toEqual({ connection: truphone().key, iccid: ICCID });
    const card = screen.getByTestId("sim");
    expect(card.textContent).toContain("8944 4740 0000 0000 008");
    expect(screen.getByTestId("sim-status").textContent).toContain("Ready to install");
    expect(screen.getByTestId("sim-means").textContent).toContain("It can be installed on a device");
    expect(screen.getByTestId("sim-eid").textContent).toContain("8904 9032 0000 0100 0000 0012 3456 7891");
    expect(screen.getByTestId("sim-changed").getAttribute("datetime")).toBe("2026-11-20T08:10:00Z");
    const [first, second] = screen.getAllByTestId("subscription");
    expect(first?.textContent).toContain("1.25 GB of 5 GB used, 3.75 GB left");
    expect(
      within(first as HTMLElement)
        .getByRole("meter")
        .getAttribute("aria-valuenow"),
    ).toBe("25");
    expect(first?.textContent).toContain("as of just now");
    expect(second?.textContent).toContain("Not begun");
    expect(app.announcer.text, "said aloud").toBe("Ready to install");
  });

  it("reads what a hand scanner gives, and selects it for the next scan", async () => {
    const { user, host } = await openAt("nav-sims");
    await user.type(field(), `]C1${ICCID}{Enter}`);
    await waitFor(() => expect(host.last("look_up_sim")?.iccid).toBe(ICCID));
    await screen.findByTestId("sim");
    await waitFor(() => expect(document.activeElement).toBe(field()));
    expect(field().selectionEnd).toBe(field().value.length);
    await user.keyboard("8944474000000000180{Enter}");
    await waitFor(() => expect(host.last("look_up_sim")?.iccid).toBe("8944474000000000180"));
  });

  it.each(["", "]C1", "]Q1"])("takes a number from a scanner that ends with Tab: %s before it", async (prefix) => {
    const { user, host } = await openAt("nav-sims");
    await user.click(field());
    await user.keyboard(`${prefix}${ICCID}{Tab}`);
    expect(document.activeElement, "the next press looks it up").toBe(screen.getByTestId("sim-submit"));
    expect(field().value, "Tab leaves nothing in the text").toBe(`${prefix}${ICCID}`);
    expect(field().getAttribute("aria-invalid")).not.toBe("true");
    expect(host.count("look_up_sim")).toBe(0);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(host.last("look_up_sim")?.iccid).toBe(ICCID));
    await waitFor(() => expect(document.activeElement, "ready for the next scan").toBe(field()));
  });

  it("asks nothing for what is no number, and says why at the field", async () => {
    const { user, host } = await openAt("nav-sims");
    await user.click(screen.getByTestId("sim-submit"));
    expect(await screen.findByText("Write, paste or scan the ICCID of the SIM.")).toBeTruthy();
    await user.type(field(), "abc{Enter}");
    expect(await screen.findByText(/An ICCID has digits alone/u)).toBeTruthy();
    expect(document.activeElement).toBe(field());
    expect(host.count("look_up_sim")).toBe(0);
  });

  it("warns about an unusual number and looks it up all the same", async () => {
    const { user, host } = await openAt("nav-sims");
    await user.type(field(), "8944538523000015");
    expect((await screen.findByTestId("sim-iccid-advice")).textContent).toContain("usually has 19 or 20 digits");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(host.last("look_up_sim")?.iccid).toBe("8944538523000015"));
  });

  it("goes on for the number that was opened last", async () => {
    const answer = byHand<SimView>();
    await openAt("nav-sims", { look_up_sim: () => answer.promise });
    const other = app.sims.open("8944474000000000180");
    const last = app.sims.open(ICCID);
    await other;
    expect(app.sims.opening).toBe(true);
    answer.keep(sim());
    await last;
    expect(app.sims.opening).toBe(false);
  });

  it.each(["denied", "notFound"] as const)("says both meanings of a no: %s", async (code) => {
    const { user } = await openAt("nav-sims", {
      look_up_sim: () => {
        throw { ...errorWith(code, "Access denied"), correlation: "0d9f2b6a-1c34-4f6e-9a51-27d1c0ffffff" };
      },
    });
    await user.type(field(), `${ICCID}{Enter}`);
    const said = (await screen.findByTestId("sim-error")).textContent;
    expect(said).toContain("may belong to another client of the service");
    expect(said).toContain("the client of this till may have no role for it");
    expect(said).toContain("c0ffee12");
    expect(said).toContain("For support at the service: 0d9f2b6a-1c34-4f6e-9a51-27d1c0ffffff");
    expect(said, "nothing was to be changed").not.toContain("changed");
  });

  it("says that it is offline, keeps what was known, and asks again", async () => {
    const { user, host } = await lookedUp();
    host.answer({
      look_up_sim: () => {
        throw errorWith("offline");
      },
    });
    await user.click(screen.getByTestId("sim-again"));
    const said = await screen.findByTestId("sim-error");
    expect(said.textContent).toContain("These details are from before");
    expect(screen.getByTestId("sim")).toBeTruthy();
    host.answer({ look_up_sim: () => sim({ status: "installed" }) });
    await user.click(screen.getByTestId("sim-error-again"));
    await waitFor(() => expect(screen.getByTestId("sim-status").textContent).toContain("Installed"));
    expect(screen.queryByTestId("sim-error")).toBeNull();
  });

  it("forgets a SIM as soon as another one is asked for", async () => {
    const { user, host } = await lookedUp();
    host.answer({ look_up_sim: () => new Promise(() => {}) });
    await user.clear(field());
    await user.type(field(), "8944474000000000180{Enter}");
    await screen.findByTestId("sim-asking");
    expect(screen.queryByTestId("sim")).toBeNull();
  });

  it("shows the service's own word where the till knows none", async () => {
    await lookedUp({ look_up_sim: () => sim({ status: "other", statusWord: "Sus\u202epended" }) });
    expect(screen.getByTestId("sim").textContent).toContain("Sus pended");
  });

  it("leads from a lost SIM to a new one, without a code or a top-up", async () => {
    const { user } = await lookedUp({ look_up_sim: () => sim({ status: "unavailable" }) });
    expect(screen.queryByTestId("sim-code")).toBeNull();
    expect(screen.queryByTestId("sim-top-up")).toBeNull();
    expect(screen.queryByTestId("sim-eid-card")).toBeNull();
    app.esimSelling.sell("topUp");
    await user.click(screen.getByTestId("sim-sell-new"));
    expect(app.navigation.current).toEqual({ name: "till" });
    expect(app.esimSelling.draft.kind, "it is no top-up, whatever was sold last").toBe("newEsim");
  });

  it("leads to the code and to the top-up of this SIM", async () => {
    const { user } = await lookedUp();
    await user.click(screen.getByTestId("sim-top-up"));
    expect(app.navigation.current).toEqual({ name: "till" });
    expect((await screen.findByTestId("catalogue-for")).textContent).toContain(ICCID);
    await user.click(screen.getByTestId("nav-sims"));
    await user.click(await screen.findByTestId("sim-code"));
    expect(app.navigation.current).toEqual({ name: "code", connection: truphone().key, iccid: ICCID });
  });

  it("forgets everything with another connection", async () => {
    await lookedUp();
    app.sims.use({ environment: "live", id: "other" });
    expect(app.sims.sim).toBeUndefined();
    expect(app.sims.iccid.text).toBe("");
  });
});

describe("The subscriptions of a SIM", () => {
  it("begin after a question, and Enter alone begins none", async () => {
    const { user, host } = await lookedUp({
      activate_subscription: made,
      subscription: () =>
        pending({ status: "active", activatedAt: "2026-11-29T09:00:00Z", createdAt: null, spentBytes: null }),
    });
    await user.click(screen.getByTestId("subscription-start"));
    expect((await screen.findByTestId("subscription-dialog")).textContent).toContain("Start Uganda 3 GB now?");
    expect(screen.getByTestId("subscription-which").textContent).toBe("It is for the SIM 8944 4740 0000 0000 008.");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("subscription-cancel")));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByTestId("subscription-dialog")).toBeNull());
    expect(host.count("activate_subscription")).toBe(0);
    await user.click(screen.getByTestId("subscription-start"));
    await user.click(await screen.findByTestId("subscription-confirm"));
    await waitFor(() => expect(screen.queryByTestId("subscription-start")).toBeNull());
    expect(host.last("activate_subscription")).toEqual({ connection: truphone().key, subscription: pending().id });
    const [, second] = screen.getAllByTestId("subscription");
    expect(second?.textContent).toContain("Active");
    expect(second?.textContent, "what a single answer does not say stays").toContain("Ordered");
    expect(second?.textContent, "a usage of another time is not shown").not.toContain("0 GB of");
    expect(app.announcer.text).toBe("Uganda 3 GB: Active");
  });

  it("say that one was not started, and what to do", async () => {
    const { user } = await lookedUp({
      activate_subscription: () => {
        throw errorWith("noAnswer", "", "unknown");
      },
    });
    await user.click(screen.getByTestId("subscription-start"));
    await user.click(await screen.findByTestId("subscription-confirm"));
    expect((await screen.findByTestId("subscription-error")).textContent).toContain("Look again before you try");
  });

  it("have their usage asked for one by one where the list does not say it", async () => {
    const { user, host } = await lookedUp({
      look_up_sim: () => sim({ subscriptions: [subscription({ initialBytes: null, spentBytes: null })] }),
      subscription: () => subscription({ spentBytes: "9007199254740993", initialBytes: "18014398509481986" }),
    });
    expect(screen.getByTestId("subscription").textContent).toContain("does not say how much is used");
    expect(screen.queryByRole("meter")).toBeNull();
    await user.click(screen.getByTestId("subscription-usage"));
    await waitFor(() => expect(screen.getByRole("meter").getAttribute("aria-valuenow")).toBe("50"));
    expect(host.last("subscription")?.subscription).toBe(subscription().id);
    expect(screen.getByTestId("usage").textContent).toContain("9,007,199.25 GB of 18,014,398.5 GB used");
  });

  it("are not called whole, or none, where some could not be read", async () => {
    await lookedUp({ look_up_sim: () => sim({ subscriptions: [], subscriptionsLeftOut: 2 }) });
    expect(screen.getByTestId("sim-left-out").textContent).toContain("2 entries could not be read");
    expect(screen.queryByTestId("subscriptions-empty")).toBeNull();
  });

  it("say so where there are none, and where there are as many as can be", async () => {
    const { user, host } = await lookedUp({ look_up_sim: () => sim({ subscriptions: [] }) });
    expect(screen.getByTestId("subscriptions-empty")).toBeTruthy();
    const many = Array.from({ length: 15 }, (_, at) => subscription({ id: `s-${at}` }));
    host.answer({ look_up_sim: () => sim({ subscriptions: many }) });
    await user.click(screen.getByTestId("sim-again"));
    expect((await screen.findByTestId("sim-full")).textContent).toContain("15 active subscriptions");
  });
});

describe("The device of a SIM", () => {
  const eid = () => screen.getByTestId<HTMLInputElement>("sim-eid-field");

  it("is changed while the SIM can be installed", async () => {
    const { user, host } = await lookedUp({ change_eid: made });
    host.answer({ look_up_sim: () => sim({ eid: EID.replace("8904", "8933") }) });
    await user.type(eid(), `${EID}{Enter}`);
    await waitFor(() => expect(screen.getByTestId("sim-eid").textContent).toContain("8933"));
    expect(host.last("change_eid")).toEqual({ connection: truphone().key, iccid: ICCID, eid: EID });
    expect(eid().value).toBe("");
    expect(app.announcer.text).toBe("The service knows the new device.");
  });

  it("wants 32 digits, and says why the service refused them", async () => {
    const { user, host } = await lookedUp({
      change_eid: () => {
        throw errorWith("turnedDown", "400");
      },
    });
    await user.type(eid(), "8904{Enter}");
    expect(await screen.findByText(/An EID has exactly 32 digits/u)).toBeTruthy();
    expect(host.count("change_eid")).toBe(0);
    await user.clear(eid());
    await user.type(eid(), `${EID}{Enter}`);
    expect((await screen.findByTestId("sim-eid-error")).textContent).toContain("The device was not changed");
    expect(document.activeElement).toBe(eid());
  });

  it("cannot be changed once it is installed", async () => {
    await lookedUp({ look_up_sim: () => sim({ status: "installed" }) });
    expect(screen.queryByTestId("sim-eid-card")).toBeNull();
  });
});

describe("The addresses that the service calls", () => {
  const addresses = sim().notifications ?? [];

  async function opened(answers = {}) {
    const window = await lookedUp(answers);
    await window.user.click(screen.getByTestId("notifications-open"));
    return { ...window, address: screen.getByTestId<HTMLInputElement>("notification-address") };
  }

  it("are seen, also of a kind that the till does not know", async () => {
    await opened({
      look_up_sim: () =>
        sim({ notifications: [...addresses, { event: "DOWNLOAD_PROGRESS", address: "https://a.example" }] }),
    });
    const [first, second] = screen.getAllByTestId("notification");
    expect(first?.textContent).toContain("80 % of the data is used");
    expect(first?.textContent).toContain("https://company.example/usage");
    expect(second?.textContent).toContain("DOWNLOAD_PROGRESS");
  });

  it.each([
    ["", "Write the address"],
    ["http://company.example/", "not encrypted"],
    ["company.example", "not a whole address"],
    ["https://user:word@company.example/", "holds a user name or a password"],
    [`https://company.example/${"a".repeat(2048)}`, "longer than 2,048"],
  ])("are not set to %j", async (typed, words) => {
    const { user, host, address } = await opened();
    if (typed) {
      await user.click(address);
      await user.paste(typed);
    }
    await user.click(screen.getByTestId("notification-submit"));
    expect(await screen.findByText(new RegExp(words, "u"))).toBeTruthy();
    expect(document.activeElement).toBe(address);
    expect(host.count("set_notification")).toBe(0);
  });

  it("are set and removed", async () => {
    const event = "SUBSCRIPTION_END";
    const set = { event, address: "https://company.example/ends" };
    const { user, host, address } = await opened({ set_notification: made, remove_notification: made });
    host.answer({ look_up_sim: () => sim({ notifications: [...addresses, set] }) });
    await user.type(address, `${set.address}{Enter}`);
    await waitFor(() => expect(screen.getAllByTestId("notification")).toHaveLength(2));
    expect(host.last("set_notification")).toEqual({ connection: truphone().key, iccid: ICCID, ...set });
    expect(address.value).toBe("");
    expect(app.announcer.text).toBe("The address is set.");
    host.answer({ look_up_sim: () => sim({ notifications: [] }) });
    await user.click(screen.getByRole("button", { name: "Remove the address for: A subscription ends" }));
    expect(await screen.findByTestId("notifications-empty")).toBeTruthy();
    expect(host.last("remove_notification")).toEqual({ connection: truphone().key, iccid: ICCID, event });
  });

  it("are not called none where they could not be read", async () => {
    const correlation = "0d9f2b6a-1c34-4f6e-9a51-27d1c0ffffff";
    const notificationsError = { ...errorWith("denied", "Access denied"), correlation };
    const { user, host } = await opened({ look_up_sim: () => sim({ notifications: null, notificationsError }) });
    const unread = screen.getByTestId("notifications-unread").textContent;
    for (const said of ["could not be read", "Access denied", correlation]) expect(unread).toContain(said);
    expect(screen.queryByTestId("notifications-empty")).toBeNull();
    host.answer({ look_up_sim: () => sim({ notifications: [], notificationsLeftOut: 1 }) });
    await user.click(screen.getByTestId("sim-again"));
    expect((await screen.findByTestId("notifications-left-out")).textContent).toContain("One entry could not be read");
    expect(screen.queryByTestId("notifications-empty")).toBeNull();
  });

  it("say that one was not set", async () => {
    const { user, address } = await opened({
      set_notification: () => {
        throw errorWith("denied");
      },
    });
    await user.type(address, "https://company.example/ends{Enter}");
    expect((await screen.findByTestId("notification-error")).textContent).toContain("The address was not set");
    expect(address.value, "what was typed stays").toBe("https://company.example/ends");
  });
});
