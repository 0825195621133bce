//! The commands about signing in through the system browser, and the course of one from the click to the kept sign-in.
//!
//! Every stage can be taken back, and each that waits says so to the window. One sign-in is under way at a connection: a newer one
//! ends it first. How an attempt listens and exchanges is in `sign_in`; what it leaves is kept by the desk's session alone.

use std::sync::Arc;
use std::time::Duration;

use airtill_contract::*;
use airtill_oauth::TokenSet;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::seat::Seat;
use super::{Inner, Till};
use crate::accounts::AccountsDesk;
use crate::session::Person;
use crate::sign_in::{self, Begun, Course, Ended, SignIn, SignInEnd};
use crate::{Fault, view};

/// The longest text that is looked at when something is pasted: twice the longest address that the listener takes.
const MOST_PASTED: usize = 16 * 1024;
/// How long a sign-in waits to learn whether the browser will warn.
const HINT_PATIENCE: Duration = Duration::from_secs(2);

impl Till {
    /// Begins a sign-in through the system browser; one that is under way there ends, and its port is free before.
    ///
    /// # Errors
    /// A connection without this way, or the vault's.
    pub async fn begin_browser_sign_in(&self, request: BeginBrowserSignIn) -> Result<BrowserSignInView, Fault> {
        self.run(move |till| async move {
            let BeginBrowserSignIn { connection: key, pages } = request;
            let wish = till.attempts.wish(&key);
            let turn = async {
                let beginning = till.attempts.beginning(&key).await;
                let desk = till.accounts(&key).await?;
                till.attempts.end(&key).await;
                Ok::<_, Fault>((beginning, desk))
            };
            let (_beginning, desk) = tokio::select! {
                biased;
                () = wish.cancelled() => return Ok(BrowserSignInView { connection: key, stage: BrowserSignInStage::Cancelled }),
                turn = turn => turn?,
            };
            // Whoever closes the till in this very moment begins nothing.
            let (begun, driving) = till.attempts.put(key, wish.clone()).ok_or(Fault::new(ErrorCode::Internal))?;
            let ready = tokio::select! {
                biased;
                () = wish.cancelled() => Err(SignInEnd::Cancelled.into()),
                ready = till.make_ready(&desk, pages, wish.clone()) => ready,
            };
            match ready {
                Ok((sign_in, course)) => {
                    begun.goes_on(sign_in.clone());
                    let view = begun.view();
                    let through = till.clone();
                    let driven = async move { through.see_through(desk, &begun, &sign_in, course, driving).await };
                    till.tasks.spawn(tracing::Instrument::in_current_span(driven));
                    Ok(view)
                }
                Err(NotReady::Cancelled) => {
                    till.attempts.forget(&begun);
                    begun.ended(Ended::Cancelled);
                    Ok(begun.view())
                }
                Err(NotReady::Fault(fault)) => {
                    till.attempts.forget(&begun);
                    Err(fault)
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
    pub async fn open_browser_again(&self, request: ForConnection) -> Result<BrowserSignInView, Fault> {
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
    pub fn sign_in_address(&self, request: &ForConnection) -> Result<SignInAddress, Fault> {
        let sign_in = self.under_way(&request.connection).ok_or(Fault::new(ErrorCode::NotFound))?;
        Ok(SignInAddress { address: sign_in.address().to_string() })
    }

    /// Takes the answer from the person's hand.
    ///
    /// # Errors
    /// Why it is not this sign-in's; the wait goes on.
    pub fn paste_sign_in_answer(&self, request: PasteSignInAnswer) -> Result<BrowserSignInView, Fault> {
        let PasteSignInAnswer { connection, text } = request;
        let text = zeroize::Zeroizing::new(text.take());
        let sign_in = self.under_way(&connection).ok_or(Fault::new(ErrorCode::NotFound))?;
        if text.len() > MOST_PASTED {
            return Err(Fault::new(ErrorCode::PastedUnreadable));
        }
        sign_in.paste(&text).map_err(sign_in::not_ours)?;
        Ok(self.0.attempts.view(&connection))
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

/// Why a sign-in did not begin.
enum NotReady {
    /// The person took it back.
    Cancelled,
    /// Otherwise.
    Fault(Fault),
}

impl From<Fault> for NotReady {
    fn from(fault: Fault) -> Self {
        NotReady::Fault(fault)
    }
}

impl From<SignInEnd> for NotReady {
    fn from(end: SignInEnd) -> Self {
        sign_in::fault(end).map_or(NotReady::Cancelled, NotReady::Fault)
    }
}

impl Inner {
    /// Brings together what a sign-in needs, and binds. A keyring that waits for its owner may take a minute.
    async fn make_ready(&self, desk: &AccountsDesk, pages: SignInPages, over: CancellationToken) -> Result<(Arc<SignIn>, Course), NotReady> {
        let mut leaf = None;
        if desk.connection.uses_https_listener() {
            let found = self.leaf(desk.connection.environment).await?;
            // It decides about a hint alone: a list that does not answer soon is not waited for.
            let trusts = tokio::time::timeout(HINT_PATIENCE, self.ports.trust.trusts(&found.certificate)).await;
            let trusted = trusts.is_ok_and(|trusts| trusts == Some(true));
            leaf = Some((found, trusted));
        }
        let plan = sign_in::plan(&desk.connection, desk.session.endpoint().await?, leaf, pages, over)?;
        Ok(SignIn::begin(plan, self.ports.user_agent.clone(), self.tasks.clone()).await?)
    }

    /// Drives a sign-in to its end and tells the window of every stage.
    async fn see_through(self: Arc<Self>, desk: Arc<AccountsDesk>, begun: &Arc<Begun>, sign_in: &SignIn, course: Course, driving: DropGuard) {
        let outlet = self.ports.outlet.clone();
        let tell = || outlet.emit(Event::BrowserSignInChanged { sign_in: begun.view() });
        let outcome = match course.run(desk.session.tokens(), tell).await {
            Ok(tokens) => {
                sign_in.come_back();
                self.take_in(&desk, begun, tokens, tell).await
            }
            Err(end) => Err(end.into()),
        };
        let signed_in = outcome.is_ok();
        begun.ended(match outcome {
            Ok(()) => Ended::SignedIn,
            Err(NotReady::Cancelled) => Ended::Cancelled,
            Err(NotReady::Fault(fault)) => Ended::Failed(fault.referenced("a sign-in through the browser ended without one")),
        });
        let seat = Seat::Accounts(desk);
        if signed_in {
            self.announce(&seat).await;
        }
        tell();
        drop(driving);
        if signed_in {
            self.freshen(seat).await;
        }
    }

    /// Keeps a sign-in, once it is sure whose it is.
    async fn take_in(&self, desk: &AccountsDesk, begun: &Begun, tokens: TokenSet, tell: impl Fn()) -> Result<(), NotReady> {
        // Counted among what closing waits for: the service has given a sign-in that must not be lost half-way.
        let _working = self.working.token();
        let person = if desk.connection.oauth.pkce {
            // The verifier proves that the code was asked for here; who it is, is asked for behind the sign-in.
            tokens.user_id.map(|id| Person::known_as(Some(id), ""))
        } else {
            Some(self.confirmed(desk, begun, &tokens, tell).await?)
        };
        if desk.session.adopt(tokens, person, &begun.cancel).await? { Ok(()) } else { Err(NotReady::Cancelled) }
    }

    /// Whose tokens these are, by the service's word and the person's own.
    async fn confirmed(&self, desk: &AccountsDesk, begun: &Begun, tokens: &TokenSet, tell: impl Fn()) -> Result<Person, NotReady> {
        let asked = async {
            let person = desk.owner(tokens).await?;
            let answered = begun.ask(view::person(&person));
            tell();
            // A till that was left alone does not hold somebody's tokens until the next person comes by.
            match tokio::time::timeout(sign_in::LIMIT, answered).await {
                Ok(Ok(true)) => Ok(person),
                Ok(_) => Err(Fault::new(ErrorCode::NotYou)),
                Err(_) => Err(Fault::new(ErrorCode::SignInTimedOut)),
            }
        };
        tokio::select! {
            biased;
            () = begun.cancel.cancelled() => Err(NotReady::Cancelled),
            asked = asked => Ok(asked?),
        }
    }
}
