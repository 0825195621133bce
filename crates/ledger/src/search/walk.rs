//! How one meaning of a phrase is looked up among the conditions of a query.
//!
//! No walk reads all sales. Where few sales have what is meant, they are gathered and compared, newest first, until a
//! page is full. Where many have it, the newest sales are walked instead, along an index in their order or the table
//! itself, because a page of them is near. The rows of the table are narrow, so that a walk along it costs little.

use airtill_domain::SaleState;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::meaning::Meaning;
use super::query::Query;
use super::window::Window;
use crate::derived::{BY_ID, IN_DOUBT};
use crate::error::LedgerError;
use crate::parts;
use crate::row::rows;

/// So few are gathered and compared, whatever else is asked.
const FEW: usize = 1_000;

/// So many are gathered and sorted before a walk along the table is tried.
const SOME: usize = 10_000;

/// The newest entries that are walked for what many sales have.
const NEAR: i64 = 100_000;

/// The numbers with the same digits in them that are looked up.
const MOST_NUMBERS: usize = 5_000;

/// All conditions on a sale, in SQL with what they compare with.
struct Conditions {
    sql: Vec<&'static str>,
    values: Vec<Value>,
}

impl Conditions {
    fn of(query: &Query, meaning: Option<&Meaning>) -> Self {
        let mut all = Self { sql: Vec::new(), values: Vec::new() };
        if query.only_in_doubt {
            all.sql.push(IN_DOUBT);
        }
        if let Some(id) = &query.connection {
            all.push("connection = ?", [Value::Text(id.as_str().to_owned())]);
        }
        if let Some(state) = query.state {
            all.push("state = ?", [Value::Text(state.word().to_owned())]);
        }
        if let Some(from) = query.asked_from {
            all.push("asked_at >= ?", [Value::Integer(from.0)]);
        }
        if let Some(before) = query.asked_before {
            all.push("asked_at < ?", [Value::Integer(before.0)]);
        }
        if let Some((sql, values)) = meaning.map(Meaning::condition) {
            all.push(sql, values);
        }
        all
    }

    fn push(&mut self, sql: &'static str, values: impl IntoIterator<Item = Value>) {
        self.sql.push(sql);
        self.values.extend(values);
    }
}

/// One page of keys: the newest sales that fit a query and one meaning of its phrase.
pub(super) fn page(
    connection: &Connection,
    query: &Query,
    window: Window,
    meaning: Option<&Meaning>,
) -> Result<Vec<i64>, LedgerError> {
    let every = Conditions::of(query, meaning);
    let walk = |along: Along, window: Window| walk(connection, along, &every, window, query.limit);
    let fitting = |keys: Vec<i64>| fitting(connection, keys, &every, query.limit);
    if query.only_in_doubt {
        // The doubts are few: whatever else is sought, it is sought among them.
        return walk(Along::Index("sale_open"), window);
    }
    if let Some(meaning) = meaning
        && let Some(keys) = gathered(connection, meaning, window, FEW)?
    {
        return fitting(keys);
    }
    if let Some(along) = query.state.and_then(Along::state) {
        return walk(along, window);
    }
    if let Some(id) = &query.connection {
        if meaning.is_none() {
            return walk(Along::Index("sale_connection"), window);
        }
        let condition = ("connection = ?", vec![Value::Text(id.as_str().to_owned())]);
        if let Some(keys) = keys(connection, "sale_connection", condition, window, FEW)? {
            return fitting(keys);
        }
    }
    match meaning {
        None | Some(Meaning::FewDigits(_)) => walk(Along::Table, window),
        Some(Meaning::State(state)) => walk(Along::state(*state).unwrap_or(Along::Table), window),
        Some(Meaning::SoldBy(_)) => walk(Along::Index("sale_sold_by"), window),
        Some(Meaning::Price(_)) => walk(Along::Index("sale_price"), window),
        Some(meaning) => {
            if let Some(keys) = gathered(connection, meaning, window, SOME)? {
                return fitting(keys);
            }
            let near = Window { from: window.from.max(newest(connection, window)?.saturating_sub(NEAR)), ..window };
            let found = walk(Along::Table, near)?;
            if found.len() >= query.limit {
                return Ok(found);
            }
            match gathered(connection, meaning, window, usize::MAX)? {
                Some(keys) => fitting(keys),
                None => walk(Along::Table, window),
            }
        }
    }
}

/// The index that a walk goes along, in the order of the sales.
#[derive(Clone, Copy)]
enum Along {
    Table,
    Index(&'static str),
}

impl Along {
    /// The index of the sales in a state; none of what nearly all sales are.
    fn state(state: SaleState) -> Option<Self> {
        match state {
            SaleState::Confirmed => None,
            SaleState::Intended => Some(Along::Index("sale_open")),
            _ => Some(Along::Index("sale_state")),
        }
    }

