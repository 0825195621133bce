//! The commands about signing in through the system browser: begin, look, help along, answer, cancel.
//!
//! Every stage can be cancelled, and each that waits says so to the window. How a sign-in goes is in `sign_in`.

use std::sync::Arc;

use airtill_contract::*;

use super::Till;
use crate::TillError;
use crate::learned::Pkce;
use crate::sign_in::{self, Purpose, SignIn};

/// The longest text that is looked at when something is pasted: twice the longest address that the listener takes.
const MOST_PASTED: usize = 16 * 1024;

impl Till {
    /// Begins a sign-in through the system browser; one that is under way there ends, and its port is free before.
    ///
    /// # Errors
    /// A connection without this way, or the vault's.
    pub async fn begin_browser_sign_in(&self, request: BeginBrowserSignIn) -> Result<BrowserSignInView, TillError> {
        self.run(move |till| async move { till.sign_ins.begin(Purpose::SignIn, request).await }).await
    }

    /// Begins a sign-in through the system browser that tests the connection. Nobody is signed in by it, the sign-in of
    /// the till stays as it is, and the service revokes the tokens that it gave.
    ///
    /// # Errors
    /// A connection without this way, or the vault's.
    pub async fn begin_sign_in_test(&self, request: BeginBrowserSignIn) -> Result<BrowserSignInView, TillError> {
        self.run(move |till| async move { till.sign_ins.begin(Purpose::Test, request).await }).await
    }

    /// Where the sign-in through the browser stands; its end is reported once.
    pub fn browser_sign_in(&self, request: &ForConnection) -> BrowserSignInView {
        self.0.sign_ins.attempts.view(&request.connection)
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
            let begun = till.sign_ins.attempts.get(&request.connection);
            if let Some(sign_in) = begun.as_ref().and_then(|begun| begun.sign_in()) {
                sign_in.open().await;
            }
            Ok(till.sign_ins.attempts.view(&request.connection))
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
        Ok(self.0.sign_ins.attempts.view(&connection))
    }

    /// The person's word that the sign-in goes on without PKCE, which the service refuses. It holds for the sign-ins
    /// that follow as well, until the connection changes or [`Till::switch_pkce_on`]; said to nobody who asks, it
    /// changes nothing.
    ///
    /// # Errors
    /// None is known.
    pub async fn go_on_without_pkce(&self, request: ForConnection) -> Result<BrowserSignInView, TillError> {
        self.run(move |till| async move {
            let begun = till.sign_ins.attempts.get(&request.connection);
            if let Some(sign_in) = begun.as_ref().and_then(|begun| begun.sign_in())
                && let Some(going_on) = sign_in.go_on_without_pkce()
            {
                let accounts = till.connections.accounts(&request.connection).await?;
                // Known before the sign-in ends, so that its end finds it.
                accounts.session.note(|facts| facts.pkce = Pkce::SwitchedOff).await;
                // The caller that waited may have been cancelled in this very moment.
                let _ = going_on.send(());
            }
            Ok(till.sign_ins.attempts.view(&request.connection))
        })
        .await
    }

    /// Signs in with PKCE again from now on.
    ///
    /// # Errors
    /// A connection without a sign-in through the browser.
    pub async fn switch_pkce_on(&self, request: ForConnection) -> Result<ConnectionView, TillError> {
        self.run(move |till| async move {
            let accounts = till.connections.accounts(&request.connection).await?;
            accounts.session.note(|facts| facts.pkce = Pkce::Unknown).await;
            let open = till.connections.open(&request.connection).await?;
            till.connections.announce(&open).await;
            Ok(open.view().await)
        })
        .await
    }

    /// A person's answer to *Is this you?*
    pub fn confirm_sign_in(&self, request: &ConfirmSignIn) -> BrowserSignInView {
        if let Some(begun) = self.0.sign_ins.attempts.get(&request.connection) {
            begun.answer(request.yes);
        }
        self.0.sign_ins.attempts.view(&request.connection)
    }

    /// Ends the sign-in through the browser, at any stage.
    pub fn cancel_browser_sign_in(&self, request: &ForConnection) -> BrowserSignInView {
        self.0.sign_ins.attempts.cancel(&request.connection);
        self.0.sign_ins.attempts.view(&request.connection)
    }

    fn under_way(&self, connection: &ConnectionKey) -> Option<Arc<SignIn>> {
        self.0.sign_ins.attempts.get(connection)?.sign_in().cloned()
    }
}
