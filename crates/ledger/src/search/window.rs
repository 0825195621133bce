//! Between which entries the sales of a query began.
//!
//! A page begins before the last sale of the page before. A range of days is turned into a range of entries by its
//! first and last sale, so that what is older or newer is not even looked at. The clock of a computer may have been set
//! back, so the times themselves are compared as well.

use std::ops::Range;

use airtill_domain::Timestamp;
use rusqlite::Connection;

use super::query::Query;
use crate::derived::day_of;
use crate::error::LedgerError;

/// How many entries a block has, as a power of two: that of the indices in `derived.sql`.
const BLOCK_BITS: u32 = 14;

/// The entries from `from` on and before `before`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub from: i64,
    pub before: i64,
}

impl Window {
    pub(super) fn of(connection: &Connection, query: &Query) -> Result<Self, LedgerError> {
        let before = query.before.map_or(i64::MAX, |before| before.0);
        if query.asked_from.is_none() && query.asked_before.is_none() {
            return Ok(Self { from: 0, before });
        }
        let from = day_of(query.asked_from.unwrap_or(Timestamp(i64::MIN)));
        let until = query.asked_before.map_or(i64::MAX, |before| before.0.saturating_sub(1));
        let mut days = connection.prepare_cached(
            "SELECT coalesce(min(first), 0), coalesce(max(last), -1) FROM sale_day WHERE day >= ?1 AND day <= ?2",
        )?;
        let (first, last): (i64, i64) =
            days.query_row((from, day_of(Timestamp(until))), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Self { from: first, before: before.min(last + 1) })
    }

    pub(super) fn has(self, key: i64) -> bool {
        (self.from..self.before).contains(&key)
    }

    /// The part of it that lies in these blocks of entries.
    pub(super) fn within(self, blocks: Range<i64>) -> Self {
        let (start, end) = (blocks.start << BLOCK_BITS, blocks.end << BLOCK_BITS);
        Self { from: self.from.max(start), before: self.before.min(end) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_holds_its_part_of_a_window() {
        let window = Window { from: 16_383, before: 40_000 };
        let part = |from, before| Window { from, before };
        assert_eq!(
            [0..1, 1..2, 2..3, 0..9].map(|blocks| window.within(blocks)),
            [part(16_383, 16_384), part(16_384, 32_768), part(32_768, 40_000), window]
        );
    }

    #[test]
    fn a_block_has_as_many_entries_as_in_the_indices() {
        let shift = format!("first_seq >> {BLOCK_BITS}");
        assert_eq!(crate::schema::DERIVED_TABLES.matches(&shift).count(), 2);
    }
}
