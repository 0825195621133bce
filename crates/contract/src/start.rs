//! What the first screen and the settings show.
//!
//! The state of the vault, notices and the connections in one answer, so that the first screen asks once. Words are not here:
//! the window has one total table for each of these lists.

use crate::{ConnectionView, ErrorView, ImportPreview, crossing};

/// The state of the place where sign-ins are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum VaultState {
    /// Not needed yet, not asked yet.
    NotOpened,
    /// Sign-ins are kept.
    Ready,
    /// The system has no keyring; sign-ins end with the till.
    Absent,
    /// The keyring is locked; sign-ins end with the till unless it is unlocked.
    Locked,
    /// Two keyring items have the till's name.
    Ambiguous,
    /// The keyring failed in another way.
    Failed,
    /// The person chose that nothing is remembered.
    RememberNothing,
    /// The sealed file could not be opened and was set aside; sign in again.
    SetAside,
    /// The sealed file comes from a newer version and is left alone.
    Newer,
}

/// Something a person should know, shown until dismissed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum NoticeCode {
    /// An unreadable ledger was set aside; `detail` is its name.
    LedgerSetAside,
    /// The ledger does not agree with itself; `detail` says where.
    LedgerBroken,
    /// The data folder cannot be written, or its disk is full; `detail` says which.
    FolderUnwritable,
    /// The ledger belongs to a newer version.
    LedgerNewer,
    /// An unreadable vault was set aside; `detail` is its name.
    VaultSetAside,
    /// A kept connection file cannot be read any more; `detail` is its name and why.
    ConnectionUnreadable,
    /// The service was not told that a sign-in is over which was given up, replaced or removed; `detail` names the connection.
    NotTakenBack,
    /// The computer's clock and the service's differ by more than five minutes.
    ClockDiffers,
}

crossing! {
/// One notice.
pub struct Notice {
    /// Which sentence.
    pub code: NoticeCode,
    /// A detail in plain text; may be empty.
    pub detail: String,
}

/// Everything the window needs to draw its first screen.
pub struct StartView {
    /// The version of the program.
    pub version: String,
    /// In the order in which they were added.
    pub connections: Vec<ConnectionView>,
    /// Where live and test sign-ins are kept.
    pub vault: VaultState,
    /// What a person should know.
    pub notices: Vec<Notice>,
    /// A connection file that the program was started with.
    pub pending_import: Option<ImportPreview>,
    /// Why a connection file that the program was started with cannot be used; told once.
    pub refused_import: Option<ErrorView>,
    /// True when the program was started with `--practice`: begin practising as the window opens.
    pub practise_now: bool,
    /// Folder of all records, for people who look for it.
    pub data_folder: String,
}

/// One row of the practice service's trouble panel.
pub struct TroubleView {
    /// A number that causes it, in groups.
    pub number: String,
    /// The last digits that matter.
    pub ending: String,
    /// Stable word for it, worded by the message files.
    pub code: String,
    /// `confirmed`, `accepted`, `declined`, `declined_but_charged`, `in_doubt`, `delay` or `session`.
    pub group: String,
}

/// Nothing to say.
pub struct Nothing {}
}
