// The wording of the notices at start, and of the place where sign-ins are stored. Both tables are total.
import type { MessageKey } from "../i18n";
import type { NoticeCode, VaultState } from "../ipc/generated";

export type Tone = "info" | "warn" | "danger";

export const noticeMessages: Record<NoticeCode, { message: MessageKey; tone: Tone }> = {
  ledgerSetAside: { message: "notice.ledgerSetAside", tone: "danger" },
  tillSetAside: { message: "notice.tillSetAside", tone: "warn" },
  tillNamedByRecords: { message: "notice.tillNamedByRecords", tone: "warn" },
  ledgerBroken: { message: "notice.ledgerBroken", tone: "danger" },
  ledgerIndexBroken: { message: "notice.ledgerIndexBroken", tone: "danger" },
  ledgerUnchecked: { message: "notice.ledgerUnchecked", tone: "danger" },
  folderUnwritable: { message: "notice.folderUnwritable", tone: "danger" },
  ledgerNewer: { message: "notice.ledgerNewer", tone: "danger" },
  ledgerMisplaced: { message: "notice.ledgerMisplaced", tone: "danger" },
  ledgerNotOpened: { message: "notice.ledgerNotOpened", tone: "danger" },
  vaultSetAside: { message: "notice.vaultSetAside", tone: "warn" },
  connectionUnreadable: { message: "notice.connectionUnreadable", tone: "warn" },
  connectionSetAside: { message: "notice.connectionSetAside", tone: "warn" },
  signInNotRevoked: { message: "notice.signInNotRevoked", tone: "warn" },
  floatShared: { message: "notice.floatShared", tone: "info" },
  companyFolderWritable: { message: "notice.companyFolderWritable", tone: "warn" },
  companyFolderUnreadable: { message: "notice.companyFolderUnreadable", tone: "warn" },
  companyPolicyBroken: { message: "notice.companyPolicyBroken", tone: "warn" },
  companyConnectionUnreadable: { message: "notice.companyConnectionUnreadable", tone: "warn" },
  companyConnectionInDoubt: { message: "notice.companyConnectionInDoubt", tone: "warn" },
  companyConnectionNotTaken: { message: "notice.companyConnectionNotTaken", tone: "warn" },
  clockDiffers: { message: "notice.clockDiffers", tone: "warn" },
};

export type VaultWording = {
  message: MessageKey;
  tone: Tone;
  /** Said on Start and beside the sign-in form; the settings always say the state. */
  aloud: boolean;
  /** Whether trying again can help. */
  again: boolean;
  /** Whether *Do not save sign-ins* can still be chosen. */
  nothing: boolean;
};

export const vaultMessages: Record<VaultState, VaultWording> = {
  notOpened: { message: "notice.vaultNotOpened", tone: "info", aloud: false, again: false, nothing: true },
  ready: { message: "notice.vaultReady", tone: "info", aloud: false, again: false, nothing: true },
  absent: { message: "notice.vaultAbsent", tone: "warn", aloud: true, again: true, nothing: true },
  locked: { message: "notice.vaultLocked", tone: "warn", aloud: true, again: true, nothing: true },
  ambiguous: { message: "notice.vaultAmbiguous", tone: "warn", aloud: true, again: true, nothing: true },
  failed: { message: "notice.vaultFailed", tone: "warn", aloud: true, again: true, nothing: true },
  rememberNothing: { message: "notice.vaultRememberNothing", tone: "info", aloud: true, again: true, nothing: false },
  setAside: { message: "notice.vaultSetAside", tone: "warn", aloud: true, again: false, nothing: false },
  newer: { message: "notice.vaultNewer", tone: "warn", aloud: true, again: false, nothing: false },
};
