// An address that the service calls. It leaves this computer, so it is looked at before: encrypted, and without a user
// name or a password in it. The till has the last word.
import { cleaned } from "../format/plain";
import { tooLong } from "../fields/too-long";
import { t } from "../i18n";

const MOST = 2048;

/** The fault of the address, if the window knows one. */
export function addressError(text: string): string | null {
  const typed = cleaned(text);
  if (typed === "") return t("notification.addressMissing");
  const long = tooLong(typed, MOST);
  if (long !== null) return long;
  let url: URL;
  try {
    url = new URL(typed);
  } catch {
    return t("notification.addressUnreadable");
  }
  if (url.protocol !== "https:") return t("notification.addressPlain");
  return url.username || url.password ? t("notification.addressSecret") : null;
}
