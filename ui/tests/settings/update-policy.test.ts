// Whether and where the till checks for updates: set by a supervisor or the company, read by a clerk.
import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import type { PolicyOrigin, UpdatesView } from "../../src/lib/ipc/generated";
import { errorWith, type Answers } from "../support/host";
import { policyOfTill, updates } from "../support/updates";
import { openWindow } from "../support/window";

afterEach(() => cleanup());

const OWN = "https://updates.company.example/airtill.json";
const plain = updates({ state: "notChecked" }, { mayChange: true });
const said = () => screen.getByTestId("live-region").textContent;

async function policy(view: UpdatesView, answers: Answers = {}) {
  const set: Answers["set_update_policy"] = (policy) => ({ ...view, policy: { origin: "thisTill", ...policy } });
  const opened = await openWindow({}, { updates: () => view, set_update_policy: set, ...answers });
  await opened.user.click(screen.getByTestId("nav-settings"));
  const group = within(await screen.findByRole("region", { name: "How Airtill checks for updates" }));
  return { ...opened, group };
}

describe("A supervisor", () => {
  it("switches the checks off and on, and nothing else with them", async () => {
    const { group, host, user } = await policy({ ...plain, policy: policyOfTill(true, OWN) });
    const choice = within(group.getByRole("radiogroup", { name: "Check once a day" }));
    expect(choice.getByRole<HTMLInputElement>("radio", { name: "On" }).checked).toBe(true);
    await user.click(choice.getByRole("radio", { name: "Off" }));
    await waitFor(() => expect(host.last("set_update_policy")).toEqual({ checks: false, server: OWN }));
    await waitFor(() => expect(said()).toContain("does not check for updates by itself any more"));
    await user.click(choice.getByRole("radio", { name: "On" }));
    await waitFor(() => expect(host.last("set_update_policy")).toEqual({ checks: true, server: OWN }));
  });

  it("is told of a setting that cannot be read, and sets it again", async () => {
    const unreadable = { origin: "unreadableSetting", checks: false, server: null } as const;
    const { group, host, user } = await policy({ ...plain, policy: unreadable });
    expect(group.getByTestId("update-setting-unreadable").textContent).toContain("until you set it again");
    await user.click(group.getByRole("radio", { name: "On" }));
    await waitFor(() => expect(host.last("set_update_policy")).toEqual({ checks: true, server: null }));
    await waitFor(() => expect(group.queryByTestId("update-setting-unreadable")).toBeNull());
  });

  it("sets a setting that cannot be read to Off, also after a refusal", async () => {
    const unreadable = { origin: "unreadableSetting", checks: false, server: null } as const;
    const answers: Answers = { set_update_policy: () => Promise.reject(errorWith("diskFull")) };
    const { group, host, user } = await policy({ ...plain, policy: unreadable }, answers);
    const radio = (name: string) => group.getByRole<HTMLInputElement>("radio", { name });
    const neither = () => expect([radio("On").checked, radio("Off").checked]).toEqual([false, false]);
    neither();
    await user.click(radio("Off"));
    await group.findByTestId("update-policy-error");
    await waitFor(neither);
    host.answer({ set_update_policy: (policy) => ({ ...plain, policy: { origin: "thisTill", ...policy } }) });
    await user.click(radio("Off"));
    await waitFor(() => expect(group.queryByTestId("update-setting-unreadable")).toBeNull());
    expect(host.last("set_update_policy")).toEqual({ checks: false, server: null });
    expect(host.count("set_update_policy")).toBe(2);
    expect(radio("Off").checked).toBe(true);
  });

  it("is told of a new address, and of no check, while the checks are off", async () => {
    const { group, user } = await policy({ ...plain, policy: policyOfTill(false) });
    const field = group.getByTestId<HTMLInputElement>("update-server");
    await user.type(field, `${OWN}{Enter}`);
    await waitFor(() => expect(said()).toContain("asks the new address"));
    expect(said()).toContain("does not check for updates by itself");
    await user.clear(field);
    await user.click(group.getByTestId("update-server-save"));
    await waitFor(() => expect(said()).toContain("asks the publisher of Airtill"));
    expect(said()).not.toContain("now checks");
  });

  it("gives the company's own server by keys, and takes it away", async () => {
    const { group, host, user } = await policy(plain);
    const field = group.getByRole<HTMLInputElement>("textbox", { name: "Your company's own server" });
    expect(field.dir, "an address runs left to right").toBe("ltr");
    expect(group.getByText(/to ask the publisher of Airtill, at updates\.airtill\.example/u)).toBeTruthy();
    await user.type(field, ` ${OWN} {Enter}`);
    await waitFor(() => expect(host.last("set_update_policy")).toEqual({ checks: true, server: OWN }));
    await waitFor(() => expect(field.value).toBe(OWN));
    expect(said()).toContain("checks for updates at the new address");
    await user.clear(field);
    await user.click(group.getByRole("button", { name: "Use this address" }));
    await waitFor(() => expect(host.last("set_update_policy")).toEqual({ checks: true, server: null }));
    await waitFor(() => expect(said()).toContain("checks for updates at its publisher"));
  });

  it("is told at once of an address that will not do, and nothing is asked", async () => {
    const { group, host, user } = await policy(plain);
    const field = group.getByTestId<HTMLInputElement>("update-server");
    await user.type(field, "http://updates.company.example/");
    expect(field.getAttribute("aria-invalid"), "nobody is corrected while typing").toBeNull();
    await user.tab();
    expect(field.getAttribute("aria-invalid")).toBe("true");
    expect(group.getByText("Write an address that begins with https://. Anything else can be changed on its way."));
    await user.click(group.getByTestId("update-server-save"));
    await waitFor(() => expect(document.activeElement).toBe(field));
    expect(host.count("set_update_policy")).toBe(0);
    await user.clear(field);
    expect(field.getAttribute("aria-invalid")).toBeNull();
  });

  it("is told where the till refuses, and what was typed stays", async () => {
    const answers: Answers = { set_update_policy: () => Promise.reject(errorWith("supervisorOnly")) };
    const { group, user } = await policy(plain, answers);
    const field = group.getByTestId<HTMLInputElement>("update-server");
    await user.type(field, `${OWN}{Enter}`);
    const refusal = await group.findByTestId("update-policy-error");
    expect(refusal.textContent).toContain("Only a supervisor may change this.");
    expect(field.value).toBe(OWN);
    await user.click(group.getByTestId("update-checks-off"));
    await waitFor(() => expect(group.getByTestId<HTMLInputElement>("update-checks-on").checked).toBe(true));
  });

  it("keeps what is being typed while something else changes", async () => {
    const { group, host, user } = await policy(plain);
    const field = group.getByTestId<HTMLInputElement>("update-server");
    await user.type(field, "https://half");
    const now = { ...plain, policy: policyOfTill(false, OWN) };
    await host.emit({ type: "updatesChanged", updates: now });
    await waitFor(() => expect(group.getByTestId<HTMLInputElement>("update-checks-off").checked).toBe(true));
    expect(field.value).toBe("https://half");
  });
});

