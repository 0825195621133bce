// Why every sale through a connection would be refused, where that is known before anybody presses a button. The screen
// says it then, and no button is offered that only leads to the refusal.
import type { MessageKey } from "../i18n";
import type { ConnectionView, ErrorCode, StoppedSelling } from "../ipc/generated";
import type { NextStep } from "./words";

/** What speaks against every sale: the records, the sign-in of a person, or that of the till as a client. */
export type Stop = { by: "records"; code: ErrorCode; isOpen: boolean } | { by: "signIn" | "client" };

/** Said at the button. The screen says more at its top. */
export const STOP_WORD: Record<Stop["by"], MessageKey> = {
  records: "stopped.records",
  signIn: "stopped.signIn",
  client: "stopped.client",
};

/** Names the words at the top of the screen that say what is wrong with the records. */
export const RECORDS_STOP = "stopped-by-records";

/** Why nothing is sold through this connection; null where nothing is known to speak against a sale. */
export function stopOf(
  { key, session, signIn }: Pick<ConnectionView, "key" | "session" | "signIn">,
  stopped: readonly StoppedSelling[],
): Stop | null {
  const here = stopped.find(({ environment }) => environment === key.environment);
  if (here) return { by: "records", code: here.code, isOpen: here.isOpen };
  if (session.state !== "signInAgain") return null;
  return { by: signIn.includes("clientCredentials") ? "client" : "signIn" };
}

/** The words that describe a button that is barred: those beside it, whose name this is, and what they point to. */
export const barredBy = (stop: Stop | null, beside: string): string | undefined =>
  stop === null ? undefined : stop.by === "records" ? `${beside} ${RECORDS_STOP}` : beside;

/** The next step after a refusal, where another order of the same connection would be refused as well. */
export function stepWhere(stop: Stop | null, step: NextStep): NextStep {
  if (stop === null || step === "next") return step;
  return stop.by === "records" ? "next" : "signIn";
}
