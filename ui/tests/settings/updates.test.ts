// Updates in the settings: how new versions come, each step of one, and each refusal.
import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import type { UpdatesView, UpdateTrouble, UpdateWay } from "../../src/lib/ipc/generated";
import { TROUBLE_WORD } from "../../src/lib/updates";
import { t } from "../../src/lib/i18n";
import { errorWith, type Answers } from "../support/host";
import { newVersion, noUpdates, policyOfTill, updates } from "../support/updates";
import { openWindow } from "../support/window";

afterEach(() => cleanup());

const fresh = newVersion();
const newer = updates({ state: "newer", new: fresh, canFetch: true });
const ready = updates({ state: "ready", new: fresh });
const fetching = (bytes: number) => updates({ state: "fetching", new: fresh, bytes, of: 40_000_000 });
const said = () => screen.getByTestId("live-region").textContent;

async function shown(view: UpdatesView, answers: Answers = {}) {
  const opened = await openWindow({}, { updates: () => view, ...answers });
  await opened.user.click(screen.getByTestId("nav-settings"));
  const card = within(await screen.findByRole("region", { name: "Updates" }));
  await card.findByTestId("update-way");
  const tell = (updates: UpdatesView) => opened.host.emit({ type: "updatesChanged", updates });
  return { ...opened, card, tell };
}

describe("The way of new versions", () => {
  const ways: [UpdateWay, string][] = [
    ["itself", "You fetch new versions here"],
    ["systemUpdate", "software update installs new versions"],
    ["administrator", "An administrator of this computer installs"],
  ];

  it.each(ways)("%s is one sentence", async (way, words) => {
    const { card, host } = await shown(updates({ state: "notChecked" }, { way }));
    expect(card.getByTestId("update-way").textContent).toContain(words);
    expect(card.getByTestId("update-check").textContent).toContain(
      "It is not known yet whether there is a newer version.",
    );
    expect(host.last("updates")).toEqual({ language: "en" });
    expect(host.count("check_for_updates"), "no server is asked by a look at the settings").toBe(0);
  });

  it("of a test build leaves nothing to press or set", async () => {
    const { card } = await shown(noUpdates);
    expect(card.getByTestId("update-way").textContent).toContain("takes no updates");
    expect(card.queryAllByRole("button")).toHaveLength(0);
    expect(card.queryByTestId("update-policy")).toBeNull();
  });

  it("without an address offers no check", async () => {
    const { card } = await shown(updates({ state: "notChecked" }, { publisher: null }));
    expect(card.getByTestId("update-nowhere").textContent).toContain("has no address");
    expect(card.queryByTestId("update-check-now")).toBeNull();
  });

  it("p06_under an unusable policy offers no check and no fetching", async () => {
    const policy = { origin: "unusablePolicy", checks: false, server: null } as const;
    const { card, tell } = await shown(updates({ state: "off" }, { policy }));
    expect(card.getByTestId("update-why-fixed").textContent).toContain("does not check for updates");
    expect(card.queryByTestId("update-nowhere"), "an address is not what is missing").toBeNull();
    expect(card.queryAllByRole("button")).toHaveLength(0);
    await tell({ ...newer, policy });
    expect(await card.findByTestId("update-told")).toBeTruthy();
    expect(card.queryByTestId("update-fetch")).toBeNull();
    await tell(newer);
    expect(await card.findByTestId("update-fetch"), "the policy is good again").toBeTruthy();
  });

  it("keeps its shape while it is asked for, and can be asked for again", async () => {
    let fail: (error: unknown) => void = () => undefined;
    const { host, user } = await openWindow({}, { updates: () => new Promise((_, no) => (fail = no)) });
    await user.click(screen.getByTestId("nav-settings"));
    const card = within(await screen.findByRole("region", { name: "Updates" }));
    expect(card.getByTestId("skeleton")).toBeTruthy();
    fail(errorWith("internal"));
    expect((await card.findByTestId("error")).textContent).toContain("The state of updates cannot be shown");
    host.answer({ updates: () => newer });
    await user.click(card.getByTestId("error-again"));
    await card.findByTestId("update-way");
    expect(card.queryByTestId("error")).toBeNull();
  });
});

