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

/** How many characters are read aloud in one breath, where a part has no mark for longer than `WHOLE`. */
const GROUP = 4;
const WHOLE = 8;

/** The parts of an identifier, each with the mark of its own that ends it. */
const PARTS = /[^$.:-]*[$.:-]|[^$.:-]+$/gu;

/**
 * An identifier in groups for reading aloud: it breaks after its own marks, and only a long part without any breaks
 * elsewhere. Put together again the groups are the text.
 */
export const groupsOf = (text: string): string[] => (text.match(PARTS) ?? []).flatMap(breathsOf);

function breathsOf(part: string): string[] {
  const signs = Array.from(part);
  const letters = endsAtMark(part) ? signs.length - 1 : signs.length;
  if (letters <= WHOLE) return [part];
  const breaths: string[] = [];
  for (let at = 0; at < letters; at += GROUP) breaths.push(signs.slice(at, at + GROUP).join(""));
  // A mark alone is no group.
  return endsAtMark(breaths.at(-1) ?? "") || letters === signs.length
    ? breaths
    : [...breaths.slice(0, -1), `${breaths.at(-1) ?? ""}${signs.at(-1) ?? ""}`];
}

/** Whether a group ends at a mark of the text. After any other one the eye needs a gap, which is not in the text. */
export const endsAtMark = (group: string): boolean => /[$.:-]$/u.test(group);

/** A whole activation code in groups: the server's name stays whole, as it is read. */
export function codeGroups(text: string): string[] {
  const [prefix = "", server, ...rest] = text.split(/(?<=\$)/u);
  return [prefix, ...(server === undefined ? [] : [server]), ...groupsOf(rest.join(""))].filter((part) => part !== "");
}

/** The phones whose steps are shown. */
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
