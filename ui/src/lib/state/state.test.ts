import { waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { app } from "../../../tests/support/app";
import { errorWith, Host } from "../../../tests/support/host";
import { accounts, live, practice, practiceAccounts, preview, signedIn, start } from "../../../tests/support/samples";
import { actOf, keyLines } from "../dom/keys";
import { Request } from "./request.svelte";

describe("a request", () => {
  it("keeps the last value while it asks again, and when that fails", async () => {
    const request = new Request<number>();
    await request.run(() => Promise.resolve(1));
    const again = request.run(() => Promise.reject(errorWith("offline")));
    expect(request.current).toEqual({ state: "loading", previous: 1 });
    await again;
    expect(request.current).toEqual({ state: "failed", error: errorWith("offline"), previous: 1 });
  });

  it("drops an answer that a newer question has overtaken", async () => {
    const request = new Request<string>();
    let answer: (text: string) => void = () => {};
    const old = request.run(() => new Promise((resolve) => (answer = resolve)));
    await request.run(() => Promise.resolve("new"));
    answer("old");
    await old;
    expect(request.current).toEqual({ state: "ready", value: "new" });
  });
});

describe("the navigation", () => {
  it("goes back the way it came, and never to a form of one occasion", () => {
    app.navigation.go({ name: "import", preview: preview() });
    app.navigation.go({ name: "signIn", connection: live().key });
    app.navigation.go({ name: "till" });
    app.navigation.go({ name: "settings" });
    app.navigation.back();
    expect(app.navigation.current.name).toBe("till");
    app.navigation.back();
    expect(app.navigation.current.name).toBe("start");
    app.navigation.back();
    expect(app.navigation.current.name).toBe("start");
  });

  it("holds every screen once", () => {
    for (let round = 0; round < 50; round++) {
      app.navigation.go({ name: "till" });
      app.navigation.go({ name: "history" });
    }
    app.navigation.back();
    app.navigation.back();
    expect(app.navigation.current.name).toBe("start");
  });
});

describe("the connections", () => {
  let host: Host;
  let stop: () => void;
  beforeEach(async () => {
    host = new Host({ start: () => start({ connections: [live()] }) });
    stop = await app.begin();
  });
  afterEach(() => {
    stop();
    host.remove();
  });

  it("follow events: changed, new, removed", async () => {
    await host.emit({ type: "connectionChanged", connection: live({ name: "Renamed" }) });
    expect(app.connections.all.map((one) => one.name)).toEqual(["Renamed"]);
    await host.emit({ type: "connectionChanged", connection: practice() });
    expect(app.connections.all).toHaveLength(2);
    app.connections.choose(practice().key);
    await host.emit({ type: "connectionRemoved", key: practice().key });
    expect(app.connections.all).toHaveLength(1);
    expect(app.connections.current).toBeNull();
  });

  it("keep apart what shares an id in two environments", async () => {
    await host.emit({
      type: "connectionChanged",
      connection: live({ key: { environment: "test", id: live().key.id } }),
    });
    expect(app.connections.all).toHaveLength(2);
  });

  it("ask for the start view again when it changed", async () => {
    host.answer({ start: () => start({ vault: "locked" }) });
    await host.emit({ type: "startChanged" });
    await waitFor(() => expect(app.connections.view?.vault).toBe("locked"));
  });

  it("c07_show a file that was opened from outside before anything is kept", async () => {
    await host.emit({ type: "importRequested", preview: preview(), behind: 0 });
    expect(app.navigation.current).toMatchObject({ name: "import", preview: { token: "t-1" } });
    expect(host.count("confirm_import")).toBe(0);
  });

  it("miss nothing between the first question and the listening", async () => {
    stop();
    host.remove();
    const answers = [
      start({ refusedImports: [{ fileName: "a.airtill", error: errorWith("badConnectionFile") }], practiseNow: true }),
    ];
    host = new Host({ start: () => answers.shift() ?? start({ connections: [live(), practice()] }) });
    // A newer question overtakes the first, whose answer says what is said once.
    const begun = app.begin();
    void app.connections.load();
    stop = await begun;
    await waitFor(() => expect(app.connections.all).toHaveLength(2));
    expect(app.connections.refusedImports[0]?.error.code).toBe("badConnectionFile");
    expect(app.connections.practiseNow).toBe(true);
    app.connections.refusedImports = [];
    app.connections.practiseNow = false;
  });

  it("keep who sells when the company's accounts are opened beside it", () => {
    app.routes.open(live({ session: signedIn() }));
    expect(app.navigation.current.name).toBe("till");
    app.routes.open(accounts());
    expect(app.navigation.current).toEqual({ name: "account", connection: accounts().key });
    expect(app.connections.current?.key).toEqual(live().key);
    app.navigation.back();
    expect(app.navigation.current.name).toBe("till");
    app.routes.open(accounts({ session: { state: "signedOut" } }));
    expect(app.navigation.current).toEqual({ name: "signIn", connection: accounts().key });
    expect(app.connections.current?.key, "nor by the way to its sign-in").toEqual(live().key);
  });

  it("find the practice till, not the practice accounts", async () => {
    await host.emit({ type: "connectionChanged", connection: practiceAccounts() });
    expect(app.connections.practice).toBeUndefined();
    await host.emit({ type: "connectionChanged", connection: practice() });
    expect(app.connections.practice?.key).toEqual(practice().key);
  });

  it("are opened without a till where they do not sell", async () => {
    app.connections.choose(null);
    app.routes.open(accounts());
    expect(app.connections.current).toBeNull();
    await host.emit({ type: "connectionChanged", connection: accounts() });
    expect(app.connections.current).toBeNull();
    app.connections.choose(live().key);
    await host.emit({ type: "connectionChanged", connection: live({ sells: false }) });
    expect(app.connections.current, "one that does not sell any more").toBeNull();
  });

  it("offer the accounts of the environment that is shown before any other's", async () => {
    expect(app.connections.accountsFor("live")).toBeUndefined();
    await host.emit({ type: "connectionChanged", connection: accounts() });
    expect(app.connections.accountsFor("practice")?.key, "for want of others").toEqual(accounts().key);
    await host.emit({ type: "connectionChanged", connection: practiceAccounts() });
    expect(app.connections.accountsFor("practice")?.key).toEqual(practiceAccounts().key);
    expect(app.connections.accountsFor(null)?.key, "signed in before signed out").toEqual(accounts().key);
    await host.emit({ type: "connectionChanged", connection: accounts({ usable: false }) });
    expect(app.connections.accountsFor("live")?.key).toEqual(practiceAccounts().key);
  });

  it("leave the screen of an account that was removed", async () => {
    await host.emit({ type: "connectionChanged", connection: accounts() });
    app.routes.open(accounts());
    await host.emit({ type: "connectionRemoved", key: accounts().key });
    expect(app.navigation.current.name).toBe("start");
  });

  it("tell others of every event after applying it", async () => {
    const names: string[] = [];
    const leave = app.connections.listen((event) => names.push(`${event.type} ${app.connections.all.length}`));
    await host.emit({ type: "connectionChanged", connection: practice() });
    leave();
    await host.emit({ type: "startChanged" });
    expect(names).toEqual(["connectionChanged 2"]);
  });
});

describe("the theme", () => {
  afterEach(() => app.theme.choose("system"));

  it("is remembered and set on the document", () => {
    app.theme.choose("dark");
    expect(document.documentElement.dataset.theme).toBe("dark");
    expect(localStorage.getItem("airtill.theme")).toBe("dark");
    app.theme.choose("system");
    expect(document.documentElement.dataset.theme).toBe("light");
  });
});

describe("the keys", () => {
  const press = (key: string, more: KeyboardEventInit = {}) => new KeyboardEvent("keydown", { key, ...more });

  it.each([
    ["n", { ctrlKey: true }, "topUp"],
    ["N", { metaKey: true }, "topUp"],
    ["h", { ctrlKey: true }, "history"],
    ["k", { ctrlKey: true }, "find"],
    ["u", { ctrlKey: true }, "account"],
    ["K", { metaKey: true }, "find"],
    [",", { ctrlKey: true }, "settings"],
    ["Escape", {}, "back"],
    ["?", {}, "help"],
    ["n", {}, null],
    ["n", { ctrlKey: true, altKey: true }, null],
    ["n", { ctrlKey: true, shiftKey: true }, null],
    ["n", { ctrlKey: true, repeat: true }, null],
    ["+", { ctrlKey: true, shiftKey: true, code: "Equal" }, "larger"],
    ["=", { metaKey: true }, "larger"],
    ["+", { ctrlKey: true, code: "NumpadAdd" }, "larger"],
    ["-", { ctrlKey: true }, "smaller"],
    ["_", { ctrlKey: true, shiftKey: true }, "smaller"],
    ["0", { ctrlKey: true }, "usual"],
    ["à", { ctrlKey: true, code: "Digit0" }, "usual"],
    ["٠", { ctrlKey: true, code: "Digit0" }, "usual"],
    ["0", { ctrlKey: true, shiftKey: true, code: "Digit0" }, "usual"],
    [")", { ctrlKey: true, shiftKey: true, code: "Digit0" }, null],
    ["0", {}, null],
    ["+", { ctrlKey: true, altKey: true }, null],
    ["+", { ctrlKey: true, metaKey: true }, null],
  ] as const)("%s %o means %s", (key, more, act) => {
    expect(actOf(press(key, more))).toBe(act);
  });

  it("take no typing for a command", () => {
    const field = document.body.appendChild(document.createElement("input"));
    let act: unknown = "unasked";
    addEventListener("keydown", (event) => (act = actOf(event)), { once: true });
    field.dispatchEvent(press("?", { bubbles: true }));
    field.remove();
    expect(act).toBeNull();
  });

  it("are named as the keyboard names them", () => {
    expect(keyLines(true)[0]?.keys).toEqual(["⌘", "N"]);
    expect(keyLines(false)[0]?.keys).toEqual(["Ctrl", "N"]);
  });
});
