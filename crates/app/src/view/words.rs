//! The durable words of the ledger as the window names them.
//!
//! Two lists that mirror each other and share nothing: each match is total, so that a word that is added to one of them
//! does not compile until it has its place in the other. Renaming one side touches no file and no screen of the other.

use airtill_contract as window;
use airtill_domain::order::DeviceKind;
use airtill_domain::{DeclineReason, DoubtCause, Finding, OrderProgress, SaleState, Speaker};
use window::SaleStateView;

pub fn state(state: SaleState) -> SaleStateView {
    match state {
        SaleState::Intended => SaleStateView::Intended,
        SaleState::NeverHandedOver => SaleStateView::NeverHandedOver,
        SaleState::Confirmed => SaleStateView::Confirmed,
        SaleState::Accepted => SaleStateView::Accepted,
        SaleState::Declined => SaleStateView::Declined,
        SaleState::DeclinedButCharged => SaleStateView::DeclinedButCharged,
        SaleState::InDoubt => SaleStateView::InDoubt,
        SaleState::Charged => SaleStateView::Charged,
        SaleState::NotCharged => SaleStateView::NotCharged,
        SaleState::Reopened => SaleStateView::Reopened,
        SaleState::Said => SaleStateView::Said,
    }
}

pub fn progress(progress: OrderProgress) -> window::ProgressView {
    match progress {
        OrderProgress::Accepted => window::ProgressView::Accepted,
        OrderProgress::Preparing => window::ProgressView::Preparing,
    }
}

pub fn device(kind: DeviceKind) -> window::DeviceKindView {
    match kind {
        DeviceKind::Ios => window::DeviceKindView::Ios,
        DeviceKind::Android => window::DeviceKindView::Android,
        DeviceKind::Iot => window::DeviceKindView::Iot,
    }
}

pub fn decline_reason(reason: DeclineReason) -> window::DeclineReason {
    match reason {
        DeclineReason::InsufficientFloat => window::DeclineReason::InsufficientFloat,
        DeclineReason::NumberInvalid => window::DeclineReason::NumberInvalid,
        DeclineReason::NumberInactive => window::DeclineReason::NumberInactive,
        DeclineReason::NumberUnknown => window::DeclineReason::NumberUnknown,
        DeclineReason::NetworkRefused => window::DeclineReason::NetworkRefused,
        DeclineReason::AmountRefused => window::DeclineReason::AmountRefused,
        DeclineReason::AccountFault => window::DeclineReason::AccountFault,
        DeclineReason::RequestUnreadable => window::DeclineReason::RequestUnreadable,
        DeclineReason::ServiceBusy => window::DeclineReason::ServiceBusy,
        DeclineReason::ServiceUnavailable => window::DeclineReason::ServiceUnavailable,
        DeclineReason::SystemError => window::DeclineReason::SystemError,
        DeclineReason::RateLimited => window::DeclineReason::RateLimited,
        DeclineReason::SignInEnded => window::DeclineReason::SignInEnded,
        DeclineReason::SignInNotRenewed => window::DeclineReason::SignInNotRenewed,
        DeclineReason::Unreachable => window::DeclineReason::Unreachable,
        DeclineReason::ProxyBlocked => window::DeclineReason::ProxyBlocked,
        DeclineReason::NotPermitted => window::DeclineReason::NotPermitted,
        DeclineReason::QuotaReached => window::DeclineReason::QuotaReached,
        DeclineReason::OrderFailed => window::DeclineReason::OrderFailed,
        DeclineReason::ClientRefused => window::DeclineReason::ClientRefused,
        DeclineReason::Unsendable => window::DeclineReason::Unsendable,
        DeclineReason::Other => window::DeclineReason::Other,
    }
}

pub fn speaker(speaker: Speaker) -> window::Speaker {
    match speaker {
        Speaker::Till => window::Speaker::Till,
        Speaker::Service => window::Speaker::Service,
        Speaker::Unsure => window::Speaker::Unsure,
    }
}

