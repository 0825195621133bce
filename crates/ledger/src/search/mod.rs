//! The list of sales: filtered, searched, newest first, a page at a time.
//!
//! A phrase may mean several things. Each meaning gives a page of its own, and the newest sales of all of them make the
//! page that is shown. Pages are cut by key, never by offset: the next page of a list begins before the last sale of
//! this one, so a sale that is added meanwhile moves nothing.

mod meaning;
mod query;
mod walk;
mod window;

pub use query::Query;

use std::collections::BTreeSet;

use rusqlite::Connection;

use crate::derived::{folded, sale_of};
use crate::error::LedgerError;
use crate::handle::Ledger;
use crate::sale::Sale;
use window::Window;

impl Ledger {
    /// A page of sales, newest first.
    ///
    /// # Errors
    /// An error of the disk or of the database while the file is read.
    pub fn sales(&self, query: &Query) -> Result<Vec<Sale>, LedgerError> {
        // One view of the file, whatever is written meanwhile.
        let view = self.connection.unchecked_transaction()?;
        let window = Window::of(&view, query)?;
        let phrase = folded(&query.search);
        if phrase.is_empty() {
            return load(&view, walk::page(&view, query, window, None)?);
        }
        let mut found = BTreeSet::new();
        for meaning in meaning::meanings(&view, &phrase)? {
            found.extend(walk::page(&view, query, window, Some(&meaning))?);
        }
        load(&view, found.into_iter().rev().take(query.limit))
    }
}

fn load(connection: &Connection, keys: impl IntoIterator<Item = i64>) -> Result<Vec<Sale>, LedgerError> {
    let mut statement = connection.prepare_cached("SELECT first_seq, body FROM sale_body WHERE first_seq = ?1")?;
    let mut found = Vec::new();
    for key in keys {
        let mut rows = statement.query([key])?;
        if let Some(row) = rows.next()? {
            found.push(sale_of(row)?);
        }
    }
    Ok(found)
}
