//! Signing in through the system browser, from the click to the stored sign-in.
//!
//! The order is the safety of it: the listener is bound, then the address is made with its port, then the browser is
//! opened, then the answer is waited for, then the code is exchanged, once. An answer of a browser or another program
//! that is not ours changes nothing. `begin` and `finish` lead a person through it; `testing` tests a connection with
//! it; `certificate` is that of the listener.

mod attempts;
mod begin;
mod certificate;
mod course;
mod exchange;
mod finish;
pub(crate) mod leaf;
mod plan;
mod testing;
mod unfinished;
mod words;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use airtill_domain::lock;
use airtill_oauth::authorization::{Answer, Attempt, AuthorizationEndpoint, Denial, NotOurs, OUT_OF_BAND};
use airtill_oauth::loopback::{Door, Words};
use airtill_oauth::{TokenEndpoint, TokenError, TokenSet};
use tokio::sync::{Notify, oneshot};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::ports::{NotOpened, UserAgent};
pub(crate) use begin::{BrowserSignIns, Purpose};
pub(crate) use certificate::Certificates;
pub use course::Course;
pub(crate) use leaf::LISTENER;
pub(crate) use testing::look;
pub(crate) use words::{is_about_pkce, not_ours};

/// How long a person may take at the service's pages, and how much more each *more time* gives.
pub const LIMIT: Duration = Duration::from_secs(5 * 60);

/// The settings of one sign-in.
pub struct Plan {
    /// Where the browser is sent.
    pub authorization: AuthorizationEndpoint,
    /// Where the code is exchanged.
    pub token: TokenEndpoint,
    /// How the answer comes back.
    pub way: Way,
    /// The words of the listener's pages.
    pub words: Words,
    /// Whether this person's browsers trust the listener's certificate, where it has one.
    pub trusted: bool,
    /// Whether the exchange finds out if the service looks at the verifier, by sending a wrong one first.
    pub proves: bool,
    /// Whether the person is asked to go on without PKCE where the service refuses it.
    pub asks: bool,
    /// Ends it, at any stage.
    pub over: CancellationToken,
}

/// How the answer comes back.
pub enum Way {
    /// To a listener on this computer.
    Listen(Door),
    /// By the person's hand, to the redirect URI that the service knows.
    Paste {
        /// The redirect URI as it is registered.
        redirect_uri: String,
    },
}

/// Where a sign-in stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The person is at the service's pages.
    Waiting {
        /// Whether the system was asked to open the browser, and took it.
        opened: Result<(), NotOpened>,
        /// Why the answer can only be pasted, where that is so.
        paste_only: Option<PasteOnly>,
        /// Whether the service's page shows a code to the person, instead of sending the browser back.
        shows_code: bool,
        /// How long it is still waited for.
        left: Duration,
        /// Whether an answer came that is not ours.
        turned_away: bool,
        /// Whether the browser may warn of the listener's own certificate.
        certificate: bool,
    },
    /// The answer is here; the service is asked for tokens.
    Exchanging,
    /// The service refuses PKCE: the person chooses.
    PkceRefused {
        /// The service's own words, plain and bounded.
        message: String,
        /// How long the choice is waited for.
        left: Duration,
    },
}

/// Why nobody listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasteOnly {
    /// The connection says so.
    Connection,
    /// The browser is not on this computer.
    Remote,
    /// This computer gave no port, or not the one that is registered: another program has it, or the system reserves
    /// it.
    NoPort,
    /// The certificate of the listener cannot be used.
    NoCertificate,
}

