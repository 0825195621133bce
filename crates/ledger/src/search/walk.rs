//! How one meaning of a phrase is looked up among the conditions of a query.
//!
//! No walk reads all sales, and none depends on how near a page of them is. Conditions that few sales can meet (a
//! number, an id, a part of few numbers) are gathered and compared, newest first. All else is looked up by indices that
//! begin with the connection: in the order of the sales where the index has it, otherwise block by block of the newest
//! entries, so that blocks without such a sale cost a glance each. A search of all connections merges the pages of
//! each.

use std::ops::Range;

use airtill_domain::SaleState;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::conditions::Conditions;
use super::meaning::Meaning;
use super::query::Query;
use super::window::Window;
use crate::derived::BY_ID;
use crate::error::LedgerError;
use crate::number_parts;
use crate::row::rows;

/// The newest entries that are looked at first, sale by sale: a word that many sales have is found among them.
const NEAR: i64 = 2_048;

/// The blocks of all connections that are walked before older ones are.
const AT_ONCE: i64 = 16;

/// The most sales of numbers with the same digits in them that are gathered; more are near everywhere.
const MOST_SALES: usize = 4_000;

/// The numbers with the same digits in them that are looked up.
const MOST_NUMBERS: usize = 1_500;

/// One page of keys: the newest sales that fit a query and one meaning of its phrase. `connections` are those among
/// which it looks.
pub(super) fn page(
    view: &Connection,
    query: &Query,
    window: Window,
    connections: &[String],
    meaning: Option<&Meaning>,
) -> Result<Vec<i64>, LedgerError> {
    let every = Conditions::of(query, meaning);
    if let (Some(wanted), Some(Meaning::State(state))) = (query.state, meaning)
        && wanted != *state
    {
        return Ok(Vec::new());
    }
    if let Some(meaning) = meaning
        && !may_be_found(view, connections, meaning)?
    {
        return Ok(Vec::new());
    }
    if !query.only_in_doubt
        && let Some(meaning) = meaning
        && let Some(keys) = gathered(view, meaning)?
    {
        return fitting(view, keys, &every, window, query.limit);
    }
    let is_sparse = query.only_in_doubt || query.state.is_some_and(|state| of_state(state).is_some());
    if !is_sparse && meaning.is_some_and(|meaning| goes_by_blocks(meaning, is_sparse)) {
        let found = near(view, &every, window, query.limit)?;
        if found.len() == query.limit {
            return Ok(found);
        }
    }
    let mut all = Vec::new();
    for connection in connections {
        if let Some((newest, oldest)) = reach(view, connection, window)? {
            let every = every.of_connection(connection);
            all.push(Of { view, query, meaning, every, connection, newest, oldest });
        }
    }
    let by_blocks = meaning.filter(|meaning| !query.only_in_doubt && goes_by_blocks(meaning, is_sparse));
    let mut found = Vec::new();
    let mut behind = all.iter().map(|of| of.newest + 1).max().unwrap_or(0);
    let oldest = all.iter().map(|of| of.oldest).min().unwrap_or(0);
    // A few blocks of all connections before the next few: none is walked further than the page needs.
    while behind > oldest && found.len() < query.limit {
        let blocks = (behind - AT_ONCE).max(oldest)..behind;
        behind = blocks.start;
        match by_blocks {
            Some(meaning) => through_blocks(&all, meaning, blocks, window, &mut found)?,
            None => {
                for of in &all {
                    found.extend(of.page(window.within(blocks.clone()))?);
                }
            }
        }
    }
    found.sort_unstable_by(|a, b| b.cmp(a));
    found.truncate(query.limit);
    Ok(found)
}