describe("A clerk", () => {
  it("reads what is set, and why it cannot be changed", async () => {
    const { group } = await policy({ ...plain, mayChange: false, policy: policyOfTill(true, OWN) });
    expect(group.getByTestId("update-checks-shown").textContent).toBe("On");
    expect(group.getByTestId("update-server-shown").textContent).toBe(OWN);
    expect(group.getByTestId("update-why-fixed").textContent).toContain("Only a supervisor changes this");
    for (const role of ["textbox", "radio", "button"]) expect(group.queryAllByRole(role), role).toHaveLength(0);
  });

  it("reads that the publisher is asked where the company has no server", async () => {
    const { group } = await policy({ ...plain, mayChange: false, policy: policyOfTill(false) });
    expect(group.getByTestId("update-checks-shown").textContent).toBe("Off");
    expect(group.getByTestId("update-server-shown").textContent).toContain("asks its publisher");
  });
});

describe("The company", () => {
  const words: [PolicyOrigin, string][] = [
    ["company", "Your company set this on this computer. Its administrator alone changes it."],
    ["unusablePolicy", "Your company's policy for this computer cannot be used"],
  ];

  it.each(words)("p06_is named where it decides, and nobody sets anything: %s", async (origin, sentence) => {
    const { group, host } = await policy({ ...plain, policy: { origin, checks: false, server: OWN } });
    expect(group.getByTestId("update-checks-shown").textContent).toBe("Off");
    const server = group.queryByTestId("update-server-shown")?.textContent;
    expect(server, "one that nobody chose is not shown").toBe(origin === "company" ? OWN : undefined);
    expect(group.getByTestId("update-why-fixed").textContent).toContain(sentence);
    for (const role of ["textbox", "radio", "button"]) expect(group.queryAllByRole(role), role).toHaveLength(0);
    await host.emit({ type: "updatesChanged", updates: plain });
    expect(await group.findByTestId("update-server"), "a supervisor may again").toBeTruthy();
  });
});
