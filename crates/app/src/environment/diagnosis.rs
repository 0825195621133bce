//! The diagnosis of an error of the ledger: the part of the ledger that is damaged by it, or none.
//!
//! The one list of all errors for this question: a further error does not compile until it has its place here. The
//! consequences are drawn in `check_state` and `guarded`.

use airtill_ledger::LedgerError;

/// The state of the ledger that an error shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Diagnosis {
    /// Rows that are derived from the entries, or an index, contradict the entries.
    BrokenIndex,
    /// The entries contradict each other.
    DamagedEntries,
    /// A page cannot be read: one of the entries, or one of what is derived from them.
    UnreadablePage,
    /// Opening refuses such a file, so another one has taken the ledger's place since.
    ReplacedFile,
    /// Nothing: another program holds the file, the disk did not give or take it, or the system gave no thread.
    Transient,
    /// Nothing: the program made a mistake.
    Mistake,
}

impl Diagnosis {
    /// The diagnosis of this error.
    pub fn of(error: &LedgerError) -> Self {
        match error {
            LedgerError::Broken { what, .. } if what.is_of_derived() => Self::BrokenIndex,
            LedgerError::Broken { .. } => Self::DamagedEntries,
            LedgerError::Unreadable { .. } => Self::UnreadablePage,
            LedgerError::Older { .. } | LedgerError::Newer { .. } | LedgerError::WrongEnvironment { .. } => {
                Self::ReplacedFile
            }
            LedgerError::Busy
            | LedgerError::Sqlite(_)
            | LedgerError::Io(_)
            | LedgerError::Full { .. }
            | LedgerError::ReadOnly { .. } => Self::Transient,
            LedgerError::Unchecked
            | LedgerError::IllegalTransition { .. }
            | LedgerError::NoSuchSale { .. }
            | LedgerError::NotThisSale { .. } => Self::Mistake,
        }
    }

    /// Whether the next start should make anew what is derived from the entries. It changes nothing where the pages of
    /// the entries are damaged.
    pub fn needs_rebuild(self) -> bool {
        matches!(self, Self::BrokenIndex | Self::UnreadablePage)
    }
}
