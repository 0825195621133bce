//! A sale, whatever is sold: its name, and the states that it can be in.
//!
//! The states and their legal transitions are the till's promise in code. A sale leaves *intended* once, by the answer
//! of the service. A doubt becomes a verdict of the evidence, which says what was charged and never what was delivered;
//! a verdict that something contradicts is reopened, and then only a person has a word. A sale of a kind that finishes
//! later leaves *accepted* once more, and a doubt about it ends where the service says that it delivered.
//! [`crate::order`] knows what was asked for.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::order::OrderKind;
use crate::word::words;

/// Names one sale for ever: a UUID made before anything is written or sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SaleId(pub Uuid);

impl SaleId {
    /// Reads the hyphenated form.
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(Self)
    }
}

impl fmt::Display for SaleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

words! {
    /// Where a sale stands, in the order in which a sale can meet these states.
    pub enum SaleState {
        /// On disk; the request is under way, or its answer was never written.
        Intended = "intended",
        /// The connection to the service was never opened: nothing was charged or delivered.
        NeverHandedOver = "never_handed_over",
        /// The service says that it delivered, with its reference.
        Confirmed = "confirmed",
        /// The service took it and says that it will deliver.
        Accepted = "accepted",
        /// The service refused it, and charged nothing as far as it says or the evidence shows.
        Declined = "declined",
        /// The service refused it, yet the float went down for it.
        DeclinedButCharged = "declined_but_charged",
        /// Nobody knows whether it was charged or delivered.
        InDoubt = "in_doubt",
        /// The float went down for it, or the service has made the order; whether it was delivered was never said.
        Charged = "charged",
        /// The float had not gone down for it at some time after the service was done with it; it may still have been
        /// delivered.
        NotCharged = "not_charged",
        /// Something contradicted what the evidence said: only a person can settle it now.
        Reopened = "reopened",
        /// A person said whether it arrived, or whether it was charged.
        Said = "said",
    }
}

words! {
    /// How far the service is with an order that it took and has not finished.
    pub enum OrderProgress {
        /// It took the order.
        Accepted = "accepted",
        /// It is preparing what was ordered.
        Preparing = "preparing",
    }
}

impl SaleState {
    /// Whether the ledger may record `next` for a sale of this kind that stands here. A refusal is left again only
    /// where evidence said what it cost, which the sale knows.
    pub fn may_become(self, next: Self, kind: OrderKind) -> bool {
        use SaleState::{
            Accepted, Charged, Confirmed, Declined, DeclinedButCharged, InDoubt, Intended, NeverHandedOver, NotCharged,
            Reopened, Said,
        };
        match self {
            // A request turned away before processing (401) is intended anew.
            Intended => matches!(next, Intended | NeverHandedOver | Confirmed | Accepted | Declined | InDoubt),
            // Of an order that the service named, it may still say that it delivered.
            InDoubt if next == Confirmed => kind.finishes_later(),
            InDoubt => matches!(next, Charged | NotCharged | Declined | DeclinedButCharged | Said),
            Charged | NotCharged | Declined | DeclinedButCharged => matches!(next, Reopened | Said),
            // A person may correct what was said; the last statement stands.
            Reopened | Said => next == Said,
            Accepted => kind.finishes_later() && matches!(next, Confirmed | Declined | InDoubt),
            NeverHandedOver | Confirmed => false,
        }
    }

    /// Whether nobody can say yet whether money moved: the till asks for it not to be sold again.
    pub fn is_money_unknown(self) -> bool {
        match self {
            Self::Intended | Self::InDoubt | Self::Reopened => true,
            Self::NeverHandedOver
            | Self::Confirmed
            | Self::Accepted
            | Self::Declined
            | Self::DeclinedButCharged
            | Self::Charged
            | Self::NotCharged
            | Self::Said => false,
        }
    }

    /// Whether money may have moved for it, as far as this state says. Only the service and the evidence say that none
    /// did; a person's word is theirs. A refusal alone says nothing of money: its reason does, or a verdict.
    pub fn may_have_cost(self) -> bool {
        match self {
            Self::NeverHandedOver | Self::NotCharged => false,
            Self::Intended
            | Self::Confirmed
            | Self::Accepted
            | Self::Declined
            | Self::DeclinedButCharged
            | Self::InDoubt
            | Self::Charged
            | Self::Reopened
            | Self::Said => true,
        }
    }

