// Updates as the till would tell of them, for tests and pictures.
import type { NewVersionView, UpdatePolicyView, UpdateState, UpdatesView } from "../../src/lib/ipc/generated";

export const PUBLISHER = "https://updates.airtill.example/stable.json";

export const newVersion = (change: Partial<NewVersionView> = {}): NewVersionView => ({
  version: "1.3.0",
  news: ["Lists of eSIMs can be printed.", "A top-up that waits says how long it has waited."],
  ...change,
});

/** What a supervisor of this till set, or nobody yet. */
export const policyOfTill = (checks: boolean, server: string | null = null): UpdatePolicyView => ({
  origin: "thisTill",
  checks,
  server,
});

/** Updates of a copy that updates itself, as a clerk is told. */
export const updates = (state: UpdateState, change: Partial<UpdatesView> = {}): UpdatesView => ({
  way: "itself",
  state,
  failure: null,
  policy: policyOfTill(true),
  publisher: PUBLISHER,
  mayChange: false,
  ...change,
});

/** Updates of a test build. */
export const noUpdates: UpdatesView = updates(
  { state: "off" },
  { way: "never", policy: policyOfTill(false), publisher: null },
);