/// Whether a sale may have what is meant, where one look shows that none has.
fn may_be_found(view: &Connection, connections: &[String], meaning: &Meaning) -> Result<bool, LedgerError> {
    match meaning {
        Meaning::NumberBeginning(_) => {
            let (condition, values) = meaning.condition();
            let sql = format!("SELECT 1 FROM sale INDEXED BY sale_subject WHERE {condition}");
            Ok(view.prepare_cached(&sql)?.exists(params_from_iter(values))?)
        }
        Meaning::Price(price) => {
            let mut at_price = view.prepare_cached(
                "SELECT 1 FROM sale INDEXED BY sale_price WHERE connection = ?1 AND price_minor = ?2 AND currency = ?3",
            )?;
            for connection in connections {
                if at_price.exists((connection, price.minor, price.currency.code()))? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        _ => Ok(true),
    }
}

/// Whether a meaning is looked up by blocks, among all sales or among those of a state that few are in: what no index has
/// in the order of the sales, and what few in that state have.
fn goes_by_blocks(meaning: &Meaning, is_sparse: bool) -> bool {
    match meaning {
        Meaning::NumberBeginning(_) | Meaning::ReferenceBeginning(_) => true,
        Meaning::FewDigits(_) | Meaning::Digits(_) => !is_sparse,
        Meaning::SoldBy(_) | Meaning::Price(_) => is_sparse,
        Meaning::State(_) | Meaning::Number(_) | Meaning::Id(_) => false,
    }
}

/// Through those of some blocks that have such a sale of any connection, newest first, until the page is full.
fn through_blocks(
    all: &[Of<'_>],
    meaning: &Meaning,
    blocks: Range<i64>,
    window: Window,
    found: &mut Vec<i64>,
) -> Result<(), LedgerError> {
    let mut having = Vec::new();
    for (n, of) in all.iter().enumerate() {
        having.extend(of.blocks(meaning, &blocks)?.into_iter().map(|block| (block, n)));
    }
    having.sort_unstable_by(|a, b| b.cmp(a));
    for same in having.chunk_by(|a, b| a.0 == b.0) {
        for (block, n) in same {
            let of = &all[*n];
            found.extend(of.in_block(meaning, *block, window.within(*block..block + 1))?);
        }
        if all.first().is_some_and(|of| found.len() >= of.query.limit) {
            break;
        }
    }
    Ok(())
}

/// A search among the sales of one connection.
struct Of<'a> {
    view: &'a Connection,
    query: &'a Query,
    meaning: Option<&'a Meaning>,
    every: Conditions,
    connection: &'a str,
    /// The newest and the oldest block in which it has sales.
    newest: i64,
    oldest: i64,
}

impl Of<'_> {
    /// Along an index in the order of the sales.
    fn page(&self, window: Window) -> Result<Vec<i64>, LedgerError> {
        let along = match (self.query.only_in_doubt, self.meaning) {
            // The doubts are few: anything else is sought among them.
            (true, _) => "sale_open",
            (false, Some(Meaning::SoldBy(_))) => "sale_sold_by",
            (false, Some(Meaning::Price(_))) => "sale_price",
            _ => self.among().unwrap_or("sale_connection"),
        };
        self.walk(along, window)
    }

    /// The index of the sales in the state that is asked for, which holds all that is compared.
    fn among(&self) -> Option<&'static str> {
        match (self.query.state, self.meaning) {
            (Some(state), _) | (None, Some(&Meaning::State(state))) => of_state(state),
            _ => None,
        }
    }

    /// Those of some blocks that have a sale of the meaning; of digits anywhere in a number, which only a look at each
    /// can show, those that have any sale.
    fn blocks(&self, meaning: &Meaning, among: &Range<i64>) -> Result<Vec<i64>, LedgerError> {
        let (newest, oldest) = (self.newest.min(among.end - 1), self.oldest.max(among.start));
        if newest < oldest {
            return Ok(Vec::new());
        }
        let (condition, values) = match meaning {
            Meaning::FewDigits(_) | Meaning::Digits(_) | Meaning::State(_) => ("TRUE", Vec::new()),
            meaning => meaning.condition(),
        };
        let (index, in_block) = match meaning {
            Meaning::SoldBy(_) | Meaning::Price(_) => {
                (meaning.index(), "first_seq >= blocks.block << 14 AND first_seq < (blocks.block + 1) << 14")
            }
            meaning => (meaning.index(), "first_seq >> 14 = blocks.block"),
        };
        let mut blocks = self.view.prepare_cached(&format!(
            "WITH RECURSIVE blocks (block) AS (SELECT ?1 UNION ALL SELECT block - 1 FROM blocks WHERE block > ?2)
             SELECT block FROM blocks WHERE EXISTS
                 (SELECT 1 FROM sale INDEXED BY {index} WHERE connection = ?3 AND {in_block} AND {condition})"
        ))?;
        let ends = [Value::Integer(newest), Value::Integer(oldest), Value::Text(self.connection.to_owned())];
        let values = ends.iter().chain(&values);
        Ok(blocks.query_map(params_from_iter(values), |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// The newest sales of a block that fit all conditions.
    fn in_block(&self, meaning: &Meaning, block: i64, window: Window) -> Result<Vec<i64>, LedgerError> {
        if let Some(among) = self.among() {
            return self.walk(among, window);
        }
        let (condition, values) = meaning.condition();
        let mut keys = self.view.prepare_cached(&format!(
            "SELECT first_seq FROM sale INDEXED BY {} WHERE first_seq >> 14 = ?1 AND connection = ?2 AND {condition}",
            meaning.index()
        ))?;
        let of_block = [Value::Integer(block), Value::Text(self.connection.to_owned())];
        let keys = keys.query_map(params_from_iter(of_block.iter().chain(&values)), |row| row.get(0))?;
        fitting(self.view, keys.collect::<Result<_, _>>()?, &self.every, window, self.query.limit)
    }

    /// The newest sales that fit all conditions, along an index in their order.
    fn walk(&self, index: &'static str, window: Window) -> Result<Vec<i64>, LedgerError> {
        let held = match index {
            "sale_open" => "open = 1 AND ",
            "sale_state" => "state NOT IN ('intended', 'confirmed') AND ",
            _ => "",
        };
        let (conditions, values) = self.every.sql();
        let mut statement = self.view.prepare_cached(&format!(
            "SELECT first_seq FROM sale INDEXED BY {index}
             WHERE {held}{conditions} AND first_seq >= ? AND first_seq < ? ORDER BY first_seq DESC LIMIT ?"
        ))?;
        let tail = [Value::Integer(window.from), Value::Integer(window.before), Value::Integer(rows(self.query.limit))];
        let values = values.cloned().chain(tail);
        Ok(statement.query_map(params_from_iter(values), |row| row.get(0))?.collect::<Result<_, _>>()?)
    }
}

/// The newest and the oldest block of a window in which a connection has sales.
fn reach(view: &Connection, connection: &str, window: Window) -> Result<Option<(i64, i64)>, LedgerError> {
    let mut ends = view.prepare_cached(
        "SELECT (SELECT max(first_seq) FROM sale INDEXED BY sale_connection
                 WHERE connection = ?1 AND first_seq >= ?2 AND first_seq < ?3) >> 14,
                (SELECT min(first_seq) FROM sale INDEXED BY sale_connection
                 WHERE connection = ?1 AND first_seq >= ?2 AND first_seq < ?3) >> 14",
    )?;
    let ends: (Option<i64>, Option<i64>) =
        ends.query_row((connection, window.from, window.before), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(ends.0.zip(ends.1))
}

/// The sales that fit all conditions among the newest of a window, in the order of the table.
fn near(view: &Connection, every: &Conditions, window: Window, limit: usize) -> Result<Vec<i64>, LedgerError> {
    let (conditions, values) = every.sql();
    let mut statement = view.prepare_cached(&format!(
        "SELECT first_seq FROM sale NOT INDEXED WHERE {conditions} AND first_seq < ? AND first_seq >= max(?,
             (SELECT max(first_seq) FROM sale WHERE first_seq < ?) - {NEAR}) ORDER BY first_seq DESC LIMIT ?"
    ))?;
    let tail = [window.before, window.from, window.before, rows(limit)].map(Value::Integer);
    let values = values.cloned().chain(tail);
    Ok(statement.query_map(params_from_iter(values), |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// The index of the sales in a state; none of what nearly all sales are.
fn of_state(state: SaleState) -> Option<&'static str> {
    match state {
        SaleState::Confirmed => None,
        SaleState::Intended => Some("sale_open"),
        _ => Some("sale_state"),
    }
}

/// The keys of all sales that a meaning fits, where they cannot be many.
fn gathered(view: &Connection, meaning: &Meaning) -> Result<Option<Vec<i64>>, LedgerError> {
    let mut found = Vec::new();
    match meaning {
        Meaning::Id(id) => {
            let mut statement = view.prepare_cached(&format!("SELECT first_seq FROM sale WHERE {BY_ID}"))?;
            found = statement.query_map([id.to_string()], |row| row.get(0))?.collect::<Result<_, _>>()?;
        }
        Meaning::Number(number) => found = of_number(view, number)?,
        Meaning::Digits(digits) => {
            let Some(numbers) = number_parts::numbers_with(view, digits, MOST_NUMBERS)? else { return Ok(None) };
            for number in numbers {
                found.extend(of_number(view, &number)?);
                if found.len() > MOST_SALES {
                    return Ok(None);
                }
            }
        }
        _ => return Ok(None),
    }
    Ok(Some(found))
}

fn of_number(view: &Connection, number: &str) -> Result<Vec<i64>, LedgerError> {
    let mut statement = view.prepare_cached("SELECT first_seq FROM sale INDEXED BY sale_subject WHERE subject = ?1")?;
    Ok(statement.query_map([number], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// Of these keys the newest in a window that fit all conditions, at most so many.
fn fitting(
    view: &Connection,
    mut keys: Vec<i64>,
    every: &Conditions,
    window: Window,
    limit: usize,
) -> Result<Vec<i64>, LedgerError> {
    keys.retain(|key| window.has(*key));
    keys.sort_unstable_by(|a, b| b.cmp(a));
    let (conditions, values) = every.sql();
    let values = values.cloned().collect::<Vec<_>>();
    let mut statement = view.prepare_cached(&format!("SELECT 1 FROM sale WHERE {conditions} AND first_seq = ?"))?;
    let mut found = Vec::new();
    for key in keys {
        if found.len() >= limit {
            break;
        }
        if statement.exists(params_from_iter(values.iter().chain([&Value::Integer(key)])))? {
            found.push(key);
        }
    }
    Ok(found)
}