pub fn doubt_cause(cause: DoubtCause) -> window::DoubtCause {
    match cause {
        DoubtCause::Interrupted => window::DoubtCause::Interrupted,
        DoubtCause::NoAnswer => window::DoubtCause::NoAnswer,
        DoubtCause::LineBroken => window::DoubtCause::LineBroken,
        DoubtCause::AnswerCut => window::DoubtCause::AnswerCut,
        DoubtCause::ServiceFault => window::DoubtCause::ServiceFault,
        DoubtCause::Unreadable => window::DoubtCause::Unreadable,
        DoubtCause::RefusedChargeUnknown => window::DoubtCause::RefusedChargeUnknown,
        DoubtCause::WrongReceiver => window::DoubtCause::WrongReceiver,
        DoubtCause::ApprovalPending => window::DoubtCause::ApprovalPending,
        DoubtCause::UnknownCode => window::DoubtCause::UnknownCode,
        DoubtCause::OrderStuck => window::DoubtCause::OrderStuck,
        DoubtCause::OrderLost => window::DoubtCause::OrderLost,
        DoubtCause::DataWiped => window::DoubtCause::DataWiped,
    }
}

pub fn finding(finding: Finding) -> window::Finding {
    match finding {
        Finding::FloatUnreadable => window::Finding::FloatUnreadable,
        Finding::NothingToCompare => window::Finding::NothingToCompare,
        Finding::WasCharged => window::Finding::WasCharged,
        Finding::WasNotCharged => window::Finding::WasNotCharged,
        Finding::ExactlySome => window::Finding::ExactlySome,
        Finding::CannotBeTold => window::Finding::CannotBeTold,
        Finding::UnchangedSoFar => window::Finding::UnchangedSoFar,
        Finding::FitsBoth => window::Finding::FitsBoth,
        Finding::MovedByOthers => window::Finding::MovedByOthers,
        Finding::MayBeRetry => window::Finding::MayBeRetry,
        Finding::OtherAccount => window::Finding::OtherAccount,
        Finding::SubscriptionsUnreadable => window::Finding::SubscriptionsUnreadable,
        Finding::NoSubscription => window::Finding::NoSubscription,
        Finding::OneSubscription => window::Finding::OneSubscription,
        Finding::SeveralSubscriptions => window::Finding::SeveralSubscriptions,
        Finding::UndatedSubscription => window::Finding::UndatedSubscription,
        Finding::DisputedSubscription => window::Finding::DisputedSubscription,
    }
}

/// A value of one of the window's lists as a fact of the timeline carries it.
pub(super) fn name<T: serde::Serialize>(value: T) -> String {
    serde_json::to_value(value).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_word_of_the_ledger_has_one_of_its_own_in_the_window() {
        fn each<T: Copy, V: std::fmt::Debug>(all: &[T], view: fn(T) -> V) {
            let views: std::collections::BTreeSet<_> = all.iter().map(|one| format!("{:?}", view(*one))).collect();
            assert_eq!(views.len(), all.len(), "two words of the ledger are one in the window: {views:?}");
        }
        each(&SaleState::ALL, state);
        each(&DeclineReason::ALL, decline_reason);
        each(&DoubtCause::ALL, doubt_cause);
        each(&Finding::ALL, finding);
        each(&OrderProgress::ALL, progress);
        each(&DeviceKind::ALL, device);
    }

    /// The window's tests make their sales by this file, so that they know each reason as the till does.
    #[test]
    fn the_windows_tests_know_each_reason_as_the_till_does() {
        let reason = |reason: &DeclineReason| {
            let known = json!({ "uncharged": reason.says_uncharged(), "speaker": speaker(reason.speaker()) });
            (name(decline_reason(*reason)), known)
        };
        let doubt = |cause: &DoubtCause| (name(doubt_cause(*cause)), json!({ "speaker": speaker(cause.speaker()) }));
        let known = json!({
            "reasons": DeclineReason::ALL.iter().map(reason).collect::<serde_json::Map<_, _>>(),
            "doubts": DoubtCause::ALL.iter().map(doubt).collect::<serde_json::Map<_, _>>(),
        });
        let file: serde_json::Value =
            serde_json::from_str(include_str!("../../../../ui/tests/support/reasons.json")).expect("JSON");
        assert_eq!(file, known, "ui/tests/support/reasons.json is to hold:\n{known:#}");
    }

    #[test]
    fn a_fact_names_a_value_as_the_window_writes_it() {
        assert_eq!(name(doubt_cause(DoubtCause::RefusedChargeUnknown)), "refusedChargeUnknown");
        assert_eq!(name(state(SaleState::InDoubt)), "inDoubt");
    }
}
