//! Why a use case could not be done, as its code, its detail and what became of the money.
//!
//! The crates below have errors by cause; here they become the errors that a person sees, once.

use airtill_apis::{ApiError, OfflineError as ApiOffline};
use airtill_contract::{ErrorCode, ErrorView, MoneyMoved};
use airtill_domain::CorrelationId;
use airtill_domain::text::{SHOWN_CHARACTERS, plain};
use airtill_ledger::LedgerError;
use airtill_oauth::{DenialKind, OfflineError, SettingsError, TokenError};
use airtill_oauth::{ProxyError, ProxyTrouble};
use airtill_vault::{VaultError, VaultState};

/// The most characters of a detail in the log; the window shows up to [`SHOWN_CHARACTERS`].
const LOGGED_CHARACTERS: usize = 200;

/// A use case that ended without its result. Its words as an error are those of the log.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{code:?}: {}", plain(detail, LOGGED_CHARACTERS))]
pub struct TillError {
    /// Which sentence a person gets.
    pub code: ErrorCode,
    /// A detail for it; plain text, bounded, possibly empty.
    pub detail: String,
    /// Whether money moved.
    pub money_moved: MoneyMoved,
    /// The id of the request that failed, where the service takes one and may have seen it.
    pub correlation: Option<CorrelationId>,
}

impl TillError {
    /// An error before anything was sent.
    pub fn new(code: ErrorCode) -> Self {
        Self { code, detail: String::new(), money_moved: MoneyMoved::No, correlation: None }
    }

    /// An error before anything was sent, with a detail for the log and the screen.
    pub fn with(code: ErrorCode, detail: impl AsRef<str>) -> Self {
        Self { detail: plain(detail.as_ref(), SHOWN_CHARACTERS), ..Self::new(code) }
    }

    /// A file of the till that the disk did not take: the disk is full, or the folder cannot be written.
    pub fn of_disk(error: &std::io::Error) -> Self {
        Self::with(
            if airtill_files::is_full(error) { ErrorCode::DiskFull } else { ErrorCode::ReadOnly },
            error.to_string(),
        )
    }

    /// This error, where it is not known whether money moved.
    pub fn money_unknown(mut self) -> Self {
        self.money_moved = MoneyMoved::Unknown;
        self
    }

    /// The error as the window gets it where no command fails. The reference that a person reads to support is made
    /// here, and stands in the log beside `what` happened.
    pub fn referenced(&self, what: &'static str) -> ErrorView {
        let reference = uuid::Uuid::new_v4().simple().to_string()[..8].to_uppercase();
        tracing::info!(
            reference,
            what,
            code = ?self.code,
            detail = plain(&self.detail, LOGGED_CHARACTERS),
            correlation = self.correlation.map(tracing::field::display),
            "an error was shown"
        );
        self.view(reference)
    }

    /// The error as the window gets it; `reference` also stands in the log.
    pub fn view(&self, reference: String) -> ErrorView {
        ErrorView {
            code: self.code,
            message: self.detail.clone(),
            money_moved: self.money_moved,
            reference,
            correlation: self.correlation.map(|id| id.to_string()),
        }
    }
}

impl From<LedgerError> for TillError {
    fn from(error: LedgerError) -> Self {
        let code = match &error {
            LedgerError::Full { .. } => ErrorCode::DiskFull,
            LedgerError::ReadOnly { .. } => ErrorCode::ReadOnly,
            LedgerError::Newer { .. } => ErrorCode::LedgerNewer,
            LedgerError::Broken { what, .. } if what.is_of_derived() => ErrorCode::LedgerIndexBroken,
            // Opening sets a file that is unreadable or too old aside, so one that is met later took its place, or
            // decayed there.
            LedgerError::Broken { .. } | LedgerError::Unreadable { .. } | LedgerError::Older { .. } => {
                ErrorCode::LedgerBroken
            }
            LedgerError::WrongEnvironment { .. } => ErrorCode::LedgerMisplaced,
            LedgerError::Unchecked => ErrorCode::LedgerUnchecked,
            LedgerError::IllegalTransition { .. }
            | LedgerError::NoSuchSale { .. }
            | LedgerError::NotThisSale { .. }
            | LedgerError::Busy
            | LedgerError::Io(_)
            | LedgerError::Sqlite(_) => ErrorCode::Internal,
        };
        TillError::with(code, error.to_string())
    }
}