describe("A check", () => {
  it("that told something has its time", async () => {
    const { card } = await shown(updates({ state: "upToDate", at: new Date().toISOString() }));
    expect(card.getByTestId("update-check").textContent).toMatch(/Last check: \d\d:\d\d\. There was nothing newer\./u);
  });

  it("is made once while it is made, and says aloud what came of it", async () => {
    let tell: (view: UpdatesView) => void = () => undefined;
    const view = updates({ state: "off" }, { policy: policyOfTill(false) });
    const answers: Answers = { check_for_updates: () => new Promise((yes) => (tell = yes)) };
    const { card, host, user } = await shown(view, answers);
    expect(card.getByTestId("update-check").textContent).toContain("does not check by itself");
    const button = card.getByRole("button", { name: "Check now for updates" });
    await user.click(button);
    expect(button.getAttribute("aria-busy")).toBe("true");
    expect(button.textContent).toContain("Checking…");
    await user.click(button);
    expect(host.count("check_for_updates")).toBe(1);
    expect(host.last("check_for_updates")).toEqual({ language: "en" });
    tell(newer);
    await waitFor(() => expect(said()).toContain("Version 1.3.0 is available."));
    expect(card.getByTestId("update-told").textContent).toBe("Version 1.3.0 is available.");
  });

  it("that told nothing leaves everything as it was", async () => {
    const answers: Answers = { check_for_updates: () => Promise.reject(errorWith("updatesNotChecked")) };
    const { card, user } = await shown(updates({ state: "upToDate", at: new Date().toISOString() }), answers);
    await user.click(card.getByTestId("update-check-now"));
    expect((await card.findByTestId("update-check-error")).textContent).toContain("This one works on as it is.");
    expect(card.queryByText(t(TROUBLE_WORD.fromTheFuture))).toBeNull();
    expect(card.getByTestId("update-check").textContent).toContain("There was nothing newer");
  });

  it("that failed says why, in one sentence", async () => {
    const answers: Answers = { check_for_updates: () => Promise.reject(errorWith("updatesNotChecked")) };
    const { card, tell, user } = await shown(updates({ state: "notChecked" }), answers);
    await user.click(card.getByTestId("update-check-now"));
    const error = await card.findByTestId("update-check-error");
    await tell(updates({ state: "notChecked" }, { failure: "fromTheFuture" }));
    await waitFor(() => expect(error.textContent).toContain("Is this computer's clock right?"));
  });

  const failing = updates({ state: "cannotCheck", since: "2026-11-01T08:00:00Z" }, { failure: "portal" });

  it("that keeps failing is told to a supervisor with its reason", async () => {
    const { card } = await shown({ ...failing, mayChange: true });
    const notice = card.getByTestId("update-cannot-check");
    expect(notice.textContent).toContain("has not been able to check for updates since");
    expect(notice.textContent).toContain("A web page came instead");
    expect(notice.getAttribute("role"), "it is no alarm").toBe("status");
  });

  it("that keeps failing is no word to a clerk", async () => {
    const { card } = await shown(failing);
    expect(card.queryByTestId("update-cannot-check")).toBeNull();
    expect(card.getByTestId("update-check").textContent).not.toMatch(/since|able/u);
  });
});