    /// The table with its index, and the condition under which the index holds a sale.
    fn sql(self) -> (String, &'static str) {
        match self {
            Along::Table => ("sale NOT INDEXED".to_owned(), ""),
            Along::Index(name) => {
                let condition = match name {
                    "sale_open" => "open = 1 AND ",
                    "sale_state" => "state NOT IN ('intended', 'confirmed') AND ",
                    _ => "",
                };
                (format!("sale INDEXED BY {name}"), condition)
            }
        }
    }
}

/// The newest sale of a window.
fn newest(connection: &Connection, window: Window) -> Result<i64, LedgerError> {
    let mut statement =
        connection.prepare_cached("SELECT coalesce(max(first_seq), 0) FROM sale WHERE first_seq < ?1")?;
    Ok(statement.query_row([window.before], |row| row.get(0))?)
}

/// The keys of all sales of a window that a meaning fits, by its index; `None` if more than `most` would be read, or if
/// no index has it.
fn gathered(
    connection: &Connection,
    meaning: &Meaning,
    window: Window,
    most: usize,
) -> Result<Option<Vec<i64>>, LedgerError> {
    let index = match meaning {
        Meaning::Number(_) | Meaning::NumberBeginning(_) => "sale_subject",
        Meaning::ReferenceBeginning(_) => "sale_reference",
        Meaning::SoldBy(_) => "sale_sold_by",
        Meaning::Price(_) => "sale_price",
        Meaning::Id(id) => {
            let mut statement = connection.prepare_cached(&format!("SELECT first_seq FROM sale WHERE {BY_ID}"))?;
            let mut found = statement.query_map([id.to_string()], |row| row.get(0))?.collect::<Result<Vec<_>, _>>()?;
            found.retain(|key| window.has(*key));
            return Ok(Some(found));
        }
        Meaning::Digits(digits) => {
            let Some(numbers) = parts::numbers_with(connection, digits, MOST_NUMBERS)? else { return Ok(None) };
            let mut all = Vec::new();
            for number in numbers {
                let condition = Meaning::Number(number).condition();
                let Some(found) = keys(connection, "sale_subject", condition, window, most)? else { return Ok(None) };
                all.extend(found);
                if all.len() > most {
                    return Ok(None);
                }
            }
            return Ok(Some(all));
        }
        Meaning::State(_) | Meaning::FewDigits(_) => return Ok(None),
    };
    keys(connection, index, meaning.condition(), window, most)
}

/// The keys of a window that an index holds for a condition; `None` if it holds more than `most`, in the window or not.
fn keys(
    connection: &Connection,
    index: &str,
    (condition, mut values): (&'static str, Vec<Value>),
    window: Window,
    most: usize,
) -> Result<Option<Vec<i64>>, LedgerError> {
    // The window is no part of the question: few of many keys may lie in it, and all that are read count.
    let mut statement = connection
        .prepare_cached(&format!("SELECT first_seq FROM sale INDEXED BY {index} WHERE {condition} LIMIT ?"))?;
    values.push(Value::Integer(rows(most.saturating_add(1))));
    let mut found = statement.query_map(params_from_iter(values), |row| row.get(0))?.collect::<Result<Vec<_>, _>>()?;
    if found.len() > most {
        return Ok(None);
    }
    found.retain(|key| window.has(*key));
    Ok(Some(found))
}

/// Of these keys the newest that fit all conditions, as many as a page holds.
fn fitting(
    connection: &Connection,
    mut keys: Vec<i64>,
    every: &Conditions,
    limit: usize,
) -> Result<Vec<i64>, LedgerError> {
    keys.sort_unstable_by(|a, b| b.cmp(a));
    let conditions = every.sql.iter().map(|sql| format!(" AND {sql}")).collect::<String>();
    let mut statement = connection.prepare_cached(&format!("SELECT 1 FROM sale WHERE first_seq = ?{conditions}"))?;
    let mut found = Vec::new();
    for key in keys {
        if found.len() >= limit {
            break;
        }
        let values = [Value::Integer(key)].into_iter().chain(every.values.iter().cloned());
        if statement.exists(params_from_iter(values))? {
            found.push(key);
        }
    }
    Ok(found)
}

/// The newest sales that fit all conditions, along an index in their order or along the table.
fn walk(
    connection: &Connection,
    along: Along,
    every: &Conditions,
    window: Window,
    limit: usize,
) -> Result<Vec<i64>, LedgerError> {
    let conditions = every.sql.iter().map(|sql| format!("{sql} AND ")).collect::<String>();
    let (sale, held) = along.sql();
    let mut statement = connection.prepare_cached(&format!(
        "SELECT first_seq FROM {sale} WHERE {held}{conditions}first_seq >= ? AND first_seq < ?
         ORDER BY first_seq DESC LIMIT ?"
    ))?;
    let tail = [Value::Integer(window.from), Value::Integer(window.before), Value::Integer(rows(limit))];
    let values = every.values.iter().cloned().chain(tail);
    Ok(statement.query_map(params_from_iter(values), |row| row.get(0))?.collect::<Result<_, _>>()?)
}
