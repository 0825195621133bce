// The wording of the test of a connection: what was looked at, how it is, what exactly was found and what to do. The
// tables are total, and each sentence says one thing.
import type { MessageKey } from "../i18n";
import type { CheckFact, CheckFinding, ConnectionCheck, ConnectionTestLine } from "../ipc/generated";

export const checkNames: Record<ConnectionCheck, MessageKey> = {
  host: "settings.test.host",
  tls: "settings.test.tls",
  clock: "settings.test.clock",
  service: "settings.test.service",
  client: "settings.test.client",
  pkce: "settings.test.pkce",
  redirect: "settings.test.redirect",
  scope: "settings.test.scope",
  person: "settings.test.person",
  revocation: "settings.test.revocation",
};

export const findingWords: Record<CheckFinding, MessageKey> = {
  good: "settings.test.good",
  wrong: "settings.test.wrong",
  notShown: "settings.test.unknown",
};

export const factSentences: Record<CheckFact, MessageKey> = {
  hostAnswers: "settings.test.fact.hostAnswers",
  hostProven: "settings.test.fact.hostProven",
  clocksAgree: "settings.test.fact.clocksAgree",
  serviceThere: "settings.test.fact.serviceThere",
  clientAccepted: "settings.test.fact.clientAccepted",
  pkceKnown: "settings.test.fact.pkceKnown",
  pkceProven: "settings.test.fact.pkceProven",
  redirectRegistered: "settings.test.fact.redirectRegistered",
  scopeAccepted: "settings.test.fact.scopeAccepted",
  personSignedIn: "settings.test.fact.personSignedIn",
  tokensRevoked: "settings.test.fact.tokensRevoked",
  noTls: "settings.test.fact.noTls",
  clockNotShown: "settings.test.fact.clockNotShown",
  clientNotShown: "settings.test.fact.clientNotShown",
  pkceNotShown: "settings.test.fact.pkceNotShown",
  pkceUnproven: "settings.test.fact.pkceUnproven",
  redirectNotShown: "settings.test.fact.redirectNotShown",
  scopeNotShown: "settings.test.fact.scopeNotShown",
  noName: "settings.test.fact.noName",
  notReached: "settings.test.fact.notReached",
  connectTimeout: "settings.test.fact.connectTimeout",
  noAnswer: "settings.test.fact.noAnswer",
  lineBroke: "settings.test.fact.lineBroke",
  portal: "settings.test.fact.portal",
  addressNotAllowed: "settings.test.fact.addressNotAllowed",
  proxyNotReached: "settings.test.fact.proxyNotReached",
  proxySilent: "settings.test.fact.proxySilent",
  proxyWantsSignIn: "settings.test.fact.proxyWantsSignIn",
  proxyRefused: "settings.test.fact.proxyRefused",
  proxyBroke: "settings.test.fact.proxyBroke",
  proxyUnsupported: "settings.test.fact.proxyUnsupported",
  certificateExpired: "settings.test.fact.certificateExpired",
  certificateNotYetValid: "settings.test.fact.certificateNotYetValid",
  certificateWrongName: "settings.test.fact.certificateWrongName",
  certificateUnknownIssuer: "settings.test.fact.certificateUnknownIssuer",
  certificateRevoked: "settings.test.fact.certificateRevoked",
  certificateUnacceptable: "settings.test.fact.certificateUnacceptable",
  handshakeFailed: "settings.test.fact.handshakeFailed",
  noTrustStore: "settings.test.fact.noTrustStore",
  clockBehind: "settings.test.fact.clockBehind",
  clockAhead: "settings.test.fact.clockAhead",
  noTokenAddress: "settings.test.fact.noTokenAddress",
  noPageAddress: "settings.test.fact.noPageAddress",
  noSignIn: "settings.test.fact.noSignIn",
  serviceDown: "settings.test.fact.serviceDown",
  tooManyRequests: "settings.test.fact.tooManyRequests",
  answerOdd: "settings.test.fact.answerOdd",
  pageUnexplained: "settings.test.fact.pageUnexplained",
  pageDown: "settings.test.fact.pageDown",
  pageLeadsNowhere: "settings.test.fact.pageLeadsNowhere",
  serviceFailed: "settings.test.fact.serviceFailed",
  noCode: "settings.test.fact.noCode",
  codeRefused: "settings.test.fact.codeRefused",
  clientRefused: "settings.test.fact.clientRefused",
  pkceIgnored: "settings.test.fact.pkceIgnored",
  pkceRefused: "settings.test.fact.pkceRefused",
  pkceNeeded: "settings.test.fact.pkceNeeded",
  redirectUnknown: "settings.test.fact.redirectUnknown",
  redirectUnreadable: "settings.test.fact.redirectUnreadable",
  scopeRefused: "settings.test.fact.scopeRefused",
  personTurnedAway: "settings.test.fact.personTurnedAway",
  personNotShown: "settings.test.fact.personNotShown",
  tokensNotRevoked: "settings.test.fact.tokensNotRevoked",
};

/** Whether this window has words for a line: one of a newer till is left out. */
export const isKnown = (line: ConnectionTestLine): boolean =>
  Object.hasOwn(checkNames, line.check) &&
  Object.hasOwn(findingWords, line.finding) &&
  Object.hasOwn(factSentences, line.fact);