/// How a sign-in ends without tokens.
#[derive(Debug, thiserror::Error)]
pub enum SignInEnd {
    /// By the person, or by a newer attempt.
    #[error("the sign-in was cancelled")]
    Cancelled,
    /// Nobody came back in time.
    #[error("the browser did not come back in time")]
    TimedOut,
    /// The connection's addresses cannot be used.
    #[error("the connection's redirect URI is no address")]
    Settings,
    /// Nobody can listen here, and without PKCE an answer that reaches another program is a sign-in in its hands.
    #[error("the answer could reach another program, and the connection has no PKCE")]
    NotSafe,
    /// The service wants PKCE, and the sign-in had none; its own words.
    #[error("the service wants PKCE")]
    PkceNeeded(String),
    /// The service, or the person at its pages, said no.
    #[error("the service gave no code: {}", .0.error)]
    Denied(Denial),
    /// The service sent the browser back with something that cannot be a code.
    #[error("the answer holds something that cannot be a code")]
    NoCode,
    /// The code could not be exchanged after a wrong verifier: the service may use it up with the first refusal, take
    /// one request only, or fail at such a verifier.
    #[error("after a wrong verifier: {0}")]
    AfterProof(TokenError),
    /// The code could not be exchanged.
    #[error(transparent)]
    Token(#[from] TokenError),
}

/// The result of the exchange of a code.
#[derive(Debug)]
pub struct Exchanged {
    /// The tokens. Whose they are is not known yet.
    pub tokens: TokenSet,
    /// The behaviour of the service in regard to PKCE.
    pub pkce: PkceFound,
}

/// The behaviour of a service in regard to PKCE, as an exchange showed it.
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

/// How far a sign-in is behind its answer.
#[derive(Default)]
enum Behind {
    /// The answer is not here yet.
    #[default]
    NotYet,
    /// The service is asked.
    Exchanging,
    /// The person is asked whether to go on without PKCE.
    Choosing { message: String, until: Instant, choice: Option<oneshot::Sender<()>> },
}

/// A sign-in that is under way: what a person can do to it.
pub struct SignIn {
    attempt: Arc<Attempt>,
    user_agent: Arc<dyn UserAgent>,
    paste_only: Option<PasteOnly>,
    certificate: bool,
    until: Mutex<Instant>,
    opened: Mutex<Result<(), NotOpened>>,
    pasted: Mutex<Option<oneshot::Sender<Answer>>>,
    behind: Mutex<Behind>,
    extended: Notify,
    over: CancellationToken,
    /// Its course has ended, one way or the other: nothing is opened any more.
    ended: CancellationToken,
    /// Its listener has closed its port, or there was none.
    gone: CancellationToken,
}

impl SignIn {
    /// Where the browser is sent, for who copies it.
    pub fn address(&self) -> &Url {
        self.attempt.address()
    }

    /// Where it stands.
    pub fn stage(&self) -> Stage {
        match &*lock(&self.behind) {
            Behind::NotYet => {}
            Behind::Exchanging => return Stage::Exchanging,
            Behind::Choosing { message, until, .. } => {
                return Stage::PkceRefused {
                    message: message.clone(),
                    left: until.saturating_duration_since(Instant::now()),
                };
            }
        }
        let left = lock(&self.until).saturating_duration_since(Instant::now());
        let turned_away = self.attempt.turned_away().borrow().is_some();
        Stage::Waiting {
            opened: lock(&self.opened).clone(),
            paste_only: self.paste_only,
            shows_code: self.attempt.redirect_uri() == OUT_OF_BAND,
            left,
            turned_away,
            certificate: self.certificate && self.paste_only.is_none(),
        }
    }

    /// Waits for five minutes from now on.
    pub fn more_time(&self) {
        *lock(&self.until) = Instant::now() + LIMIT;
        self.extended.notify_one();
    }

    /// Asks the system for the browser, again perhaps, as long as the answer is waited for.
    pub async fn open(&self) {
        if self.over.is_cancelled() || !matches!(*lock(&self.behind), Behind::NotYet) {
            return;
        }
        tokio::select! {
            biased;
            () = self.ended.cancelled() => {}
            () = self.over.cancelled() => {}
            opened = self.user_agent.open(self.attempt.address()) => *lock(&self.opened) = opened,
        }
    }

    /// Takes the address that the browser came back to, from the person's hand.
    ///
    /// # Errors
    /// Why it is not ours; the wait goes on.
    pub fn paste(&self, text: &str) -> Result<(), NotOurs> {
        let answer = self.attempt.judge_pasted(text);
        if let Answer::NotOurs(why) = answer {
            return Err(why);
        }
        if let Some(pasted) = lock(&self.pasted).take() {
            // The waiting task has the answer of the browser already.
            let _ = pasted.send(answer);
        }
        Ok(())
    }

    /// The person's word that the sign-in may go on without PKCE: sending it goes on. `None` where nobody asks, or it
    /// was said.
    pub fn go_on_without_pkce(&self) -> Option<oneshot::Sender<()>> {
        match &mut *lock(&self.behind) {
            Behind::Choosing { choice, .. } => choice.take(),
            Behind::NotYet | Behind::Exchanging => None,
        }
    }

    /// Ends it at any stage; the port is free at once.
    pub fn cancel(&self) {
        self.over.cancel();
    }

    /// Waits until its port is free.
    pub async fn gone(&self) {
        self.gone.cancelled().await;
    }

    /// Brings the till in front of the browser.
    pub fn come_back(&self) {
        self.user_agent.come_back();
    }
}

#[cfg(test)]
mod tests;
