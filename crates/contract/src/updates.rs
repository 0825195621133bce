//! Updates of the till, as the settings show them: how this copy gets new versions, how far the next one has come, and
//! what was set about them.
//!
//! A view carries everything at once, so that an event with a later one replaces it. News are plain text of the
//! publisher, in the language that the window asked for last, else in English.

use crate::crossing;

/// How new versions reach this copy of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum UpdateWay {
    /// It fetches and installs them itself.
    Itself,
    /// The computer's software update installs them, as it installed this one.
    SystemUpdate,
    /// An administrator installs them: this copy belongs to all users of the computer or stands beside one that does, or
    /// it lies where only an administrator writes.
    Administrator,
    /// No way at all: a test build, or a program that was never installed.
    Never,
}

/// The reason for which a check found nothing out, or a new version could not be fetched or installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum UpdateTrouble {
    /// No whole answer: most often there is no network.
    Offline,
    /// The time was over.
    Slow,
    /// A page for people came instead: most often the network wants a sign-in of its own.
    Portal,
    /// The server has no such file, or the way to it is not safe.
    Server,
    /// The files are not the publisher's, or were changed.
    NotGenuine,
    /// The server holds an older list of versions than one that was seen before.
    Outdated,
    /// The list of versions has expired, and nobody put a newer one there.
    Expired,
    /// The list of versions is from the future: its clock or this computer's is wrong.
    FromTheFuture,
    /// The disk is full.
    DiskFull,
    /// The disk took no file for another reason.
    NotWritten,
    /// A person ended the installation.
    Cancelled,
    /// A newer version is there already.
    NewerIsThere,
    /// The till was at work, or open in another person's session.
    TillAtWork,
    /// Only an administrator may replace the program.
    NotAllowed,
    /// Another program uses a file of the till.
    FileInUse,
    /// Another installation of the till is under way.
    AnotherInstaller,
    /// The installation was begun before and did not come to a good end: it failed, or the power did.
    Unfinished,
    /// For a reason that a person cannot change.
    Failed,
}

/// The origin of the setting by which the till checks for updates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum PolicyOrigin {
    /// A supervisor of this till, or nobody yet.
    ThisTill,
    /// The company, for all tills of this computer.
    Company,
    /// Nobody: the company's policy cannot be used, so the till does not check by itself.
    UnusablePolicy,
    /// Nobody: the setting of this till cannot be read, so the till does not check by itself until a supervisor sets it
    /// again. Shown to those alone who may.
    UnreadableSetting,
}

crossing! {
/// A version that is newer than this one.
pub struct NewVersionView {
    /// As `1.2.3`.
    pub version: String,
    /// What is new, line by line; at most 60 lines of 300 characters.
    pub news: Vec<String>,
}

/// How far the next version has come.
#[serde(tag = "state", rename_all_fields = "camelCase")]
pub enum UpdateState {
    /// The till does not check for updates.
    Off {},
    /// No check has succeeded yet.
    NotChecked {},
    /// There was nothing newer.
    UpToDate {
        /// The last check that succeeded, RFC 3339.
        at: String,
    },
    /// Every check has failed for fourteen days; shown to those alone who may change what is set.
    CannotCheck {
        /// The first check that failed, RFC 3339.
        since: String,
    },
    /// There is a newer version.
    Newer {
        new: NewVersionView,
        /// Whether this copy can fetch and install it; else the way of this copy says by what it comes.
        can_fetch: bool,
    },
    /// There is a newer version that could not read the records of this computer; it needs one in between.
    RecordsTooOld {
        new: NewVersionView,
    },
    /// It is being fetched.
    Fetching {
        new: NewVersionView,
        /// The bytes so far.
        bytes: u64,
        /// All bytes of it.
        of: u64,
    },
    /// It is here, and is installed at the next start, or now if a person wants it.
    Ready {
        new: NewVersionView,
    },
    /// It is being installed; the till closes for it and starts again.
    Installing {
        new: NewVersionView,
    },
    /// It is in its place, and the till runs the version before it until it is opened again.
    Installed {
        new: NewVersionView,
    },
    /// It could not be fetched or installed, and this version works on.
    Failed {
        new: NewVersionView,
        reason: UpdateTrouble,
        /// Whether it is here, so that installing it is tried again; else fetching it is.
        fetched: bool,
    },
}

/// The settings of updates.
pub struct UpdatePolicyView {
    /// The origin of this setting.
    pub origin: PolicyOrigin,
    /// Whether the till checks for updates.
    pub checks: bool,
    /// The address of the list on the company's own server; absent: the publisher's.
    pub server: Option<String>,
}

/// Updates of this copy of the till.
pub struct UpdatesView {
    pub way: UpdateWay,
    pub state: UpdateState,
    /// Why the last check of this run of the till failed; absent where it did not, or none was made.
    pub failure: Option<UpdateTrouble>,
    pub policy: UpdatePolicyView,
    /// The address of the publisher's list; absent in a build that has none.
    pub publisher: Option<String>,
    /// Whether the person who is signed in may change what this till itself has set.
    pub may_change: bool,
}

/// Asks in the window's language.
pub struct ForLanguage {
    /// As `en`, `fr` or `ar`; at most 35 characters.
    pub language: String,
}

/// Names a new version, as it was shown.
pub struct ForUpdate {
    /// As `1.2.3`.
    pub version: String,
}

/// Sets whether and where the till checks for updates.
pub struct SetUpdatePolicy {
    pub checks: bool,
    /// The address of the list on the company's own server, as typed: `https`, at most 2,048 characters. Absent or
    /// empty: the publisher's.
    pub server: Option<String>,
}
}
