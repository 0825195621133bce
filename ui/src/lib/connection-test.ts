// The wording of the test of a connection: what was looked at, what was found, what it means and what to do. The tables
// are total.
import type { MessageKey } from "./i18n";
import type { CheckFinding, ConnectionCheck } from "./ipc/generated";

export const checkNames: Record<ConnectionCheck, MessageKey> = {
  host: "settings.test.host",
  tls: "settings.test.tls",
  clock: "settings.test.clock",
  client: "settings.test.client",
  pkce: "settings.test.pkce",
  redirect: "settings.test.redirect",
  scope: "settings.test.scope",
};

export const findingWords: Record<CheckFinding, MessageKey> = {
  good: "settings.test.good",
  wrong: "settings.test.wrong",
  untold: "settings.test.untold",
};

export const checkSentences: Record<ConnectionCheck, Record<CheckFinding, MessageKey>> = {
  host: { good: "settings.test.host.good", wrong: "settings.test.host.wrong", untold: "settings.test.host.untold" },
  tls: { good: "settings.test.tls.good", wrong: "settings.test.tls.wrong", untold: "settings.test.tls.untold" },
  clock: { good: "settings.test.clock.good", wrong: "settings.test.clock.wrong", untold: "settings.test.clock.untold" },
  client: { good: "settings.test.client.good", wrong: "settings.test.client.wrong", untold: "settings.test.client.untold" },
  pkce: { good: "settings.test.pkce.good", wrong: "settings.test.pkce.wrong", untold: "settings.test.pkce.untold" },
  redirect: { good: "settings.test.redirect.good", wrong: "settings.test.redirect.wrong", untold: "settings.test.redirect.untold" },
  scope: { good: "settings.test.scope.good", wrong: "settings.test.scope.wrong", untold: "settings.test.scope.untold" },
};
