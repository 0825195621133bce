//! The proof of the indices: each has the rows of its table, all of them and no other.
//!
//! A question before a sale is answered from an index. A row that is missing there is a sale that nobody asks about.
//! SQLite's own check goes through the pages of a table and looks up each row in every index of that table. It does not
//! count the rows of an index that holds few of them, so these are counted here.

use rusqlite::Connection;

use crate::error::{Damage, LedgerError};
use crate::schema::{DERIVED_TABLES, SchemaItem};

/// How many entries the sales are looked at of which [`find_recent`] finds each by its number: each costs a look at a
/// page somewhere in the file.
const FOUND_BY_NUMBER: i64 = 1_000;

/// The tables that are proved, one after the other.
pub(super) fn tables(schema: &[SchemaItem]) -> Vec<String> {
    let ours = |(kind, name, _): &&SchemaItem| kind == "table" && !name.starts_with("sqlite_");
    schema.iter().filter(ours).map(|(_, name, _)| name.clone()).collect()
}

/// Proves a table of this schema, and its indices against it.
pub(super) fn prove(view: &Connection, schema: &[SchemaItem], table: &str) -> Result<(), LedgerError> {
    // The text names the table or index, the page or row, and no value of it.
    let found: String = view.query_row(&format!("PRAGMA integrity_check('{table}')"), [], |row| row.get(0))?;
    if found != "ok" {
        tracing::error!(table, found, "a table or an index of it is damaged");
        return Err(damaged(table));
    }
    let partial = partial_indices(schema, table);
    if partial.is_empty() {
        return Ok(());
    }
    let of_table = partial.iter().map(|(_, condition)| format!("count(*) FILTER (WHERE {condition})"));
    let of_table = of_table.collect::<Vec<_>>().join(", ");
    let expected = view.query_row(&format!("SELECT {of_table} FROM {table} NOT INDEXED"), [], |row| {
        (0..partial.len()).map(|column| row.get(column)).collect::<rusqlite::Result<Vec<i64>>>()
    })?;
    for ((index, condition), expected) in partial.iter().zip(expected) {
        let rows = format!("SELECT count(*) FROM {table} INDEXED BY {index} WHERE {condition}");
        let found: i64 = view.query_row(&rows, [], |row| row.get(0))?;
        if found != expected {
            tracing::error!(index, found, expected, "an index has another number of rows");
            return Err(damaged(table));
        }
    }
    Ok(())
}

/// Proves that the questions before a sale find the sales that began behind an entry: all that are open, and the last
/// ones by their number.
pub(super) fn find_recent(view: &Connection, after: i64, last: i64) -> Result<(), LedgerError> {
    let open = "first_seq, connection, state FROM sale";
    let open_in_table = format!("SELECT {open} NOT INDEXED WHERE first_seq > ?1 AND open = 1");
    let open_in_index = format!("SELECT {open} INDEXED BY sale_open WHERE open = 1 AND first_seq > ?1");
    let by_number = "SELECT 1 FROM sale AS one NOT INDEXED WHERE first_seq > ?1 AND NOT EXISTS
         (SELECT 1 FROM sale INDEXED BY sale_subject
          WHERE subject = one.subject AND asked_at = one.asked_at AND first_seq = one.first_seq)";
    for (lost, behind) in [
        (format!("SELECT * FROM ({open_in_table} EXCEPT {open_in_index})"), after),
        (format!("SELECT * FROM ({open_in_index} EXCEPT {open_in_table})"), after),
        (by_number.to_owned(), after.max(last - FOUND_BY_NUMBER)),
    ] {
        if view.prepare_cached(&lost)?.exists([behind])? {
            return Err(LedgerError::Broken { seq: None, what: Damage::Derived });
        }
    }
    Ok(())
}

/// The indices of a table that hold some of its rows, each with the condition for these.
fn partial_indices<'a>(schema: &'a [SchemaItem], table: &str) -> Vec<(&'a str, &'a str)> {
    let of_table = format!(" ON {table} (");
    let partial = |(kind, name, text): &'a SchemaItem| {
        let text = text.as_deref().filter(|text| kind == "index" && text.contains(&of_table))?;
        Some((&**name, text.split_once("WHERE ")?.1))
    };
    schema.iter().filter_map(partial).collect()
}

/// The damage of a table or of its indices.
fn damaged(table: &str) -> LedgerError {
    let is_derived = DERIVED_TABLES.contains(&format!("CREATE TABLE {table} ("));
    LedgerError::Broken { seq: None, what: if is_derived { Damage::Derived } else { Damage::Index } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{MIGRATIONS, reference};

    #[test]
    fn every_table_is_proved_with_the_indices_that_hold_few_rows() {
        let schema = reference(MIGRATIONS).unwrap();
        assert_eq!(
            tables(&schema).join(" "),
            "derived entry float_seen ledger number_part sale sale_body sale_currency sale_day sale_name unseen"
        );
        let names = |table| partial_indices(&schema, table).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names("entry"), ["entry_epoch", "entry_float", "entry_sale"]);
        assert_eq!(names("sale"), ["sale_open", "sale_price", "sale_product", "sale_reference", "sale_state"]);
        assert_eq!(names("sale_body"), [""; 0]);
        let conditions = schema.iter().filter_map(|(_, _, text)| text.as_deref()).filter(|text| {
            text.starts_with("CREATE INDEX") | text.starts_with("CREATE UNIQUE INDEX") && text.contains("WHERE")
        });
        assert_eq!(conditions.filter(|text| text.contains("WHERE")).count(), 8, "none is left out");
    }

    #[test]
    fn damage_of_the_entries_is_told_from_damage_of_what_is_derived() {
        let what = |table| match damaged(table) {
            LedgerError::Broken { seq: None, what } => what,
            other => panic!("{other:?}"),
        };
        assert_eq!(["entry", "ledger", "derived"].map(what), [Damage::Index; 3]);
        assert_eq!(["sale", "sale_body", "sale_name", "unseen"].map(what), [Damage::Derived; 4]);
    }
}
