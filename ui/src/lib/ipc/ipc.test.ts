import { afterEach, describe, expect, it } from "vitest";
import { errorWith, Host } from "../../../tests/support/host";
import { practice, start } from "../../../tests/support/samples";
import { call } from "./client";
import { CommandError, errorView } from "./error";
import { onEvent, type TillEvent } from "./events";

let host: Host;
afterEach(() => host.remove());

describe("a command", () => {
  it("carries its request under one name and gives its answer", async () => {
    host = new Host({ start: () => start({ version: "9" }) });
    expect((await call("start", {})).version).toBe("9");
    expect(host.calls).toEqual([{ name: "start", request: {} }]);
  });

  it("throws the till's own error when it says no", async () => {
    host = new Host({
      practise: () => {
        throw errorWith("practiceFailed", "no port");
      },
    });
    const thrown: unknown = await call("practise", {}).catch((no: unknown) => no);
    expect(thrown).toBeInstanceOf(CommandError);
    expect(errorView(thrown)).toEqual(errorWith("practiceFailed", "no port"));
  });

  it("keeps the id of the request that failed", () => {
    const error = { ...errorWith("serviceDown"), correlation: "0d9f2b6a-1c34-4f6e-9a51-27d1c0ffffff" };
    expect(errorView(error)).toEqual(error);
    expect(errorView({ ...error, correlation: 4 }).code).toBe("internal");
  });

  it.each([
    "plain text",
    7,
    null,
    undefined,
    { code: 4 },
    { code: "offline", message: "x" },
    new Error("secret-token"),
  ])("turns the unknown shape %o into an internal error that repeats nothing", (shape) => {
    expect(errorView(shape)).toEqual({ code: "internal", message: "", moneyMoved: "unknown", reference: "" });
  });
});

it("hears events until it stops listening", async () => {
  host = new Host();
  const heard: TillEvent[] = [];
  const stop = await onEvent((event) => heard.push(event));
  await host.emit({ type: "connectionChanged", connection: practice() });
  await host.emit({ type: "startChanged" });
  stop();
  expect(heard.map((event) => event.type)).toEqual(["connectionChanged", "startChanged"]);
});
