//! The questions that a person may ask of the list of sales.
//!
//! Plain values; how each one is answered, and by which index, is decided beside them.

use airtill_domain::{ConnectionId, SaleState, Timestamp};

use crate::entry::Seq;

/// Which sales to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Of this connection only.
    pub connection: Option<ConnectionId>,
    /// A number or part of it, the beginning of a reference, a person, an amount, a state, or the id of a sale; blank
    /// finds all.
    pub search: String,
    /// In this state only.
    pub state: Option<SaleState>,
    /// In doubt only, opened again included: those that [`crate::Ledger::count_doubts`] counts.
    pub only_in_doubt: bool,
    /// Asked for at this time or later.
    pub asked_from: Option<Timestamp>,
    /// Asked for before this time.
    pub asked_before: Option<Timestamp>,
    /// The `first` of the last sale of the page before.
    pub before: Option<Seq>,
    /// The most sales of a page.
    pub limit: usize,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            connection: None,
            search: String::new(),
            state: None,
            only_in_doubt: false,
            asked_from: None,
            asked_before: None,
            before: None,
            limit: 50,
        }
    }
}
