//! The reasons for the state of a sale: refusals, doubts, findings of the evidence.
//!
//! The durable lists of the ledger. The window has lists of its own, and the application maps one to the other by total
//! matches, so that neither a file nor a screen changes by accident.

use crate::word::words;

words! {
    /// Why a sale was refused, or was never handed over.
    pub enum DeclineReason, unknown: Other {
        /// The float is less than the amount.
        InsufficientFloat = "insufficient_float",
        /// The number is invalid for the network.
        NumberInvalid = "number_invalid",
        /// The number is not active.
        NumberInactive = "number_inactive",
        /// The network does not know the number.
        NumberUnknown = "number_unknown",
        /// The network refused the top-up.
        NetworkRefused = "network_refused",
        /// The service does not accept the amount.
        AmountRefused = "amount_refused",
        /// The service's account or its sign-in is not in order.
        AccountFault = "account_fault",
        /// The service could not read the request.
        RequestUnreadable = "request_unreadable",
        /// The service is busy; it may take the sale later.
        ServiceBusy = "service_busy",
        /// The service is not available.
        ServiceUnavailable = "service_unavailable",
        /// An error inside the service.
        SystemError = "system_error",
        /// The service takes no more requests for a while.
        RateLimited = "rate_limited",
        /// The sign-in ended before the service processed the sale.
        SignInEnded = "sign_in_ended",
        /// The service turned the access token away, and no new one could be had at that moment, or something else kept
        /// the till from another attempt.
        SignInNotRenewed = "sign_in_not_renewed",
        /// The service could not be reached; nothing left this computer.
        Unreachable = "unreachable",
        /// The proxy of this network did not let the request through; nothing reached the service.
        ProxyBlocked = "proxy_blocked",
        /// The order is about a resource of another client, or needs a role that this client does not have.
        NotPermitted = "not_permitted",
        /// The service takes no more orders of this kind today or this month.
        QuotaReached = "quota_reached",
        /// The service took the order and could not fulfil it.
        OrderFailed = "order_failed",
        /// The service turned a new access token of the till's client away as well, or gave the client none.
        ClientRefused = "client_refused",
        /// The till could not make a request of the order; nothing left this computer.
        Unsendable = "unsendable",
        /// Another reason, in the service's words; also the reasons of later versions.
        Other = "other",
    }
}

impl DeclineReason {
    /// Whether this reason says that nothing was charged: by the service's own words, by a request that was turned away
    /// at the door, or by one that never left. Every other refusal only says that the sale was refused.
    pub fn says_uncharged(self) -> bool {
        match self {
            Self::InsufficientFloat
            | Self::SignInEnded
            | Self::SignInNotRenewed
            | Self::Unreachable
            | Self::ProxyBlocked
            | Self::NotPermitted
            | Self::QuotaReached
            | Self::ClientRefused
            | Self::Unsendable => true,
            Self::NumberInvalid
            | Self::NumberInactive
            | Self::NumberUnknown
            | Self::NetworkRefused
            | Self::AmountRefused
            | Self::AccountFault
            | Self::RequestUnreadable
            | Self::ServiceBusy
            | Self::ServiceUnavailable
            | Self::SystemError
            | Self::RateLimited
            | Self::OrderFailed
            | Self::Other => false,
        }
    }

    /// The author of the words beside it. The till speaks of a request that was never sent, and of one that was not sent
    /// again.
    pub fn speaker(self) -> Speaker {
        match self {
            Self::Unreachable | Self::ProxyBlocked | Self::Unsendable | Self::SignInNotRenewed => Speaker::Till,
            Self::RateLimited => Speaker::Unsure,
            Self::InsufficientFloat
            | Self::NumberInvalid
            | Self::NumberInactive
            | Self::NumberUnknown
            | Self::NetworkRefused
            | Self::AmountRefused
            | Self::AccountFault
            | Self::RequestUnreadable
            | Self::ServiceBusy
            | Self::ServiceUnavailable
            | Self::SystemError
            | Self::SignInEnded
            | Self::NotPermitted
            | Self::QuotaReached
            | Self::OrderFailed
            | Self::ClientRefused
            | Self::Other => Speaker::Service,
        }
    }
}

