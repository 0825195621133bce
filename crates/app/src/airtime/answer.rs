//! The service's answer to a top-up, as the fact that the ledger stores.
//!
//! The decision which answer is which was made by the service's client; here it only gets the till's words.

use airtill_apis::twenty_one::{
    DeclineReason as ApiDecline, PENDING_APPROVAL, RefusalReason, TopUpAnswer, UnclearCause,
};
use airtill_domain::{DeclineReason, DoubtCause, SaleId};
use airtill_ledger::Fact;

use crate::selling::never_sent;

/// The fact that an answer amounts to, for the `attempt` that was sent.
pub fn fact(sale: SaleId, attempt: u32, answer: TopUpAnswer) -> Fact {
    match answer {
        TopUpAnswer::Confirmed { reference, float_after, message } => {
            Fact::Confirmed { sale, reference, float_after, message, esim: None }
        }
        TopUpAnswer::Accepted { reference, code, float_after, message } => {
            Fact::Accepted { sale, reference, code: Some(code), float_after, message }
        }
        TopUpAnswer::Refused { code, reference, message, .. } => Fact::InDoubt {
            sale,
            cause: DoubtCause::RefusedChargeUnknown,
            refusal_code: Some(code),
            code: None,
            reference,
            message,
        },
        TopUpAnswer::Declined { reason, message } => {
            Fact::Declined { sale, reason: declined(reason), code: None, reference: None, message }
        }
        TopUpAnswer::TurnedAway { message } => Fact::TurnedAway { sale, attempt, status: 401, message },
        // The attempt before it was handed over, and turned away.
        TopUpAnswer::NotSent { error } if attempt > 1 => {
            tracing::info!(%sale, %error, "a sale that was turned away could not be tried again");
            Fact::Declined {
                sale,
                reason: DeclineReason::SignInNotRenewed,
                code: None,
                reference: None,
                message: error.to_string(),
            }
        }
        TopUpAnswer::NotSent { error } => {
            Fact::NeverHandedOver { sale, reason: never_sent(&error), message: error.to_string() }
        }
        TopUpAnswer::Unclear { cause, code, reference, message } => {
            tracing::warn!(%sale, cause = cause.word(), code, "an answer leaves a sale in doubt");
            Fact::InDoubt { sale, cause: unclear(cause, code), refusal_code: None, code, reference, message }
        }
    }
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

fn unclear(cause: UnclearCause, code: Option<i64>) -> DoubtCause {
    match cause {
        UnclearCause::NoAnswer { timed_out: true } => DoubtCause::NoAnswer,
        UnclearCause::NoAnswer { timed_out: false } => DoubtCause::LineBroken,
        UnclearCause::BrokenAnswer { .. } => DoubtCause::AnswerCut,
        UnclearCause::PendingApproval => DoubtCause::ApprovalPending,
        // However it is written: the code says that the sale may still be approved.
        UnclearCause::UnknownCode | UnclearCause::Contradiction if code == Some(PENDING_APPROVAL) => {
            DoubtCause::ApprovalPending
        }
        // Not 0 without SUCCESS, nor a documented code in another form: these are answers that disagree with
        // themselves.
        UnclearCause::UnknownCode if code.is_some_and(|code| code != 0 && RefusalReason::of_code(code).is_none()) => {
            DoubtCause::UnknownCode
        }
        UnclearCause::ServerError => DoubtCause::ServiceFault,
        UnclearCause::OtherReceiver => DoubtCause::WrongReceiver,
        UnclearCause::TooBig
        | UnclearCause::Redirect
        | UnclearCause::Encoded
        | UnclearCause::Empty
        | UnclearCause::Html
        | UnclearCause::NotJson
        | UnclearCause::UnknownForm
        | UnclearCause::UnknownCode
        | UnclearCause::NoReference
        | UnclearCause::Contradiction => DoubtCause::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    use airtill_apis::Unreached;

    use super::*;

    #[test]
    fn a_request_that_never_left_is_told_so_only_if_no_attempt_before_it_did() {
        let sale = SaleId(uuid::Uuid::nil());
        let unsent = |attempt| fact(sale, attempt, TopUpAnswer::NotSent { error: Unreached::NotReached });
        assert!(matches!(unsent(1), Fact::NeverHandedOver { .. }));
        let Fact::Declined { reason, message, .. } = unsent(2) else {
            panic!("the first attempt was handed over, and turned away")
        };
        assert_eq!(
            (reason, message.as_str()),
            (DeclineReason::SignInNotRenewed, &*Unreached::NotReached.to_string()),
            "the till says what stopped it"
        );
    }

    #[test]
    fn only_a_code_that_nobody_documents_is_called_one() {
        for (cause, code, told) in [
            (UnclearCause::UnknownCode, Some(99), DoubtCause::UnknownCode),
            (UnclearCause::UnknownCode, Some(-1), DoubtCause::UnknownCode),
            (UnclearCause::UnknownCode, Some(0), DoubtCause::Unreadable),
            (UnclearCause::UnknownCode, Some(13), DoubtCause::Unreadable),
            (UnclearCause::UnknownCode, None, DoubtCause::Unreadable),
            (UnclearCause::UnknownCode, Some(1), DoubtCause::ApprovalPending),
            (UnclearCause::Contradiction, Some(1), DoubtCause::ApprovalPending),
            (UnclearCause::PendingApproval, Some(1), DoubtCause::ApprovalPending),
            (UnclearCause::BrokenAnswer { timed_out: true }, None, DoubtCause::AnswerCut),
            (UnclearCause::NoAnswer { timed_out: true }, None, DoubtCause::NoAnswer),
        ] {
            assert_eq!(unclear(cause, code), told, "{cause:?} {code:?}");
        }
    }
}