describe("A newer version", () => {
  it("is shown with its news, as plain lines", async () => {
    const news = ["<b>Bold</b>\u202e news", "", ...Array.from({ length: 9 }, (_, at) => `Line ${at}`)];
    const { card, user } = await shown(updates({ state: "newer", new: newVersion({ news }), canFetch: true }));
    const list = card.getByRole("list", { name: "What is new in version 1.3.0" });
    expect(list.querySelector("bdi")?.dir, "each line in its own direction").toBe("auto");
    expect(list.querySelector("b")).toBeNull();
    expect(within(list).getAllByRole("listitem")[0]?.textContent).toBe("<b>Bold</b> news");
    expect(within(list).getAllByRole("listitem")).toHaveLength(6);
    await user.click(card.getByRole("button", { name: "4 more lines" }));
    expect(card.getAllByRole("listitem")).toHaveLength(10);
  });

  it("without news has no list", async () => {
    const { card } = await shown(updates({ state: "newer", new: newVersion({ news: [] }), canFetch: true }));
    expect(card.queryByTestId("update-news")).toBeNull();
  });

  it.each([
    ["systemUpdate", "is available; your computer's software update, or your administrator, installs it."],
    ["administrator", "is available; your administrator installs it."],
    ["itself", "but not for this copy of Airtill"],
  ] as const)("that the way %s brings is not fetched here", async (way, words) => {
    const { card } = await shown(updates({ state: "newer", new: fresh, canFetch: false }, { way }));
    expect(card.getByTestId("update-told").textContent).toContain(words);
    expect(card.queryByTestId("update-fetch")).toBeNull();
    expect(card.queryByTestId("update-install")).toBeNull();
  });

  it("that cannot read the records is not fetched", async () => {
    const { card } = await shown(updates({ state: "recordsTooOld", new: fresh }));
    expect(card.getByTestId("update-told").textContent).toContain("a version in between");
    expect(card.queryByTestId("update-fetch")).toBeNull();
  });

  it("is fetched with a bar, and each quarter is said once", async () => {
    const { card, host, tell, user } = await shown(newer, { fetch_update: () => fetching(0) });
    await user.click(card.getByRole("button", { name: "Fetch it: version 1.3.0" }));
    const bar = await card.findByRole<HTMLProgressElement>("progressbar", { name: "0 MB of 40 MB" });
    expect(host.last("fetch_update")).toEqual({ version: "1.3.0" });
    expect(card.queryByTestId("update-check-now"), "there is nothing to look for").toBeNull();
    await waitFor(() => expect(said()).toContain("Version 1.3.0 is being fetched."));
    expect(document.activeElement, "the focus stays beside the step").toBe(card.getByTestId("update-step"));
    for (const bytes of [4, 11, 12, 19]) await tell(fetching(bytes * 1_000_000));
    await waitFor(() => expect(bar.value).toBe(19_000_000));
    expect(said().match(/25 % of version 1\.3\.0 is here/gu)).toHaveLength(1);
    expect(said()).not.toContain("50 %");
    await tell(fetching(20_000_000));
    await waitFor(() => expect(said()).toContain("50 %"));
    await tell(ready);
    await waitFor(() => expect(said()).toContain("It is installed when Airtill starts next."));
    expect(card.queryByRole("progressbar")).toBeNull();
  });

  it("is not fetched any further where a person stops it", async () => {
    const { card, host, user } = await shown(fetching(9), { drop_update: () => newer });
    await user.click(card.getByRole("button", { name: "Stop fetching version 1.3.0" }));
    await card.findByTestId("update-fetch");
    expect(host.count("drop_update")).toBe(1);
  });

  it("that was not begun to be fetched says why", async () => {
    const answers: Answers = { fetch_update: () => Promise.reject(errorWith("notFound")) };
    const { card, user } = await shown(newer, answers);
    await user.click(card.getByTestId("update-fetch"));
    expect((await card.findByTestId("update-fetch-error")).textContent).toContain("Airtill did not start fetching it");
  });
});

