// The base components: what they say, what keys do, what they never do.
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { createRawSnippet, tick } from "svelte";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import Button from "../../src/components/basic/Button.svelte";
import CopyButton from "../../src/components/basic/CopyButton.svelte";
import ErrorNotice from "../../src/components/basic/ErrorNotice.svelte";
import Field from "../../src/components/fields/Field.svelte";
import Money from "../../src/components/basic/Money.svelte";
import PasswordField from "../../src/components/fields/PasswordField.svelte";
import RemoteView from "../../src/components/basic/RemoteView.svelte";
import SegmentedChoice from "../../src/components/fields/SegmentedChoice.svelte";
import { failed, ready } from "../../src/lib/remote";
import { errorWith } from "../support/host";

const REQUEST = "0d9f2b6a-1c34-4f6e-9a51-27d1c0ffffff";

const words = (text: string) => createRawSnippet(() => ({ render: () => `<span>${text}</span>` }));
const shown = createRawSnippet((value: () => string) => ({ render: () => `<p>${value()}</p>` }));

describe("Button", () => {
  it("takes no press while it is busy, and says why", async () => {
    const onclick = vi.fn();
    const { rerender } = render(Button, { onclick, children: words("Send") });
    await userEvent.click(screen.getByRole("button"));
    await rerender({ onclick, busy: true, children: words("Send") });
    await userEvent.click(screen.getByRole("button"));
    expect(onclick).toHaveBeenCalledTimes(1);
    expect(screen.getByRole("button").getAttribute("aria-busy")).toBe("true");
    expect(screen.getByRole("status").textContent).toBe("Working…");
  });
});

describe("CopyButton", () => {
  it("says that it was copied, or that it could not be", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const user = userEvent.setup({ advanceTimers: (time) => vi.advanceTimersByTime(time) });
    render(CopyButton, { text: "http://127.0.0.1/cb", what: "the redirect URI" });
    await user.click(screen.getByRole("button"));
    expect(screen.getByRole("status").textContent).toBe("Copied");
    await vi.advanceTimersByTimeAsync(2000);
    expect(screen.getByRole("status").textContent, "it has been read by now").toBe("");
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new DOMException("no", "NotAllowedError"));
    await user.click(screen.getByRole("button"));
    expect(screen.getByRole("status").textContent).toContain("could not be copied");
    expect(screen.getByRole("status").classList.contains("unseen")).toBe(false);
  });
});

describe("Field", () => {
  it("is named by its label and told by its hint and its error", () => {
    render(Field, { label: "User name", hint: "An e-mail address.", error: "Write your user name.", value: "" });
    const input = screen.getByLabelText("User name");
    const told = (input.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent);
    expect(told).toEqual(["An e-mail address.", "Write your user name."]);
    expect(input.getAttribute("aria-invalid")).toBe("true");
  });
});

describe("PasswordField", () => {
  it("w09_gives what was typed once and keeps nothing", async () => {
    const { component } = render(PasswordField, { label: "Password", testid: "password" });
    const input = screen.getByTestId<HTMLInputElement>("password");
    await userEvent.type(input, "canary-password");
    expect(input.type).toBe("password");
    expect(input.autocomplete).toBe("off");
    expect(component.take()).toBe("canary-password");
    expect(input.value).toBe("");
    expect(document.documentElement.outerHTML).not.toContain("canary-password");
  });

  it("shows and hides what is typed, and says which", async () => {
    const { component } = render(PasswordField, { label: "Password", testid: "password" });
    await userEvent.click(screen.getByRole("button", { name: "Show the password" }));
    expect(screen.getByTestId<HTMLInputElement>("password").type).toBe("text");
    component.clear();
    await tick();
    expect(screen.getByTestId<HTMLInputElement>("password").type).toBe("password");
  });
});

