// The answer by hand: the address that is copied, what is pasted, and what the steps say of it.
import { cleanup, screen, waitFor } from "@testing-library/svelte";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { begin, company, waiting } from "./browser-sign-in";
import { errorWith } from "../support/host";

afterEach(() => cleanup());

const canary = "canary-code-4711";

describe("Bringing the answer", () => {
  it("copies within the press, as WebKit wants it", async () => {
    let pressing = false;
    const { host } = await begin();
    const button = await screen.findByTestId("waiting-copy");
    await waitFor(() => expect(host.count("sign_in_address")).toBe(1));
    // The words about it are not taken away.
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const write = vi.spyOn(navigator.clipboard, "writeText").mockImplementation(() => {
      return pressing ? Promise.resolve() : Promise.reject(new DOMException("no press", "NotAllowedError"));
    });
    pressing = true;
    button.click();
    pressing = false;
    await vi.advanceTimersByTimeAsync(0);
    expect(button.textContent).toContain("copied");
    expect(write).toHaveBeenCalledWith("https://accounts.company.example/oauth/authorize?state=s");
    expect(screen.queryByTestId("waiting-address")).toBeNull();
  });

  it("copies the address, and shows it where it cannot copy", async () => {
    const { user } = await begin();
    await user.click(await screen.findByTestId("waiting-copy"));
    expect(await navigator.clipboard.readText()).toContain("/oauth/authorize?state=s");
    expect(screen.queryByTestId("waiting-address")).toBeNull();
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("denied"));
    await user.click(screen.getByTestId("waiting-copy"));
    expect((await screen.findByTestId<HTMLInputElement>("waiting-address")).value).toContain(
      "/oauth/authorize?state=s",
    );
  });

  it("w09_takes the pasted text once, keeps none of it, and says why not", async () => {
    const { user, host } = await begin(waiting(), company(), {
      paste_sign_in_answer: () => {
        throw errorWith("pastedOtherSignIn");
      },
    });
    await user.click(await screen.findByTestId("waiting-paste"));
    const field = await screen.findByTestId<HTMLInputElement>("waiting-paste-field");
    await user.click(screen.getByTestId("waiting-paste-submit"));
    expect(host.count("paste_sign_in_answer"), "nothing is not sent").toBe(0);
    await user.type(field, ` ${canary}{Enter}`);
    expect(host.last("paste_sign_in_answer")).toEqual({ connection: company().key, text: canary });
    expect((await screen.findByTestId("waiting-paste-error")).textContent).toContain("belongs to another sign-in");
    expect(field.value).toBe("");
    expect(document.documentElement.outerHTML).not.toContain(canary);
    expect(screen.getByTestId("waiting")).toBeTruthy();
  });

  it.each([
    ["connection", "you paste it"],
    ["remote", "another computer"],
    ["noPort", "no port"],
    ["noPort", "another program has it, or the system reserves it"],
    ["noCertificate", "certificate cannot be used"],
  ] as const)("l03_shows the field at once and says why where only pasting works: %s", async (pasteOnly, words) => {
    await begin(waiting({ pasteOnly }));
    expect((await screen.findByTestId("waiting-paste-only")).textContent).toContain(words);
    expect(screen.getByTestId("waiting-paste-field")).toBeTruthy();
    expect(screen.getByTestId("waiting-copy")).toBeTruthy();
    // In a remote session the till opened no browser.
    expect(screen.queryByTestId("waiting-open-again") === null).toBe(pasteOnly === "remote");
    expect(screen.getByTestId("waiting").textContent.includes("Copy the address and open it")).toBe(
      pasteOnly === "remote",
    );
  });

  it("says where the page shows a code that it is the code which is pasted", async () => {
    const { user, host } = await begin(waiting({ pasteOnly: "connection", showsCode: true }));
    const panel = (await screen.findByTestId("waiting-paste-only")).textContent;
    expect(panel).toContain("Sign in on the page that your browser shows.");
    expect(panel).toContain("The page shows a code. Copy it and paste it here.");
    expect(screen.getByTestId("waiting").textContent).not.toContain("address bar shows");
    expect(screen.getByLabelText("Code from the service's page")).toBe(screen.getByTestId("waiting-paste-field"));
    await user.click(screen.getByTestId("waiting-paste-submit"));
    expect((await screen.findByTestId("waiting-paste-error")).textContent).toContain("Copy the code");
    await user.click(screen.getByTestId("waiting-open-again"));
    expect(host.count("open_browser_again")).toBe(1);
  });

  it("has the address opened by hand where no browser opened", async () => {
    await begin(waiting({ pasteOnly: "connection", showsCode: true, notOpened: "no handler" }));
    expect((await screen.findByTestId("waiting-paste-only")).textContent).toContain(
      "Copy the address and open it in a browser.",
    );
    expect(screen.getByTestId("waiting-open-again")).toBeTruthy();
  });

  it("takes an older error away when another is said at the field", async () => {
    const { user } = await begin(waiting(), company(), {
      open_browser_again: () => {
        throw errorWith("internal");
      },
    });
    await user.click(await screen.findByTestId("waiting-open-again"));
    await screen.findByTestId("waiting-refused");
    await user.click(screen.getByTestId("waiting-paste"));
    await user.click(await screen.findByTestId("waiting-paste-submit"));
    await screen.findByTestId("waiting-paste-error");
    expect(screen.queryByTestId("waiting-refused")).toBeNull();
  });
});
