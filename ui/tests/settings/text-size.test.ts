// The size of text: keys from anywhere, one question at a time, and what is said aloud.
import { cleanup, screen, waitFor } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import { app } from "../support/app";
import { errorWith } from "../support/host";
import { openWindow } from "../support/window";

afterEach(() => cleanup());

const said = () => screen.getByTestId("live-region").textContent;

describe("The size of text", () => {
  it("is what the till says at the start", async () => {
    const { user } = await openWindow({ textSize: 150 });
    await user.click(screen.getByTestId("nav-settings"));
    expect((await screen.findByTestId<HTMLInputElement>("text-size-150")).checked).toBe(true);
  });

  it("changes by keys, also above a dialog and while typing, and says so", async () => {
    const { user, host } = await openWindow();
    await user.keyboard("{Control>}={/Control}");
    await waitFor(() => expect(host.last("set_text_size")).toEqual({ percent: 110 }));
    await waitFor(() => expect(said()).toContain("Text size 110 %"));
    await user.keyboard("?");
    await screen.findByTestId("key-help");
    await user.keyboard("{Control>}-{/Control}");
    await waitFor(() => expect(said()).toContain("Text size 100 %"));
    expect(screen.getByTestId("key-help")).toBeTruthy();
  });

  it("goes two steps for two presses, with one question at a time", async () => {
    let answer: (percent: number) => void = () => {};
    const { host } = await openWindow(
      {},
      { set_text_size: () => new Promise((done) => (answer = (percent) => done({ percent }))) },
    );
    const first = app.textSize.step("larger");
    void app.textSize.step("larger");
    await waitFor(() => expect(host.count("set_text_size")).toBe(1));
    expect(app.textSize.percent).toBe(125);
    answer(110);
    await waitFor(() => expect(host.last("set_text_size")).toEqual({ percent: 125 }));
    answer(125);
    await first;
    expect(host.count("set_text_size")).toBe(2);
    expect(said()).toContain("Text size 125 %");
    expect(said()).not.toContain("110");
  });

  it("stays at either end, and says where it is", async () => {
    await openWindow({ textSize: 200 });
    await app.textSize.step("larger");
    expect(app.textSize.percent).toBe(200);
    expect(said()).toContain("Text size 200 %");
    await app.textSize.step("usual");
    await app.textSize.step("smaller");
    expect(app.textSize.percent).toBe(100);
  });

  it("holds at the last step that the till took", async () => {
    const answers = [Promise.resolve({ percent: 110 }), Promise.reject(errorWith("internal"))];
    const { user, host } = await openWindow(
      {},
      { set_text_size: () => answers.shift() ?? Promise.reject(errorWith("internal")) },
    );
    const first = app.textSize.step("larger");
    void app.textSize.step("larger");
    await first;
    expect(host.count("set_text_size")).toBe(2);
    expect(app.textSize.percent).toBe(110);
    await user.click(screen.getByTestId("nav-settings"));
    expect((await screen.findByTestId<HTMLInputElement>("text-size-110")).checked).toBe(true);
  });

  it("is again what it was where the till does not take it", async () => {
    await openWindow({ textSize: 125 }, { set_text_size: () => Promise.reject(errorWith("internal")) });
    await app.textSize.step("larger");
    expect(app.textSize.percent).toBe(125);
    expect(said()).toContain("did not change");
  });
});
