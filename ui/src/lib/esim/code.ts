// The activation code of an eSIM as it is drawn, read aloud and written on a page.
import { environmentWord } from "../connection/kind";
import { plainText } from "../format/plain";
import { t, type MessageKey } from "../i18n";
import type { ActivationCodeView, ConnectionView } from "../ipc/generated";
import { inFours } from "./number";

/** White around a QR code, in modules (ISO/IEC 18004: at least four). */
export const QUIET = 4;

/** A QR code as one path: every run of black modules of a row is one rectangle. */
export function pathOf(rows: readonly string[]): string {
  return rows
    .flatMap((row, y) => [...row.matchAll(/1+/gu)].map(([run], at, all) => ({ run, x: all[at]?.index ?? 0, y })))
    .map(({ run, x, y }) => `M${x} ${y}h${run.length}v1h-${run.length}z`)
    .join("");
}

/** Whether the rows are a square of black and white. */
export const isSquare = (rows: readonly string[]): boolean =>
  rows.length > 0 && rows.every((row) => row.length === rows.length && /^[01]+$/u.test(row));

/** How many characters are read aloud in one breath. */
const GROUP = 4;
const MARK = /[$.:-]/u;

/** An identifier in groups for reading aloud, which end at its own marks; put together again they are the text. */
export function groupsOf(text: string): string[] {
  const groups: string[] = [];
  for (const sign of Array.from(text)) {
    const last = groups.at(-1);
    const ends = last === undefined || MARK.test(last.slice(-1)) || Array.from(last).length >= GROUP;
    if (last !== undefined && (!ends || MARK.test(sign))) groups[groups.length - 1] = last + sign;
    else groups.push(sign);
  }
  return groups;
}

/** A whole activation code in groups: the server's name stays whole, as it is read. */
export function codeGroups(text: string): string[] {
  const [prefix = "", server, ...rest] = text.split(/(?<=\$)/u);
  return [prefix, ...(server === undefined ? [] : [server]), ...groupsOf(rest.join(""))].filter((part) => part !== "");
}

/** The phones whose steps are told. */
export type Phone = "iphone" | "android";

/** How a phone installs an eSIM, step by step. */
export const INSTALL: Record<Phone, { title: MessageKey; steps: readonly MessageKey[] }> = {
  iphone: { title: "code.iphone", steps: ["code.iphone.1", "code.iphone.2", "code.iphone.3", "code.iphone.4"] },
  android: { title: "code.android", steps: ["code.android.1", "code.android.2", "code.android.3", "code.android.4"] },
};

/** What a page holds beside the code and its text, a line each; first its environment. */
export function pageLines(connection: ConnectionView, code: ActivationCodeView, product = ""): string[] {
  const { environment } = connection.key;
  const numbered = (phone: Phone): string[] => [
    "",
    t(INSTALL[phone].title),
    ...INSTALL[phone].steps.map((step, at) => `${at + 1}. ${t(step)}`),
  ];
  const named = (word: MessageKey, value: string | null): string[] => (value === null ? [] : [`${t(word)}: ${value}`]);
  return [
    `${environmentWord(environment, connection)}. ${t(`esim.environment.${environment}`)}`,
    ...(product === "" ? [] : [plainText(product, 150)]),
    ...named("iccid.label", inFours(code.iccid)),
    ...named("code.server", code.server),
    ...named("code.matchingId", code.matchingId),
    ...numbered("iphone"),
    ...numbered("android"),
  ];
}
