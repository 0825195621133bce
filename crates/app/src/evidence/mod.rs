//! Settling doubt: the chain of balances, read from the ledger and weighed by written rules.
//!
//! [`rules`] holds the rules as a table and a pure function, [`rate`] what a sale costs, [`chain`] how a case is read from
//! the entries. Reading the float and writing what was found is the desk's work.

pub mod chain;
mod gather;
pub mod rate;
pub mod rules;

use airtill_contract::Finding;
use airtill_domain::Money;
use serde::{Deserialize, Serialize};

/// What a line of evidence keeps in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// What the float says.
    pub finding: Finding,
    /// The float expected if the sale was sent.
    pub if_sent: Option<Money>,
    /// The float expected if it was not.
    pub if_not_sent: Option<Money>,
    /// The float that was seen.
    pub seen: Option<Money>,
}
