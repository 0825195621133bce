//! The place where something failed, where callers distinguish errors by it.
//!
//! The one list of all codes: a code that is added to the contract does not compile until it has its place here.

use airtill_contract::ErrorCode;

/// The place where something failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailedAt {
    /// On this computer or on the way: the request certainly never reached the service.
    TheWay,
    /// The ledger contradicts itself.
    LedgerBroken,
    /// A table derived from the entries of the ledger contradicts them.
    LedgerIndexBroken,
    /// The check of the ledger did not come to an end.
    LedgerUnchecked,
    /// The ledger is of a later version of the program.
    LedgerNewer,
    /// The ledger is of another environment.
    LedgerMisplaced,
    /// The disk takes nothing.
    TheDisk,
    /// The place on this computer where sign-ins are saved: the keyring, the sealed file, or its lock.
    TheVault,
    /// Anywhere else, or the request may have reached the service.
    Elsewhere,
}

impl FailedAt {
    /// The place that a code names.
    pub fn of(code: ErrorCode) -> Self {
        match code {
            ErrorCode::Offline
            | ErrorCode::ProxyNotReached
            | ErrorCode::ProxySilent
            | ErrorCode::ProxyWantsSignIn
            | ErrorCode::ProxyRefused
            | ErrorCode::ProxyBroke
            | ErrorCode::ProxyUnsupported
            | ErrorCode::Certificate => Self::TheWay,
            ErrorCode::LedgerBroken => Self::LedgerBroken,
            ErrorCode::LedgerIndexBroken => Self::LedgerIndexBroken,
            ErrorCode::LedgerUnchecked => Self::LedgerUnchecked,
            ErrorCode::LedgerNewer => Self::LedgerNewer,
            ErrorCode::LedgerMisplaced => Self::LedgerMisplaced,
            ErrorCode::DiskFull | ErrorCode::ReadOnly => Self::TheDisk,
            ErrorCode::KeyringUnavailable | ErrorCode::VaultNewer => Self::TheVault,
            ErrorCode::BadRequest
            | ErrorCode::NotFound
            | ErrorCode::WrongPassword
            | ErrorCode::EmailNotConfirmed
            | ErrorCode::RateLimited
            | ErrorCode::NoAnswer
            | ErrorCode::AnswerLost
            | ErrorCode::CaptivePortal
            | ErrorCode::ServiceDown
            | ErrorCode::ConnectionSettings
            | ErrorCode::SignInAgain
            | ErrorCode::Denied
            | ErrorCode::TurnedDown
            | ErrorCode::OddAnswer
            | ErrorCode::BrowserNotOpened
            | ErrorCode::SignInTimedOut
            | ErrorCode::ConsentDenied
            | ErrorCode::ClientRefused
            | ErrorCode::PkceRefused
            | ErrorCode::PkceNeeded
            | ErrorCode::ScopeRefused
            | ErrorCode::CodeRefused
            | ErrorCode::NotRevocable
            | ErrorCode::AnswerNotSafe
            | ErrorCode::NotYou
            | ErrorCode::PastedOtherAddress
            | ErrorCode::PastedOtherSignIn
            | ErrorCode::PastedUnreadable
            | ErrorCode::PastedTwice
            | ErrorCode::PastedNoCode
            | ErrorCode::NoCode
            | ErrorCode::SignInRefused
            | ErrorCode::NoSuchUser
            | ErrorCode::BadUserId
            | ErrorCode::BadEmail
            | ErrorCode::BadPassword
            | ErrorCode::TrustNotChanged
            | ErrorCode::SignOutUnfinished
            | ErrorCode::BadIccid
            | ErrorCode::BadEid
            | ErrorCode::BadCustomer
            | ErrorCode::BadAddress
            | ErrorCode::NoActivationCode
            | ErrorCode::NotSaved
            | ErrorCode::CatalogueOld
            | ErrorCode::BadNumber
            | ErrorCode::BadAmount
            | ErrorCode::FloatTooSmall
            | ErrorCode::OverSaleLimit
            | ErrorCode::OverDayLimit
            | ErrorCode::PriceNotKnown
            | ErrorCode::RepeatNeedsReason
            | ErrorCode::DoubtNeedsOverride
            | ErrorCode::SaleUnderWay
            | ErrorCode::IntentExpired
            | ErrorCode::ReasonNeeded
            | ErrorCode::NotInDoubt
            | ErrorCode::ConnectionGone
            | ErrorCode::OutcomeNotWritten
            | ErrorCode::DoubtsOpen
            | ErrorCode::BadConnectionFile
            | ErrorCode::PracticeFailed
            | ErrorCode::SupervisorOnly
            | ErrorCode::SetByCompany
            | ErrorCode::UpdatesNotChecked
            | ErrorCode::TillAtWork
            | ErrorCode::Internal => Self::Elsewhere,
        }
    }
}