describe("A version that is here", () => {
  it("is installed after a question, which begins at the next start", async () => {
    const installing = updates({ state: "installing", new: fresh });
    const { card, host, user } = await shown(ready, { install_update: () => installing });
    await user.click(card.getByRole("button", { name: "Install now… Version 1.3.0" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Install version 1.3.0 now?" }));
    expect(dialog.getByText(/Airtill closes and starts again/u)).toBeTruthy();
    expect(dialog.getByText(/Nothing is interrupted/u)).toBeTruthy();
    expect(document.activeElement, "Enter alone closes no till").toBe(dialog.getByTestId("install-later"));
    expect(host.count("install_update")).toBe(0);
    await user.click(dialog.getByRole("button", { name: "Install now" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(host.last("install_update")).toEqual({ version: "1.3.0" });
    expect(card.getByTestId("update-told").textContent).toContain("is being installed");
    expect(card.getByRole("progressbar").hasAttribute("value"), "its end is not known").toBe(false);
    expect(card.queryByTestId("update-drop")).toBeNull();
    const step = card.getByTestId("update-step");
    await waitFor(() => expect(document.activeElement, "the question's button is gone").toBe(step));
  });

  it("that is in its place says so, and leaves nothing to press", async () => {
    const { card, tell } = await shown(ready);
    await tell(updates({ state: "installed", new: fresh }));
    expect(card.getByTestId("update-told").textContent).toContain("Close Airtill and open it again to use it.");
    expect(within(card.getByTestId("update-step")).queryAllByRole("button")).toHaveLength(0);
    await waitFor(() => expect(said()).toContain("Version 1.3.0 is installed."));
  });

  it("waits for the next start where a person wants that", async () => {
    const { card, host, user } = await shown(ready);
    await user.click(card.getByTestId("update-install"));
    await user.click(await screen.findByRole("button", { name: "At the next start" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(host.count("install_update")).toBe(0);
    expect(said()).toContain("It is installed when Airtill starts next.");
  });

  it("is not installed while the till is at work, and says why there", async () => {
    const answers: Answers = { install_update: () => Promise.reject(errorWith("tillAtWork")) };
    const { card, user } = await shown(ready, answers);
    await user.click(card.getByTestId("update-install"));
    await user.click(await screen.findByTestId("install-now"));
    const refusal = await screen.findByTestId("update-install-error");
    expect(refusal.textContent).toContain("a sale, a list or a sign-in");
    await user.click(screen.getByTestId("install-later"));
    await user.click(card.getByTestId("update-install"));
    await screen.findByTestId("install-dialog");
    expect(screen.queryByTestId("update-install-error"), "an older refusal is no answer").toBeNull();
  });

  it("is removed where nobody wants it, or says why not", async () => {
    const answers: Answers = { drop_update: () => Promise.reject(errorWith("diskFull")) };
    const { card, host, user } = await shown(ready, answers);
    await user.click(card.getByRole("button", { name: "Do not install it: version 1.3.0" }));
    expect((await card.findByTestId("update-drop-error")).textContent).toContain("was not removed");
    host.answer({ drop_update: () => newer });
    await user.click(card.getByTestId("update-drop"));
    await card.findByTestId("update-fetch");
    expect(card.queryByTestId("update-drop-error")).toBeNull();
  });

  it("that goes away takes its question with it", async () => {
    const { card, tell, user } = await shown(ready);
    await user.click(card.getByTestId("update-install"));
    await screen.findByTestId("install-dialog");
    await tell(newer);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });
});

describe("A version that failed", () => {
  it.each(Object.keys(TROUBLE_WORD) as UpdateTrouble[])("by %s has a sentence of its own", async (reason) => {
    const { card } = await shown(updates({ state: "failed", new: fresh, reason, fetched: false }));
    const failed = card.getByTestId("update-failed");
    expect(failed.textContent).toContain("Version 1.3.0 could not be fetched");
    expect(failed.textContent).toContain(t(TROUBLE_WORD[reason]));
    expect(failed.textContent).toContain("Airtill goes on working as it is.");
    const same = Object.values(TROUBLE_WORD).filter((key) => t(key) === t(TROUBLE_WORD[reason]));
    expect(same).toHaveLength(1);
  });

  it("to be fetched is fetched again, one that is here is installed again", async () => {
    const failed = (fetched: boolean) => updates({ state: "failed", new: fresh, reason: "fileInUse", fetched });
    const { card, tell } = await shown(failed(false));
    expect(card.getByRole("button", { name: "Fetch again: version 1.3.0" })).toBeTruthy();
    expect(card.queryByTestId("update-install")).toBeNull();
    await tell(failed(true));
    await card.findByTestId("update-install");
    expect(card.getByTestId("update-failed").textContent).toContain("could not be installed");
    expect(card.queryByTestId("update-fetch")).toBeNull();
  });

  it("that only an administrator may install is offered again, not first", async () => {
    const failed = (reason: UpdateTrouble) => updates({ state: "failed", new: fresh, reason, fetched: true });
    const { card, tell } = await shown(failed("notAllowed"));
    const again = card.getByRole("button", { name: "Try again… Version 1.3.0" });
    expect(again.className).not.toContain("primary");
    await tell(failed("fileInUse"));
    expect((await card.findByRole("button", { name: "Install now… Version 1.3.0" })).className).toContain("primary");
  });

  it("while somebody looks is said aloud with its reason", async () => {
    const { tell } = await shown(fetching(9));
    expect(said(), "what was so before is no news").toBe("");
    await tell(updates({ state: "failed", new: fresh, reason: "diskFull", fetched: false }));
    await waitFor(() => expect(said()).toContain("could not be fetched. The disk of this computer is full."));
  });
});
