//! Between which entries the sales of a query began.
//!
//! A page begins before the last sale of the page before. A range of days is turned into a range of entries by its
//! first and last sale, so that what is older or newer is not even looked at. The clock of a computer may have been set
//! back, so the times themselves are compared as well.

use airtill_domain::Timestamp;
use rusqlite::Connection;

use super::query::Query;
use crate::derived::day_of;
use crate::error::LedgerError;

/// The most days that are looked up; a longer range is compared by its times alone.
const MOST_DAYS: i64 = 800;

/// The entries from `from` on and before `before`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub from: i64,
    pub before: i64,
}

impl Window {
    pub(super) fn has(self, key: i64) -> bool {
        (self.from..self.before).contains(&key)
    }

    pub(super) fn of(connection: &Connection, query: &Query) -> Result<Self, LedgerError> {
        let before = query.before.map_or(i64::MAX, |before| before.0);
        if query.asked_from.is_none() && query.asked_before.is_none() {
            return Ok(Self { from: 0, before });
        }
        let from = query.asked_from.unwrap_or(Timestamp(i64::MIN));
        let until = query.asked_before.unwrap_or(Timestamp(i64::MAX));
        let found = days(connection, from, until)?;
        if found.len() as i64 >= MOST_DAYS {
            return Ok(Self { from: 0, before });
        }
        let first = found.iter().map(|(first, _)| *first).min().unwrap_or(0);
        let last = found.iter().map(|(_, last)| *last).max().unwrap_or(-1);
        Ok(Self { from: first, before: before.min(last + 1) })
    }
}

/// The first and the last sale of each day of a range, by leaps along the index of days.
fn days(connection: &Connection, from: Timestamp, until: Timestamp) -> Result<Vec<(i64, i64)>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "WITH RECURSIVE days (day) AS (
             SELECT min(day) FROM sale WHERE day >= ?1
             UNION ALL SELECT (SELECT min(sale.day) FROM sale WHERE sale.day > days.day) FROM days WHERE days.day < ?2)
         SELECT (SELECT first_seq FROM sale INDEXED BY sale_day WHERE sale.day = days.day ORDER BY first_seq LIMIT 1),
                (SELECT first_seq FROM sale INDEXED BY sale_day WHERE sale.day = days.day
                   ORDER BY first_seq DESC LIMIT 1)
         FROM days WHERE days.day <= ?2 LIMIT ?3",
    )?;
    let until = day_of(Timestamp(until.0.saturating_sub(1)));
    let found = statement
        .query_map((day_of(from), until, MOST_DAYS), |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(found)
}
