//! All that a sale of a page must be, in SQL with what it is compared with.
//!
//! How sales are walked is decided elsewhere: a condition only says whether one fits.

use rusqlite::types::Value;

use super::meaning::Meaning;
use super::query::Query;
use crate::derived::IN_DOUBT;

/// Conditions on a row of the sales, all of which must hold.
#[derive(Clone)]
pub(super) struct Conditions {
    sql: Vec<&'static str>,
    values: Vec<Value>,
}

impl Conditions {
    /// Those of a query and of one meaning of its phrase.
    pub(super) fn of(query: &Query, meaning: Option<&Meaning>) -> Self {
        let mut all = Self { sql: Vec::new(), values: Vec::new() };
        if query.only_in_doubt {
            all.push(IN_DOUBT, []);
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

    /// These conditions, for one connection only.
    pub(super) fn of_connection(&self, connection: &str) -> Self {
        let mut all = self.clone();
        all.push("connection = ?", [Value::Text(connection.to_owned())]);
        all
    }

    fn push(&mut self, sql: &'static str, values: impl IntoIterator<Item = Value>) {
        self.sql.push(sql);
        self.values.extend(values);
    }

    /// The text, which is never empty, and its values.
    pub(super) fn sql(&self) -> (String, impl Iterator<Item = &Value>) {
        let text = if self.sql.is_empty() { "TRUE".to_owned() } else { self.sql.join(" AND ") };
        (text, self.values.iter())
    }
}
