//! The parts of numbers, so that a number is found by any four digits in a row.
//!
//! Derived: each number is stored turned round at every place behind its country code, once however many sales it has.
//! `211977415060` stands as `77415060:2119`, `7415060:21197` and so on, so that digits anywhere in a number are the
//! beginning of one of its parts. Digits that begin within the country code are found as the beginning of a number.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::RangeInclusive;

use airtill_domain::msisdn::COUNTRY;
use rusqlite::Connection;

use crate::error::LedgerError;

/// The fewest digits that are looked up.
pub(crate) const SHORTEST_PART: usize = 4;

/// Between what a part begins with and the beginning of its number; behind all digits in the order of bytes.
const TURN: char = ':';

/// The parts that are stored of a number; none of a text that is no number.
fn parts_of(number: &str) -> impl Iterator<Item = String> {
    places_of(number).map(|at| {
        let mut part = String::with_capacity(number.len() + 1);
        write_part(&mut part, number, at);
        part
    })
}

/// Where a number is turned.
fn places_of(number: &str) -> RangeInclusive<usize> {
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    let first = if number.starts_with(COUNTRY) { COUNTRY.len() + 1 } else { 1 };
    let last = if is_number { number.len().saturating_sub(SHORTEST_PART) } else { 0 };
    first..=last
}

fn write_part(part: &mut String, number: &str, at: usize) {
    part.push_str(&number[at..]);
    part.push(TURN);
    part.push_str(&number[..at]);
}

/// Stores the parts of a number that no sale had yet.
pub(crate) fn insert(connection: &Connection, number: &str) -> Result<(), LedgerError> {
    if connection.prepare_cached("SELECT 1 FROM sale WHERE subject = ?1")?.exists([number])? {
        return Ok(());
    }
    let mut insert = connection.prepare_cached("INSERT INTO number_part (part) VALUES (?1)")?;
    for part in parts_of(number) {
        insert.execute([part])?;
    }
    Ok(())
}

/// The numbers that have these digits behind their country code; `None` if there are more than `most`.
pub(crate) fn numbers_with(
    connection: &Connection,
    digits: &str,
    most: usize,
) -> Result<Option<BTreeSet<String>>, LedgerError> {
    let mut statement =
        connection.prepare_cached("SELECT part FROM number_part WHERE part >= ?1 AND part < ?2 LIMIT ?3")?;
    // The end of a part is followed by its turn, which no further digit comes behind.
    let behind = format!("{digits}{}", char::from(TURN as u8 + 1));
    let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    let parts =
        statement.query_map((digits, behind, limit), |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    let number = |part: &String| part.split_once(TURN).map(|(end, beginning)| format!("{beginning}{end}"));
    Ok((parts.len() <= most).then(|| parts.iter().filter_map(number).collect()))
}

/// Whether exactly the parts of the numbers that were sold to are stored. Both are read once, in their own order, so
/// their content is compared by its number and a sum that no order changes.
pub(crate) fn are_those_of_the_sales(connection: &Connection) -> Result<bool, LedgerError> {
    let mut numbers = connection.prepare("SELECT DISTINCT subject FROM sale INDEXED BY sale_subject")?;
    let (mut expected, mut part) = (Sum::default(), String::new());
    let mut rows = numbers.query([])?;
    while let Some(row) = rows.next()? {
        let number = row.get_ref(0)?.as_str().unwrap_or_default();
        for at in places_of(number) {
            part.clear();
            write_part(&mut part, number, at);
            expected.add(&part);
        }
    }
    let mut parts = connection.prepare("SELECT part FROM number_part")?;
    let mut found = Sum::default();
    let mut rows = parts.query([])?;
    while let Some(row) = rows.next()? {
        found.add(row.get_ref(0)?.as_str().unwrap_or_default());
    }
    Ok(found == expected)
}

#[derive(Default, PartialEq, Eq)]
struct Sum {
    count: u64,
    hashes: u64,
}

impl Sum {
    fn add(&mut self, part: &str) {
        let mut hasher = DefaultHasher::new();
        part.hash(&mut hasher);
        self.count += 1;
        self.hashes = self.hashes.wrapping_add(hasher.finish());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(number: &str) -> Vec<String> {
        parts_of(number).collect()
    }

    #[test]
    fn a_number_is_turned_at_every_place_behind_its_country_code() {
        assert_eq!(
            all("211977415060"),
            ["77415060:2119", "7415060:21197", "415060:211977", "15060:2119774", "5060:21197741"]
        );
    }

    #[test]
    fn a_number_of_another_kind_is_turned_from_its_second_digit_on() {
        assert_eq!(all("893460"), ["93460:8", "3460:89"]);
    }

    #[test]
    fn a_text_that_is_too_short_or_no_number_has_no_parts() {
        for text in ["", "211", "1234", "amal", "12a4567", "１２３４５６"] {
            assert_eq!(all(text), [""; 0], "{text}");
        }
    }
}
