//! A sale whose charge is not known, as the chain of a float follows it, and a float that was seen.
//!
//! Plain records: the conclusions from them stand in `weigh` and `verdicts`.

use airtill_domain::{Money, SaleId, Timestamp};
use airtill_ledger::{Entry, Seq};

use super::Noted;
use super::explain::Set;

/// A float that was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The entry that records it.
    pub seq: Seq,
    /// When it was asked for: a reading when it was asked, a float that an answer stated when its sale was sent.
    pub asked: Seq,
    /// When it was asked for, by the wall clock.
    pub at: Timestamp,
    /// When it was known, by the wall clock.
    pub until: Timestamp,
    /// The balance that was seen.
    pub float: Money,
}

/// A sale whose charge is not known.
#[derive(Clone, Debug)]
pub struct Open {
    /// The sale whose charge is open.
    pub sale: SaleId,
    /// The amount of the order, in minor units.
    pub amount: i64,
    /// The entry behind which it was sent.
    pub sent: Seq,
    /// When that was, by the wall clock.
    pub sent_at: Timestamp,
    /// Its bit in the sets; none where there was no room.
    pub bit: Option<u32>,
    /// The last float that was seen before it was sent.
    pub before: Option<Seen>,
    /// Its request has ended, and it is in doubt.
    pub doubt: bool,
    /// A verdict was given of it; the service may still be working on it all the same.
    pub judged: bool,
    /// The service refused it: only its charge is open.
    pub refused: bool,
    /// The entry from which on the service is done with it.
    pub rest: Option<Seq>,
    /// A float was seen that contains its charge, if there was one.
    pub past: bool,
    /// It was sent before the epoch began, or its set was given up: nothing is concluded of it.
    pub foreign: bool,
    /// Nothing is concluded of it: a person has said something, or it was refused in a way that says nothing of its
    /// charge.
    pub mute: bool,
    /// There was too much to enumerate.
    pub lost: bool,
    /// Another sale was in doubt while the service may have been working on it.
    pub crowded: bool,
    /// Another request was sent while the service may have been working on it, or it was sent in such a moment.
    pub followed: bool,
    /// The float rose while the service may have been working on it.
    pub disturbed: bool,
    /// A second debit of another sale would explain what was seen as well.
    pub again: bool,
    /// The last line of evidence about it.
    pub noted: Option<Noted>,
}

impl Open {
    /// A sale that is about to be sent.
    pub fn new(sale: SaleId, amount: i64, sent: &Entry, before: Option<Seen>) -> Self {
        Self {
            sale,
            amount,
            sent: sent.seq,
            sent_at: sent.at,
            bit: None,
            before,
            doubt: false,
            judged: false,
            refused: false,
            rest: None,
            past: false,
            foreign: false,
            mute: false,
            lost: false,
            crowded: false,
            followed: false,
            disturbed: false,
            again: false,
            noted: None,
        }
    }

    /// It as a set.
    pub fn set(&self) -> Set {
        self.bit.map_or(0, |bit| 1 << bit)
    }

    /// Whether evidence may conclude something of it.
    pub fn is_told(&self) -> bool {
        self.doubt && !self.foreign && !self.mute && !self.lost
    }
}
