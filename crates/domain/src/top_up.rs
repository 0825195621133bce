//! A sale of airtime: what was asked, and the states it can be in.
//!
//! The states and their legal transitions are the till's promise in code. A sale leaves *intended* once, by the answer
//! of the service. A doubt becomes a verdict of the evidence, which says what was charged and never what was delivered;
//! a verdict that something contradicts is reopened, and then only a person has a word.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{ConnectionId, Money, Msisdn};

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

/// What a person asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopUpOrder {
    /// The connection whose float pays.
    pub connection: ConnectionId,
    /// Who gets the airtime.
    pub msisdn: Msisdn,
    /// How much airtime; the float may be debited a little less (commission).
    pub amount: Money,
}

/// Where a sale stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SaleState {
    /// On disk; the request is under way, or its answer was never written.
    Intended,
    /// The connection to the service was never opened: nothing was charged or delivered.
    NeverHandedOver,
    /// The service says that it delivered, with its reference.
    Confirmed,
    /// The service took it, charged it, and says that it will deliver.
    Accepted,
    /// The service refused it, and charged nothing as far as it says or the evidence shows.
    Declined,
    /// The service refused it, yet the float went down for it.
    DeclinedButCharged,
    /// Nobody knows whether it was charged or delivered.
    InDoubt,
    /// The float went down for it; whether it was delivered was never said.
    Charged,
    /// The float had not gone down for it at some time after the service was done with it; it may still have been
    /// delivered.
    NotCharged,
    /// Something contradicted what the evidence said: only a person can tell now.
    Reopened,
    /// A person said whether it arrived, or whether it was charged.
    Said,
    /// Settled as sent under the rules of an earlier version, which took a charge for a delivery.
    SettledSent,
    /// Settled as not sent under the rules of an earlier version.
    SettledNotSent,
}

impl SaleState {
    /// All of them, in the order in which a sale can meet them.
    pub const ALL: [SaleState; 13] = [
        SaleState::Intended,
        SaleState::NeverHandedOver,
        SaleState::Confirmed,
        SaleState::Accepted,
        SaleState::Declined,
        SaleState::DeclinedButCharged,
        SaleState::InDoubt,
        SaleState::Charged,
        SaleState::NotCharged,
        SaleState::Reopened,
        SaleState::Said,
        SaleState::SettledSent,
        SaleState::SettledNotSent,
    ];

    /// Whether the ledger may record `next` for a sale that stands here. A refusal is left again only where evidence
    /// said what it cost, which the sale knows.
    pub fn may_become(self, next: SaleState) -> bool {
        use SaleState::{
            Accepted, Charged, Confirmed, Declined, DeclinedButCharged, InDoubt, Intended, NeverHandedOver, NotCharged,
            Reopened, Said,
        };
        match self {
            // A request turned away before processing (401) is intended anew.
            Intended => matches!(next, Intended | NeverHandedOver | Confirmed | Accepted | Declined | InDoubt),
            InDoubt => matches!(
                next,
                Charged
                    | NotCharged
                    | Declined
                    | DeclinedButCharged
                    | Said
                    | SaleState::SettledSent
                    | SaleState::SettledNotSent
            ),
            Charged | NotCharged | Declined | DeclinedButCharged => matches!(next, Reopened | Said),
            // A person may correct what was said; the last word stands.
            Reopened | Said | SaleState::SettledSent | SaleState::SettledNotSent => next == Said,
            NeverHandedOver | Confirmed | Accepted => false,
        }
    }

    /// Whether nobody can say yet whether money moved: the till asks for it not to be sent again.
    pub fn is_open(self) -> bool {
        matches!(self, SaleState::Intended | SaleState::InDoubt | SaleState::Reopened)
    }

    /// The word that the ledger stores and searches find.
    pub fn word(self) -> &'static str {
        match self {
            SaleState::Intended => "intended",
            SaleState::NeverHandedOver => "never_handed_over",
            SaleState::Confirmed => "confirmed",
            SaleState::Accepted => "accepted",
            SaleState::Declined => "declined",
            SaleState::DeclinedButCharged => "declined_but_charged",
            SaleState::InDoubt => "in_doubt",
            SaleState::Charged => "charged",
            SaleState::NotCharged => "not_charged",
            SaleState::Reopened => "reopened",
            SaleState::Said => "said",
            SaleState::SettledSent => "settled_sent",
            SaleState::SettledNotSent => "settled_not_sent",
        }
    }

    /// The state that `word` names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_service_said_of_a_delivery_is_never_changed() {
        for from in [SaleState::NeverHandedOver, SaleState::Confirmed, SaleState::Accepted] {
            for to in SaleState::ALL {
                assert!(!from.may_become(to), "{from:?} must be final, yet may become {to:?}");
            }
        }
    }

    #[test]
    fn a_doubt_is_never_answered_by_the_request_that_caused_it() {
        for late in [SaleState::Confirmed, SaleState::Accepted, SaleState::Intended] {
            assert!(
                !SaleState::InDoubt.may_become(late),
                "a doubt is told by evidence or a person, not turned into {late:?}"
            );
        }
    }

    #[test]
    fn a_sale_changes_by_itself_at_most_three_times() {
        fn longest(from: SaleState) -> usize {
            let next = SaleState::ALL
                .into_iter()
                .filter(|to| from.may_become(*to) && !matches!(to, SaleState::Intended | SaleState::Said));
            next.map(|to| 1 + longest(to)).max().unwrap_or(0)
        }
        assert_eq!(longest(SaleState::Intended), 3, "doubt, verdict, reopened");
    }

    #[test]
    fn only_a_person_has_the_last_word() {
        for from in [SaleState::Reopened, SaleState::Said] {
            assert!(SaleState::ALL.into_iter().all(|to| from.may_become(to) == (to == SaleState::Said)), "{from:?}");
        }
    }

    #[test]
    fn every_state_is_found_by_its_word() {
        for state in SaleState::ALL {
            assert_eq!(SaleState::from_word(state.word()), Some(state));
        }
    }
}
