// The program about itself: its build, its signature and its licences, each while it is asked, told and failed.
import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { SignatureView } from "../../src/lib/ipc/generated";
import { errorWith, type Answers } from "../support/host";
import { openWindow } from "../support/window";
import { COMMIT } from "../support/world";

afterEach(() => cleanup());

async function about(answers: Answers = {}) {
  const opened = await openWindow({ version: "1.2.3" }, answers);
  await opened.user.click(screen.getByTestId("nav-settings"));
  await screen.findByTestId("about");
  return { ...opened, group: within(screen.getByRole("region", { name: "About Airtill" })) };
}

describe("The build", () => {
  it("is told with its version, its commit and the folder of all records", async () => {
    const { group } = await about();
    expect(group.getByTestId("version").textContent).toBe("1.2.3");
    expect((await group.findByTestId("commit")).textContent).toBe("0123456789");
    expect(group.getByTestId("build").textContent).toBe("Release, made for customers");
    expect(group.getByTestId("about-commit").textContent).not.toContain("changes");
    expect(group.getByTestId("data-folder").textContent).toBe("~/.local/share/airtill");
  });

  it("has its whole commit copied", async () => {
    const { user, group } = await about();
    const write = vi.spyOn(navigator.clipboard, "writeText");
    await user.click(await group.findByRole("button", { name: "Copy Commit" }));
    expect(write).toHaveBeenCalledWith(COMMIT);
  });

  it.each([
    ["changed", "with changes"],
    ["unchecked", "perhaps with changes"],
  ] as const)("that is %s does not pass for its commit", async (commitMatch, words) => {
    const { group } = await about({ about: () => ({ commit: COMMIT, commitMatch, build: "test" }) });
    const state = within(await group.findByTestId("about-commit"));
    expect(state.getByText(words)).toBeTruthy();
    expect(group.getByTestId("build").textContent).toBe("Test build, not for customers");
  });

  it("without a commit says so, and offers nothing to copy", async () => {
    const { group } = await about({ about: () => ({ commit: null, commitMatch: "unchecked", build: "test" }) });
    expect((await group.findByTestId("about-commit")).textContent).toContain("unknown");
    expect(group.queryByTestId("commit")).toBeNull();
    expect(group.queryByRole("button", { name: "Copy Commit" })).toBeNull();
  });

  it("keeps its shape while it is asked for, and can be asked for again", async () => {
    let fail: (error: unknown) => void = () => undefined;
    const { user, host, group } = await about({ about: () => new Promise((_, no) => (fail = no)) });
    expect(group.getByTestId("skeleton")).toBeTruthy();
    fail(errorWith("internal"));
    expect((await group.findByTestId("error")).textContent).toContain("The build cannot be shown");
    expect(group.getByTestId("version").textContent, "what is known stays").toBe("1.2.3");
    host.answer({ about: () => ({ commit: COMMIT, commitMatch: "exact", build: "release" }) });
    await user.click(group.getByTestId("error-again"));
    await group.findByTestId("commit");
    expect(group.queryByTestId("error")).toBeNull();
  });
});

