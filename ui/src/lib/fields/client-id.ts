// The client id that an administrator gives: a line of at most 256 plain characters (RFC 6749 appendix A.1).
import { t } from "../i18n";
import { tooLong } from "./too-long";

const MOST = 256;

/** The reason why a text is no client id, if there is one. */
export function clientIdError(text: string): string | null {
  if (text === "") return t("client.idMissing");
  return /^[ -~]*$/u.test(text) ? tooLong(text, MOST) : t("client.idOdd");
}
