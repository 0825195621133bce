//! What a search phrase may mean, and how each meaning is looked up.
//!
//! A phrase is all that it can be at once: digits are a number, the beginning of one, a part of one, an amount and the
//! beginning of a reference; words are a person, a state and the beginning of a reference; `open` is every open sale.
//! Each meaning is one walk along one index, at most a page long where the index gives the order; the newest of all of
//! them make the page.
//!
//! Pages are cut by key, never by offset: the next page of a list begins before the last sale of this one, so a sale
//! that is added meanwhile moves nothing.

use std::collections::BTreeSet;

use airtill_domain::money::typed;
use airtill_domain::msisdn::{Sought, sought};
use airtill_domain::{ConnectionId, Currency, SaleId, SaleState};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::derived::{BY_ID, IN_DOUBT, folded, sale_of};
use crate::entry::Seq;
use crate::error::LedgerError;
use crate::handle::Ledger;
use crate::row::rows;
use crate::sale::Sale;

/// The phrase that finds every sale of which it is open whether money moved.
const OPEN: &str = "open";

/// Which sales to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Of this connection only.
    pub connection: Option<ConnectionId>,
    /// A number or part of it, a reference, a person, an amount, a state, or the id of a sale; blank finds all.
    pub search: String,
    /// In this state only.
    pub state: Option<SaleState>,
    /// In doubt only, opened again included: those that [`Ledger::count_doubts`] counts.
    pub only_in_doubt: bool,
    /// The `first` of the last sale of the page before.
    pub before: Option<Seq>,
    /// The most sales of a page.
    pub limit: usize,
}

impl Default for Query {
    fn default() -> Self {
        Self { connection: None, search: String::new(), state: None, only_in_doubt: false, before: None, limit: 50 }
    }
}

impl Ledger {
    /// A page of sales, newest first.
    ///
    /// # Errors
    /// What keeps the file from being read.
    pub fn sales(&self, query: &Query) -> Result<Vec<Sale>, LedgerError> {
        sales(&self.connection, query)
    }
}

/// One meaning: the index to walk, or else the table, the condition on it, and what the condition compares with.
struct Meaning {
    index: Option<&'static str>,
    condition: &'static str,
    values: Vec<Value>,
}

/// A page of sales, newest first.
fn sales(connection: &Connection, query: &Query) -> Result<Vec<Sale>, LedgerError> {
    let phrase = folded(&query.search);
    if phrase.is_empty() {
        let state = query.state.filter(|_| query.connection.is_none()).map(of_state);
        let found = walk(connection, query, state.as_ref())?;
        return load(connection, found);
    }
    let mut found = BTreeSet::new();
    for meaning in meanings(connection, &phrase)? {
        found.extend(walk(connection, query, Some(&meaning))?);
    }
    load(connection, found.into_iter().rev().take(query.limit))
}

