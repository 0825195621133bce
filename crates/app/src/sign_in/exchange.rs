//! The exchange of the code, and what it shows of PKCE: proven, ignored, or refused.
//!
//! RFC 7636 §4.6 has the verifier refused before the code is used, and Doorkeeper does so: a wrong verifier that is
//! refused, and a right one that is then taken for the same code, prove that the service looks at it. A service that
//! takes the wrong one has signed the person in all the same, and proves nothing. After any other answer the code is
//! sent nowhere again, and the next sign-in goes without the proof, which may have been the reason. Where the service
//! refuses PKCE as such, the person decides; nothing is left out by itself.

use airtill_domain::{Secret, lock};
use airtill_oauth::{DenialKind, Proof, SettingsError, TokenClient, TokenError};
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::course::Course;
use super::{Behind, Exchanged, LIMIT, PkceFound, SignInEnd};

impl Course {
    /// Exchanges the code. The person's word ends a choice that is waited for; a request that was sent is heard to its
    /// end, so that its caller can revoke the tokens that come of it.
    ///
    /// # Errors
    /// See [`SignInEnd`]; `TimedOut` where nobody chose.
    pub async fn exchange(
        self,
        tokens: &TokenClient,
        code: Secret,
        changed: &impl Fn(),
    ) -> Result<Exchanged, SignInEnd> {
        let attempt = &self.sign_in.attempt;
        let send = async |proof| {
            if self.sign_in.over.is_cancelled() {
                return Err(SignInEnd::Cancelled);
            }
            Ok(tokens.exchange_with(proof, &self.token, &code, attempt).await)
        };
        let found = |tokens, pkce| Ok(Exchanged { tokens, pkce });
        if attempt.verifier().is_none() {
            return match send(Proof::Nothing).await? {
                Ok(tokens) => found(tokens, PkceFound::Nothing),
                Err(TokenError::Settings { error: SettingsError::Pkce, message }) => {
                    Err(SignInEnd::PkceNeeded(message))
                }
                Err(error) => Err(error.into()),
            };
        }
        if self.proves {
            match send(Proof::WrongVerifier).await? {
                Ok(tokens) => return found(tokens, PkceFound::Ignored),
                Err(error) if is_the_verifier(&error) => {}
                Err(error) => return Err(after_proof(error)),
            }
        }
        let message = match send(Proof::Verifier).await? {
            Ok(tokens) => return found(tokens, if self.proves { PkceFound::Proven } else { PkceFound::Nothing }),
            Err(TokenError::Settings { error: SettingsError::Pkce, message }) => message,
            Err(error) if self.proves => return Err(after_proof(error)),
            Err(error) => return Err(error.into()),
        };
        if !self.asks {
            return Err(TokenError::Settings { error: SettingsError::Pkce, message }.into());
        }
        self.chosen(message, changed).await?;
        found(send(Proof::Nothing).await??, PkceFound::LeftOut)
    }

    /// Waits until the person says that the sign-in goes on without PKCE.
    async fn chosen(&self, message: String, changed: &impl Fn()) -> Result<(), SignInEnd> {
        let (choice, chosen) = oneshot::channel();
        let until = Instant::now() + LIMIT;
        *lock(&self.sign_in.behind) = Behind::Choosing { message, until, choice: Some(choice) };
        self.sign_in.come_back();
        changed();
        let end = tokio::select! {
            biased;
            () = self.sign_in.over.cancelled() => Err(SignInEnd::Cancelled),
            chosen = chosen => chosen.map_err(|_| SignInEnd::Cancelled),
            () = tokio::time::sleep_until(until) => Err(SignInEnd::TimedOut),
        };
        *lock(&self.sign_in.behind) = Behind::Exchanging;
        changed();
        end
    }
}

/// Whether a refusal is the one that RFC 7636 §4.6 has for a wrong verifier; a bad code gets the same.
fn is_the_verifier(error: &TokenError) -> bool {
    matches!(
        error,
        TokenError::Denied { kind: DenialKind::InvalidCode, .. }
            | TokenError::Settings { error: SettingsError::Pkce, .. }
    )
}

/// The end of a sign-in with a proof, which may be the reason for it: not where the service was not heard, nor where it
/// does not look so far.
fn after_proof(error: TokenError) -> SignInEnd {
    match error {
        TokenError::Settings { error: SettingsError::Pkce | SettingsError::Request, .. } => {
            SignInEnd::AfterProof(error)
        }
        TokenError::Settings { .. }
        | TokenError::Offline { .. }
        | TokenError::Proxy { .. }
        | TokenError::Portal
        | TokenError::Certificate { .. } => SignInEnd::Token(error),
        TokenError::Busy { .. }
        | TokenError::RateLimited { .. }
        | TokenError::SignInAgain
        | TokenError::Denied { .. }
        | TokenError::Odd { .. }
        | TokenError::TooBig => SignInEnd::AfterProof(error),
    }
}
