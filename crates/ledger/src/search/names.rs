//! Sales of products by the names that they have: of the customer, of the SIM.
//!
//! Names stand in blocks of entries ([`crate::sale_names`]). The newest block is looked at first, and a block without such a
//! name costs a glance. Where few sales fit all else that a query asks for, their own names are compared instead: every
//! SIM of an issuer begins with the same digits, and a walk past all of them finds nothing among three sales in doubt.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension};

use super::query::Query;
use super::walk;
use super::window::Window;
use crate::derived::sale_of;
use crate::error::LedgerError;
use crate::row::rows;
use crate::sale_names::{block_of, names_of};

/// The most sales whose own names are compared.
const FEW: usize = 600;

/// One page of keys: the newest sales that fit a query and have a name that begins with `phrase`. `connections` are those
/// among which it looks.
pub(super) fn page(
    view: &Connection,
    query: &Query,
    window: Window,
    connections: &[String],
    phrase: &str,
) -> Result<BTreeSet<i64>, LedgerError> {
    if !sell_products(view, connections)? {
        return Ok(BTreeSet::new());
    }
    match few(view, query, window, connections)? {
        Some(keys) => compared(view, keys, phrase, query.limit),
        None => through_blocks(view, query, window, phrase),
    }
}

/// Whether one of the connections ever sold a product.
fn sell_products(view: &Connection, connections: &[String]) -> Result<bool, LedgerError> {
    let sql = "SELECT 1 FROM sale INDEXED BY sale_product WHERE connection = ?1 AND product IS NOT NULL";
    let mut sold = view.prepare_cached(sql)?;
    for connection in connections {
        if sold.exists([connection])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// All sales that fit a query whatever its phrase, newest first, where it asks for more than a phrase and they are few.
fn few(
    view: &Connection,
    query: &Query,
    window: Window,
    connections: &[String],
) -> Result<Option<Vec<i64>>, LedgerError> {
    let is_narrow = query.only_in_doubt
        || query.state.is_some()
        || query.connection.is_some()
        || query.asked_from.is_some()
        || query.asked_before.is_some();
    if !is_narrow {
        return Ok(None);
    }
    let all = Query { search: String::new(), limit: FEW + 1, ..query.clone() };
    let keys = walk::page(view, &all, window, connections, None)?;
    Ok((keys.len() <= FEW).then_some(keys))
}

/// Of these sales, newest first, the first ones that have a name which begins with `phrase`.
fn compared(view: &Connection, keys: Vec<i64>, phrase: &str, limit: usize) -> Result<BTreeSet<i64>, LedgerError> {
    let mut product = view.prepare_cached(
        "SELECT first_seq, body FROM sale JOIN sale_body USING (first_seq) WHERE first_seq = ?1 AND product IS NOT NULL",
    )?;
    let mut found = BTreeSet::new();
    for key in keys {
        if found.len() >= limit {
            break;
        }
        let mut rows = product.query([key])?;
        let Some(row) = rows.next()? else { continue };
        if names_of(&sale_of(row)?).iter().any(|name| name.starts_with(phrase)) {
            found.insert(key);
        }
    }
    Ok(found)
}

/// Through the blocks that have such a name, newest first, until the page is full.
fn through_blocks(
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

#[cfg(test)]
mod tests {
    use airtill_domain::{DoubtCause, SaleState, Timestamp};

    use super::*;
    use crate::sale::Sale;
    use crate::tests::plans::{ICCID, ledger_with, new_esim, ordered, ready, silent, taken, top_up};
    use crate::tests::{at, confirmed, entry, intended, shop};

    const PHRASES: [&str; 6] = ["amal", "lado", "amal1@shop", "8944", "0124", "nowhere"];

    /// Whether a sale fits a query and a phrase, as the documents of a query say.
    fn fits(sale: &Sale, query: &Query, phrase: &str) -> bool {
        let is_doubt = matches!(sale.state, SaleState::InDoubt | SaleState::Reopened);
        (!query.only_in_doubt || is_doubt)
            && query.state.is_none_or(|state| state == sale.state)
            && query.connection.as_ref().is_none_or(|id| id == sale.connection())
            && query.asked_from.is_none_or(|from| sale.asked_at >= from)
            && query.asked_before.is_none_or(|before| sale.asked_at < before)
            && sale.order.product().is_some()
            && names_of(sale).iter().any(|name| name.starts_with(phrase))
    }

    #[test]
    fn both_ways_find_the_sales_that_fit() {
        let mut entries = Vec::new();
        for n in (1..=20).step_by(4) {
            entries.extend([ordered(n, new_esim(&format!("amal{n}@shop.example"), "p")), taken(n)]);
            entries.extend((n > 8).then(|| ready(n)));
            entries.extend([ordered(n + 1, top_up(ICCID, "q")), silent(n + 1, DoubtCause::ServiceFault)]);
            entries.extend([entry(0, intended(n + 2)), entry(1, confirmed(n + 2))]);
        }
        let (_place, ledger) = ledger_with(entries);
        let all = ledger.sales(&Query { limit: 100, ..Query::default() }).unwrap();
        let by = |query: &Query, phrase: &str| {
            let view = &ledger.connection;
            let window = Window::of(view, query).unwrap();
            let connections = vec![shop().as_str().to_owned()];
            let keys = few(view, query, window, &connections).unwrap().expect("twenty are few");
            (
                compared(view, keys, phrase, query.limit).unwrap(),
                through_blocks(view, query, window, phrase).unwrap(),
                page(view, query, window, &connections, phrase).unwrap(),
            )
        };
        let mut most = 0;
        for query in [
            Query { only_in_doubt: true, ..Query::default() },
            Query { state: Some(SaleState::Confirmed), ..Query::default() },
            Query { state: Some(SaleState::Accepted), limit: 1, ..Query::default() },
            Query { connection: Some(shop()), ..Query::default() },
            Query { asked_from: Some(Timestamp(0)), asked_before: Some(at(1)), limit: 3, ..Query::default() },
            Query { connection: Some(shop()), before: Some(all[7].first), ..Query::default() },
        ] {
            for phrase in PHRASES {
                let expected: BTreeSet<i64> = all
                    .iter()
                    .filter(|sale| fits(sale, &query, phrase) && query.before.is_none_or(|before| sale.first < before))
                    .take(query.limit)
                    .map(|sale| sale.first.0)
                    .collect();
                most = most.max(expected.len());
                let (compared, through_blocks, page) = by(&query, phrase);
                assert_eq!(compared, expected, "{query:?} {phrase}");
                assert_eq!(through_blocks, expected, "{query:?} {phrase}");
                assert_eq!(page, expected, "{query:?} {phrase}");
            }
        }
        assert!(most > 4, "the phrases find something");
    }

    #[test]
    fn a_connection_without_products_costs_a_glance() {
        let (_place, ledger) = ledger_with(vec![ordered(1, new_esim("amal@shop.example", "p")), entry(0, intended(2))]);
        let sold = |connection: &str| sell_products(&ledger.connection, &[connection.to_owned()]).unwrap();
        assert!(sold(shop().as_str()));
        assert!(!sold("another"));
    }
}