/// The keys of the newest sales that fit one meaning and the query's other conditions.
fn walk(connection: &Connection, query: &Query, meaning: Option<&Meaning>) -> Result<Vec<i64>, LedgerError> {
    let mut sql = "SELECT first_seq FROM sale".to_owned();
    let mut values = Vec::new();
    let mut conditions = Vec::new();
    // The doubts are few: whatever else is sought, it is sought among them.
    let index = if query.only_in_doubt { Some(Some("sale_open")) } else { meaning.map(|meaning| meaning.index) };
    if let Some(index) = index {
        sql.push_str(&index.map_or(" NOT INDEXED".to_owned(), |index| format!(" INDEXED BY {index}")));
    }
    if query.only_in_doubt {
        conditions.push(IN_DOUBT);
    }
    if let Some(meaning) = meaning {
        conditions.push(meaning.condition);
        values.extend(meaning.values.iter().cloned());
    }
    // A plus sign keeps SQLite from walking by this column where a better one was named.
    if let Some(id) = &query.connection {
        conditions.push(if meaning.is_some() { "+connection = ?" } else { "connection = ?" });
        values.push(Value::Text(id.as_str().to_owned()));
    }
    if let Some(state) = query.state {
        conditions.push("+state = ?");
        values.push(Value::Text(state.word().to_owned()));
    }
    if let Some(before) = query.before {
        conditions.push("first_seq < ?");
        values.push(Value::Integer(before.0));
    }
    if !conditions.is_empty() {
        sql.push_str(&format!(" WHERE {}", conditions.join(" AND ")));
    }
    sql.push_str(" ORDER BY first_seq DESC LIMIT ?");
    values.push(Value::Integer(rows(query.limit)));
    let mut statement = connection.prepare_cached(&sql)?;
    let keys = statement.query_map(params_from_iter(values), |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(keys)
}

fn load(connection: &Connection, keys: impl IntoIterator<Item = i64>) -> Result<Vec<Sale>, LedgerError> {
    let mut statement = connection.prepare_cached("SELECT first_seq, body FROM sale WHERE first_seq = ?1")?;
    let mut found = Vec::new();
    for key in keys {
        let mut rows = statement.query([key])?;
        // Another process removes no sale; a rebuild within a transaction is not seen from here.
        if let Some(row) = rows.next()? {
            found.push(sale_of(row)?);
        }
    }
    Ok(found)
}

/// All that a folded phrase can mean.
fn meanings(connection: &Connection, phrase: &str) -> Result<Vec<Meaning>, LedgerError> {
    let mut all = vec![range("sale_reference", "reference >= ? AND reference < ?", phrase)];
    all.extend(sought(phrase).into_iter().map(number));
    // Where the form asks, a search looks for both.
    let amounts = typed::read(phrase, Currency::Ssp).map(|amount| amount.readings()).unwrap_or_default();
    all.extend(amounts.into_iter().map(|amount| Meaning {
        index: Some("sale_price"),
        condition: "price_minor = ? AND currency = ?",
        values: vec![Value::Integer(amount.minor), Value::Text(amount.currency.code().to_owned())],
    }));
    if let Some(id) = SaleId::parse(phrase) {
        all.push(Meaning { index: None, condition: BY_ID, values: vec![Value::Text(id.to_string())] });
    }
    if phrase == OPEN {
        all.extend(SaleState::ALL.into_iter().filter(|state| state.is_money_unknown()).map(of_state));
    } else if phrase.chars().any(char::is_alphabetic) {
        all.extend(SaleState::ALL.into_iter().filter(|state| is_called(*state, phrase)).map(of_state));
    }
    all.extend(
        people(connection)?
            .into_iter()
            .filter(|person| person.contains(phrase))
            .map(|person| exact("sale_sold_by", "sold_by = ?", person)),
    );
    Ok(all)
}

/// Whether a state, or how the till's screens call it, has the phrase in it.
fn is_called(state: SaleState, phrase: &str) -> bool {
    let on_screen: &[&str] = match state {
        SaleState::Intended => &["under way"],
        SaleState::NeverHandedOver => &["not sent"],
        SaleState::Charged => &["charged, delivery open"],
        SaleState::Reopened => &["open again"],
        SaleState::Said => &["told by a person", "arrived", "did not arrive"],
        SaleState::Confirmed | SaleState::Accepted | SaleState::Declined | SaleState::DeclinedButCharged => &[],
        SaleState::InDoubt | SaleState::NotCharged => &[],
    };
    state.word().contains(&phrase.replace(' ', "_")) || on_screen.iter().any(|words| words.contains(phrase))
}

fn number(sought: Sought) -> Meaning {
    match sought {
        Sought::Whole(number) => exact("sale_subject", "subject = ?", number.digits().to_owned()),
        Sought::Beginning(digits) => range("sale_subject", "subject >= ? AND subject < ?", &digits),
        // Anywhere in the number: the index is read from end to end, not the table.
        Sought::Part(digits) => Meaning {
            index: Some("sale_subject"),
            condition: "instr(subject, ?) > 0",
            values: vec![Value::Text(digits)],
        },
    }
}

/// What nearly all sales are is no index: there, the newest are near.
fn of_state(state: SaleState) -> Meaning {
    let (index, condition) = match state {
        SaleState::Confirmed => (None, "state = ?"),
        SaleState::Intended => (Some("sale_open"), "open = 1 AND state = ?"),
        _ => (Some("sale_state"), "state NOT IN ('intended', 'confirmed') AND state = ?"),
    };
    Meaning { index, condition, values: vec![Value::Text(state.word().to_owned())] }
}

fn exact(index: &'static str, condition: &'static str, value: String) -> Meaning {
    Meaning { index: Some(index), condition, values: vec![Value::Text(value)] }
}

/// Everything that begins with `prefix`, in the order of bytes, which is that of SQLite's plain text.
fn range(index: &'static str, condition: &'static str, prefix: &str) -> Meaning {
    Meaning {
        index: Some(index),
        condition,
        values: vec![Value::Text(prefix.to_owned()), Value::Text(format!("{prefix}\u{10FFFF}"))],
    }
}

/// The people who sold, each once: leaps along the index instead of reading it.
fn people(connection: &Connection) -> Result<Vec<String>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "WITH RECURSIVE people (person) AS (
             SELECT min(sold_by) FROM sale
             UNION ALL SELECT (SELECT min(sold_by) FROM sale WHERE sold_by > people.person) FROM people WHERE people.person IS NOT NULL)
         SELECT person FROM people WHERE person IS NOT NULL",
    )?;
    let found = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(found)
}
