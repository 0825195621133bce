//! The content of the first screen and of the settings.
//!
//! The state of the vault, notices and the connections in one answer, so that the first screen asks once. Words are not
//! here: the window has one total table for each of these lists.

use crate::{
    ConfirmationView, ConnectionKey, ConnectionView, EnvironmentView, ErrorCode, ErrorView, EsimConfirmationView,
    ImportPreview, SaleStep, crossing,
};

/// The state of the place where sign-ins are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum VaultState {
    /// Not needed yet, not asked yet.
    NotOpened,
    /// Sign-ins are stored.
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
    /// The name of the till could not be read: it was set aside and a new one made; `detail` is its name.
    TillSetAside,
    /// The name of the till was missing or could not be read, and was taken from its records; `detail` is the name of the
    /// file that was set aside, and empty where there was none.
    TillNamedByRecords,
    /// The ledger does not agree with itself; `detail` says where.
    LedgerBroken,
    /// An index of the ledger, or a table derived from its entries, contradicts them: nothing is sold in this run, and
    /// the next start rebuilds it. `detail` says where.
    LedgerIndexBroken,
    /// The check of the ledger did not come to its end, by the disk, another program or a mistake of this one; nothing is
    /// sold until it was checked. `detail` says why.
    LedgerUnchecked,
    /// The data folder cannot be written, or its disk is full; `detail` says which.
    FolderUnwritable,
    /// The ledger belongs to a newer version.
    LedgerNewer,
    /// The ledger could not be opened for a reason that says nothing of what it holds, such as another program that
    /// holds it; `detail` says which.
    LedgerNotOpened,
    /// The ledger belongs to another environment, so it is not opened; `detail` says to which.
    LedgerMisplaced,
    /// An unreadable vault was set aside; `detail` is its name.
    VaultSetAside,
    /// A stored connection file, or the folder of such files, cannot be read any more; `detail` is its name and why.
    ConnectionUnreadable,
    /// An unreadable connection file was set aside, because a connection with its id was imported; `detail` is its name.
    ConnectionSetAside,
    /// A sign-in that was given up, replaced or removed was not revoked at the service; `detail` names the connection.
    SignInNotRevoked,
    /// The computer's clock and the service's differ by more than five minutes.
    ClockDiffers,
    /// One account is signed in at two connections, which then sell from one float; `detail` names both.
    FloatShared,
    /// Other people than administrators can write the company's folder or something in it, so that is not used; `detail`
    /// names it.
    CompanyFolderWritable,
    /// Something in the company's folder cannot be read or judged, or has an unknown name, so it is not used; `detail` is
    /// its name and why.
    CompanyFolderUnreadable,
    /// The company's policy breaks a rule and is not used; `detail` is its name, the line and the rule.
    CompanyPolicyBroken,
    /// A connection file of the company breaks a rule; `detail` is its name and the rule.
    CompanyConnectionUnreadable,
    /// A connection of the company has moved, and stays as it was because of sales in doubt; `detail` is its name.
    CompanyConnectionInDoubt,
    /// A connection of the company could not be taken, or not wholly; `detail` is the name of its file, and the reason.
    CompanyConnectionNotTaken,
}

crossing! {
pub struct Notice {
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
    /// Those of them that the company placed: nobody removes or replaces them here.
    pub of_company: Vec<ConnectionKey>,
    /// Where live and test sign-ins are stored.
    pub vault: VaultState,
    /// The notices to a person.
    pub notices: Vec<Notice>,
    /// The environments in which every sale of this run is refused.
    pub stopped: Vec<StoppedSelling>,
    /// The first connection file from outside that waits for an answer.
    pub pending_import: Option<ImportPreview>,
    /// How many are behind it.
    pub imports_behind: u32,
    /// The connection files from outside that cannot be used; each is shown once.
    pub refused_imports: Vec<RefusedImport>,
    /// The work under way, for a window that was not there when it began.
    pub under_way: UnderWay,
    /// True when the program was started with `--practice`: begin practising as the window opens.
    pub practise_now: bool,
    /// The name of this till, in eight digits.
    pub till: String,
    /// Folder of all records, for people who look for it.
    pub data_folder: String,
    /// How large the window shows everything, in percent: one of [`crate::TEXT_SIZES`].
    pub text_size: u16,
}

/// An environment in which every sale is refused: in this run, or until its records can be opened.
pub struct StoppedSelling {
    pub environment: EnvironmentView,
    /// The error with which a sale is refused.
    pub code: ErrorCode,
    /// False where its records are not open either, so that nobody can sign in there.
    pub is_open: bool,
}

/// Connection files from outside that wait for an answer, in the order in which they came.
pub struct ImportsInLine {
    /// The preview of the first.
    pub first: Option<ImportPreview>,
    /// How many are behind it.
    pub behind: u32,
}

/// A connection file from outside that cannot be used.
pub struct RefusedImport {
    /// The file's name without its folder.
    pub file_name: String,
    /// The reason, as it is shown.
    pub error: ErrorView,
}

/// How far the records of an environment are prepared, where another version of the program wrote them.
pub struct RecordsProgress {
    /// The entries that are done.
    pub done: u32,
    /// All entries that there are.
    pub entries: u32,
}

/// The work under way behind the window.
pub struct UnderWay {
    /// Sales that were confirmed and whose outcome no window has shown.
    pub sales: Vec<SaleUnderWay>,
    /// Orders of eSIMs that were confirmed and whose outcome no window has shown.
    pub esim_orders: Vec<EsimOrderUnderWay>,
    /// Connections at which a sign-in through the browser has begun and not ended.
    pub sign_ins: Vec<ConnectionKey>,
    /// The work that the till finishes before it closes.
    pub closing: Option<ClosingView>,
}

/// A sale that was confirmed, as it was confirmed.
pub struct SaleUnderWay {
    /// The connection whose float pays.
    pub connection: ConnectionKey,
    /// The confirmed order.
    pub confirmation: ConfirmationView,
    /// The steps that are behind it.
    pub steps: Vec<SaleStep>,
}

/// An order of an eSIM that was confirmed, as it was confirmed.
pub struct EsimOrderUnderWay {
    /// The connection through which it is ordered.
    pub connection: ConnectionKey,
    /// The confirmed order.
    pub confirmation: EsimConfirmationView,
    /// The steps that are behind it.
    pub steps: Vec<SaleStep>,
}

/// The work that a closing till finishes first.
pub struct ClosingView {
    /// The number of the sale, in groups; absent where no top-up is finished.
    pub number: Option<String>,
    /// The product of the eSIM order that is handed over, in the service's words; absent where there is none.
    pub product: Option<String>,
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