/// The author of the words and of the code that stand beside an outcome. It is shown, and written nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The till: the service said nothing.
    Till,
    /// The service, in one of its own forms.
    Service,
    /// An answer in no form of the service's own: something that stands before the service may have written it.
    Unsure,
}

words! {
    /// Why nobody knows whether a sale was charged or delivered.
    pub enum DoubtCause, unknown: Unreadable {
        /// The program or the computer stopped between the request and the record of its answer.
        Interrupted = "interrupted",
        /// No readable answer began in time.
        NoAnswer = "no_answer",
        /// The line broke before a readable answer began.
        LineBroken = "line_broken",
        /// An answer began, and broke off or was not whole in time.
        AnswerCut = "answer_cut",
        /// The service reported an error that can come after charging.
        ServiceFault = "service_fault",
        /// An answer that cannot be understood; also the causes of later versions.
        Unreadable = "unreadable",
        /// The service refused by a documented code; only its charge is unknown.
        RefusedChargeUnknown = "refused_charge_unknown",
        /// The answer names another number than the one that was asked for, or none.
        WrongReceiver = "wrong_receiver",
        /// Somebody at the service may still approve it (result code 1).
        ApprovalPending = "approval_pending",
        /// A result code that nobody documents.
        UnknownCode = "unknown_code",
        /// The service took the order and has said no more of it for too long.
        OrderStuck = "order_stuck",
        /// The service took the order and answers as if it did not know it, or may not show it.
        OrderLost = "order_lost",
        /// The service's data may have been wiped since it took the order, as pre-production's are daily.
        DataWiped = "data_wiped",
    }
}

impl DoubtCause {
    /// The author of the words beside it.
    pub fn speaker(self) -> Speaker {
        match self {
            Self::Interrupted | Self::NoAnswer | Self::LineBroken => Speaker::Till,
            Self::ServiceFault | Self::Unreadable => Speaker::Unsure,
            Self::AnswerCut
            | Self::RefusedChargeUnknown
            | Self::WrongReceiver
            | Self::ApprovalPending
            | Self::UnknownCode
            | Self::OrderStuck
            | Self::OrderLost
            | Self::DataWiped => Speaker::Service,
        }
    }
}

words! {
    /// The finding of a line of evidence about a sale that stays in doubt.
    pub enum Finding, unknown: CannotBeTold {
        /// The float could not be read.
        FloatUnreadable = "float_unreadable",
        /// No float was seen before the sale, so there is nothing to compare with.
        NothingToCompare = "nothing_to_compare",
        /// The float went down for it.
        WasCharged = "was_charged",
        /// The float had not gone down for it when the service was done with it.
        WasNotCharged = "was_not_charged",
        /// Of some sales, a known number was charged.
        ExactlySome = "exactly_some",
        /// The float does not show it: too many sales are open, or they may have disturbed each other. Also the
        /// findings of later versions.
        CannotBeTold = "cannot_be_told",
        /// The float is unchanged so far; the service may still be working.
        UnchangedSoFar = "unchanged_so_far",
        /// Charged and not charged both fit.
        FitsBoth = "fits_both",
        /// The float moved by what the sales of this till do not explain.
        MovedByOthers = "moved_by_others",
        /// A debit equals a sale that was accepted earlier and may be debited a second time.
        MayBeRetry = "may_be_retry",
        /// Another account signed in meanwhile, whose float proves nothing about the sale.
        OtherAccount = "other_account",
        /// The subscriptions could not be read.
        SubscriptionsUnreadable = "subscriptions_unreadable",
        /// No subscription fits the order so far.
        NoSubscription = "no_subscription",
        /// One subscription fits the order, and nothing else that is known could be its cause.
        OneSubscription = "one_subscription",
        /// Several subscriptions fit the order.
        SeveralSubscriptions = "several_subscriptions",
        /// A subscription fits the order, and carries no date that shows whether it was there before.
        UndatedSubscription = "undated_subscription",
        /// A subscription fits the order, and another order may be its cause.
        DisputedSubscription = "disputed_subscription",
    }
}

