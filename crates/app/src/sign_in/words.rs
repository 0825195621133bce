//! A sign-in in the words of the window: its stages, and one error for every way in which it can end.
//!
//! Every match is total, so a new end without a sentence does not compile. What the service wrote goes no further than
//! into the plain text of an error, bounded and without control characters.

use airtill_contract::{BrowserSignInStage, ErrorCode, PasteOnlyView};
use airtill_oauth::authorization::{Denial, NotOurs};

use super::{PasteOnly, SignInEnd, Stage};
use crate::TillError;

impl Stage {
    /// The stage as the window shows it.
    pub(super) fn view(self) -> BrowserSignInStage {
        match self {
            Stage::Exchanging => BrowserSignInStage::Exchanging,
            Stage::PkceRefused { message, left } => {
                BrowserSignInStage::PkceRefused { message, seconds_left: seconds(left) }
            }
            Stage::Waiting { opened, paste_only, left, turned_away, certificate, shows_code } => {
                BrowserSignInStage::Waiting {
                    shows_code,
                    seconds_left: seconds(left),
                    not_opened: opened
                        .err()
                        .map(|not| airtill_domain::text::plain(&not.reason, airtill_domain::text::SHOWN_CHARACTERS)),
                    paste_only: paste_only.map(|why| match why {
                        PasteOnly::Connection => PasteOnlyView::Connection,
                        PasteOnly::Remote => PasteOnlyView::Remote,
                        PasteOnly::NoPort => PasteOnlyView::NoPort,
                        PasteOnly::NoCertificate => PasteOnlyView::NoCertificate,
                    }),
                    turned_away,
                    certificate,
                }
            }
        }
    }
}

/// Rounded up: a countdown that shows nothing left has ended.
fn seconds(left: std::time::Duration) -> u32 {
    u32::try_from(left.as_millis().div_ceil(1000)).unwrap_or(u32::MAX)
}

/// `None` where it was cancelled, which is no error.
pub(crate) fn error(end: SignInEnd) -> Option<TillError> {
    match end {
        SignInEnd::Cancelled => None,
        SignInEnd::TimedOut => Some(TillError::new(ErrorCode::SignInTimedOut)),
        SignInEnd::Settings => Some(TillError::with(ErrorCode::ConnectionSettings, SignInEnd::Settings.to_string())),
        SignInEnd::NotSafe => Some(TillError::new(ErrorCode::AnswerNotSafe)),
        SignInEnd::PkceNeeded(message) => Some(TillError::with(ErrorCode::PkceNeeded, message)),
        SignInEnd::Denied(denial) => Some(denied(&denial)),
        SignInEnd::NoCode => Some(TillError::new(ErrorCode::NoCode)),
        SignInEnd::Token(error) | SignInEnd::AfterProof(error) => Some(error.into()),
    }
}

/// Whether a service complains of PKCE. It has no error word of its own (RFC 7636 §4.4.1): the sentence says it.
pub(crate) fn is_about_pkce(denial: &Denial) -> bool {
    let said = denial.description.to_ascii_lowercase();
    let error = denial.error.as_str();
    error.starts_with("invalid_code_challenge")
        || error == "invalid_request"
            && ["pkce", "code challenge", "code_challenge"].iter().any(|word| said.contains(word))
}

/// The errors of RFC 6749 §4.1.2.1, and what servers put in their place.
fn denied(denial: &Denial) -> TillError {
    let code = match denial.error.as_str() {
        "access_denied" => ErrorCode::ConsentDenied,
        "invalid_scope" => ErrorCode::ScopeRefused,
        "unauthorized_client" | "invalid_client" => ErrorCode::ClientRefused,
        "server_error" | "temporarily_unavailable" => ErrorCode::ServiceDown,
        _ if is_about_pkce(denial) => ErrorCode::PkceRefused,
        "invalid_request" | "unsupported_response_type" | "invalid_redirect_uri" => ErrorCode::ConnectionSettings,
        _ => ErrorCode::SignInRefused,
    };
    tracing::info!(error = denial.error, ?code, "the service gave no code");
    // A word that has no sentence of its own is all that its operator can be shown.
    let word = if code == ErrorCode::SignInRefused && !denial.error.is_empty() {
        format!("({})", denial.error)
    } else {
        String::new()
    };
    TillError::with(code, [&denial.description, &word].map(|part| part.as_str()).join(" ").trim())
}

/// Why what was pasted is not ours.
pub(crate) fn not_ours(why: NotOurs) -> TillError {
    TillError::new(match why {
        NotOurs::Address => ErrorCode::PastedOtherAddress,
        NotOurs::State | NotOurs::Issuer => ErrorCode::PastedOtherSignIn,
        NotOurs::Malformed => ErrorCode::PastedTwice,
        NotOurs::Code => ErrorCode::PastedNoCode,
        NotOurs::Cut => ErrorCode::PastedUnreadable,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l15_every_error_of_an_authorization_answer_has_a_sentence_of_its_own() {
        for (error, description, expected) in [
            ("access_denied", "The resource owner denied the request.", ErrorCode::ConsentDenied),
            ("invalid_scope", "", ErrorCode::ScopeRefused),
            ("unauthorized_client", "", ErrorCode::ClientRefused),
            ("server_error", "", ErrorCode::ServiceDown),
            ("temporarily_unavailable", "", ErrorCode::ServiceDown),
            ("invalid_request", "Code challenge is required.", ErrorCode::PkceRefused),
            ("invalid_code_challenge_method", "The code_challenge_method must be S256.", ErrorCode::PkceRefused),
            ("invalid_request", "", ErrorCode::ConnectionSettings),
            ("unsupported_response_type", "", ErrorCode::ConnectionSettings),
            ("", "words", ErrorCode::SignInRefused),
            ("", "", ErrorCode::SignInRefused),
        ] {
            let error = denied(&Denial { error: error.to_owned(), description: description.to_owned() });
            assert_eq!((error.code, error.detail.as_str()), (expected, description), "{error}");
        }
        for (description, detail) in [("words", "words (something_else)"), ("", "(something_else)")] {
            let error = denied(&Denial { error: "something_else".to_owned(), description: description.to_owned() });
            assert_eq!(
                (error.code, error.detail.as_str()),
                (ErrorCode::SignInRefused, detail),
                "support needs the word"
            );
        }
    }
}
