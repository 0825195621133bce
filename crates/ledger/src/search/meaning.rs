//! The meanings of a search phrase.
//!
//! A phrase is all that it can be at once: digits are a number, the beginning of one, a part of one, an amount and the
//! beginning of a reference; words are a person, a state and the beginning of a reference; `open` is every open sale.
//! How each of these is looked up is in [`super::walk`].

use std::collections::BTreeSet;

use airtill_domain::money::typed;
use airtill_domain::msisdn::{COUNTRY, Sought, sought};
use airtill_domain::{Currency, Money, SaleId, SaleState};
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::error::LedgerError;
use crate::number_parts::SHORTEST_PART;

/// The phrase that finds every sale of which it is open whether money moved.
const OPEN: &str = "open";

/// One thing that a phrase may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    State(SaleState),
    /// The whole name of a person, folded.
    SoldBy(String),
    Price(Money),
    Number(String),
    NumberBeginning(String),
    /// Digits anywhere in the number; few of them, so that nearly every page of sales has some.
    FewDigits(String),
    /// Digits behind the country code of a number, enough to be looked up.
    Digits(String),
    ReferenceBeginning(String),
    Id(SaleId),
}

impl Meaning {
    /// The index that has the sales of a connection by it.
    pub(super) fn index(&self) -> &'static str {
        match self {
            Meaning::SoldBy(_) => "sale_sold_by",
            Meaning::Price(_) => "sale_price",
            Meaning::ReferenceBeginning(_) => "sale_reference",
            Meaning::Number(_) | Meaning::NumberBeginning(_) | Meaning::FewDigits(_) | Meaning::Digits(_) => {
                "sale_number"
            }
            Meaning::State(_) | Meaning::Id(_) => "sale_connection",
        }
    }

    /// The condition on a row of the sales, with what it compares with.
    pub(super) fn condition(&self) -> (&'static str, Vec<Value>) {
        let text = |text: &str| Value::Text(text.to_owned());
        match self {
            Meaning::State(state) => ("state = ?", vec![text(state.word())]),
            Meaning::SoldBy(person) => ("sold_by = ?", vec![text(person)]),
            Meaning::Price(price) => {
                ("price_minor = ? AND currency = ?", vec![Value::Integer(price.minor), text(price.currency.code())])
            }
            Meaning::Number(number) => ("subject = ?", vec![text(number)]),
            Meaning::NumberBeginning(digits) => ("subject >= ? AND subject < ?", range(digits)),
            Meaning::FewDigits(digits) | Meaning::Digits(digits) => ("instr(subject, ?) > 0", vec![text(digits)]),
            Meaning::ReferenceBeginning(prefix) => ("reference >= ? AND reference < ?", range(prefix)),
            Meaning::Id(id) => ("id = ?", vec![text(&id.to_string())]),
        }
    }
}

/// All that a folded phrase can mean among the sales of these connections.
pub(super) fn meanings(view: &Connection, connections: &[String], phrase: &str) -> Result<Vec<Meaning>, LedgerError> {
    let mut all = vec![Meaning::ReferenceBeginning(phrase.to_owned())];
    all.extend(sought(phrase).into_iter().flat_map(numbers));
    // Where the form asks, a search looks for both.
    for currency in currencies(view)? {
        let amounts = typed::read(phrase, currency).map(|amount| amount.readings()).unwrap_or_default();
        all.extend(amounts.into_iter().map(Meaning::Price));
    }
    all.extend(SaleId::parse(phrase).map(Meaning::Id));
    if phrase == OPEN {
        all.extend(SaleState::ALL.into_iter().filter(|state| state.is_money_unknown()).map(Meaning::State));
    } else if phrase.chars().any(char::is_alphabetic) {
        all.extend(SaleState::ALL.into_iter().filter(|state| is_called(*state, phrase)).map(Meaning::State));
    }
    let mut people = BTreeSet::new();
    for connection in connections {
        people.extend(people_of(view, connection)?.into_iter().filter(|person| person.contains(phrase)));
    }
    all.extend(people.into_iter().map(Meaning::SoldBy));
    Ok(all)
}

