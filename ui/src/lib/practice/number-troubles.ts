// How the practice numbers are worded. Their codes are the practice service's and may grow before the window does: a
// code without a word is shown as it is.
import { t, type MessageKey } from "../i18n";
import type { OutcomeTone } from "../sale/words";

type Group = { tone: OutcomeTone; word: MessageKey };

/** The groups of the trouble panel. */
export const TROUBLE_GROUP: Record<string, Group> & { other: Group } = {
  confirmed: { tone: "confirmed", word: "trouble.group.confirmed" },
  accepted: { tone: "accepted", word: "trouble.group.accepted" },
  declined: { tone: "declined", word: "trouble.group.declined" },
  declined_but_charged: { tone: "charged", word: "trouble.group.declined_but_charged" },
  in_doubt: { tone: "inDoubt", word: "trouble.group.in_doubt" },
  delay: { tone: "accepted", word: "trouble.group.delay" },
  session: { tone: "underWay", word: "trouble.group.session" },
  other: { tone: "underWay", word: "trouble.group.other" },
};

/** What a practice number causes. */
export function troubleWord(code: string): string {
  return TROUBLE_WORD[code] === undefined ? code : t(TROUBLE_WORD[code]);
}

const TROUBLE_WORD: Record<string, MessageKey | undefined> = {
  confirmed: "trouble.code.confirmed",
  accepted_amount: "trouble.code.accepted_amount",
  accepted_payment: "trouble.code.accepted_payment",
  accepted_charged_again: "trouble.code.accepted_charged_again",
  declined_pending_approval: "trouble.code.declined_pending_approval",
  declined_business_logic: "trouble.code.declined_business_logic",
  declined_topup: "trouble.code.declined_topup",
  declined_authentication: "trouble.code.declined_authentication",
  declined_initiator: "trouble.code.declined_initiator",
  declined_receiver_id: "trouble.code.declined_receiver_id",
  declined_number_invalid: "trouble.code.declined_number_invalid",
  declined_number_inactive: "trouble.code.declined_number_inactive",
  declined_number_unknown: "trouble.code.declined_number_unknown",
  declined_system_error: "trouble.code.declined_system_error",
  declined_unsupported: "trouble.code.declined_unsupported",
  declined_licence: "trouble.code.declined_licence",
  declined_system_busy: "trouble.code.declined_system_busy",
  declined_unavailable: "trouble.code.declined_unavailable",
  float_too_small: "trouble.code.float_too_small",
  charged_business_logic: "trouble.code.charged_business_logic",
  charged_topup: "trouble.code.charged_topup",
  charged_system_error: "trouble.code.charged_system_error",
  charged_unavailable: "trouble.code.charged_unavailable",
  undocumented_uncharged: "trouble.code.undocumented_uncharged",
  undocumented_charged: "trouble.code.undocumented_charged",
  lost_after_charge: "trouble.code.lost_after_charge",
  lost_before_charge: "trouble.code.lost_before_charge",
  lost_while_other_till_sells: "trouble.code.lost_while_other_till_sells",
  lost_charged_late: "trouble.code.lost_charged_late",
  lost_after_accepting: "trouble.code.lost_after_accepting",
  lost_after_refusal: "trouble.code.lost_after_refusal",
  bad_gateway_after_refusal: "trouble.code.bad_gateway_after_refusal",
  cut_after_refusal: "trouble.code.cut_after_refusal",
  silent_after_refusal: "trouble.code.silent_after_refusal",
  error_after_charge: "trouble.code.error_after_charge",
  error_before_charge: "trouble.code.error_before_charge",
  error_after_delivery: "trouble.code.error_after_delivery",
  service_down: "trouble.code.service_down",
  slow: "trouble.code.slow",
  token_expired: "trouble.code.token_expired",
  signed_out: "trouble.code.signed_out",
};
