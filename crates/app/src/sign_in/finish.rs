//! A sign-in through the browser from the opened page to the stored sign-in: its owner, and the end of one that is not
//! stored.
//!
//! Nothing is stored, and no sale carries a name, before it is sure who came in: PKCE was proven here and it is the
//! last person, or the person said *yes*. All tokens of a sign-in that ends otherwise are revoked, also those that
//! arrive after the person has cancelled.

use std::sync::Arc;

use airtill_contract::*;
use airtill_oauth::{DenialKind, TokenError, TokenSet};

use super::attempts::{Begun, Ended};
use super::begin::{BrowserSignIns, Driven};
use super::unfinished::{Unfinished, end_of};
use super::{Exchanged, LIMIT, PkceFound, SignInEnd};
use crate::accounts::Accounts;
use crate::connection::OpenConnection;
use crate::learned::Pkce;
use crate::person::Person;
use crate::session::renewable;
use crate::{TillError, view};

impl BrowserSignIns {
    /// Drives a sign-in to its end and reports every stage to the window.
    pub(super) async fn finish_sign_in(self: Arc<Self>, driven: Driven) {
        let Driven { accounts, begun, sign_in, mut course, driving } = driven;
        let tell = self.announcer(&begun);
        let open = OpenConnection::Accounts(accounts.clone());
        let code = match course.answered(&tell).await {
            Ok(code) => code,
            Err(end) => {
                begun.ended(end_of(Err(end.into())));
                return tell();
            }
        };
        let mut exchange = std::pin::pin!(course.exchange(accounts.session.tokens(), code, &tell));
        let exchanged = tokio::select! {
            biased;
            () = begun.cancel.cancelled() => None,
            exchanged = &mut exchange => Some(exchanged),
        };
        let Some(exchanged) = exchanged else {
            begun.ended(Ended::Cancelled);
            tell();
            drop(driving);
            // The service may be giving a sign-in at this moment that nobody wants any more.
            tokio::select! {
                late = exchange => if let Ok(late) = late { accounts.session.give_up(late.tokens).await },
                () = self.runtime.soon_after_closing() => {}
            }
            return self.connections.revoke_ended(&open);
        };
        note_pkce(&accounts, &exchanged).await;
        let outcome = match exchanged {
            Ok(exchanged) => {
                sign_in.come_back();
                self.store_sign_in(&accounts, &begun, exchanged.tokens, &tell).await
            }
            Err(end) => Err(end.into()),
        };
        let was_asked = outcome.as_ref().ok().copied();
        begun.ended(end_of(outcome.map(drop)));
        self.connections.revoke_ended(&open);
        self.connections.announce(&open).await;
        tell();
        drop(driving);
        match was_asked {
            // The service said for the question which person it is.
            Some(true) => self.connections.compare_clocks(&open),
            Some(false) => self.connections.refresh(open).await,
            None => {}
        }
    }

    /// Stores a sign-in, once it is sure whose it is. Whether the person was asked.
    async fn store_sign_in(
        &self,
        accounts: &Accounts,
        begun: &Begun,
        tokens: TokenSet,
        tell: impl Fn(),
    ) -> Result<bool, Unfinished> {
        // Counted among what closing waits for: the service has given a sign-in that must not be lost half-way.
        let _working = self.runtime.working.token();
        let because = why_to_ask(accounts, &tokens);
        let person = match because {
            None => tokens.user_id.map(|id| {
                let known = accounts.session.person().filter(|person| person.id == id.to_string());
                // The service is asked for the person's name behind the sign-in.
                known.unwrap_or_else(|| Person::known_as(Some(id), ""))
            }),
            Some(because) => match self.confirmed(accounts, begun, &tokens, because, tell).await {
                Ok(person) => Some(person),
                Err(not) => {
                    accounts.session.give_up(tokens).await;
                    return Err(not);
                }
            },
        };
        if accounts.session.adopt(tokens, person, &begun.cancel).await? {
            Ok(because.is_some())
        } else {
            Err(Unfinished::Cancelled)
        }
    }

    /// The owner of these tokens, by the service's word and the person's own.
    async fn confirmed(
        &self,
        accounts: &Accounts,
        begun: &Begun,
        tokens: &TokenSet,
        because: AskedBecause,
        tell: impl Fn(),
    ) -> Result<Person, Unfinished> {
        let asked = async {
            // Nobody is asked about a sign-in that could not be stored.
            renewable(tokens)?;
            let person = accounts.owner(tokens).await?;
            let answered = begun.ask(view::person(&person), because);
            tell();
            // A till that was left alone does not hold somebody's tokens until the next person comes by.
            match tokio::time::timeout(LIMIT, answered).await {
                Ok(Ok(true)) => Ok(person),
                Ok(_) => Err(TillError::new(ErrorCode::NotYou)),
                Err(_) => Err(TillError::new(ErrorCode::SignInTimedOut)),
            }
        };
        tokio::select! {
            biased;
            () = begun.cancel.cancelled() => Err(Unfinished::Cancelled),
            asked = asked => Ok(asked?),
        }
    }
}

/// Why the person is asked whether it is they; `None` where the verifier proves that the code was asked for here, and
/// it is the last person, whom a browser that remembers somebody else cannot have brought.
fn why_to_ask(accounts: &Accounts, tokens: &TokenSet) -> Option<AskedBecause> {
    let session = &accounts.session;
    if session.learned().facts().pkce != Pkce::Proven {
        return Some(AskedBecause::NotProven);
    }
    let is_known = tokens.user_id.is_some_and(|id| session.knows(&id.to_string()));
    (!is_known).then_some(AskedBecause::SomebodyNew)
}

/// Remembers what an exchange showed of PKCE.
pub(crate) async fn note_pkce(accounts: &Accounts, exchanged: &Result<Exchanged, SignInEnd>) {
    let found = match exchanged {
        Ok(Exchanged { pkce: PkceFound::Proven, .. }) => Pkce::Proven,
        Ok(Exchanged { pkce: PkceFound::Ignored, .. }) => Pkce::Ignored,
        Err(SignInEnd::AfterProof(TokenError::Denied { kind: DenialKind::InvalidCode, .. })) => Pkce::Costly,
        Err(SignInEnd::AfterProof(_)) => return accounts.session.note(|facts| facts.proof_failed = true).await,
        // A person's choice was noted with their word.
        Ok(Exchanged { pkce: PkceFound::LeftOut | PkceFound::Nothing, .. }) | Err(_) => return,
    };
    accounts.session.note(move |facts| facts.pkce = found).await;
}
