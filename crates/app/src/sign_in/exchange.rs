//! The exchange of the code, and what it shows of PKCE: proven, ignored, or refused.
//!
//! RFC 7636 §4.6 has the verifier refused before the code is used, and Doorkeeper does so: a wrong verifier that is refused,
//! and a right one that is then taken for the same code, prove that the service looks at it. A service that takes the wrong
//! one has signed the person in all the same, and proves nothing. Where it refuses PKCE as such, the person decides; nothing
//! is left out by itself.

use airtill_domain::Secret;
use airtill_oauth::{DenialKind, Proof, SettingsFault, TokenClient, TokenError, TokenSet};
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::{Behind, Course, LIMIT, SignInEnd, lock};

/// What the code was exchanged for.
#[derive(Debug)]
pub struct Exchanged {
    /// The tokens. Whose they are is not known yet.
    pub tokens: TokenSet,
    /// What the exchange showed of PKCE.
    pub pkce: PkceFound,
}

/// What an exchange shows of PKCE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PkceFound {
    /// Nothing: there was none, or it was not to be found out.
    Nothing,
    /// A wrong verifier was refused, and the right one taken for the same code.
    Proven,
    /// A wrong verifier was taken: the service looks at none.
    Ignored,
    /// The service refuses it, and the person chose to go on without it.
    LeftOut,
}

/// A refusal for the proof alone, after which the code is still good.
enum NotTaken {
    /// `invalid_grant`, which a wrong verifier gets; a bad code gets the same.
    Grant,
    /// The service refuses PKCE; its own words.
    Pkce(String),
}

impl Course {
    /// Exchanges the code. The person's word ends a choice that is waited for; a request that was sent is heard to its end, so
    /// that its caller can take back what comes of it.
    ///
    /// # Errors
    /// See [`SignInEnd`]; `TimedOut` where nobody chose.
    pub async fn exchange(self, tokens: &TokenClient, code: Secret, changed: &impl Fn()) -> Result<Exchanged, SignInEnd> {
        let attempt = &self.sign_in.attempt;
        let send = async |proof| {
            if self.sign_in.over.is_cancelled() {
                return Err(SignInEnd::Cancelled);
            }
            match tokens.exchange_with(proof, &self.token, &code, attempt).await {
                Ok(tokens) => Ok(Ok(tokens)),
                Err(error) => not_taken(error).map(Err),
            }
        };
        let found = |tokens, pkce| Ok(Exchanged { tokens, pkce });
        if attempt.verifier().is_none() {
            return match send(Proof::Nothing).await? {
                Ok(tokens) => found(tokens, PkceFound::Nothing),
                Err(NotTaken::Pkce(message)) => Err(SignInEnd::PkceNeeded(message)),
                Err(refused) => Err(refused.into()),
            };
        }
        if self.proves
            && let Ok(tokens) = send(Proof::WrongVerifier).await?
        {
            return found(tokens, PkceFound::Ignored);
        }
        let message = match send(Proof::Verifier).await? {
            Ok(tokens) => return found(tokens, if self.proves { PkceFound::Proven } else { PkceFound::Nothing }),
            Err(NotTaken::Pkce(message)) => message,
            Err(NotTaken::Grant) if self.proves => return Err(SignInEnd::ProofSpentIt),
            Err(refused) => return Err(refused.into()),
        };
        if !self.asks {
            return Err(NotTaken::Pkce(message).into());
        }
        self.chosen(message, changed).await?;
        match send(Proof::Nothing).await? {
            Ok(tokens) => found(tokens, PkceFound::LeftOut),
            Err(refused) => Err(refused.into()),
        }
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

/// Whether the code is still good after this error.
///
/// # Errors
/// The error, where it is not.
fn not_taken(error: TokenError) -> Result<NotTaken, SignInEnd> {
    match error {
        TokenError::Denied { kind: DenialKind::InvalidCode, .. } => Ok(NotTaken::Grant),
        TokenError::Settings { fault: SettingsFault::Pkce, message } => Ok(NotTaken::Pkce(message)),
        error => Err(error.into()),
    }
}

impl From<NotTaken> for SignInEnd {
    fn from(refused: NotTaken) -> Self {
        SignInEnd::Token(match refused {
            NotTaken::Grant => TokenError::Denied { kind: DenialKind::InvalidCode, message: String::new() },
            NotTaken::Pkce(message) => TokenError::Settings { fault: SettingsFault::Pkce, message },
        })
    }
}
