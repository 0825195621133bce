//! The commands about signing in by the form, and the float.
//!
//! A password passes through and is stored nowhere; a form that is sent ends a sign-in through the browser that is
//! under way at the same connection. How a sign-in ends is in `sign_out`.

use airtill_contract::*;
use airtill_domain::{Secret, text};

use super::Till;
use crate::TillError;

/// The most characters of a user name, and of a password.
const USERNAME_CHARACTERS: usize = 320;
const PASSWORD_CHARACTERS: usize = 1024;

impl Till {
    /// Signs in by user name and password.
    ///
    /// # Errors
    /// By what the service or the network said.
    pub async fn sign_in_with_password(&self, request: SignInWithPassword) -> Result<ConnectionView, TillError> {
        let SignInWithPassword { connection, username, password } = request;
        let password = Secret::new(password.take());
        self.run(move |till| async move {
            let username = text::user_name(&username);
            let fits = !username.is_empty()
                && username.chars().count() <= USERNAME_CHARACTERS
                && password.expose().chars().count() <= PASSWORD_CHARACTERS;
            if !fits || password.is_empty() {
                return Err(TillError::new(ErrorCode::WrongPassword));
            }
            let _beginning = till.sign_ins.attempts.beginning(&connection).await;
            let open = till.connections.open(&connection).await?;
            if !crate::view::sign_in_ways(open.connection()).contains(&SignInWay::Password) {
                return Err(TillError::with(ErrorCode::ConnectionSettings, "this connection has no password form"));
            }
            // The person who types now is the one who wants to be signed in.
            till.sign_ins.attempts.end(&connection).await;
            let no_sale = open.wait_for_sale().await;
            let signed_in = open.session().sign_in(&username, password).await;
            drop(no_sale);
            till.connections.revoke_ended(&open);
            signed_in?;
            let view = open.view().await;
            let connections = till.connections.clone();
            till.runtime.tasks.spawn(async move { connections.refresh(open).await });
            till.runtime.emit(Event::StartChanged {});
            Ok(view)
        })
        .await
    }

    /// Reads the float now, and writes down the evidence that follows.
    ///
    /// # Errors
    /// By what the service or the network said; the last float stays, marked as not fresh.
    pub async fn refresh_float(&self, request: ForConnection) -> Result<ConnectionView, TillError> {
        self.run(move |till| async move {
            let airtime = till.connections.airtime(&request.connection).await?;
            let seen = airtime.gather().await?;
            till.connections.withdraw_clock_notice();
            seen?;
            airtime.view().await
        })
        .await
    }
}
