//! Opening a ledger: what the file is, which version, whose environment, and how SQLite is to treat it.
//!
//! Migrations run all or not at all, after a backup of an existing ledger; derived tables are made anew where another
//! version of the program derived it. A file that is no ledger, or one of another environment, of a later version or of
//! the versions before the first that lasts, is left as it is.
//!
//! Settings: WAL with `synchronous = FULL` (a commit is on disk when it returns), foreign keys, five seconds of
//! patience with another process, and a schema that is not trusted.

use std::path::{Path, PathBuf};
use std::time::Duration;

use airtill_domain::{Environment, TillId, Timestamp};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior};

use crate::derived::Told;
use crate::error::{Damage, LedgerError};
use crate::handle::Ledger;
use crate::hash::{Hash, genesis};
use crate::row::head;
use crate::schema::{APPLICATION_ID, FIRST, MIGRATIONS, known, migrate};
use crate::verify::check_chain_of_last;
use crate::{derived, file, schema};

/// How long another process is waited for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// The smallest page of SQLite: no database is smaller.
const SMALLEST_FILE: u64 = 512;

/// The entries whose chain is checked at every opening.
const CHECKED_AT_OPENING: i64 = 1_000;

impl Ledger {
    /// Opens the ledger at `path` for `till`, or makes it, and checks what can be checked at once however large it is:
    /// header, schema, the chain of the last thousand entries. [`Ledger::verify_recent`] is for before the first sale,
    /// and [`Ledger::verify`] for after that; a page that is damaged elsewhere is found by them.
    ///
    /// # Errors
    /// `Unreadable` for what is no ledger, `Older`, `Newer` and `WrongEnvironment` for one that is not ours to open,
    /// `Broken` for one that something else changed, `ReadOnly`, `Full`, `Busy` by the disk. None of them changes the
    /// file.
    pub fn open(path: &Path, environment: Environment, till: TillId) -> Result<Self, LedgerError> {
        Self::open_with(path, environment, till, MIGRATIONS, &|_| ())
    }

    pub(crate) fn open_with(
        path: &Path,
        environment: Environment,
        till: TillId,
        migrations: &[&str],
        told: Told<'_>,
    ) -> Result<Self, LedgerError> {
        match std::fs::metadata(path) {
            Ok(found) if found.len() < SMALLEST_FILE || found.is_dir() => {
                return Err(LedgerError::Unreadable { source: None });
            }
            Ok(_) => file::keep_private(path),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                make(path, environment, till, migrations)?;
            }
            Err(error) => return Err(error.into()),
        }
        let mut connection = connect(path)?;
        let (version, begun_by) = examine(&connection, environment, migrations)?;
        if !is_whole(&connection, path)? {
            return Err(LedgerError::Unreadable { source: None });
        }
        let has_wal = configure_writing(&connection)?;
        let is_older = version < known(migrations);
        let backup = is_older.then(|| upgrade(&mut connection, path, version, migrations, told)).transpose()?;
        let mut not_made_anew = derived::bring_up_to_date(&mut connection, migrations, told)?;
        let reference = schema::reference(migrations)?;
        // Damaged tables that another version derived cannot be searched: without room to make them anew, none opens.
        schema::check(&connection, &reference).map_err(|error| not_made_anew.take().unwrap_or(error))?;
        check_chain_of_last(&connection, CHECKED_AT_OPENING)?;
        let run_start = None;
        Ok(Self { connection, environment, till, begun_by, reference, backup, has_wal, run_start, not_made_anew })
    }

    /// A second handle to the same ledger that can only read. It takes its view of the file anew for each reading. With
    /// a write-ahead log it never keeps a writer waiting.
    ///
    /// # Errors
    /// An error of the disk or of the database while the file is read.
    pub(crate) fn reader(&self, path: &Path) -> Result<Self, LedgerError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        configure(&connection)?;
        Ok(Self {
            connection,
            environment: self.environment,
            till: self.till,
            begun_by: self.begun_by,
            reference: self.reference.clone(),
            backup: None,
            has_wal: self.has_wal,
            run_start: None,
            not_made_anew: None,
        })
    }
}

/// Opens an existing file for reading and writing.
fn connect(path: &Path) -> Result<Connection, LedgerError> {
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(PATIENCE)?;
    // SQLite falls back to reading where it may not write.
    if connection.is_readonly("main")? { Err(LedgerError::ReadOnly { source: None }) } else { Ok(connection) }
}

/// Whether the file is a ledger of this environment that this program may open; its version, and the till that began
/// it.
pub(crate) fn examine(
    connection: &Connection,
    environment: Environment,
    migrations: &[&str],
) -> Result<(i64, TillId), LedgerError> {
    let unreadable = || LedgerError::Unreadable { source: None };
    let application: i64 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if application != APPLICATION_ID || version < 1 {
        return Err(unreadable());
    }
    if version > known(migrations) {
        return Err(LedgerError::Newer { found: version, known: known(migrations) });
    }
    if version < FIRST {
        return Err(LedgerError::Older { found: version });
    }
    let row = connection.query_row("SELECT environment, till, genesis FROM ledger", [], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, Hash>(2)?))
    });
    // A table or a column that is missing is an error of SQLite's without a code of its own.
    let (word, till, mark) = row.map_err(|error| match LedgerError::from(error) {
        LedgerError::Sqlite(error) => LedgerError::Unreadable { source: Some(error) },
        other => other,
    })?;
    let found = [Environment::Live, Environment::Test, Environment::Practice]
        .into_iter()
        .find(|e| e.word() == word)
        .ok_or_else(unreadable)?;
    let begun_by = TillId::parse(&till).filter(|till| mark == genesis(found, *till));
    let begun_by = begun_by.ok_or(LedgerError::Broken { seq: None, what: Damage::Genesis })?;
    if found == environment {
        Ok((version, begun_by))
    } else {
        Err(LedgerError::WrongEnvironment { found, wanted: environment })
    }
}

