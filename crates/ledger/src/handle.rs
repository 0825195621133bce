//! The handle of an open ledger.
//!
//! Its operations stand where they belong: opening, appending, reading, searching and verifying each add their
//! methods in a file of their own.

use std::path::{Path, PathBuf};

use airtill_domain::{Environment, TillId};
use rusqlite::Connection;
use uuid::Uuid;

use crate::error::LedgerError;
use crate::schema::SchemaItem;

/// An open ledger. One file has one of these in a process; [`crate::LedgerThread`] gives it a thread of its own.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) connection: Connection,
    pub(crate) environment: Environment,
    /// The till that writes here now.
    pub(crate) till: TillId,
    /// The till that began the file.
    pub(crate) begun_by: TillId,
    pub(crate) reference: Vec<SchemaItem>,
    pub(crate) backup: Option<PathBuf>,
    /// Whether the file has a write-ahead log, so that a long reading keeps no writer waiting.
    pub(crate) has_wal: bool,
    /// The start of this run, as long as no entry of it was written.
    pub(crate) run_start: Option<RunStart>,
    /// The refusal of a disk that did not take the derived tables when opening made them anew.
    pub(crate) not_made_anew: Option<LedgerError>,
}

/// A run of the program that has written nothing yet.
#[derive(Debug)]
pub(crate) struct RunStart {
    pub actor: String,
    pub run: Uuid,
    pub program: String,
}

impl Ledger {
    /// The environment whose sales it records.
    pub fn environment(&self) -> Environment {
        self.environment
    }

    /// The till that writes here now.
    pub fn till(&self) -> TillId {
        self.till
    }

    /// The till that began the file: another one where the file was copied here.
    pub fn begun_by(&self) -> TillId {
        self.begun_by
    }

    /// Names the run of the program that writes from here on. Its start is written just before its first other entry,
    /// and in the same transaction: a run that only reads changes nothing.
    pub fn begin_run(&mut self, actor: &str, run: Uuid, program: &str) {
        self.run_start = Some(RunStart { actor: actor.to_owned(), run, program: program.to_owned() });
    }

    /// The backup that was made before an earlier version was brought up to this one, if this opening did that.
    pub fn backup(&self) -> Option<&Path> {
        self.backup.as_deref()
    }

    /// Why the disk did not take the derived tables in which a check had found damage, when this opening made them anew:
    /// `Full` or `ReadOnly`, once. The entries can be read, and the next opening makes them anew.
    pub fn take_not_made_anew(&mut self) -> Option<LedgerError> {
        self.not_made_anew.take()
    }

    /// How many bytes of the file each table and index takes; the whole file is read for it.
    ///
    /// # Errors
    /// An error of the disk or of the database while the file is read.
    pub fn sizes(&self) -> Result<Vec<(String, u64)>, LedgerError> {
        let mut statement =
            self.connection.prepare("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY name")?;
        let sizes = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?;
        Ok(sizes.collect::<Result<_, _>>()?)
    }

    /// Closes the file; the write-ahead log is written back.
    ///
    /// # Errors
    /// What SQLite says; the entries are on disk all the same.
    pub fn close(self) -> Result<(), LedgerError> {
        self.connection.close().map_err(|(_, error)| error.into())
    }
}