describe("The signature", () => {
  const cases: [SignatureView, string][] = [
    [{ finding: "whole", by: "Airtill" }, "Signed by Airtill, and whole: nothing was changed since."],
    [{ finding: "untrusted", by: "Somebody" }, "Signed by Somebody, but this computer does not trust the signature."],
    [{ finding: "untrusted", by: null }, "Signed by a signer without a name, but"],
    [{ finding: "unsigned", by: null }, "Not signed: this computer"],
    [{ finding: "changed", by: "Airtill" }, "Changed after it was signed."],
    [{ finding: "package", by: "airtill" }, "Installed by the package airtill."],
    [{ finding: "noPackage", by: null }, "no package installed it"],
    [{ finding: "unknown", by: null }, "This computer cannot tell"],
    [{ finding: "noAnswer", by: null }, "This computer gave no answer in time."],
  ];

  it.each(cases)("that is %o is one sentence", async (view, words) => {
    const { user, host, group } = await about({ signature: () => view });
    expect(host.count("signature"), "nothing is asked before somebody wants to know").toBe(0);
    await user.click(group.getByRole("button", { name: "Check the signature of this program" }));
    const found = await group.findByTestId("signature-found");
    expect(found.textContent).toContain(words);
    expect(group.queryAllByRole("alert"), "only a change is an alarm").toHaveLength(view.finding === "changed" ? 1 : 0);
  });

  it("is asked for once while it is asked for, and the button says so", async () => {
    let tell: (view: SignatureView) => void = () => undefined;
    const { user, host, group } = await about({ signature: () => new Promise((yes) => (tell = yes)) });
    const check = group.getByTestId("signature-check");
    await user.click(check);
    expect(check.getAttribute("aria-busy")).toBe("true");
    expect(check.textContent).toContain("Checking…");
    await user.click(check);
    expect(host.count("signature")).toBe(1);
    expect(group.queryByTestId("signature-found")).toBeNull();
    tell({ finding: "whole", by: "Airtill" });
    await group.findByTestId("signature-found");
    expect(check.getAttribute("aria-busy")).toBeNull();
    await waitFor(() => expect(screen.getByTestId("live-region").textContent).toContain("Signed by Airtill"));
  });

  it("that could not be asked for is no word about the program", async () => {
    const { user, group } = await about({ signature: () => Promise.reject(errorWith("internal")) });
    await user.click(group.getByTestId("signature-check"));
    expect((await group.findByTestId("signature-error")).textContent).toContain("The signature was not checked");
    expect(group.queryByTestId("signature-found")).toBeNull();
  });

  it("names its signer as plain text", async () => {
    const by = "<b>Air\u202etill</b>";
    const { user, group } = await about({ signature: () => ({ finding: "whole", by }) });
    await user.click(group.getByTestId("signature-check"));
    const found = await group.findByTestId("signature-found");
    expect(found.querySelector("bdi")?.textContent).toBe("<b>Air till</b>");
    expect(found.querySelector("b")).toBeNull();
  });
});

describe("The licences", () => {
  it("are fetched once, when they are unfolded, and read by keys", async () => {
    const text = `<script>x</script>\n${"MIT, or as you like it\n".repeat(5000)}the end`;
    const { user, host, group } = await about({ licences: () => ({ text }) });
    const fold = group.getByRole("button", { name: "Licences" });
    expect(host.count("licences")).toBe(0);
    fold.focus();
    await user.keyboard("{Enter}");
    const shown = await group.findByRole("region", { name: "Text of the licences" });
    await waitFor(() => expect(shown.textContent).toBe(text));
    expect(shown.querySelector("script"), "as text, never as a page").toBeNull();
    await user.tab();
    expect(document.activeElement).toBe(shown);
    await user.click(fold);
    expect(group.queryByTestId("licences-text")).toBeNull();
    await user.click(fold);
    await group.findByTestId("licences-text");
    expect(host.count("licences")).toBe(1);
  });

  it("of a program that was not installed are said to be elsewhere", async () => {
    const { user, group } = await about({ licences: () => ({ text: null }) });
    await user.click(group.getByTestId("licences"));
    expect((await group.findByTestId("licences-none")).textContent).toContain("come with the installed program");
    expect(group.queryByTestId("licences-text")).toBeNull();
  });

  it("that cannot be read can be asked for again", async () => {
    const { user, host, group } = await about({ licences: () => Promise.reject(errorWith("internal")) });
    await user.click(group.getByTestId("licences"));
    expect((await group.findByTestId("error")).textContent).toContain("The licences cannot be shown");
    host.answer({ licences: () => ({ text: "MIT" }) });
    await user.click(group.getByTestId("error-again"));
    await waitFor(() => expect(group.getByTestId("licences-text").textContent).toBe("MIT"));
  });
});
