// Practice that goes on at the next start, where the till was left so and nothing else has to be looked at first.
import { cleanup, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { ConnectionView, StartView } from "../src/lib/ipc/generated";
import { wasPractising } from "../src/lib/practising";
import { fault, type Answers } from "./host";
import { live, practice, preview, signedIn } from "./samples";
import { byHand } from "./selling/samples";
import { openWindow } from "./window";

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

it("goes on practising where the till was left so, also from another screen than the till", async () => {
  const { host } = await started();
  await screen.findByTestId("screen-till");
  expect(host.count("practise")).toBe(1);
  expect(screen.getByTestId("frame").dataset.environment).toBe("practice");
});

it("begins on Start where nobody practised, and after the person went to Start", async () => {
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
  ["a file was refused", { refusedImports: [{ fileName: "a.airtill", error: fault("badConnectionFile") }] }],
  ["there is a notice", { notices: [{ code: "ledgerSetAside", detail: "ledger.db" }] }],
  ["practice runs already, behind a page that came anew", { connections: [practice()] }],
])("lets a person look first where %s", async (_, first) => {
  const { host } = await started(first);
  await waitFor(() => expect(wasPractising()).toBe(false));
  expect(host.count("practise")).toBe(0);
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
