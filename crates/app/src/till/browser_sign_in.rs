//! The commands about signing in through the system browser, and how one begins.
//!
//! Every stage can be taken back, and each that waits says so to the window. One sign-in is under way at a connection:
//! a newer one ends it first. How an attempt listens and exchanges is in `sign_in`; how one goes on to the kept
//! sign-in, in `taking_in`.

use std::sync::Arc;
use std::time::Duration;

use airtill_contract::*;
use tokio_util::sync::CancellationToken;

use super::{Inner, Till};
use crate::TillError;
use crate::accounts::Accounts;
use crate::learned::Pkce;
use crate::sign_in::{self, Course, Ended, Plan, SignIn, SignInEnd};

/// The longest text that is looked at when something is pasted: twice the longest address that the listener takes.
const MOST_PASTED: usize = 16 * 1024;
/// How long a sign-in waits to learn whether the browser will warn.
const HINT_PATIENCE: Duration = Duration::from_secs(2);

impl Till {
    /// Begins a sign-in through the system browser; one that is under way there ends, and its port is free before.
    ///
    /// # Errors
    /// A connection without this way, or the vault's.
    pub async fn begin_browser_sign_in(&self, request: BeginBrowserSignIn) -> Result<BrowserSignInView, TillError> {
        self.begin_for(Purpose::SignIn, request).await
    }

    /// Begins a sign-in through the system browser that tests the connection. Nobody is signed in by it, the sign-in of
    /// the till stays as it is, and the service takes back what it gave.
    ///
    /// # Errors
    /// A connection without this way, or the vault's.
    pub async fn begin_sign_in_test(&self, request: BeginBrowserSignIn) -> Result<BrowserSignInView, TillError> {
        self.begin_for(Purpose::Test, request).await
    }

    async fn begin_for(&self, purpose: Purpose, request: BeginBrowserSignIn) -> Result<BrowserSignInView, TillError> {
        self.run(move |till| async move {
            let BeginBrowserSignIn { connection: key, pages } = request;
            let wish = till.attempts.wish(&key);
            let turn = async {
                let beginning = till.attempts.beginning(&key).await;
                let accounts = till.accounts(&key).await?;
                till.attempts.end(&key).await;
                Ok::<_, TillError>((beginning, accounts))
            };
            let (_beginning, accounts) = tokio::select! {
                biased;
                () = wish.cancelled() => return Ok(BrowserSignInView { connection: key, stage: BrowserSignInStage::Cancelled }),
                turn = turn => turn?,
            };
            // Whoever closes the till in this very moment begins nothing.
            let (begun, driving) = till.attempts.put(key, wish.clone()).ok_or(TillError::new(ErrorCode::Internal))?;
            let ready = tokio::select! {
                biased;
                () = wish.cancelled() => Err(SignInEnd::Cancelled.into()),
                ready = till.begin_attempt(purpose, &accounts, pages, wish.clone()) => ready,
            };
            match ready {
                Ok((sign_in, course)) => {
                    begun.goes_on(sign_in.clone());
                    let view = begun.view();
                    let through = till.clone();
                    let driven = async move {
                        match purpose {
                            Purpose::SignIn => through.finish_sign_in(accounts, &begun, &sign_in, course, driving).await,
                            Purpose::Test => through.finish_test(accounts, &begun, &sign_in, course, driving).await,
                        }
                    };
                    till.tasks.spawn(tracing::Instrument::in_current_span(driven));
                    Ok(view)
                }
                Err(NotReady::Cancelled) => {
                    till.attempts.forget(&begun);
                    begun.ended(Ended::Cancelled);
                    Ok(begun.view())
                }
                Err(NotReady::TillError(error)) => {
                    till.attempts.forget(&begun);
                    Err(error)
                }
            }
        })
        .await
    }

    /// Where the sign-in through the browser stands; its end is told once.
    pub fn browser_sign_in(&self, request: &ForConnection) -> BrowserSignInView {
        self.0.attempts.view(&request.connection)
    }

    /// Waits for the browser another five minutes.
    pub fn more_sign_in_time(&self, request: &ForConnection) -> BrowserSignInView {
        if let Some(sign_in) = self.under_way(&request.connection) {
            sign_in.more_time();
        }
        self.browser_sign_in(request)
    }

    /// Asks the system for the browser again.
    ///
    /// # Errors
    /// None is known: a browser that did not open is part of the answer.
    pub async fn open_browser_again(&self, request: ForConnection) -> Result<BrowserSignInView, TillError> {
        self.run(move |till| async move {
            let begun = till.attempts.get(&request.connection);
            if let Some(sign_in) = begun.as_ref().and_then(|begun| begun.sign_in()) {
                sign_in.open().await;
            }
            Ok(till.attempts.view(&request.connection))
        })
        .await
    }

    /// The address of the sign-in, to be copied by the person.
    ///
    /// # Errors
    /// `NotFound` where none is under way.
    pub fn sign_in_address(&self, request: &ForConnection) -> Result<SignInAddress, TillError> {
        let sign_in = self.under_way(&request.connection).ok_or(TillError::new(ErrorCode::NotFound))?;
        Ok(SignInAddress { address: sign_in.address().to_string() })
    }

