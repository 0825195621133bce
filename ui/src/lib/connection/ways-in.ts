// The ways to sign in at a connection, in words. Both tables are total.
import type { MessageKey } from "../i18n";
import type { SignInWay } from "../ipc/generated";

export const WAY_WORD: Record<SignInWay, MessageKey> = {
  password: "import.signIn.password",
  browser: "import.signIn.browser",
  clientCredentials: "import.signIn.clientCredentials",
};

/** What leads to the address above it: what will be typed there. */
export const LEAD_WORD: Record<SignInWay, MessageKey> = {
  password: "import.passwordTo",
  browser: "import.browserOn",
  clientCredentials: "import.secretTo",
};
