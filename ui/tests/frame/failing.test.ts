// A window that cannot be drawn says so, with a reference and a way to try again, and never with "Loading…" for ever.
import { cleanup, screen, waitFor } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { app } from "../support/app";
import { errorWith, Host, type Answers } from "../support/host";
import { byHand } from "../support/sales";
import { openWindow } from "../support/window";
import { world } from "../support/world";

const noted = { window_failed: () => ({ reference: "C0FFEE12" }) };
let host: Host;

/** What `main.ts` does, on a document of its own. */
async function start(answers: Answers = {}): Promise<void> {
  document.body.innerHTML = "";
  const app = document.createElement("div");
  app.id = "app";
  document.body.append(app);
  host = new Host({ ...world().answers, ...noted, ...answers });
  await import("../../src/main");
}

beforeEach(() => vi.resetModules());
afterEach(async () => {
  // The drawn window ends its listening while there is somebody to tell.
  cleanup();
  await tick();
  vi.useRealTimers();
  vi.restoreAllMocks();
  document.body.innerHTML = "";
  host.remove();
});

describe("a start", () => {
  it("that goes well shows no such page", async () => {
    await start();
    await waitFor(() => screen.getByTestId("start"));
    expect(screen.queryByTestId("window-failed")).toBeNull();
    expect(document.getElementById("app")?.hasAttribute("inert")).toBe(false);
  });

  it("waits with its first picture for the till, and no longer than a moment", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const late = byHand<ReturnType<typeof world>["view"] extends () => infer V ? V : never>();
    await start({ start: () => late.promise });
    await vi.advanceTimersByTimeAsync(99);
    expect(screen.queryByTestId("start")).toBeNull();
    await vi.advanceTimersByTimeAsync(1);
    expect(screen.queryByTestId("start")).not.toBeNull();
  });

  it("whose first question is refused says so on its own screen", async () => {
    await start({ start: () => Promise.reject(errorWith("internal")) });
    await waitFor(() => screen.getByRole("button", { name: "Try again" }));
    expect(screen.queryByText("Loading…")).toBeNull();
  });

  it("that cannot be listened to is told, with its reference", async () => {
    const listen = vi.fn(() => Promise.reject(new Error("not allowed")));
    vi.doMock("@tauri-apps/api/event", () => ({ listen }));
    await start();
    await waitFor(() => expect(screen.getByTestId("window-failed").textContent).toContain("For support: C0FFEE12"));
    expect(screen.getByTestId("window-failed").textContent).toContain("Error: not allowed");
    expect(document.activeElement).toBe(screen.getByTestId("window-again"));
    vi.doUnmock("@tauri-apps/api/event");
  });

  it("of which a module throws is told too", async () => {
    vi.doMock("../../src/lib/i18n/index", () => ({
      applyLanguage: () => {
        throw new RangeError("invalid language tag: en-IE@euro");
      },
    }));
    await start();
    await waitFor(() => screen.getByText("RangeError: invalid language tag: en-IE@euro"));
    const what = (host.last("window_failed") as { what: string } | undefined)?.what;
    expect(what, "the log gets no message").toMatch(/^RangeError at \S+$/u);
    vi.doUnmock("../../src/lib/i18n/index");
  });

  it("that gets no answer says so, and goes on with the answer", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const late = byHand<ReturnType<typeof world>["view"] extends () => infer V ? V : never>();
    await start({ start: () => late.promise });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(screen.getByTestId("window-failed").textContent).toContain("The till does not answer");
    late.keep(world().view());
    await vi.advanceTimersByTimeAsync(10);
    vi.useRealTimers();
    await waitFor(() => expect(screen.queryByTestId("window-failed")).toBeNull());
    expect(document.getElementById("app")?.hasAttribute("inert")).toBe(false);
  });
});

it("a window that breaks while it is open says so", async () => {
  ({ host } = await openWindow({}, noted));
  const broken = {
    get code(): never {
      throw new TypeError("odd");
    },
  };
  app.connections.refusedImports = [{ fileName: "", error: broken as never }];
  await waitFor(() => screen.getByTestId("window-failed"));
  app.connections.refusedImports = [];
});
