//! The list of sales: filtered, searched, newest first, a page at a time.
//!
//! A phrase may mean several things. Each meaning gives a page of its own, and the newest sales of all of them make the
//! page that is shown. Pages are cut by key, never by offset: the next page of a list begins before the last sale of
//! this one, so a sale that is added meanwhile moves nothing.

mod conditions;
mod meaning;
mod names;
mod query;
mod walk;
mod window;

pub use query::Query;

use std::collections::BTreeSet;

use airtill_domain::Iccid;
use rusqlite::Connection;

use crate::derived::sale_of;
use crate::error::LedgerError;
use crate::handle::Ledger;
use crate::sale::Sale;
use crate::text_folding::folded;
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
        let connections = match &query.connection {
            Some(id) => vec![id.as_str().to_owned()],
            None => connections(&view)?,
        };
        let phrase = folded(&query.search);
        if phrase.is_empty() {
            return load(&view, walk::page(&view, query, window, &connections, None)?);
        }
        let mut found = BTreeSet::new();
        for meaning in meaning::meanings(&view, &connections, &phrase)? {
            found.extend(walk::page(&view, query, window, &connections, Some(&meaning))?);
        }
        found.extend(names::page(&view, query, window, &connections, &name_of(&phrase))?);
        load(&view, found.into_iter().rev().take(query.limit))
    }
}

/// The connections that sold, each once: leaps along an index instead of reading it.
fn connections(view: &Connection) -> Result<Vec<String>, LedgerError> {
    let mut statement = view.prepare_cached(
        "WITH RECURSIVE sold (connection) AS (
             SELECT min(connection) FROM sale
             UNION ALL SELECT (SELECT min(sale.connection) FROM sale WHERE sale.connection > sold.connection)
             FROM sold WHERE sold.connection IS NOT NULL)
         SELECT connection FROM sold WHERE connection IS NOT NULL",
    )?;
    Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// The phrase as the name that it may be the beginning of: an ICCID as digits, however it was typed or scanned.
fn name_of(phrase: &str) -> String {
    let is_divided = phrase.chars().all(|c| c.is_ascii_digit() || " -".contains(c));
    match Iccid::parse(phrase) {
        Ok(iccid) => iccid.digits().to_owned(),
        Err(_) if is_divided => phrase.replace([' ', '-'], ""),
        Err(_) => phrase.to_owned(),
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
