//! The handle of an open ledger.
//!
//! What can be done with it stands where it belongs: opening, appending, reading, searching and verifying each add their
//! methods in a file of their own.

use std::path::{Path, PathBuf};

use airtill_domain::Environment;
use rusqlite::Connection;

use crate::error::LedgerError;
use crate::schema::SchemaItem;

/// An open ledger. One file has one of these in a process; [`crate::LedgerThread`] gives it a thread of its own.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) connection: Connection,
    pub(crate) environment: Environment,
    pub(crate) reference: Vec<SchemaItem>,
    pub(crate) backup: Option<PathBuf>,
}

impl Ledger {
    /// The environment whose sales it keeps.
    pub fn environment(&self) -> Environment {
        self.environment
    }

    /// The backup that was made before an earlier version was brought up to this one, if this opening did that.
    pub fn backup(&self) -> Option<&Path> {
        self.backup.as_deref()
    }

    /// Closes the file; the write-ahead log is written back.
    ///
    /// # Errors
    /// What SQLite says; the entries are on disk all the same.
    pub fn close(self) -> Result<(), LedgerError> {
        self.connection.close().map_err(|(_, error)| error.into())
    }
}
