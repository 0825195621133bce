//! Entries: the numbered, dated and hashed records of which a ledger is made.
//!
//! [`Fact`] lists the contents of an entry; the findings of the evidence have their own file. How an entry is written
//! and its hash made is in [`crate::append`] and [`crate::hash`].

mod fact;
mod found;
mod intended;
mod seq;

pub use fact::Fact;
pub use found::{EsimDelivery, Noted, Reopening, SeenSubscription, Trace, Verdict};
pub use intended::{Answers, Intended, ListRow, Turn};
pub use seq::Seq;

use airtill_domain::{ConnectionId, FloatKey, TillId, Timestamp};

/// An entry before it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEntry {
    /// When, by the wall clock of this computer.
    pub at: Timestamp,
    /// The account that is signed in, or the till itself.
    pub actor: String,
    /// The connection that it concerns; none where it concerns the till.
    pub connection: Option<ConnectionId>,
    /// The float that it concerns; absent where the account is not known. Every later entry of a sale is written with
    /// the float of its first intent, whatever stands here.
    pub float: Option<FloatKey>,
    /// The fact that it records.
    pub fact: Fact,
}

/// The written entry and its sale.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its number in the chain.
    pub seq: Seq,
    /// When, by the wall clock of the computer that wrote it.
    pub at: Timestamp,
    /// The till that wrote it.
    pub till: TillId,
    /// The account that was signed in, or the till itself.
    pub actor: String,
    /// The connection that it concerns; none where it concerns the till.
    pub connection: Option<ConnectionId>,
    /// The float that it concerns; absent where the account was not known.
    pub float: Option<FloatKey>,
    /// The fact that it records.
    pub fact: Fact,
    /// SHA-256 over this entry and the hash of the one before it.
    pub hash: [u8; 32],
}

impl From<Entry> for NewEntry {
    fn from(entry: Entry) -> Self {
        Self { at: entry.at, actor: entry.actor, connection: entry.connection, float: entry.float, fact: entry.fact }
    }
}
