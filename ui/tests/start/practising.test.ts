// Practice that goes on at the next start, where the till was left so and nothing else has to be looked at first.
import { cleanup, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { ConnectionView, StartView } from "../../src/lib/ipc/generated";
import { wasPractising } from "../../src/lib/practice/practising";
import { app } from "../support/app";
import { errorWith, type Answers } from "../support/host";
import { accounts, live, practice, preview, signedIn } from "../support/samples";
import { byHand } from "../support/sales";
import { openWindow } from "../support/window";

beforeEach(() => localStorage.clear());
afterEach(() => {
  cleanup();
  localStorage.clear();
});

async function leftPractising(): Promise<void> {
  const { user } = await openWindow();
  await user.click(screen.getByTestId("start-practise"));
  await screen.findByTestId("screen-till");
  await user.click(screen.getByTestId("nav-settings"));
  await screen.findByTestId("screen-settings");
  cleanup();
}

async function started(first: Partial<StartView> = {}, answers: Answers = {}) {
  await leftPractising();
  return openWindow(first, answers);
}

it("goes on practising where the till was left so", async () => {
  const { host } = await started();
  await screen.findByTestId("screen-till");
  expect(host.count("practise")).toBe(1);
  expect(screen.getByTestId("frame").dataset.environment).toBe("practice");
});

it("begins on Start where nobody practised at the end", async () => {
  await openWindow();
  expect(wasPractising()).toBe(false);
  cleanup();
  const { user } = await started();
  await screen.findByTestId("screen-till");
  await user.click(screen.getByTestId("nav-start"));
  await screen.findByTestId("screen-start");
  cleanup();
  const { host } = await openWindow();
  await screen.findByTestId("screen-start");
  expect(host.count("practise")).toBe(0);
});

it("does not come back after Start, wherever the person went from there", async () => {
  const { user } = await openWindow({ connections: [accounts({ session: signedIn() })] });
  await user.click(screen.getByTestId("start-practise"));
  await screen.findByTestId("screen-till");
  await user.click(screen.getByTestId("nav-start"));
  await user.click(screen.getByTestId("nav-settings"));
  await screen.findByTestId("screen-settings");
  expect(wasPractising(), "the settings").toBe(false);
  await user.click(screen.getByTestId("rail-account"));
  await screen.findByTestId("screen-account");
  expect(wasPractising(), "another connection's page").toBe(false);
  await user.click(screen.getByTestId("nav-till"));
  await screen.findByTestId("screen-till");
  expect(wasPractising(), "its till again").toBe(true);
});

it("does not come back after another connection was chosen", async () => {
  const { user } = await openWindow({ connections: [live({ session: signedIn() }), practice()] });
  await user.click(screen.getByTestId("start-practise"));
  await screen.findByTestId("screen-till");
  expect(wasPractising()).toBe(true);
  await user.click(screen.getByTestId("nav-start"));
  await user.click(screen.getByTestId("start-open"));
  await screen.findByTestId("screen-till");
  expect(wasPractising()).toBe(false);
});

it.each<[string, Partial<StartView>]>([
  ["a connection file waits for an answer", { pendingImport: preview() }],
  ["a file was refused", { refusedImports: [{ fileName: "a.airtill", error: errorWith("badConnectionFile") }] }],
  ["there is a notice", { notices: [{ code: "ledgerSetAside", detail: "ledger.db" }] }],
  ["practice runs already, behind a page that came anew", { connections: [practice()] }],
])("lets a person look first where %s", async (_, first) => {
  const { host } = await started(first);
  await waitFor(() => expect(wasPractising()).toBe(false));
  expect(host.count("practise")).toBe(0);
});

it("is over at once for a person who sells through another connection", async () => {
  const { user } = await started(
    { connections: [live({ session: signedIn() })] },
    { practise: () => new Promise(() => {}) },
  );
  expect(wasPractising(), "nobody chose anything yet").toBe(true);
  await user.click(screen.getByTestId("start-open"));
  await screen.findByTestId("screen-till");
  await waitFor(() => expect(wasPractising()).toBe(false));
});

it("stays on Start with the reason where practice cannot start", async () => {
  const { user, host } = await started({}, { practise: () => Promise.reject(errorWith("practiceFailed")) });
  await screen.findByTestId("practise-error");
  await user.click(screen.getByTestId("start-practise"));
  await waitFor(() => expect(host.count("practise")).toBe(2));
  cleanup();
  const next = await openWindow();
  expect(next.host.count("practise"), "the next start does not fail again by itself").toBe(0);
});

it("leaves a waiting connection file in front of practice", async () => {
  const { user, host } = await openWindow({ practiseNow: true, pendingImport: preview() });
  await waitFor(() => expect(host.count("practise")).toBe(1));
  await waitFor(() => expect(app.connections.practice).toBeDefined());
  expect(screen.getByTestId("screen-import")).toBeTruthy();
  await user.keyboard("{Escape}");
  await screen.findByTestId("screen-start");
});

it("leaves a connection file in front that comes while practice starts", async () => {
  const answer = byHand<ConnectionView>();
  const { user, host } = await openWindow({}, { practise: () => answer.promise });
  await user.click(screen.getByTestId("start-practise"));
  await host.emit({ type: "importRequested", preview: preview(), behind: 0 });
  await screen.findByTestId("screen-import");
  answer.keep(practice());
  await waitFor(() => expect(app.connections.practice).toBeDefined());
  expect(screen.getByTestId("screen-import")).toBeTruthy();
});

it("takes nobody away who went somewhere else meanwhile", async () => {
  const answer = byHand<ConnectionView>();
  const { user } = await started({}, { practise: () => answer.promise });
  await user.click(screen.getByTestId("nav-settings"));
  await screen.findByTestId("screen-settings");
  answer.keep(practice());
  await waitFor(() => expect(wasPractising()).toBe(false));
  expect(screen.getByTestId("screen-settings")).toBeTruthy();
});
