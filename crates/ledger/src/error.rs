//! The errors of a ledger, one for each thing that a caller does next.
//!
//! A full disk and a read-only folder are for a person to mend; an unreadable file is set aside; a broken chain is
//! shown and never repaired; an illegal transition is a mistake of the program. SQLite's and the system's errors are
//! converted here, once.

use std::error::Error;
use std::fmt;
use std::io;

use airtill_domain::{Environment, SaleId, SaleState};
use rusqlite::ErrorCode;
use rusqlite::ffi;

use crate::entry::Seq;

/// Why the ledger did not do what was asked. After any of them nothing of the attempted entry is stored.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "a field whose name says everything has no doc of its own")]
pub enum LedgerError {
    /// The disk has no room, or refused a write; the next append works when there is room again.
    #[error("the disk is full or refuses to be written")]
    Full {
        /// What SQLite or the system said.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The file or its folder may not be written.
    #[error("the ledger's folder cannot be written")]
    ReadOnly {
        /// What SQLite or the system said.
        #[source]
        source: Option<Box<dyn Error + Send + Sync>>,
    },
    /// The file is no ledger, or too damaged to be read as one. See [`crate::set_aside`].
    #[error("the ledger cannot be read")]
    Unreadable {
        /// What SQLite said, if it came so far.
        #[source]
        source: Option<rusqlite::Error>,
    },
    /// It is of a version before the first that lasts. See [`crate::set_aside`].
    #[error("the ledger is of version {found}, which no program reads any more")]
    Older {
        /// The version of the file.
        found: i64,
    },
    /// A later version of the till wrote it; this one would not understand it.
    #[error("the ledger is of version {found}, this program knows versions up to {known}")]
    Newer {
        /// The version of the file.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// The file belongs to another environment.
    #[error("the ledger in the place of {} belongs to {}", wanted.word(), found.word())]
    WrongEnvironment {
        /// The value in the file.
        found: Environment,
        /// The environment of the caller.
        wanted: Environment,
    },
    /// The file can be read, but it is not as the till wrote it.
    #[error("the ledger was changed by something else: {what}")]
    Broken {
        /// The entry at which it shows; none if it concerns the whole file.
        seq: Option<Seq>,
        /// The part that does not fit.
        what: Damage,
    },
    /// The sale may not go from where it stands to where the entry would put it.
    #[error("a sale that is {} cannot become {}", from.map_or("unknown", SaleState::word), to.word())]
    IllegalTransition {
        sale: SaleId,
        /// Where it stands; none if it was never intended.
        from: Option<SaleState>,
        /// Where the entry would have put it.
        to: SaleState,
    },
    /// The entry names a sale that was never intended.
    #[error("there is no such sale")]
    NoSuchSale { sale: SaleId },
    /// The entry names a sale of another connection, or repeats an intent with another order or attempt.
    #[error("the entry does not belong to the sale that it names")]
    NotThisSale { sale: SaleId },
    /// Another program held the ledger for longer than five seconds.
    #[error("another program is using the ledger")]
    Busy,
    /// A check ended by a mistake of the program, so nothing is known of what it had not come to.
    #[error("the check of the ledger ended by a mistake of the program")]
    Unchecked,
    /// The file system failed in a way that no other variant names.
    #[error("the file system failed")]
    Io(#[source] io::Error),
    /// SQLite failed in a way that no other variant names.
    #[error("the database failed")]
    Sqlite(#[source] rusqlite::Error),
}

/// The damage in a ledger that was changed by something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// The hash does not match what the entry says.
    Hash,
    /// The body of an entry is not the one that its digest was made of; the chain itself holds.
    Body,
    /// The entry does not name the hash of the one before it.
    Link,
    /// A number is missing, or entries were cut off at the end.
    Gap,
    /// A column holds what no entry of ours holds.
    Shape,
    /// The entry could not have followed what came before it.
    History,
    /// The derived sale or float differs from its entries.
    Derived,
    /// An index of the entries differs from them, or the tree of a table is damaged: what is looked up may not be found.
    Index,
    /// Tables, indices or triggers are not the ones of this version.
    Schema,
    /// The file's own row does not fit its environment.
    Genesis,
}

impl Damage {
    /// Whether it lies in what follows from the entries, which the next opening makes anew once
    /// [`crate::Ledger::outdate_derived`] noted it.
    pub fn is_of_derived(self) -> bool {
        match self {
            Damage::Derived | Damage::Index => true,
            Damage::Hash
            | Damage::Body
            | Damage::Link
            | Damage::Gap
            | Damage::Shape
            | Damage::History
            | Damage::Schema
            | Damage::Genesis => false,
        }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Damage::Hash => "an entry was altered",
            Damage::Body => "the text of an entry was altered",
            Damage::Link => "an entry does not follow the one before it",
            Damage::Gap => "entries are missing",
            Damage::Shape => "an entry cannot be understood",
            Damage::History => "an entry could not have happened",
            Damage::Derived => "the list of sales differs from the entries",
            Damage::Index => "what the entries are found by differs from them",
            Damage::Schema => "the protection against changes is missing",
            Damage::Genesis => "the mark of its beginning is wrong",
        })
    }
}

impl LedgerError {
    pub(crate) fn broken(seq: Seq, what: Damage) -> Self {
        Self::Broken { seq: Some(seq), what }
    }
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, _) = &error else { return Self::Sqlite(error) };
        match (failure.code, failure.extended_code) {
            (ErrorCode::DiskFull, _) => Self::Full { source: error.into() },
            (ErrorCode::SystemIoFailure, code) if is_write(code) => Self::Full { source: error.into() },
            (ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen, _) => {
                Self::ReadOnly { source: Some(error.into()) }
            }
            (ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt, _) => Self::Unreadable { source: Some(error) },
            (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => Self::Busy,
            _ => Self::Sqlite(error),
        }
    }
}

/// The I/O failures that SQLite meets while it writes, or makes room for what it will write.
fn is_write(extended: i32) -> bool {
    matches!(
        extended,
        ffi::SQLITE_IOERR_WRITE
            | ffi::SQLITE_IOERR_FSYNC
            | ffi::SQLITE_IOERR_DIR_FSYNC
            | ffi::SQLITE_IOERR_TRUNCATE
            | ffi::SQLITE_IOERR_SHMSIZE
            | ffi::SQLITE_IOERR_SHMMAP
    )
}

impl From<io::Error> for LedgerError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::FileTooLarge
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::WriteZero => Self::Full { source: error.into() },
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::ReadOnly { source: Some(error.into()) }
            }
            _ => Self::Io(error),
        }
    }
}
