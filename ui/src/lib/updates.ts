// Updates in words: how new versions reach this copy, how far the next one has come, and what keeps it from coming
// further. All tables are total. The address of a company's server is looked at here before the till reads it.
import { tooLong } from "./fields/too-long";
import { cleaned } from "./format/plain";
import { formatLocale, t, type MessageKey } from "./i18n";
import { numberFormat } from "./i18n/locale";
import type { NewVersionView, UpdatesView, UpdateState, UpdateTrouble, UpdateWay } from "./ipc/generated";
import { phrase, type Phrase } from "./sale/phrase";

export const WAY_WORD: Record<UpdateWay, MessageKey> = {
  itself: "updates.way.itself",
  systemUpdate: "updates.way.systemUpdate",
  administrator: "updates.way.administrator",
  never: "updates.way.never",
};

/** By what a newer version comes that this copy cannot fetch. */
const COMES_BY: Record<UpdateWay, MessageKey> = {
  itself: "updates.newer.itself",
  systemUpdate: "updates.newer.systemUpdate",
  administrator: "updates.newer.administrator",
  never: "updates.newer.never",
};

export const TROUBLE_WORD: Record<UpdateTrouble, MessageKey> = {
  offline: "updates.trouble.offline",
  slow: "updates.trouble.slow",
  portal: "updates.trouble.portal",
  server: "updates.trouble.server",
  notGenuine: "updates.trouble.notGenuine",
  outdated: "updates.trouble.outdated",
  expired: "updates.trouble.expired",
  fromTheFuture: "updates.trouble.fromTheFuture",
  diskFull: "updates.trouble.diskFull",
  notWritten: "updates.trouble.notWritten",
  cancelled: "updates.trouble.cancelled",
  newerIsThere: "updates.trouble.newerIsThere",
  tillAtWork: "updates.trouble.tillAtWork",
  notAllowed: "updates.trouble.notAllowed",
  fileInUse: "updates.trouble.fileInUse",
  anotherInstaller: "updates.trouble.anotherInstaller",
  unfinished: "updates.trouble.unfinished",
  failed: "updates.trouble.failed",
};

/** The newer version that is spoken of; nothing where there is none. */
export const newVersion = (state: UpdateState): NewVersionView | null => ("new" in state ? state.new : null);

/** The sentence about the newer version; nothing where there is none. */
export function headline({ state, way }: UpdatesView): Phrase | null {
  if (!("new" in state)) return null;
  return phrase(headlineKey(state, way), { version: { number: state.new.version } });
}

function headlineKey(state: Extract<UpdateState, { new: NewVersionView }>, way: UpdateWay): MessageKey {
  switch (state.state) {
    case "newer":
      return state.canFetch ? "updates.newer" : COMES_BY[way];
    case "recordsTooOld":
      return "updates.recordsTooOld";
    case "fetching":
      return "updates.fetching";
    case "ready":
      return "updates.ready";
    case "installing":
      return "updates.installing";
    case "installed":
      return "updates.installed";
    case "failed":
      return state.fetched ? "updates.failed.install" : "updates.failed.fetch";
  }
}

/**
 * The result of the last check, where anything is to be said of it. Repeated failures are shown to those alone who can
 * do something about it.
 */
export function checkPhrase({ state, mayChange }: UpdatesView): Phrase | null {
  switch (state.state) {
    case "off":
      return phrase("updates.off");
    case "notChecked":
      return phrase("updates.notChecked");
    case "upToDate":
      return phrase("updates.upToDate", { at: { at: state.at } });
    case "cannotCheck":
      return mayChange ? phrase("updates.cannotCheck", { at: { at: state.since } }) : null;
    default:
      return phrase("updates.found");
  }
}

/** Whether the company's policy cannot be used. The company may want another server then, so none is asked. */
export const isUnusable = ({ policy }: UpdatesView): boolean => policy.origin === "unusablePolicy";

/** Whether this copy knows a server that it can ask. */
export function canAsk(view: UpdatesView): boolean {
  return view.way !== "never" && !isUnusable(view) && (view.policy.server ?? view.publisher) !== null;
}

/** `12.5 MB`: megabytes of 1,000,000 bytes. */
export function megabytes(bytes: number, locale: string = formatLocale()): string {
  const format = numberFormat(locale, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });
  return format.format(Math.max(0, bytes) / 1_000_000);
}

/** The last of the quarters that is reached, from 0 to 4. */
export function quarterOf(bytes: number, of: number): number {
  return of > 0 ? Math.min(4, Math.max(0, Math.floor((bytes * 4) / of))) : 0;
}

/** The most characters of an address, which is the till's own limit. */
const MOST_OF_AN_ADDRESS = 2048;

/** What keeps a text from being the address of a company's server, if anything does. An empty one stands for none. */
export function serverError(text: string): string | null {
  const address = cleaned(text);
  if (address === "") return null;
  if (/\s/u.test(address)) return t("updates.serverOdd");
  if (/^(?!https:)[a-z][a-z\d+.-]*:\/\//iu.test(address)) return t("updates.serverUnsafe");
  const parsed = /^https:\/\/[^/]/iu.test(address) ? parse(address) : null;
  if (!parsed) return t("updates.serverOdd");
  if (parsed.username !== "" || parsed.password !== "") return t("updates.serverSecret");
  return tooLong(address, MOST_OF_AN_ADDRESS);
}

/** The host of an address; the address itself where it has none. */
export function hostOf(address: string): string {
  return parse(address)?.host || address;
}

function parse(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}