/// How a connection that writes promises that what it wrote is on disk; whether the file has a write-ahead log. Some
/// file systems cannot have one. A commit is on disk without it as well, but a reader keeps the writer waiting.
pub(crate) fn configure_writing(connection: &Connection) -> Result<bool, LedgerError> {
    let journal: String = connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
    let has_wal = journal == "wal";
    if !has_wal {
        tracing::warn!(journal, "the ledger has no write-ahead log here: a long reading keeps a sale waiting");
    }
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         -- On macOS an fsync reaches the disk's cache only; this one reaches the disk. No effect elsewhere.
         PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON;",
    )?;
    configure(connection)?;
    Ok(has_wal)
}

/// How SQLite is to treat the file while we have it open.
pub(crate) fn configure(connection: &Connection) -> Result<(), LedgerError> {
    connection.execute_batch(
        "PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         -- In KiB: a search among a million sales looks at some hundred pages all over the indices, each time again.
         PRAGMA cache_size = -16384;",
    )?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // Plans depend on the statement alone: without it, those that name a partial index are made anew for every value
    // bound.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // Every statement of a sale stays prepared.
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Whether the file has exactly the pages that it counts; SQLite takes the rest of a torn page to be zeros.
fn is_whole(connection: &Connection, path: &Path) -> Result<bool, LedgerError> {
    let bytes: i64 =
        connection.query_row("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", [], |row| {
            row.get(0)
        })?;
    // While there is a log, pages may be in it alone: a process ended suddenly, or another one is writing.
    Ok(i64::try_from(std::fs::metadata(path)?.len()) == Ok(bytes)
        || std::fs::metadata(file::with_suffix(path, "-wal")).is_ok_and(|log| log.len() > 0))
}

/// Makes a new ledger under another name and gives it its own when it is complete.
fn make(path: &Path, environment: Environment, till: TillId, migrations: &[&str]) -> Result<(), LedgerError> {
    // A log without its file holds entries that a new file must not be given.
    if file::has_log(path) {
        return Err(LedgerError::Unreadable { source: None });
    }
    file::make_folder(path)?;
    let unfinished = file::unfinished(path);
    let made = (|| {
        file::make_private(&unfinished)?;
        let mut connection = connect(&unfinished)?;
        configure_writing(&connection)?;
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        migrate(&tx, 0, migrations)?;
        tx.execute(
            "INSERT INTO ledger (id, environment, till, genesis) VALUES (1, ?1, ?2, ?3)",
            (environment.word(), till.to_string(), genesis(environment, till)),
        )?;
        schema::create_derived(&tx)?;
        tx.commit()?;
        connection.close().map_err(|(_, error)| error)?;
        Ok(file::place(&unfinished, path)?)
    })();
    if made.is_err() {
        file::discard(&unfinished);
    }
    made
}

/// Brings an existing ledger up to this version, after a backup, whose name it returns.
fn upgrade(
    connection: &mut Connection,
    path: &Path,
    from: i64,
    migrations: &[&str],
    told: Told<'_>,
) -> Result<PathBuf, LedgerError> {
    let backup = back_up(connection, path, known(migrations))?;
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been quicker.
    let now_at: i64 = tx.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if now_at == from {
        migrate(&tx, from, migrations)?;
        derived::rebuild_on_sound_pages(&tx, migrations, told)?;
        tx.commit()?;
        tracing::info!(from, to = known(migrations), "ledger migrated");
    }
    Ok(backup)
}

/// Copies the ledger to `ledger-before-v<version>-<time>.sqlite3`; the time is that of its newest entry, since this
/// crate reads no clock and the copy is as old as that. Where a try that failed left such a copy, no second one is made.
fn back_up(connection: &Connection, path: &Path, version: i64) -> Result<PathBuf, LedgerError> {
    let newest: Option<i64> =
        connection.query_row("SELECT at_ms FROM entry ORDER BY seq DESC LIMIT 1", [], |row| row.get(0)).optional()?;
    let time = newest.map_or_else(|| "empty".to_owned(), |at| file::stamp(Timestamp(at)));
    let middle = format!("-before-v{version}-{time}");
    if let Some(copy) = file::named(path, &middle).find(|copy| is_copy(copy, connection)) {
        return Ok(copy);
    }
    let backup = file::reserve(path, &middle)?;
    let copied = match backup.to_str() {
        Some(name) => connection.execute("VACUUM INTO ?1", [name]).map_err(LedgerError::from),
        None => Err(LedgerError::Io(std::io::ErrorKind::InvalidFilename.into())),
    };
    if let Err(error) = copied {
        let _ = std::fs::remove_file(&backup);
        return Err(error);
    }
    file::sync(&backup)?;
    Ok(backup)
}

/// Whether a file is a whole copy of a ledger as it stands: its pages are sound, and it ends with the same entry.
fn is_copy(file: &Path, of: &Connection) -> bool {
    let copied = || -> Result<bool, LedgerError> {
        let copy = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let version = |of: &Connection| of.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0));
        let pages: String = copy.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        Ok(pages == "ok" && version(&copy)? == version(of)? && head(&copy)? == head(of)?)
    };
    // A copy that was cut short is left where it is, and another one is made.
    copied().unwrap_or(false)
}
