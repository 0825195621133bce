//! The durable, append-only record of every sale.
//!
//! Entries are facts, each chained to the one before it by a hash; they are never changed and never removed, which SQL
//! triggers enforce. One row a sale is derived from them in the same transaction, so that looking up is quick; it can
//! be rebuilt from the entries at any time. When [`Ledger::append`] or [`Ledger::intend`] has returned, the entry is on
//! disk.
//!
//! Nothing here speaks to a service, decides what an answer means, or reads a clock: facts and times arrive as
//! arguments.

mod append;
mod derived;
mod entry;
mod epoch;
mod error;
mod file;
mod format;
mod guard;
mod handle;
mod hash;
mod last_till;
mod limits;
mod number_parts;
mod opening;
mod reading;
mod row;
mod sale;
mod sale_names;
mod schema;
mod search;
mod text_folding;
mod thread;
mod verify;

#[cfg(test)]
mod tests;

pub use append::Written;
pub use derived::{Rebuilding, day_began};
pub use entry::{
    Answers, Entry, EsimDelivery, Fact, Intended, ListRow, NewEntry, Noted, Reopening, SeenSubscription, Seq, Trace,
    Turn, Verdict,
};
pub use epoch::EpochEntries;
pub use error::{Damage, LedgerError};
pub use file::set_aside;
pub use format::format_of;
pub use guard::{Earlier, Guard, Intent};
pub use handle::Ledger;
pub use last_till::last_till;
pub use limits::{Limiting, ListPrices, OverLimit};
pub use sale::{Bearing, Judgement, Sale, Statement};
pub use search::Query;
pub use thread::LedgerThread;
pub use verify::{Check, Verified};
