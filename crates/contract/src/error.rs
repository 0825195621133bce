//! Faults as the window words them.
//!
//! An error is a code, a detail, whether money moved, and a reference that stands in the log as well. A code exists
//! where a person reads another sentence, or can do something else about it; the sentence is the window's.

use crate::crossing;

/// Whether money moved, as far as the till knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum MoneyMoved {
    /// Certainly no money moved.
    No,
    /// It is not known yet.
    Unknown,
    /// Money certainly moved.
    Yes,
}

/// Every error that a command can answer. The window has one sentence for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ErrorCode {
    /// The request made no sense; an error of the program.
    BadRequest,
    /// No such connection, sale or preview.
    NotFound,
    /// User name or password wrong.
    WrongPassword,
    /// The account's e-mail address was never confirmed.
    EmailNotConfirmed,
    /// Too many attempts; `message` holds seconds to wait if known.
    RateLimited,
    /// No network, or the host cannot be found or reached.
    Offline,
    /// The service was reached and did not answer in time.
    NoAnswer,
    /// The service was reached, and its answer broke off.
    AnswerLost,
    /// The proxy of this network cannot be reached; `message` names it, as for the five that follow.
    ProxyNotReached,
    /// The proxy did not answer in time.
    ProxySilent,
    /// The proxy wants a user name and a password.
    ProxyWantsSignIn,
    /// The proxy did not let the request through.
    ProxyRefused,
    /// The line through the proxy broke before the request left.
    ProxyBroke,
    /// The proxy is of a kind that cannot be used.
    ProxyUnsupported,
    /// Something between here and the service answered in its place.
    CaptivePortal,
    /// The host's certificate is not trusted.
    Certificate,
    /// The service is down or busy.
    ServiceDown,
    /// The service does not accept this connection's settings.
    ConnectionSettings,
    /// The sign-in has ended.
    SignInAgain,
    /// The service said no: the account may not; `message` holds its words.
    Denied,
    /// The service turned the request down without a reason; `message` holds the status, where it is known.
    TurnedDown,
    /// An answer that cannot be understood.
    OddAnswer,
    /// The system did not take the address for the browser; `message` says why, in its own words.
    BrowserNotOpened,
    /// Nobody came back from the browser in time.
    SignInTimedOut,
    /// The service, or the person at its pages, did not allow the sign-in; `message` holds its words.
    ConsentDenied,
    /// The service does not know the connection's client id, or its secret is another; `message` holds its words.
    ClientRefused,
    /// The service and the connection disagree about PKCE; `message` holds the service's words.
    PkceRefused,
    /// The service wants PKCE, and it is off for this connection; `message` holds the service's words.
    PkceNeeded,
    /// The service wants another scope; `message` holds its words.
    ScopeRefused,
    /// The sign-in's code was used, outlived or given for another address.
    CodeRefused,
    /// The service offers no way to revoke a sign-in.
    NotRevocable,
    /// Nobody can listen for the browser here, and without PKCE its answer must not reach another program.
    AnswerNotSafe,
    /// The person said that the one who signed in was somebody else.
    NotYou,
    /// The pasted text is not the address to which the browser is sent back.
    PastedOtherAddress,
    /// The pasted text belongs to another sign-in.
    PastedOtherSignIn,
    /// The pasted text is not whole.
    PastedUnreadable,
    /// The pasted text is no answer of a service: something stands in it twice.
    PastedTwice,
    /// There is no code in what was pasted, or more than one thing that could be it.
    PastedNoCode,
    /// The answer came with something in place of its code that cannot be one.
    NoCode,
    /// The service sent the browser back without a sign-in; `message` holds its words, and its word for the reason.
    SignInRefused,
    /// No user has that number, or the service does not say.
    NoSuchUser,
    /// The typed text is no number of a user.
    BadUserId,
    /// The typed text is no e-mail address.
    BadEmail,
    /// No password was typed, or one that is too long.
    BadPassword,
    /// This computer's browsers did not take the change; `message` says why.
    TrustNotChanged,
    /// The keyring did not take the secret; signing in works until the till closes.
    KeyringUnavailable,
    /// Nobody is signed in here any more, and the stored sign-in could not be removed now: the keyring is locked, or
    /// the disk full.
    SignOutUnfinished,
    /// The ICCID is not one; `message` says why.
    BadIccid,
    /// The EID is not one; `message` says why.
    BadEid,
    /// The identifier of a customer is not one; `message` says why.
    BadCustomer,
    /// The typed text is no `https` address.
    BadAddress,
    /// The service gives no activation code for the SIM, or it cannot be installed.
    NoActivationCode,
    /// A file could not be saved where the person wanted it; `message` says why.
    NotSaved,
    /// The catalogue is too old to sell from.
    CatalogueOld,
    /// The number is not one.
    BadNumber,
    /// The amount is not one.
    BadAmount,
    /// The amount is more than the float.
    FloatTooSmall,
    /// It costs more than the company lets one sale cost; `message` holds the most.
    OverSaleLimit,
    /// With it, the day would sell more than the company lets it; `message` holds the most and, behind a semicolon, what
    /// today has sold.
    OverDayLimit,
    /// The company sets limits, and no price of the order is known that could be compared with them.
    PriceNotKnown,
    /// This number had a top-up in the last 24 hours and no reason was given.
    RepeatNeedsReason,
    /// The same number and amount is in doubt and no override was given.
    DoubtNeedsOverride,
    /// Another sale of this connection is under way.
    SaleUnderWay,
    /// The confirmation is no longer valid; start again.
    IntentExpired,
    /// Settling wants a written reason.
    ReasonNeeded,
    /// The sale is not in doubt any more.
    NotInDoubt,
    /// The connection of this sale was removed, so its float cannot be read.
    ConnectionGone,
    /// The disk is full.
    DiskFull,
    /// The data folder cannot be written.
    ReadOnly,
    /// The request went out and its outcome could not be written down; `money_moved` says what is known.
    OutcomeNotWritten,
    /// Sales of the connection are in doubt; they must be settled before it is removed or moved.
    DoubtsOpen,
    /// The ledger was written by a newer Airtill.
    LedgerNewer,
    /// The ledger in the folder of this environment belongs to another one, so it is not opened; `message` says to which.
    LedgerMisplaced,
    /// The ledger does not agree with itself; `message` says where.
    LedgerBroken,
    /// An index of the ledger, or a table derived from its entries, contradicts them: nothing is sold in this run, and
    /// the next start rebuilds it. `message` says where.
    LedgerIndexBroken,
    /// The check of the ledger did not come to its end; nothing is sold until it was checked.
    LedgerUnchecked,
    /// The vault was written by a newer Airtill.
    VaultNewer,
    /// A connection file that cannot be used; `message` says why.
    BadConnectionFile,
    /// The practice service could not start.
    PracticeFailed,
    /// Only a supervisor may change that.
    SupervisorOnly,
    /// The company set that on this computer; only its administrator changes it.
    SetByCompany,
    /// It could not be learnt whether there is a newer version; nothing was changed.
    UpdatesNotChecked,
    /// A sale, a sign-in or another command is under way, so the till cannot be replaced now.
    TillAtWork,
    /// An error of the program itself.
    Internal,
}

crossing! {
/// The answer of a failed command.
pub struct ErrorView {
    /// Which sentence to show.
    pub code: ErrorCode,
    /// A detail in plain text for the sentence, cleaned and bounded; may be empty.
    pub message: String,
    /// Whether money moved.
    pub money_moved: MoneyMoved,
    /// For a support call; also in the log.
    pub reference: String,
    /// The id of the request that failed, for the service's support, where the service takes one and may have seen it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub correlation: Option<String>,
}
}
