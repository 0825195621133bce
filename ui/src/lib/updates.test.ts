import { describe, expect, it } from "vitest";
import { updates } from "../../tests/support/updates";
import { canAsk, checkPhrase, hostOf, megabytes, quarterOf, serverError } from "./updates";

describe("the address of a company's server", () => {
  it.each(["", "  ", "https://updates.company.example/airtill.json", " HTTPS://10.0.0.7:8443/a?b=c\n"])(
    "may be %j",
    (text) => expect(serverError(text)).toBeNull(),
  );

  it.each([
    ["updates.company.example", "not a whole address"],
    ["https://", "not a whole address"],
    ["https:updates.company.example", "not a whole address"],
    ["https:///airtill.json", "not a whole address"],
    ["https://one.example https://two.example", "not a whole address"],
    ["https://[1/", "not a whole address"],
    ["http://updates.company.example/", "begins with https://"],
    ["ftp://updates.company.example/", "begins with https://"],
    ["file:///srv/airtill.json", "begins with https://"],
    ["https://amina@updates.company.example/", "without a user name and a password"],
    ["https://:secret@updates.company.example/", "without a user name and a password"],
    [`https://updates.company.example/${"a".repeat(2048)}`, "longer than 2,048 characters"],
  ])("may not be %.60s", (text, words) => expect(serverError(text)).toContain(words));

  it("is shown by its host", () => {
    expect(hostOf("https://updates.company.example:8443/airtill.json")).toBe("updates.company.example:8443");
    expect(hostOf("nothing of the kind")).toBe("nothing of the kind");
  });
});

describe("the outcome of a version", () => {
  it.each([
    [0, 100, 0],
    [24, 100, 0],
    [25, 100, 1],
    [99, 100, 3],
    [100, 100, 4],
    [140, 100, 4],
    [0, 0, 0],
    [-1, 100, 0],
  ])("%d of %d bytes is quarter %d", (bytes, of, quarter) => expect(quarterOf(bytes, of)).toBe(quarter));

  it("is told in megabytes", () => {
    expect(megabytes(12_540_000, "en")).toBe("12.5 MB");
    expect(megabytes(0, "en")).toBe("0 MB");
    expect(megabytes(-5, "en")).toBe("0 MB");
  });
});

describe("a check", () => {
  it("that keeps failing is told to a supervisor alone", () => {
    const state = { state: "cannotCheck", since: "2026-11-01T08:00:00Z" } as const;
    expect(checkPhrase(updates(state, { mayChange: true }))?.key).toBe("updates.cannotCheck");
    expect(checkPhrase(updates(state))).toBeNull();
  });

  it("needs an address, and a copy that takes updates", () => {
    const state = { state: "notChecked" } as const;
    const server = "https://updates.company.example/";
    expect(canAsk(updates(state))).toBe(true);
    expect(canAsk(updates(state, { publisher: null }))).toBe(false);
    expect(canAsk(updates(state, { publisher: null, policy: { origin: "thisTill", checks: false, server } }))).toBe(
      true,
    );
    expect(canAsk(updates(state, { way: "never" }))).toBe(false);
    const unusable = { origin: "unusablePolicy", checks: false, server: null } as const;
    expect(canAsk(updates(state, { policy: unusable })), "nobody chose the publisher").toBe(false);
  });
});
