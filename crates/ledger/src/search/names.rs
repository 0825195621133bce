//! Sales of products by the names that they have: of the customer, of the SIM.
//!
//! Names stand in blocks of entries ([`crate::named`]). The newest block is looked at first, and a block without such a
//! name costs a glance.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension};

use super::query::Query;
use super::window::Window;
use crate::error::LedgerError;
use crate::named::block_of;
use crate::row::rows;

/// One page of keys: the newest sales that fit a query and have a name that begins with `phrase`.
pub(super) fn page(
    view: &Connection,
    query: &Query,
    window: Window,
    phrase: &str,
) -> Result<BTreeSet<i64>, LedgerError> {
    let mut block = view.prepare_cached("SELECT max(block) FROM sale_name WHERE block < ?1")?;
    let mut fitting = view.prepare_cached(
        "SELECT DISTINCT sale.first_seq FROM sale_name JOIN sale USING (first_seq)
         WHERE block = ?1 AND name >= ?2 AND name < ?3 AND sale.first_seq >= ?4 AND sale.first_seq < ?5
           AND (?6 IS NULL OR connection = ?6) AND (?7 IS NULL OR state = ?7)
           AND (?8 IS NULL OR asked_at >= ?8) AND (?9 IS NULL OR asked_at < ?9)
           AND (?10 = 0 OR state IN ('in_doubt', 'reopened'))
         ORDER BY sale.first_seq DESC LIMIT ?11",
    )?;
    let end = format!("{phrase}\u{10FFFF}");
    let connection = query.connection.as_ref().map(|id| id.as_str());
    let (from, before) = (query.asked_from.map(|at| at.0), query.asked_before.map(|at| at.0));
    let state = query.state.map(|state| state.word());
    let mut found = BTreeSet::new();
    // The block that a page begins in may have more of it.
    let mut behind = block_of(window.before).saturating_add(1);
    while found.len() < query.limit {
        let next: Option<i64> = block.query_row([behind], |row| row.get(0)).optional()?.flatten();
        let Some(next) = next.filter(|next| *next >= block_of(window.from)) else { break };
        let limit = rows(query.limit - found.len());
        let only = query.only_in_doubt;
        let keys = fitting.query_map(
            rusqlite::params![
                next,
                phrase,
                end,
                window.from,
                window.before,
                connection,
                state,
                from,
                before,
                only,
                limit
            ],
            |row| row.get(0),
        )?;
        for key in keys {
            found.insert(key?);
        }
        behind = next;
    }
    Ok(found)
}
