//! The schema: its versions, and whether a file has exactly the newest one.
//!
//! Versions are the files of `migrations/`, counted by `user_version` from [`FIRST`] on. The tables that are derived
//! from the entries are no part of the format and count for themselves. [`crate::opening`] decides when they run, and
//! what is done before and after.

use rusqlite::{Connection, Transaction};

use crate::error::{Damage, LedgerError};

/// `ATL1`: what `file` and our own opening know a ledger by.
pub(crate) const APPLICATION_ID: i64 = 0x4154_4C31;

/// The first version that lasts. Ledgers of the two before it were never given out, and are set aside.
pub(crate) const FIRST: i64 = 3;

/// The versions of the schema, oldest first, beginning with [`FIRST`].
pub(crate) const MIGRATIONS: &[&str] = &[include_str!("../migrations/0003_entries.sql")];

/// The version of all that is derived: of the tables, of the rows, and of the text of a sale. Raised whenever one of
/// them changes; every ledger is then derived anew at its next opening. `tests/pinned.rs` notices a change without it.
pub(crate) const DERIVED_VERSION: i64 = 6;

/// The version that a ledger has after a check found damage in what is derived: that of no program, so that the next
/// opening makes it anew.
pub(crate) const OUTDATED: i64 = 0;

/// The tables that are derived from the entries.
pub(crate) const DERIVED_TABLES: &str = include_str!("derived.sql");

/// Type, name and text of a table, an index or a trigger.
pub(crate) type SchemaItem = (String, String, Option<String>);

/// Whether tables, indices and triggers are exactly those of `reference`.
pub(crate) fn check(connection: &Connection, reference: &[SchemaItem]) -> Result<(), LedgerError> {
    if items(connection)? == reference { Ok(()) } else { Err(LedgerError::Broken { seq: None, what: Damage::Schema }) }
}

/// The newest version.
pub(crate) fn known(migrations: &[&str]) -> i64 {
    FIRST - 1 + migrations.len() as i64
}

/// Runs the migrations after version `from`, 0 of a new file, in the caller's transaction.
pub(crate) fn migrate(tx: &Transaction<'_>, from: i64, migrations: &[&str]) -> Result<(), LedgerError> {
    let done = usize::try_from(from - FIRST + 1).unwrap_or(0);
    for migration in migrations.iter().skip(done) {
        tx.execute_batch(migration)?;
    }
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", known(migrations))?;
    Ok(())
}

/// Makes the derived tables, empty, and notes their version.
pub(crate) fn create_derived(tx: &Transaction<'_>) -> Result<(), LedgerError> {
    tx.execute_batch(DERIVED_TABLES)?;
    tx.execute("INSERT OR REPLACE INTO derived (id, version) VALUES (1, ?1)", [DERIVED_VERSION])?;
    Ok(())
}

/// Tables, indices and triggers of a file.
fn items(connection: &Connection) -> Result<Vec<SchemaItem>, LedgerError> {
    let mut statement = connection.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name")?;
    let items =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect::<Result<_, _>>()?;
    Ok(items)
}

/// Tables, indices and triggers that the migrations make; every other one is derived.
pub(crate) fn of_format(migrations: &[&str]) -> Result<Vec<SchemaItem>, LedgerError> {
    let mut connection = Connection::open_in_memory()?;
    let tx = connection.transaction()?;
    migrate(&tx, 0, migrations)?;
    tx.commit()?;
    items(&connection)
}

/// The schema that is wanted: that of a new ledger.
pub(crate) fn reference(migrations: &[&str]) -> Result<Vec<SchemaItem>, LedgerError> {
    let mut connection = Connection::open_in_memory()?;
    let tx = connection.transaction()?;
    migrate(&tx, 0, migrations)?;
    create_derived(&tx)?;
    tx.commit()?;
    items(&connection)
}
