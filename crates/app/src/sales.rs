//! What the service answered to a top-up, as the fact that the ledger keeps.
//!
//! The decision which answer is which was made by the service's client; here it only gets the till's words.

use airtill_apis::Unreached;
use airtill_apis::twenty_one::{DeclineReason as ApiDecline, RefusalReason, TopUpAnswer, UnclearCause};
use airtill_contract::{DeclineReason, DoubtCause};
use airtill_domain::SaleId;
use airtill_ledger::Fact;

use crate::view::word;

/// The fact that an answer amounts to, for the `attempt` that was sent.
pub fn fact(sale: SaleId, attempt: u32, answer: TopUpAnswer) -> Fact {
    match answer {
        TopUpAnswer::Confirmed { reference, float_after, message } => Fact::Confirmed { sale, reference, float_after, message },
        TopUpAnswer::Accepted { reference, code, float_after, message } => Fact::Accepted { sale, reference, code, float_after, message },
        TopUpAnswer::Refused { code, message, .. } => Fact::InDoubt { sale, cause: word(DoubtCause::RefusedChargeUnknown), refusal_code: Some(code), message },
        TopUpAnswer::Declined { reason, message } => Fact::Declined { sale, reason: word(declined(reason)), code: None, message },
        TopUpAnswer::TurnedAway { message } => Fact::TurnedAway { sale, attempt, status: 401, message },
        TopUpAnswer::NotSent { fault } => Fact::Declined { sale, reason: word(unreached(&fault)), code: None, message: fault.to_string() },
        TopUpAnswer::Unclear { cause, message } => {
            tracing::warn!(%sale, cause = cause.word(), "an answer leaves a sale in doubt");
            Fact::InDoubt { sale, cause: word(unclear(cause)), refusal_code: None, message }
        }
    }
}

/// What a result code of the recharge system means for a person.
pub fn reason_of_code(code: i64) -> DeclineReason {
    let Some(reason) = RefusalReason::of_code(code) else { return DeclineReason::Other };
    match reason {
        RefusalReason::NumberInvalid => DeclineReason::NumberInvalid,
        RefusalReason::NumberInactive => DeclineReason::NumberInactive,
        RefusalReason::NumberUnknown => DeclineReason::NumberUnknown,
        RefusalReason::BusinessRule => DeclineReason::RequestUnreadable,
        RefusalReason::Amount | RefusalReason::Payment => DeclineReason::AmountRefused,
        RefusalReason::PendingApproval => DeclineReason::ApprovalPending,
        RefusalReason::TopUpRejected => DeclineReason::NetworkRefused,
        RefusalReason::Authentication | RefusalReason::Account | RefusalReason::Licence | RefusalReason::Unsupported => DeclineReason::AccountFault,
        RefusalReason::SystemError => DeclineReason::SystemError,
        RefusalReason::Busy => DeclineReason::ServiceBusy,
        RefusalReason::Unavailable => DeclineReason::ServiceUnavailable,
    }
}

/// Why a request never reached the service.
fn unreached(fault: &Unreached) -> DeclineReason {
    if matches!(fault, Unreached::Proxy(_)) { DeclineReason::ProxyBlocked } else { DeclineReason::Unreachable }
}

/// Whether what is kept as the message of a decline is the till's own: nothing was sent, so the service said nothing.
pub fn is_our_own(reason: DeclineReason) -> bool {
    matches!(reason, DeclineReason::Unreachable | DeclineReason::ProxyBlocked)
}

fn declined(reason: ApiDecline) -> DeclineReason {
    match reason {
        ApiDecline::InsufficientFloat => DeclineReason::InsufficientFloat,
        ApiDecline::RateLimited { .. } => DeclineReason::RateLimited,
        ApiDecline::Forbidden => DeclineReason::AccountFault,
        ApiDecline::Request => DeclineReason::RequestUnreadable,
        ApiDecline::Other { .. } => DeclineReason::Other,
    }
}

fn unclear(cause: UnclearCause) -> DoubtCause {
    match cause {
        UnclearCause::NoAnswer { timed_out: true } | UnclearCause::BrokenAnswer { timed_out: true } => DoubtCause::NoAnswer,
        UnclearCause::NoAnswer { timed_out: false } | UnclearCause::BrokenAnswer { timed_out: false } => DoubtCause::LineBroken,
        UnclearCause::ServerFault => DoubtCause::ServiceFault,
        UnclearCause::OtherReceiver => DoubtCause::WrongReceiver,
        _ => DoubtCause::Unreadable,
    }
}
