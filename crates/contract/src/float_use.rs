//! The declarations of a float, and the words that they allow the till.
//!
//! The lines of a connection file as the import and the settings show them, and how far the proof is that rests on
//! them. Each word here is a claim of an administrator or of the ledger; the window attributes the one and dates the
//! other.

use crate::{MoneyView, crossing};

/// The tills whose sales move a float.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum UsedByView {
    /// Nobody but this till.
    ThisTill,
    /// Others too, or nobody knows.
    Others,
}

/// Whether the till decides by itself how a sale ended whose answer was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum JudgesView {
    /// By the declarations, which it names.
    Alone,
    /// It shows what the float suggests and settles nothing.
    Indications,
}

/// A line of the connection file that declares something of the float.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum DeclaredLine {
    /// `used_by`
    UsedBy,
    /// `smallest_deposit`
    SmallestDeposit,
    /// `rest`
    Rest,
    /// `books_one_at_a_time`
    BooksOneAtATime,
    /// `second_debit`
    SecondDebit,
}

crossing! {
/// The declarations of a float; a line that the file leaves out stands here with its default.
pub struct DeclarationsView {
    /// The users whose sales move it.
    pub used_by: UsedByView,
    /// The least sum that is ever paid in; absent where nothing is paid in while the till judges.
    pub smallest_deposit: Option<MoneyView>,
    /// The seconds after which the service is done with a request.
    pub rest_seconds: u32,
    /// Whether the service never writes an old float back over another debit.
    pub books_one_at_a_time: bool,
    /// Whether an accepted sale may be debited again.
    pub second_debit: SecondDebitView,
}

/// Whether an accepted sale may be debited again.
#[serde(tag = "may", rename_all_fields = "camelCase")]
pub enum SecondDebitView {
    /// A second debit never comes.
    No,
    /// Only so soon after its sending.
    Within {
        /// At the latest.
        seconds: u32,
    },
    /// Nobody knows about second debits.
    Unknown,
}

/// The rules for the float of a connection now.
pub struct FloatUseView {
    /// The declarations that may be relied on: of two connections to one float, the weaker line.
    pub declared: DeclarationsView,
    /// Whether the till judges by it.
    pub judges: JudgesView,
    /// Since when it does, RFC 3339 in UTC; absent where it does not.
    pub since: Option<String>,
    /// Why it does not; absent where it does.
    pub why_not: Option<WhyNotView>,
    /// The names of the other connections that lead to the same float.
    pub shared_with: Vec<String>,
}

/// Why the till does not judge alone.
#[serde(tag = "reason", rename_all_fields = "camelCase")]
pub enum WhyNotView {
    /// A connection file does not say that only this till uses the float.
    DeclaredShared {
        /// The name of the other connection to the same float whose file that is; absent where it is this one's own.
        by: Option<String>,
    },
    /// Nobody is signed in, so it is not known whose float it is.
    AccountUnknown,
    /// No float was read since it was declared.
    NeverRead,
    /// Something moved the float that the sales of the till do not explain.
    Ended {
        /// When the till found it, RFC 3339 in UTC.
        at: String,
        /// By how much the float went down beyond what the sales explain, negative where it rose; absent where that is
        /// not known.
        moved: Option<MoneyView>,
    },
}
}