    /// Takes the answer from the person's hand.
    ///
    /// # Errors
    /// Why it is not this sign-in's; the wait goes on.
    pub fn paste_sign_in_answer(&self, request: PasteSignInAnswer) -> Result<BrowserSignInView, TillError> {
        let PasteSignInAnswer { connection, text } = request;
        let text = zeroize::Zeroizing::new(text.take());
        let sign_in = self.under_way(&connection).ok_or(TillError::new(ErrorCode::NotFound))?;
        if text.len() > MOST_PASTED {
            return Err(TillError::new(ErrorCode::PastedUnreadable));
        }
        sign_in.paste(&text).map_err(sign_in::not_ours)?;
        Ok(self.0.attempts.view(&connection))
    }

    /// The person's word that the sign-in goes on without PKCE, which the service refuses. It holds for the sign-ins
    /// that follow as well, until the connection changes or [`Till::switch_pkce_on`]; said to nobody who asks, it
    /// changes nothing.
    ///
    /// # Errors
    /// None is known.
    pub async fn go_on_without_pkce(&self, request: ForConnection) -> Result<BrowserSignInView, TillError> {
        self.run(move |till| async move {
            let begun = till.attempts.get(&request.connection);
            if let Some(sign_in) = begun.as_ref().and_then(|begun| begun.sign_in())
                && let Some(going_on) = sign_in.go_on_without_pkce()
            {
                let accounts = till.accounts(&request.connection).await?;
                // Known before the sign-in ends, so that its end finds it.
                accounts.session.note(|facts| facts.pkce = Pkce::SwitchedOff).await;
                // The caller that waited may have been cancelled in this very moment.
                let _ = going_on.send(());
            }
            Ok(till.attempts.view(&request.connection))
        })
        .await
    }

    /// Signs in with PKCE again from now on.
    ///
    /// # Errors
    /// A connection without a sign-in through the browser.
    pub async fn switch_pkce_on(&self, request: ForConnection) -> Result<ConnectionView, TillError> {
        self.run(move |till| async move {
            let accounts = till.accounts(&request.connection).await?;
            accounts.session.note(|facts| facts.pkce = Pkce::Unknown).await;
            let open = till.open_connection(&request.connection).await?;
            till.announce(&open).await;
            Ok(open.view().await)
        })
        .await
    }

    /// A person's answer to *Is this you?*
    pub fn confirm_sign_in(&self, request: &ConfirmSignIn) -> BrowserSignInView {
        if let Some(begun) = self.0.attempts.get(&request.connection) {
            begun.answer(request.yes);
        }
        self.0.attempts.view(&request.connection)
    }

    /// Ends the sign-in through the browser, at any stage.
    pub fn cancel_browser_sign_in(&self, request: &ForConnection) -> BrowserSignInView {
        self.0.attempts.cancel(&request.connection);
        self.0.attempts.view(&request.connection)
    }

    fn under_way(&self, connection: &ConnectionKey) -> Option<Arc<SignIn>> {
        self.0.attempts.get(connection)?.sign_in().cloned()
    }
}

/// What a sign-in is begun for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    SignIn,
    Test,
}

/// Why a sign-in did not begin.
pub(crate) enum NotReady {
    /// The person took it back.
    Cancelled,
    /// Otherwise.
    TillError(TillError),
}

impl From<TillError> for NotReady {
    fn from(error: TillError) -> Self {
        NotReady::TillError(error)
    }
}

impl From<SignInEnd> for NotReady {
    fn from(end: SignInEnd) -> Self {
        sign_in::error(end).map_or(NotReady::Cancelled, NotReady::TillError)
    }
}

impl Inner {
    /// Brings together what a sign-in needs, and binds. A keyring that waits for its owner may take a minute.
    async fn begin_attempt(
        &self,
        purpose: Purpose,
        accounts: &Accounts,
        pages: SignInPages,
        over: CancellationToken,
    ) -> Result<(Arc<SignIn>, Course), NotReady> {
        let mut leaf = None;
        if accounts.connection.uses_https_listener() {
            let found = self.leaf(accounts.connection.environment).await?;
            // It decides about a hint alone: a list that does not answer soon is not waited for.
            let trusts = tokio::time::timeout(HINT_PATIENCE, self.ports.trust.trusts(&found.certificate)).await;
            let trusted = trusts.is_ok_and(|trusts| trusts == Some(true));
            leaf = Some((found, trusted));
        }
        // A test finds out what is known otherwise, and asks for no choice; a proof that costs the code would end each
        // of them.
        let pkce = match accounts.session.learned().facts().pkce_to_use() {
            Pkce::Unknown | Pkce::Proven | Pkce::Ignored | Pkce::SwitchedOff if purpose == Purpose::Test => {
                Pkce::Unknown
            }
            known => known,
        };
        let plan = sign_in::plan(&accounts.connection, pkce, accounts.session.endpoint().await?, leaf, pages, over)?;
        let plan = Plan { asks: purpose == Purpose::SignIn, ..plan };
        Ok(SignIn::begin(plan, self.ports.user_agent.clone(), self.tasks.clone()).await?)
    }
}