describe("SegmentedChoice", () => {
  const props = (onchoose: (chosen: string) => void = () => {}) => ({
    label: "Theme",
    options: [
      { value: "light", word: "Light" },
      { value: "dark", word: "Dark" },
    ],
    chosen: "light",
    onchoose,
    testid: "theme",
  });

  it("is a named group of which one is chosen", () => {
    render(SegmentedChoice<string>, props());
    expect(screen.getByRole("radiogroup", { name: "Theme" })).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>("radio", { name: "Light" }).checked).toBe(true);
    expect(screen.getByTestId<HTMLInputElement>("theme-dark").checked).toBe(false);
  });

  it("is one stop for the tab key, and the arrows choose", async () => {
    // jsdom has none, and what imitates the keys asks it.
    vi.stubGlobal("CSS", { escape: (text: string) => text });
    const onchoose = vi.fn();
    render(SegmentedChoice<string>, props(onchoose));
    await userEvent.tab();
    expect(document.activeElement).toBe(screen.getByTestId("theme-light"));
    await userEvent.keyboard("{ArrowRight}");
    expect(onchoose).toHaveBeenLastCalledWith("dark");
    await userEvent.keyboard("{ArrowLeft}");
    expect(onchoose).toHaveBeenLastCalledWith("light");
    await userEvent.tab();
    expect(document.activeElement).toBe(document.body);
    vi.unstubAllGlobals();
  });

  it("keeps its choice from another group of the same page", async () => {
    render(SegmentedChoice<string>, props());
    render(SegmentedChoice<string>, { ...props(), label: "Records", testid: "records" });
    await userEvent.click(screen.getByTestId("theme-dark"));
    expect(screen.getByTestId<HTMLInputElement>("records-light").checked).toBe(true);
  });
});

describe("ErrorNotice", () => {
  it("says what happened, whether money moved, and the reference", () => {
    render(ErrorNotice, { error: errorWith("oddAnswer", "<img src=x onerror=alert(1)>", "unknown") });
    const alert = screen.getByRole("alert");
    expect(alert.textContent).toContain("an answer that the till does not understand");
    expect(alert.textContent).toContain("We do not know yet whether money moved");
    expect(alert.textContent).toContain("<img src=x");
    expect(alert.querySelector("img")).toBeNull();
    expect(alert.textContent).toContain("c0ffee12");
    expect(screen.queryByTestId("correlation")).toBeNull();
  });

  it("t25_names the request that failed, ready to copy", async () => {
    const user = userEvent.setup();
    render(ErrorNotice, { error: { ...errorWith("serviceDown"), correlation: REQUEST } });
    const line = screen.getByTestId("correlation");
    expect(line.textContent).toContain(`For support at the service: ${REQUEST}`);
    expect(line.querySelector("bdi")?.dir).toBe("ltr");
    await user.click(screen.getByRole("button", { name: "Copy the id of the request" }));
    await waitFor(async () => expect(await navigator.clipboard.readText()).toBe(REQUEST));
  });
});

describe("RemoteView", () => {
  it("shows a skeleton, then the value", async () => {
    const { rerender } = render(RemoteView<string>, { remote: { state: "loading" }, children: shown });
    expect(screen.getByTestId("skeleton")).toBeTruthy();
    expect(screen.getByRole("status").textContent).toBe("Loading…");
    await rerender({ remote: ready("18,250.50") });
    expect(screen.getByText("18,250.50")).toBeTruthy();
    expect(screen.queryByTestId("skeleton")).toBeNull();
  });

  it("says an error above the last value, with a way to ask again", async () => {
    const again = vi.fn();
    render(RemoteView<string>, { remote: failed(errorWith("offline"), "old value"), children: shown, again });
    expect(screen.getByText("old value")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(again).toHaveBeenCalledOnce();
  });
});

it("isolates money from the direction of the text around it", () => {
  render(Money, { money: { amount: "1060.00", currency: "SSP" } });
  const money = screen.getByText(/1,060\.00/u);
  expect(money.tagName).toBe("BDI");
  expect(money.dir).toBe("ltr");
});