impl From<VaultError> for TillError {
    fn from(error: VaultError) -> Self {
        let code = match &error {
            VaultError::OutOfReach { state } => match state {
                VaultState::Newer { .. } => ErrorCode::VaultNewer,
                VaultState::Ready
                | VaultState::SetAside { .. }
                | VaultState::Absent
                | VaultState::Locked
                | VaultState::NotAnswering
                | VaultState::KeyringTrouble(_)
                | VaultState::Disk { .. }
                | VaultState::Busy
                | VaultState::RememberNothing
                | VaultState::Forgotten => ErrorCode::KeyringUnavailable,
            },
            VaultError::TooLong { .. }
            | VaultError::RefreshLocked
            | VaultError::RefreshLockFile { .. }
            | VaultError::Stopped => ErrorCode::KeyringUnavailable,
        };
        TillError::with(code, error.to_string())
    }
}

impl From<ProxyError> for TillError {
    fn from(error: ProxyError) -> Self {
        let code = match error.trouble {
            ProxyTrouble::NotReached => ErrorCode::ProxyNotReached,
            ProxyTrouble::Silent => ErrorCode::ProxySilent,
            ProxyTrouble::WantsSignIn => ErrorCode::ProxyWantsSignIn,
            ProxyTrouble::Refused => ErrorCode::ProxyRefused,
            ProxyTrouble::Broke => ErrorCode::ProxyBroke,
            ProxyTrouble::Unsupported => ErrorCode::ProxyUnsupported,
        };
        TillError::with(code, error.proxy)
    }
}

/// The seconds for which a service asked the till to wait, as the window reads them.
fn seconds(wait: Option<std::time::Duration>) -> String {
    wait.map_or(String::new(), |wait| wait.as_secs().to_string())
}

impl From<TokenError> for TillError {
    fn from(error: TokenError) -> Self {
        match &error {
            TokenError::Offline { error } => {
                let code = match error {
                    OfflineError::NoName | OfflineError::NotReached | OfflineError::ConnectTimeout => {
                        ErrorCode::Offline
                    }
                    OfflineError::NoAnswer => ErrorCode::NoAnswer,
                    OfflineError::Broken => ErrorCode::AnswerLost,
                };
                TillError::with(code, error.to_string())
            }
            TokenError::Proxy { error } => error.clone().into(),
            TokenError::Portal => TillError::new(ErrorCode::CaptivePortal),
            TokenError::Certificate { error } => TillError::with(ErrorCode::Certificate, error.to_string()),
            TokenError::Busy { retry_after } => TillError::with(ErrorCode::ServiceDown, seconds(*retry_after)),
            TokenError::RateLimited { retry_after } => TillError::with(ErrorCode::RateLimited, seconds(*retry_after)),
            TokenError::Settings { error, message } => {
                let code = match error {
                    SettingsError::Client => ErrorCode::ClientRefused,
                    SettingsError::Scope => ErrorCode::ScopeRefused,
                    SettingsError::Pkce => ErrorCode::PkceRefused,
                    SettingsError::Address | SettingsError::NoSuchPlace | SettingsError::Request => {
                        ErrorCode::ConnectionSettings
                    }
                };
                // Where these codes have a detail, it is in the service's own words.
                let ours = code == ErrorCode::ConnectionSettings && message.is_empty();
                TillError::with(code, if ours { error.to_string() } else { message.clone() })
            }
            TokenError::SignInAgain | TokenError::Denied { kind: DenialKind::InvalidRefreshToken, .. } => {
                TillError::new(ErrorCode::SignInAgain)
            }
            TokenError::Denied { kind: DenialKind::WrongPassword, .. } => TillError::new(ErrorCode::WrongPassword),
            TokenError::Denied { kind: DenialKind::EmailNotConfirmed, .. } => {
                TillError::new(ErrorCode::EmailNotConfirmed)
            }
            TokenError::Denied { kind: DenialKind::InvalidCode, .. } => TillError::new(ErrorCode::CodeRefused),
            TokenError::Denied { kind: DenialKind::Unexplained, .. } => TillError::new(ErrorCode::TurnedDown),
            TokenError::Denied { kind: DenialKind::Other, message } => TillError::with(ErrorCode::Denied, message),
            TokenError::Odd { .. } | TokenError::TooBig => TillError::with(ErrorCode::OddAnswer, error.to_string()),
        }
    }
}

