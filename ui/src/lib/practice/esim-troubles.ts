// How the troubles of the practice service for eSIMs are grouped and worded: what will happen, and what to watch the
// till do. Their codes are the practice service's and may grow before the window does: a code without words is shown as
// it is, in the last group.
import { t, type MessageKey } from "../i18n";
import type { EsimSampleView, EsimTroubleView } from "../ipc/generated";
import type { Remote } from "../remote";
import type { TroubleSwitches } from "./sign-in-troubles";

/** The switches, and the texts that cause something by themselves. */
export type EsimTroublePanel = Omit<TroubleSwitches, "rows"> & {
  readonly rows: { readonly current: Remote<EsimTroubleView[]> };
  readonly samples: readonly EsimSampleView[];
};

type Words = { name: MessageKey; watch: MessageKey };

/** The groups in the order of the panel, with the words for each code in them. */
const GROUPS: readonly { title: MessageKey; rows: Record<string, Words> }[] = [
  {
    title: "esimTrouble.group.orders",
    rows: {
      order_fails: { name: "esimTrouble.orderFails", watch: "esimTrouble.orderFails.watch" },
      order_stuck: { name: "esimTrouble.orderStuck", watch: "esimTrouble.orderStuck.watch" },
      order_lost_before: { name: "esimTrouble.lostBefore", watch: "esimTrouble.lostBefore.watch" },
      order_lost_after: { name: "esimTrouble.lostAfter", watch: "esimTrouble.lostAfter.watch" },
      order_lost_undated: { name: "esimTrouble.lostUndated", watch: "esimTrouble.lostUndated.watch" },
      order_error_before: { name: "esimTrouble.errorBefore", watch: "esimTrouble.errorBefore.watch" },
      order_error_after: { name: "esimTrouble.errorAfter", watch: "esimTrouble.errorAfter.watch" },
      order_bad_gateway: { name: "esimTrouble.badGatewayAfter", watch: "esimTrouble.badGatewayAfter.watch" },
      quota: { name: "esimTrouble.quota", watch: "esimTrouble.quota.watch" },
      active_limit_refused: { name: "esimTrouble.fullRefused", watch: "esimTrouble.fullRefused.watch" },
      active_limit_fails: { name: "esimTrouble.fullFails", watch: "esimTrouble.fullFails.watch" },
      wrong_eid: { name: "esimTrouble.wrongEid", watch: "esimTrouble.wrongEid.watch" },
    },
  },
  {
    title: "esimTrouble.group.sims",
    rows: {
      foreign_sim: { name: "esimTrouble.foreignSim", watch: "esimTrouble.foreignSim.watch" },
      sim_downloaded: { name: "esimTrouble.downloaded", watch: "esimTrouble.downloaded.watch" },
      sim_installed: { name: "esimTrouble.installed", watch: "esimTrouble.installed.watch" },
      sim_unavailable: { name: "esimTrouble.unavailable", watch: "esimTrouble.unavailable.watch" },
      sim_deactivated: { name: "esimTrouble.deactivated", watch: "esimTrouble.deactivated.watch" },
      misspelt_notification: { name: "esimTrouble.misspelt", watch: "esimTrouble.misspelt.watch" },
    },
  },
  {
    title: "esimTrouble.group.lists",
    rows: {
      wrong_page_host: { name: "esimTrouble.pageHost", watch: "esimTrouble.pageHost.watch" },
      pages_from_one: { name: "esimTrouble.pagesFromOne", watch: "esimTrouble.pagesFromOne.watch" },
      lists_without_balances: { name: "esimTrouble.noBalances", watch: "esimTrouble.noBalances.watch" },
      no_device_ids: { name: "esimTrouble.noDeviceIds", watch: "esimTrouble.noDeviceIds.watch" },
      no_created_dates: { name: "esimTrouble.noDates", watch: "esimTrouble.noDates.watch" },
      odd_catalogue: { name: "esimTrouble.oddCatalogue", watch: "esimTrouble.oddCatalogue.watch" },
    },
  },
  {
    title: "esimTrouble.group.customers",
    rows: {
      role_denied: { name: "esimTrouble.roleDenied", watch: "esimTrouble.roleDenied.watch" },
      payment_methods_without_id: { name: "esimTrouble.noMethodIds", watch: "esimTrouble.noMethodIds.watch" },
    },
  },
  {
    title: "esimTrouble.group.signIn",
    rows: {
      no_refresh_token: { name: "esimTrouble.noRefresh", watch: "esimTrouble.noRefresh.watch" },
      refresh_refused: { name: "esimTrouble.refreshRefused", watch: "esimTrouble.refreshRefused.watch" },
      reuse_ends_session: { name: "esimTrouble.reuse", watch: "esimTrouble.reuse.watch" },
      short_tokens: { name: "esimTrouble.shortTokens", watch: "esimTrouble.shortTokens.watch" },
      wrong_secret: { name: "esimTrouble.wrongSecret", watch: "esimTrouble.wrongSecret.watch" },
    },
  },
  {
    title: "esimTrouble.group.answers",
    rows: {
      invalid_http_message: { name: "esimTrouble.badMessage", watch: "esimTrouble.badMessage.watch" },
      invalid_request_params: { name: "esimTrouble.badParams", watch: "esimTrouble.badParams.watch" },
      unauthorised: { name: "esimTrouble.unauthorised", watch: "esimTrouble.unauthorised.watch" },
      empty_unauthorised: { name: "esimTrouble.emptyUnauthorised", watch: "esimTrouble.emptyUnauthorised.watch" },
      access_denied: { name: "esimTrouble.accessDenied", watch: "esimTrouble.accessDenied.watch" },
      internal_error: { name: "esimTrouble.internalError", watch: "esimTrouble.internalError.watch" },
      too_many_requests: { name: "esimTrouble.tooMany", watch: "esimTrouble.tooMany.watch" },
      gateway_limit: { name: "esimTrouble.gatewayLimit", watch: "esimTrouble.gatewayLimit.watch" },
      gateway_forbidden: { name: "esimTrouble.gatewayForbidden", watch: "esimTrouble.gatewayForbidden.watch" },
      bad_gateway: { name: "esimTrouble.badGateway", watch: "esimTrouble.badGateway.watch" },
      gateway_down: { name: "esimTrouble.gatewayDown", watch: "esimTrouble.gatewayDown.watch" },
    },
  },
  {
    title: "esimTrouble.group.data",
    rows: { wipe: { name: "esimTrouble.wipe", watch: "esimTrouble.wipe.watch" } },
  },
];