impl Finding {
    /// Whether the float went down for the sale, where the finding says that.
    pub fn says_charged(self) -> Option<bool> {
        match self {
            Self::WasCharged => Some(true),
            Self::WasNotCharged => Some(false),
            Self::FloatUnreadable
            | Self::NothingToCompare
            | Self::ExactlySome
            | Self::CannotBeTold
            | Self::UnchangedSoFar
            | Self::FitsBoth
            | Self::MovedByOthers
            | Self::MayBeRetry
            | Self::OtherAccount
            | Self::SubscriptionsUnreadable
            | Self::NoSubscription
            | Self::OneSubscription
            | Self::SeveralSubscriptions
            | Self::UndatedSubscription
            | Self::DisputedSubscription => None,
        }
    }
}

words! {
    /// Why the evidence on a float began anew.
    pub enum EndOfEpoch, unknown: Unexplained {
        /// The float moved by what nothing of this till explains.
        Unexplained = "unexplained",
        /// A sale cost something else than the sales of its amount before.
        CostChanged = "cost_changed",
        /// The float rose, and no deposit is declared that it could be.
        Rose = "rose",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of every ledger that was ever written. A line is added for a new variant and never changed.
    #[test]
    fn the_words_on_disk_are_these_for_ever() {
        let words = |all: &[&str]| all.join(" ");
        assert_eq!(
            words(&DeclineReason::ALL.map(DeclineReason::word)),
            "insufficient_float number_invalid number_inactive number_unknown network_refused amount_refused \
             account_fault request_unreadable service_busy service_unavailable system_error rate_limited sign_in_ended \
             sign_in_not_renewed unreachable proxy_blocked not_permitted \
             quota_reached order_failed client_refused unsendable other"
        );
        assert_eq!(
            words(&DoubtCause::ALL.map(DoubtCause::word)),
            "interrupted no_answer line_broken answer_cut service_fault unreadable refused_charge_unknown \
             wrong_receiver approval_pending unknown_code order_stuck order_lost data_wiped"
        );
        assert_eq!(
            words(&Finding::ALL.map(Finding::word)),
            "float_unreadable nothing_to_compare was_charged was_not_charged exactly_some cannot_be_told \
             unchanged_so_far fits_both moved_by_others may_be_retry other_account subscriptions_unreadable \
             no_subscription one_subscription several_subscriptions undated_subscription disputed_subscription"
        );
        assert_eq!(words(&EndOfEpoch::ALL.map(EndOfEpoch::word)), "unexplained cost_changed rose");
    }

    #[test]
    fn a_word_is_read_back_and_one_of_a_later_version_stands_for_the_unknown() {
        for reason in DeclineReason::ALL {
            assert_eq!(DeclineReason::from_word(reason.word()), Some(reason));
            let json = serde_json::to_string(&reason).expect("a word");
            assert_eq!(json, format!("{:?}", reason.word()), "a file holds the word, not the name in the code");
            assert_eq!(serde_json::from_str::<DeclineReason>(&json).expect("its own word"), reason);
        }
        let later = "\"a_word_of_a_later_version\"";
        assert_eq!(serde_json::from_str::<DeclineReason>(later).ok(), Some(DeclineReason::Other));
        assert_eq!(serde_json::from_str::<DoubtCause>(later).ok(), Some(DoubtCause::Unreadable));
        assert_eq!(serde_json::from_str::<Finding>(later).ok(), Some(Finding::CannotBeTold));
        assert_eq!(serde_json::from_str::<EndOfEpoch>(later).ok(), Some(EndOfEpoch::Unexplained));
        assert_eq!(DeclineReason::from_word("a_word_of_a_later_version"), None);
    }

    #[test]
    fn a_refusal_says_that_nothing_was_charged_only_where_its_answer_does() {
        use DeclineReason::{InsufficientFloat, Other, RateLimited, RequestUnreadable, SignInEnded, Unreachable};
        assert!([InsufficientFloat, SignInEnded, Unreachable].into_iter().all(DeclineReason::says_uncharged));
        assert!(![RequestUnreadable, RateLimited, Other].into_iter().any(DeclineReason::says_uncharged));
    }
}