impl From<ApiError> for TillError {
    fn from(error: ApiError) -> Self {
        match &error {
            ApiError::Unauthorised => TillError::new(ErrorCode::SignInAgain),
            ApiError::Settings => TillError::with(ErrorCode::ConnectionSettings, error.to_string()),
            ApiError::Offline { error } => {
                let code = match error {
                    ApiOffline::NoName | ApiOffline::NotReached | ApiOffline::ConnectTimeout => ErrorCode::Offline,
                    ApiOffline::NoAnswer => ErrorCode::NoAnswer,
                    ApiOffline::Broken => ErrorCode::AnswerLost,
                };
                TillError::with(code, error.to_string())
            }
            ApiError::Proxy { error } => error.clone().into(),
            ApiError::Portal => TillError::new(ErrorCode::CaptivePortal),
            ApiError::Certificate { error } => TillError::with(ErrorCode::Certificate, error.to_string()),
            ApiError::Busy { retry_after } => TillError::with(ErrorCode::ServiceDown, seconds(*retry_after)),
            ApiError::RateLimited { retry_after } => TillError::with(ErrorCode::RateLimited, seconds(*retry_after)),
            ApiError::BackingOff { left, is_down } => {
                let code = if *is_down { ErrorCode::ServiceDown } else { ErrorCode::RateLimited };
                // Waiting so long is enough.
                TillError::with(code, left.as_millis().div_ceil(1000).to_string())
            }
            ApiError::Denied { status, message } if message.is_empty() && *status != 403 => {
                TillError::with(ErrorCode::TurnedDown, format!("HTTP {status}"))
            }
            ApiError::Denied { message, .. } => TillError::with(ErrorCode::Denied, message),
            ApiError::Odd { .. } | ApiError::TooBig => TillError::with(ErrorCode::OddAnswer, error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_error_of_the_ledger_says_that_it_was_set_aside() {
        let (found, wanted) = (airtill_domain::Environment::Practice, airtill_domain::Environment::Live);
        for (error, code) in [
            (LedgerError::Unreadable { source: None }, ErrorCode::LedgerBroken),
            (LedgerError::Older { found: 2 }, ErrorCode::LedgerBroken),
            (LedgerError::WrongEnvironment { found, wanted }, ErrorCode::LedgerMisplaced),
        ] {
            let error = TillError::from(error);
            assert_eq!((error.code, error.money_moved), (code, MoneyMoved::No));
            assert!(!error.detail.contains("aside"), "{}", error.detail);
        }
    }

    #[test]
    fn a_lost_answer_a_slow_one_and_no_network_are_three_things() {
        for (token, api, code) in [
            (OfflineError::NoName, ApiOffline::NoName, ErrorCode::Offline),
            (OfflineError::NotReached, ApiOffline::NotReached, ErrorCode::Offline),
            (OfflineError::ConnectTimeout, ApiOffline::ConnectTimeout, ErrorCode::Offline),
            (OfflineError::NoAnswer, ApiOffline::NoAnswer, ErrorCode::NoAnswer),
            (OfflineError::Broken, ApiOffline::Broken, ErrorCode::AnswerLost),
        ] {
            assert_eq!(TillError::from(TokenError::Offline { error: token }).code, code, "{token}");
            assert_eq!(TillError::from(ApiError::Offline { error: api }).code, code, "{api}");
        }
    }

    #[test]
    fn the_services_words_reach_the_person_and_ours_are_not_called_its() {
        let denied = |status, message: &str| TillError::from(ApiError::Denied { status, message: message.to_owned() });
        assert_eq!(
            denied(403, "Your account is not activated yet"),
            TillError::with(ErrorCode::Denied, "Your account is not activated yet")
        );
        assert_eq!(denied(403, ""), TillError::new(ErrorCode::Denied), "nothing was said, so nothing is shown as said");
        assert_eq!(
            denied(400, ""),
            TillError::with(ErrorCode::TurnedDown, "HTTP 400"),
            "nothing says that the account may not"
        );
        assert_eq!(
            TillError::from(TokenError::Denied { kind: DenialKind::Unexplained, message: String::new() }).code,
            ErrorCode::TurnedDown
        );
        for error in [SettingsError::Client, SettingsError::Scope, SettingsError::Pkce] {
            assert_eq!(TillError::from(TokenError::Settings { error, message: String::new() }).detail, "", "{error}");
            assert_eq!(
                TillError::from(TokenError::Settings { error, message: "its words".to_owned() }).detail,
                "its words"
            );
        }
    }

    #[test]
    fn each_trouble_with_a_proxy_has_its_own_code_and_names_it() {
        let troubles = [
            ProxyTrouble::NotReached,
            ProxyTrouble::Silent,
            ProxyTrouble::WantsSignIn,
            ProxyTrouble::Refused,
            ProxyTrouble::Broke,
            ProxyTrouble::Unsupported,
        ];
        let errors = troubles.map(|trouble| ProxyError { proxy: "proxy.example:3128".to_owned(), trouble });
        let codes: std::collections::HashSet<_> =
            errors.iter().map(|error| TillError::from(TokenError::Proxy { error: error.clone() }).code).collect();
        assert_eq!(codes.len(), troubles.len());
        for error in errors {
            assert_eq!(
                TillError::from(ApiError::Proxy { error: error.clone() }),
                TillError::from(TokenError::Proxy { error })
            );
        }
    }
}
