//! What an error of the ledger shows of the ledger itself.
//!
//! The one list of all errors for this question: a further error does not compile until it has its place here. The
//! consequences are drawn in `checking` and `guarded`.

use airtill_ledger::LedgerError;

/// What an error shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Rows that are derived from the entries, or an index, contradict the entries.
    BrokenIndex,
    /// The entries contradict each other.
    Damage,
    /// A page cannot be read: one of the entries, or one of what is derived from them.
    UnreadablePage,
    /// Opening refuses such a file, so another one has taken the ledger's place since.
    AnotherFile,
    /// Nothing: another program holds the file, the disk did not give or take it, or the system gave no thread.
    Passing,
    /// Nothing: the program made a mistake.
    Mistake,
}

impl Shown {
    /// What this error shows.
    pub fn by(error: &LedgerError) -> Self {
        match error {
            LedgerError::Broken { what, .. } if what.is_of_derived() => Self::BrokenIndex,
            LedgerError::Broken { .. } => Self::Damage,
            LedgerError::Unreadable { .. } => Self::UnreadablePage,
            LedgerError::Older { .. } | LedgerError::Newer { .. } | LedgerError::WrongEnvironment { .. } => {
                Self::AnotherFile
            }
            LedgerError::Busy
            | LedgerError::Sqlite(_)
            | LedgerError::Io(_)
            | LedgerError::Full { .. }
            | LedgerError::ReadOnly { .. } => Self::Passing,
            LedgerError::Unchecked
            | LedgerError::IllegalTransition { .. }
            | LedgerError::NoSuchSale { .. }
            | LedgerError::NotThisSale { .. } => Self::Mistake,
        }
    }

    /// Whether the next start should make anew what is derived from the entries. It changes nothing where the pages of
    /// the entries are damaged.
    pub fn is_to_be_made_anew(self) -> bool {
        matches!(self, Self::BrokenIndex | Self::UnreadablePage)
    }
}