/** Samples that are worded otherwise than the switch of the same trouble, which is for everything. */
const SAMPLES: Record<string, MessageKey> = {
  all_well: "esimTrouble.sample.good",
  foreign_iccid: "esimTrouble.sample.foreign",
  sim_downloaded: "esimTrouble.sample.downloaded",
  sim_installed: "esimTrouble.sample.installed",
  sim_unavailable: "esimTrouble.sample.unavailable",
  sim_deactivated: "esimTrouble.sample.deactivated",
};

/** A trouble in words; `watch` is empty where the window has none. */
export type WordedTrouble = EsimTroubleView & { name: string; watch: string };

/** The troubles in their groups. A group without any is left out. */
export function groupedTroubles(rows: readonly EsimTroubleView[]): { title: string; rows: WordedTrouble[] }[] {
  const groups = GROUPS.map(({ title, rows: words }) => ({
    title: t(title),
    rows: rows.flatMap((row) => {
      const own = wordsIn(words, row.code);
      return own ? [{ ...row, name: t(own.name), watch: t(own.watch) }] : [];
    }),
  }));
  const worded = (code: string): boolean => GROUPS.some((group) => wordsIn(group.rows, code) !== undefined);
  const others = rows.filter(({ code }) => !worded(code)).map((row) => ({ ...row, name: row.code, watch: "" }));
  return [...groups, { title: t("esimTrouble.group.other"), rows: others }].filter((group) => group.rows.length > 0);
}

/** What happens to an order, or a look-up, with the text of a sample. */
export function sampleWord(code: string): string {
  const own = Object.hasOwn(SAMPLES, code) ? SAMPLES[code] : undefined;
  if (own) return t(own);
  const words = GROUPS.map((group) => wordsIn(group.rows, code)).find((one) => one !== undefined);
  return words ? t(words.name) : code;
}

function wordsIn(rows: Record<string, Words>, code: string): Words | undefined {
  return Object.hasOwn(rows, code) ? rows[code] : undefined;
}
