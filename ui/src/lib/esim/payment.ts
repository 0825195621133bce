// A way to pay in words.
import { plainText } from "../format/plain";
import { t } from "../i18n";
import type { PaymentMethodView } from "../ipc/generated";

/** What a way to pay is called. */
export function methodName({ name, kind, lastDigits }: PaymentMethodView): string {
  const words = [name, kind].map((word) => plainText(word, 60)).filter(Boolean);
  const digits = plainText(lastDigits, 8);
  return [words.join(", ") || t("payment.unnamed"), digits && t("payment.digits", { digits })]
    .filter(Boolean)
    .join(" ");
}
