//! A sign-in through the browser that tests a connection: from the opened page to what it showed.
//!
//! The sign-in of the till stays as it is, and nothing is stored: the service revokes the tokens that it gave, also
//! those that arrive after the person has cancelled. Only what PKCE is worth at this connection is remembered.

use std::sync::Arc;

use airtill_contract::*;
use airtill_oauth::TokenSet;

use super::look::look;
use super::outcome::{self, SignedIn};
use crate::accounts::Accounts;
use crate::connection::OpenConnection;
use crate::learned::Pkce;
use crate::session::Revoked;
use crate::sign_in::SignInEnd;
use crate::sign_in::attempts::{Begun, Ended};
use crate::sign_in::begin::{BrowserSignIns, Driven};
use crate::sign_in::finish::note_pkce;
use crate::sign_in::unfinished::end_of;
use crate::{TillError, view};

impl BrowserSignIns {
    /// Drives a test to its end and reports every stage to the window.
    pub(in crate::sign_in) async fn finish_test(self: Arc<Self>, driven: Driven) {
        let Driven { accounts, begun, sign_in, mut course, driving } = driven;
        let tell = self.announcer(&begun);
        let mut testing = std::pin::pin!(async {
            let code = course.answered(&tell).await;
            // Counted among what closing waits for: tokens that the service gives have to be revoked.
            let _working = self.runtime.working.token();
            let exchanged = match code {
                Ok(code) => course.exchange(accounts.session.tokens(), code, &tell).await,
                Err(end) => Err(end),
            };
            if accounts.session.learned().facts().pkce != Pkce::SwitchedOff {
                note_pkce(&accounts, &exchanged).await;
            }
            let signed_in = match exchanged {
                Ok(exchanged) => {
                    sign_in.come_back();
                    let person = accounts.owner(&exchanged.tokens).await.map(|person| view::person(&person));
                    Ok(SignedIn {
                        pkce: exchanged.pkce,
                        person,
                        revoked: self.revoked(&accounts, exchanged.tokens).await,
                    })
                }
                Err(end) => Err(end),
            };
            self.tested(&accounts, &begun, signed_in).await
        });
        let end = tokio::select! {
            biased;
            () = begun.cancel.cancelled() => None,
            end = &mut testing => Some(end),
        };
        let is_over = end.is_some();
        begun.ended(end.unwrap_or(Ended::Cancelled));
        tell();
        drop(driving);
        if !is_over {
            tokio::select! {
                _ = testing => {}
                () = self.runtime.closing.cancelled() => {}
            }
        }
    }

    /// Has the service revoke the tokens that it gave; `None` where that would end the sign-in of the person who is
    /// signed in.
    async fn revoked(&self, accounts: &Arc<Accounts>, tokens: TokenSet) -> Option<Result<Revoked, TillError>> {
        let ended = accounts.session.unwanted(tokens).await?;
        self.connections.end_at_service(&OpenConnection::Accounts(accounts.clone()), ended).await
    }

    /// The findings with and without the sign-in.
    async fn tested(&self, accounts: &Arc<Accounts>, begun: &Begun, signed_in: Result<SignedIn, SignInEnd>) -> Ended {
        let shown = match signed_in {
            Ok(signed_in) => outcome::of_a_sign_in(&accounts.connection, signed_in),
            Err(end) => match outcome::of_an_end(&end) {
                Some(lines) => lines,
                None => return end_of(Err(end.into())),
            },
        };
        if begun.cancel.is_cancelled() {
            return Ended::Cancelled;
        }
        match look(&OpenConnection::Accounts(accounts.clone())).await {
            Ok(found) => Ended::Tested(ConnectionTestView {
                lines: outcome::over(view::test_lines(&accounts.connection, found), shown),
            }),
            Err(error) => end_of(Err(error.into())),
        }
    }
}