    /// Whether the service has said its last of a sale of this kind. Money may be unknown all the same: a doubt waits
    /// for no answer any more.
    pub fn is_finished(self, kind: OrderKind) -> bool {
        match self {
            Self::Intended => false,
            Self::Accepted => !kind.finishes_later(),
            Self::NeverHandedOver
            | Self::Confirmed
            | Self::Declined
            | Self::DeclinedButCharged
            | Self::InDoubt
            | Self::Charged
            | Self::NotCharged
            | Self::Reopened
            | Self::Said => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_of_the_service_on_a_delivery_is_never_changed() {
        for from in [SaleState::NeverHandedOver, SaleState::Confirmed, SaleState::Accepted] {
            for to in SaleState::ALL {
                assert!(!from.may_become(to, OrderKind::TopUp), "{from:?} must be final, yet may become {to:?}");
            }
        }
    }

    /// The kinds whose orders the service finishes after it accepted them.
    fn later() -> impl Iterator<Item = OrderKind> {
        OrderKind::ALL.into_iter().filter(|kind| kind.finishes_later())
    }

    #[test]
    fn a_kind_that_finishes_later_leaves_accepted_once() {
        use SaleState::{Accepted, Confirmed, Declined, InDoubt};
        assert_eq!(later().count(), 2, "both kinds of eSIM orders");
        for kind in later() {
            for to in SaleState::ALL {
                assert_eq!(Accepted.may_become(to, kind), [Confirmed, Declined, InDoubt].contains(&to), "{to:?}");
            }
        }
    }

    #[test]
    fn kinds_differ_only_in_what_the_service_says_of_an_order_that_it_named() {
        use SaleState::{Accepted, Confirmed, InDoubt};
        for kind in later() {
            for from in SaleState::ALL.into_iter().filter(|from| *from != Accepted) {
                for to in SaleState::ALL.into_iter().filter(|to| (from, *to) != (InDoubt, Confirmed)) {
                    assert_eq!(from.may_become(to, kind), from.may_become(to, OrderKind::TopUp), "{from:?} {to:?}");
                }
            }
            assert!(InDoubt.may_become(Confirmed, kind), "an order that was stuck may be finished all the same");
        }
    }

    #[test]
    fn whether_money_is_unknown_and_whether_it_is_finished_are_two_questions() {
        use SaleState::{Accepted, InDoubt, Intended};
        assert!(Intended.is_money_unknown() && !Intended.is_finished(OrderKind::TopUp));
        assert!(InDoubt.is_money_unknown() && InDoubt.is_finished(OrderKind::TopUp), "no answer comes any more");
        assert!(!Accepted.is_money_unknown() && Accepted.is_finished(OrderKind::TopUp));
        for kind in later() {
            assert!(!Accepted.is_finished(kind), "taken, and the service has more to say");
            assert!(
                SaleState::ALL
                    .into_iter()
                    .all(|state| state.is_finished(kind) == (!matches!(state, Accepted | Intended)))
            );
        }
    }

    #[test]
    fn a_doubt_is_never_answered_by_the_request_that_caused_it() {
        for late in [SaleState::Confirmed, SaleState::Accepted, SaleState::Intended] {
            assert!(
                !SaleState::InDoubt.may_become(late, OrderKind::TopUp),
                "a doubt is told by evidence or a person, not turned into {late:?}"
            );
        }
    }

    #[test]
    fn a_sale_changes_by_itself_a_few_times_at_most() {
        fn longest(from: SaleState, kind: OrderKind) -> usize {
            let next = SaleState::ALL
                .into_iter()
                .filter(|to| from.may_become(*to, kind) && !matches!(to, SaleState::Intended | SaleState::Said));
            next.map(|to| 1 + longest(to, kind)).max().unwrap_or(0)
        }
        assert_eq!(longest(SaleState::Intended, OrderKind::TopUp), 3, "doubt, verdict, reopened");
        for kind in later() {
            assert_eq!(longest(SaleState::Intended, kind), 4, "accepted before that");
        }
    }

    #[test]
    fn only_a_person_has_the_last_word() {
        for from in [SaleState::Reopened, SaleState::Said] {
            assert!(
                OrderKind::ALL.into_iter().all(|kind| SaleState::ALL
                    .into_iter()
                    .all(|to| from.may_become(to, kind) == (to == SaleState::Said))),
                "{from:?}"
            );
        }
    }

    #[test]
    fn every_state_is_found_by_its_word() {
        for state in SaleState::ALL {
            assert_eq!(SaleState::from_word(state.word()), Some(state));
            assert_eq!(serde_json::to_string(&state).expect("a word"), format!("{:?}", state.word()));
        }
        assert_eq!(
            SaleState::ALL.map(SaleState::word).join(" "),
            "intended never_handed_over confirmed accepted declined declined_but_charged in_doubt charged not_charged \
             reopened said",
            "words on disk never change"
        );
        assert!(serde_json::from_str::<SaleState>("\"settled_sent\"").is_err(), "a state has no stand-in");
    }
}
