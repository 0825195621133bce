//! The commands about signing in through the system browser, and the course of one from the click to the kept sign-in.

use std::sync::Arc;

use airtill_contract::*;
use airtill_domain::Environment;
use airtill_oauth::TokenSet;
use airtill_oauth::loopback::Leaf;
use tokio_util::sync::DropGuard;

use super::seat::Seat;
use super::{Inner, Till};
use crate::accounts::AccountsDesk;
use crate::sign_in::{self, Begun, Course, Ended, SignIn, leaf};
use crate::{Fault, view};

/// The longest text that is looked at when something is pasted: twice the longest address that the listener takes.
const MOST_PASTED: usize = 16 * 1024;

impl Till {
    /// Begins a sign-in through the system browser; one that is under way there ends, and its port is free before.
    ///
    /// # Errors
    /// A connection without this way, or the vault's.
    pub async fn begin_browser_sign_in(&self, request: BeginBrowserSignIn) -> Result<BrowserSignInView, Fault> {
        self.run(move |till| async move {
            let BeginBrowserSignIn { connection: key, pages } = request;
            let desk = till.accounts(&key).await?;
            let _beginning = till.attempts.beginning(&key).await;
            till.attempts.end(&key).await;
            let leaf = if desk.connection.uses_https_listener() { till.leaf(desk.connection.environment).await } else { None };
            let plan = sign_in::plan(&desk.connection, desk.session.endpoint().await?, leaf, pages)?;
            let begun = SignIn::begin(plan, till.ports.user_agent.clone(), till.tasks.clone()).await;
            let (sign_in, course) = begun.map_err(|end| sign_in::fault(end).unwrap_or(Fault::new(ErrorCode::Internal)))?;
            // Whoever closes the till in this very moment begins nothing.
            let (begun, driving) = till.attempts.put(key, sign_in).ok_or(Fault::new(ErrorCode::Internal))?;
            let view = begun.view();
            let through = till.clone();
            till.tasks.spawn(tracing::Instrument::in_current_span(async move { through.see_through(desk, &begun, course, driving).await }));
            Ok(view)
        })
        .await
    }

    /// Where the sign-in through the browser stands; its end is told once.
    pub fn browser_sign_in(&self, request: &ForConnection) -> BrowserSignInView {
        self.0.attempts.view(&request.connection)
    }

    /// Waits for the browser another five minutes.
    pub fn more_sign_in_time(&self, request: &ForConnection) -> BrowserSignInView {
        if let Some(begun) = self.0.attempts.get(&request.connection) {
            begun.sign_in.more_time();
        }
        self.browser_sign_in(request)
    }

    /// Asks the system for the browser again.
    ///
    /// # Errors
    /// None is known: a browser that did not open is part of the answer.
    pub async fn open_browser_again(&self, request: ForConnection) -> Result<BrowserSignInView, Fault> {
        self.run(move |till| async move {
            if let Some(begun) = till.attempts.get(&request.connection) {
                begun.sign_in.open().await;
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
        let begun = self.0.attempts.get(&request.connection).ok_or(Fault::new(ErrorCode::NotFound))?;
        Ok(SignInAddress { address: begun.sign_in.address().to_string() })
    }

    /// Takes the answer from the person's hand.
    ///
    /// # Errors
    /// Why it is not this sign-in's; the wait goes on.
    pub fn paste_sign_in_answer(&self, request: PasteSignInAnswer) -> Result<BrowserSignInView, Fault> {
        let PasteSignInAnswer { connection, text: InwardSecret(text) } = request;
        let text = zeroize::Zeroizing::new(text);
        let begun = self.0.attempts.get(&connection).ok_or(Fault::new(ErrorCode::NotFound))?;
        if text.len() > MOST_PASTED {
            return Err(Fault::new(ErrorCode::PastedUnreadable));
        }
        begun.sign_in.paste(&text).map_err(sign_in::not_ours)?;
        Ok(begun.view())
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
        if let Some(begun) = self.0.attempts.get(&request.connection) {
            begun.sign_in.cancel();
        }
        self.0.attempts.view(&request.connection)
    }
}

impl Inner {
    /// Drives a sign-in to its end and tells the window of every stage.
    async fn see_through(self: Arc<Self>, desk: Arc<AccountsDesk>, begun: &Arc<Begun>, course: Course, driving: DropGuard) {
        let outlet = self.ports.outlet.clone();
        let tell = || outlet.emit(Event::BrowserSignInChanged { sign_in: begun.view() });
        let outcome = match course.run(desk.session.tokens(), tell).await {
            Ok(tokens) => self.take_in(&desk, begun, tokens, tell).await,
            Err(end) => match sign_in::fault(end) {
                Some(fault) => Err(fault),
                None => Ok(false),
            },
        };
        let signed_in = matches!(outcome, Ok(true));
        begun.ended(match outcome {
            Ok(true) => Ended::SignedIn,
            Ok(false) => Ended::Cancelled,
            Err(fault) => {
                tracing::info!(code = ?fault.code, "a sign-in through the browser ended without one");
                Ended::Failed(fault.view(String::new()))
            }
        });
        drop(driving);
        if signed_in {
            self.announce(&Seat::Accounts(desk.clone())).await;
        }
        tell();
        if signed_in {
            self.freshen(Seat::Accounts(desk)).await;
        }
    }

    /// Keeps a sign-in, once it is sure whose it is. False where it was cancelled before.
    async fn take_in(&self, desk: &AccountsDesk, begun: &Begun, tokens: TokenSet, tell: impl Fn()) -> Result<bool, Fault> {
        // Counted among what closing waits for: the service has given a sign-in that must not be lost half-way.
        let _working = self.working.token();
        begun.sign_in.come_back();
        if desk.connection.oauth.pkce {
            // The verifier proves that the code was asked for here; who it is, is asked for behind the sign-in.
            let person = tokens.user_id.map(|id| crate::session::Person::known_as(Some(id), ""));
            desk.session.adopt(tokens, person).await?;
            return Ok(true);
        }
        let person = tokio::select! {
            biased;
            () = begun.sign_in.cancelled() => return Ok(false),
            person = desk.owner(&tokens) => person?,
        };
        let answered = begun.ask(view::person(&person));
        tell();
        let yes = tokio::select! {
            biased;
            () = begun.sign_in.cancelled() => return Ok(false),
            yes = answered => yes.unwrap_or(false),
        };
        if !yes {
            return Err(Fault::new(ErrorCode::NotYou));
        }
        desk.session.adopt(tokens, Some(person)).await?;
        Ok(true)
    }

    /// The certificate to listen with; a former one is not trusted any more.
    pub(super) async fn leaf(&self, environment: Environment) -> Option<Leaf> {
        let books = self.environments.known(environment)?;
        match leaf::current(&books.vault, self.ports.clock.now().wall).await {
            Ok(renewed) => {
                if let Some(former) = renewed.former
                    && let Err(error) = self.ports.trust.distrust(&former.certificate).await
                {
                    tracing::info!(%error, "a former certificate of the listener may still be trusted");
                }
                Some(renewed.leaf)
            }
            Err(error) => {
                tracing::warn!(%error, "the listener has no certificate");
                None
            }
        }
    }
}
