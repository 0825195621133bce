//! Evidence: what a float proves about the charge of sales whose answer does not say it. Never about a delivery.
//!
//! A float is followed through all that was seen of it, in the order of the ledger: readings, floats that answers of
//! success state, sales, and what is declared. The chain holds every *joint explanation*: every set of doubts that, if
//! charged, makes up each movement together with the known sales, a second debit, a refund seen on its own, or a
//! deposit, as far as each is declared possible. A doubt may be charged from its sending until the service is done with
//! it (its *window*).
//!
//! The rules stand as a table at [`chain::Chain`]; each row is a test.
//!
//! [`chain`] reads entries, `weigh` and `verdicts` hold the rows, `explain` and `sets` the sums, `cost` what sales cost.
//! [`follow`] and `gather` write what follows; nothing else writes what evidence says.

pub mod chain;
mod cost;
pub mod due;
mod explain;
pub mod follow;
mod open;
mod sets;
mod verdicts;
mod weigh;

pub use airtill_ledger::Noted;

/// The version of the rules that judge from here on. The first took a charge for a delivery, and the account for the
/// till's own.
pub const RULES: u32 = 2;

#[cfg(test)]
mod tests;