fn numbers(sought: Sought) -> Vec<Meaning> {
    match sought {
        Sought::Whole(number) => vec![Meaning::Number(number.digits().to_owned())],
        Sought::Beginning(digits) => vec![Meaning::NumberBeginning(digits)],
        Sought::Part(digits) if digits.len() < SHORTEST_PART => vec![Meaning::FewDigits(digits)],
        // Numbers of this country are looked up by what stands behind its code. Digits that begin within the code are
        // the beginning of a number.
        Sought::Part(digits) => (0..=COUNTRY.len())
            .map(|begun| format!("{}{digits}", &COUNTRY[..begun]))
            .filter(|number| number == &digits || number.starts_with(COUNTRY))
            .map(Meaning::NumberBeginning)
            .chain([Meaning::Digits(digits.clone())])
            .collect(),
    }
}

/// Everything that begins with `prefix`, in the order of bytes, which is that of SQLite's plain text.
fn range(prefix: &str) -> Vec<Value> {
    vec![Value::Text(prefix.to_owned()), Value::Text(format!("{prefix}\u{10FFFF}"))]
}

/// Whether a state, or how the till's screens call it, has the phrase in it.
fn is_called(state: SaleState, phrase: &str) -> bool {
    let on_screen: &[&str] = match state {
        SaleState::Intended => &["under way"],
        SaleState::NeverHandedOver => &["not sent"],
        SaleState::Charged => &["charged, delivery open", "ordered, delivery open"],
        SaleState::Reopened => &["open again"],
        SaleState::Said => &[
            "told by a person",
            "said by a person",
            "said: arrived",
            "said: did not arrive",
            "said: billed",
            "said: not billed",
        ],
        SaleState::NotCharged => &["not charged so far", "not billed so far"],
        SaleState::DeclinedButCharged => &["declined but billed"],
        SaleState::Confirmed | SaleState::Accepted | SaleState::Declined => &[],
        SaleState::InDoubt => &[],
    };
    state.word().contains(&phrase.replace(' ', "_")) || on_screen.iter().any(|words| words.contains(phrase))
}

/// The currencies of the prices of all sales.
fn currencies(view: &Connection) -> Result<Vec<Currency>, LedgerError> {
    let mut statement = view.prepare_cached("SELECT currency FROM sale_currency")?;
    let codes = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(codes.iter().filter_map(|code| Currency::from_code(code)).collect())
}

/// The people who sold by a connection, each once: leaps along the index instead of reading it.
fn people_of(view: &Connection, connection: &str) -> Result<Vec<String>, LedgerError> {
    let mut statement = view.prepare_cached(
        "WITH RECURSIVE people (person) AS (
             SELECT min(sold_by) FROM sale INDEXED BY sale_sold_by WHERE connection = ?1
             UNION ALL SELECT (SELECT min(sold_by) FROM sale INDEXED BY sale_sold_by
                               WHERE connection = ?1 AND sold_by > people.person)
             FROM people WHERE people.person IS NOT NULL)
         SELECT person FROM people WHERE person IS NOT NULL",
    )?;
    Ok(statement.query_map([connection], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_found_by_the_very_words_of_the_screen() {
        let messages = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/messages/en.json"));
        let messages: serde_json::Value = serde_json::from_str(&messages.unwrap()).unwrap();
        let said = ["Arrived", "NotArrived", "Billed", "NotBilled"];
        let said = said.map(|answer| (SaleState::Said, format!("said{answer}")));
        let plan = [
            (SaleState::Charged, "planMade"),
            (SaleState::NotCharged, "planNotBilled"),
            (SaleState::DeclinedButCharged, "planRefusedButBilled"),
        ];
        let others = plan.map(|(state, key)| (state, key.to_owned())).into_iter().chain(said);
        let keys = SaleState::ALL.map(|state| (state, camel(state.word()))).into_iter().chain(others);
        for (state, key) in keys {
            let text = messages[format!("outcome.state.{key}")].as_str().unwrap_or_else(|| panic!("{key}"));
            assert!(is_called(state, &text.to_lowercase()), "{text}");
        }
    }

    fn camel(word: &str) -> String {
        let mut parts = word.split('_');
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |all, part| all + &part[..1].to_uppercase() + &part[1..])
    }
}
