// Pictures of the updates of the till: `?scene=updates&state=newer`, `&way=administrator`, `&role=clerk`,
// `&server=https://…`, `&by=company`, `&news=long`, and of Start with `?scene=updatesStart&state=cannotCheck`.
import { errorWith, type Answers } from "../support/host";
import { ago, live, signedIn } from "../support/samples";
import { newVersion, updates } from "../support/updates";
import type { PolicyOrigin, StartView, UpdateState, UpdateTrouble, UpdateWay } from "../../src/lib/ipc/generated";
import type { AppState } from "../../src/lib/state/app.svelte";

const query = new URLSearchParams(location.search);
const news: Record<string, string[]> = {
  usual: newVersion().news,
  long: Array.from({ length: 60 }, (_, at) => `${at + 1}. ${"A line that goes on and on. ".repeat((at % 5) + 1)}`),
  arabic: ["يمكن الآن طباعة قوائم شرائح eSIM.", "يُظهر الشحن المنتظر مدة انتظاره.", "Version 1.3.0 of the service."],
};
const fresh = newVersion({ news: news[query.get("news") ?? "usual"] ?? [] });
const reason = (query.get("reason") ?? "portal") as UpdateTrouble;

const states: Record<string, UpdateState> = {
  off: { state: "off" },
  notChecked: { state: "notChecked" },
  upToDate: { state: "upToDate", at: ago(7000) },
  cannotCheck: { state: "cannotCheck", since: ago(16 * 86_400) },
  newer: { state: "newer", new: fresh, canFetch: !query.has("way") },
  recordsTooOld: { state: "recordsTooOld", new: fresh },
  fetching: { state: "fetching", new: fresh, bytes: 12_400_000, of: 41_300_000 },
  ready: { state: "ready", new: fresh },
  installing: { state: "installing", new: fresh },
  installed: { state: "installed", new: fresh },
  failed: { state: "failed", new: fresh, reason, fetched: query.has("fetched") },
};
const view = updates(states[query.get("state") ?? "newer"] ?? { state: "off" }, {
  way: (query.get("way") ?? "itself") as UpdateWay,
  policy: {
    origin: (query.get("by") ?? "thisTill") as PolicyOrigin,
    checks: query.get("state") !== "off",
    server: query.get("server"),
  },
  mayChange: query.get("role") !== "clerk",
  failure: query.get("state") === "cannotCheck" ? reason : null,
});

const counter = live({ session: signedIn() });
export const scenes: Record<string, Partial<StartView>> = {
  updates: { connections: [counter] },
  updatesStart: { connections: [counter] },
};

export const answers: Answers = {
  updates: () => view,
  check_for_updates: () => Promise.reject(errorWith("updatesNotChecked")),
  fetch_update: () => view,
  drop_update: () => view,
  install_update: () => Promise.reject(errorWith("tillAtWork")),
  set_update_policy: () => Promise.reject(errorWith("supervisorOnly")),
};

/** Puts the window where the picture is taken. */
export function arrange(app: AppState): void {
  if (query.get("scene") === "updates") app.navigation.go({ name: "settings", aim: { part: "updates" } });
}
