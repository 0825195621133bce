//! A sale of airtime: what was asked, and the states it can be in.
//!
//! The states and their legal transitions are the till's promise in code. A sale leaves *intended* once, by the answer of
//! the service; a doubt leaves *in doubt* once, by evidence or by a person; nothing ever leaves a final state.

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
    /// Delivered, with the service's reference.
    Confirmed,
    /// Charged; the service delivers later by itself.
    Accepted,
    /// Refused; the float was not touched.
    Declined,
    /// Refused, yet the float went down.
    DeclinedButCharged,
    /// Nobody knows yet.
    InDoubt,
    /// Was in doubt; the evidence, or a person, says it was sent.
    SettledSent,
    /// Was in doubt; the evidence, or a person, says it was not sent.
    SettledNotSent,
}

impl SaleState {
    /// All of them, in the order in which a sale can meet them.
    pub const ALL: [SaleState; 8] = [
        SaleState::Intended,
        SaleState::Confirmed,
        SaleState::Accepted,
        SaleState::Declined,
        SaleState::DeclinedButCharged,
        SaleState::InDoubt,
        SaleState::SettledSent,
        SaleState::SettledNotSent,
    ];

    /// Whether the ledger may record `next` for a sale that stands here.
    pub fn may_become(self, next: SaleState) -> bool {
        use SaleState::{Accepted, Confirmed, Declined, DeclinedButCharged, InDoubt, Intended, SettledNotSent, SettledSent};
        match self {
            // A request turned away before processing (401) is intended anew.
            Intended => matches!(next, Intended | Confirmed | Accepted | Declined | InDoubt),
            InDoubt => matches!(next, SettledSent | SettledNotSent | Declined | DeclinedButCharged),
            Confirmed | Accepted | Declined | DeclinedButCharged | SettledSent | SettledNotSent => false,
        }
    }

    /// Whether it is still open whether money moved.
    pub fn is_open(self) -> bool {
        matches!(self, SaleState::Intended | SaleState::InDoubt)
    }

    /// Whether the float was debited: `None` while that is not known.
    pub fn charged(self) -> Option<bool> {
        match self {
            SaleState::Intended | SaleState::InDoubt => None,
            SaleState::Confirmed | SaleState::Accepted | SaleState::DeclinedButCharged | SaleState::SettledSent => Some(true),
            SaleState::Declined | SaleState::SettledNotSent => Some(false),
        }
    }

    /// The word that the ledger stores and searches find.
    pub fn word(self) -> &'static str {
        match self {
            SaleState::Intended => "intended",
            SaleState::Confirmed => "confirmed",
            SaleState::Accepted => "accepted",
            SaleState::Declined => "declined",
            SaleState::DeclinedButCharged => "declined_but_charged",
            SaleState::InDoubt => "in_doubt",
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
    fn nothing_leaves_a_state_in_which_the_outcome_is_known() {
        for from in SaleState::ALL.into_iter().filter(|s| !s.is_open()) {
            for to in SaleState::ALL {
                assert!(!from.may_become(to), "{from:?} must be final, yet may become {to:?}");
            }
        }
    }

    #[test]
    fn a_doubt_is_never_answered_by_the_request_that_caused_it() {
        for late in [SaleState::Confirmed, SaleState::Accepted, SaleState::Intended] {
            assert!(!SaleState::InDoubt.may_become(late), "a doubt is settled by evidence, not turned into {late:?}");
        }
    }

    #[test]
    fn every_state_is_found_by_its_word() {
        for state in SaleState::ALL {
            assert_eq!(SaleState::from_word(state.word()), Some(state));
        }
    }
}
