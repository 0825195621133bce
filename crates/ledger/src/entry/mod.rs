//! Entries: the numbered, dated and hashed records of which a ledger is made.
//!
//! What an entry can say is in [`Fact`]; what the evidence finds has its own file. How an entry is written and its hash
//! made is in [`crate::append`] and [`crate::hash`].

mod fact;
mod found;
mod seq;

pub use fact::Fact;
pub use found::{EndOfEpoch, Reopening, SettledBy, Verdict};
pub use seq::Seq;

use airtill_domain::{ConnectionId, FloatKey, Timestamp};

/// What is to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEntry {
    /// When, by the wall clock of this computer.
    pub at: Timestamp,
    /// Who: the signed-in person, or the till itself.
    pub actor: String,
    /// The connection that it concerns.
    pub connection: ConnectionId,
    /// The float that it concerns; absent where the account is not known. What follows the first intent of a sale is
    /// written with the float of that intent, whatever stands here.
    pub float: Option<FloatKey>,
    /// What happened.
    pub fact: Fact,
}

/// What was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its number.
    pub seq: Seq,
    /// When, by the wall clock of this computer.
    pub at: Timestamp,
    /// Who: the signed-in person, or the till itself.
    pub actor: String,
    /// The connection that it concerns.
    pub connection: ConnectionId,
    /// The float that it concerns; absent where the account is not known, and in entries of earlier versions.
    pub float: Option<FloatKey>,
    /// What happened.
    pub fact: Fact,
    /// SHA-256 over this entry and the hash of the one before it.
    pub hash: [u8; 32],
}

impl From<Entry> for NewEntry {
    fn from(entry: Entry) -> Self {
        Self { at: entry.at, actor: entry.actor, connection: entry.connection, float: entry.float, fact: entry.fact }
    }
}
