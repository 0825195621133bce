//! Why a use case could not be done, as its code, its detail and what became of the money.
//!
//! The crates below have errors by cause; here they become what a person is told, once.

use airtill_apis::ApiError;
use airtill_contract::{ErrorCode, ErrorView, MoneyMoved};
use airtill_domain::text::{SHOWN_CHARACTERS, plain};
use airtill_ledger::LedgerError;
use airtill_oauth::{DenialKind, SettingsFault, TokenError};
use airtill_vault::{VaultError, VaultState};

/// The most characters of a detail in the log; the window shows up to [`SHOWN_CHARACTERS`].
const LOGGED_CHARACTERS: usize = 200;

/// A use case that ended without its result. Its words as an error are those of the log.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{code:?}: {}", plain(detail, LOGGED_CHARACTERS))]
pub struct Fault {
    /// Which sentence a person gets.
    pub code: ErrorCode,
    /// A detail for it; plain text, bounded, possibly empty.
    pub detail: String,
    /// Whether money moved.
    pub money_moved: MoneyMoved,
}

impl Fault {
    /// A fault before anything was sent.
    pub fn new(code: ErrorCode) -> Self {
        Self { code, detail: String::new(), money_moved: MoneyMoved::No }
    }

    /// The same with a detail.
    pub fn with(code: ErrorCode, detail: impl AsRef<str>) -> Self {
        Self { detail: plain(detail.as_ref(), SHOWN_CHARACTERS), ..Self::new(code) }
    }

    /// The same where it is not known whether money moved.
    pub fn money_unknown(mut self) -> Self {
        self.money_moved = MoneyMoved::Unknown;
        self
    }

    /// As the window gets it; `reference` also stands in the log.
    pub fn view(&self, reference: String) -> ErrorView {
        ErrorView { code: self.code, message: self.detail.clone(), money_moved: self.money_moved, reference }
    }
}

impl From<LedgerError> for Fault {
    fn from(error: LedgerError) -> Self {
        let code = match &error {
            LedgerError::Full { .. } => ErrorCode::DiskFull,
            LedgerError::ReadOnly { .. } => ErrorCode::ReadOnly,
            LedgerError::Newer { .. } => ErrorCode::LedgerNewer,
            LedgerError::Broken { .. } => ErrorCode::LedgerBroken,
            LedgerError::Unreadable { .. } | LedgerError::WrongEnvironment { .. } => ErrorCode::LedgerSetAside,
            _ => ErrorCode::Internal,
        };
        Fault::with(code, error.to_string())
    }
}

impl From<VaultError> for Fault {
    fn from(error: VaultError) -> Self {
        let code = match &error {
            VaultError::OutOfReach { state: VaultState::Newer { .. } } => ErrorCode::VaultNewer,
            _ => ErrorCode::KeyringUnavailable,
        };
        Fault::with(code, error.to_string())
    }
}

impl From<TokenError> for Fault {
    fn from(error: TokenError) -> Self {
        let seconds = |wait: Option<std::time::Duration>| wait.map_or(String::new(), |wait| wait.as_secs().to_string());
        match &error {
            TokenError::Offline { .. } => Fault::with(ErrorCode::Offline, error.to_string()),
            TokenError::Portal => Fault::new(ErrorCode::CaptivePortal),
            TokenError::Certificate { fault } => Fault::with(ErrorCode::Certificate, fault.to_string()),
            TokenError::Busy { retry_after } => Fault::with(ErrorCode::ServiceDown, seconds(*retry_after)),
            TokenError::RateLimited { retry_after } => Fault::with(ErrorCode::RateLimited, seconds(*retry_after)),
            TokenError::Settings { fault, message } => {
                let code = match fault {
                    SettingsFault::Client => ErrorCode::ClientRefused,
                    SettingsFault::Scope => ErrorCode::ScopeRefused,
                    SettingsFault::Pkce => ErrorCode::PkceRefused,
                    SettingsFault::Address | SettingsFault::NoSuchPlace | SettingsFault::Request => ErrorCode::ConnectionSettings,
                };
                Fault::with(code, if message.is_empty() { error.to_string() } else { message.clone() })
            }
            TokenError::SignInAgain | TokenError::Denied { kind: DenialKind::InvalidRefreshToken, .. } => Fault::new(ErrorCode::SignInAgain),
            TokenError::Denied { kind: DenialKind::WrongPassword, .. } => Fault::new(ErrorCode::WrongPassword),
            TokenError::Denied { kind: DenialKind::EmailNotConfirmed, .. } => Fault::new(ErrorCode::EmailNotConfirmed),
            TokenError::Denied { kind: DenialKind::InvalidCode, .. } => Fault::new(ErrorCode::CodeRefused),
            TokenError::Denied { message, .. } => Fault::with(ErrorCode::Denied, message),
            TokenError::Odd { .. } | TokenError::TooBig => Fault::with(ErrorCode::OddAnswer, error.to_string()),
        }
    }
}

impl From<ApiError> for Fault {
    fn from(error: ApiError) -> Self {
        let code = match &error {
            ApiError::Unauthorised => ErrorCode::SignInAgain,
            ApiError::Settings => ErrorCode::ConnectionSettings,
            ApiError::Offline { .. } => ErrorCode::Offline,
            ApiError::Portal => ErrorCode::CaptivePortal,
            ApiError::Certificate { .. } => ErrorCode::Certificate,
            ApiError::Busy { .. } => ErrorCode::ServiceDown,
            ApiError::RateLimited { .. } => ErrorCode::RateLimited,
            ApiError::Denied { .. } => ErrorCode::Denied,
            _ => ErrorCode::OddAnswer,
        };
        Fault::with(code, error.to_string())
    }
}
