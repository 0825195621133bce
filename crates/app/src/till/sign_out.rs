//! Signing out, and what the services hear of sign-ins that are over: those that were signed out, given up, replaced or
//! removed.
//!
//! This computer forgets first and waits for no network. The telling runs in the background, says what came of it, and
//! ends soon after the till begins to close. A sign-in that nobody signed out of is told of only where the service can
//! take it back alone; that it could not is a notice.

use std::sync::Arc;
use std::time::Duration;

use airtill_contract::*;
use airtill_domain::Secret;

use super::{Inner, Till};
use crate::TillError;
use crate::connection::OpenConnection;
use crate::session::{EndedSignIn, Parting, Told};

/// How long the telling still has when the till closes.
const LAST_WORDS: Duration = Duration::from_millis(1500);

impl Till {
    /// Signs out: forgets the sign-in on this computer, then tells the service, which [`ConnectionView::parting`]
    /// follows.
    ///
    /// # Errors
    /// `SignOutUnfinished` where the local copy is removed only with the keyring's next opening.
    pub async fn sign_out(&self, request: ForConnection) -> Result<ConnectionView, TillError> {
        self.run(move |till| async move {
            let open = till.open_connection(&request.connection).await?;
            till.attempts.end(&request.connection).await;
            let (ended, forgotten) = open.session().part().await;
            // A sale under way is written down in the name of who asked for it.
            let quiet = open.quiet().await;
            open.session().let_go().await;
            drop(quiet);
            // Whether or not a copy is left on disk, nobody is signed in here any more.
            till.announce(&open).await;
            if let Some(ended) = ended {
                till.tell_of_sign_out(open.clone(), ended);
            }
            forgotten.map_err(unfinished)?;
            Ok(open.view().await)
        })
        .await
    }

    /// Opens the service's own page in the browser, where the person may still be signed in.
    ///
    /// # Errors
    /// `BrowserNotOpened`, or a connection that is not there.
    pub async fn open_service_page(&self, request: ForConnection) -> Result<Nothing, TillError> {
        self.run(move |till| async move {
            let connection =
                till.connections.connection(&request.connection).ok_or(TillError::new(ErrorCode::NotFound))?;
            let mut page = connection.oauth.authorization_address.unwrap_or(connection.base_address);
            page.set_path("/");
            page.set_query(None);
            match till.ports.user_agent.open(&page).await {
                Ok(()) => Ok(Nothing {}),
                Err(not) => Err(TillError::with(ErrorCode::BrowserNotOpened, not.reason)),
            }
        })
        .await
    }
}

/// A local copy that could not be removed goes with the next opening of the vault, and is there until then.
fn unfinished(error: TillError) -> TillError {
    if error.code == ErrorCode::KeyringUnavailable {
        TillError { code: ErrorCode::SignOutUnfinished, ..error }
    } else {
        error
    }
}

impl Inner {
    /// Tells the service of a sign-out, in the background, and the window what came of it.
    fn tell_of_sign_out(self: &Arc<Self>, open: OpenConnection, ended: EndedSignIn) {
        let till = self.clone();
        let telling = async move {
            let session = open.session();
            let Some(told) = till.tell(&open, ended).await else { return };
            let is_told = told.is_ok();
            // Somebody who signed in meanwhile is not told of the one before.
            if session.parting() != Some(Parting::Telling) {
                return;
            }
            session.set_parting(Some(told.map_or_else(Parting::NotTold, Parting::Told)));
            if is_told {
                session.note(|facts| facts.untold_sign_out = false).await;
            }
            till.announce(&open).await;
        };
        self.tasks.spawn(tracing::Instrument::in_current_span(telling));
    }

    /// Has the service take back what was given up or replaced at a connection, in the background.
    pub(crate) fn revoke_ended(self: &Arc<Self>, open: &OpenConnection) {
        for ended in open.session().take_ended() {
            self.revoke(open.clone(), ended);
        }
    }

    /// Has the service take back one sign-in that is over, in the background.
    pub(crate) fn revoke(self: &Arc<Self>, open: OpenConnection, ended: EndedSignIn) {
        let till = self.clone();
        let telling = async move {
            if let Some(Err(_)) = till.tell(&open, ended).await {
                till.notify(Notice { code: NoticeCode::NotTakenBack, detail: open.connection().name.clone() });
                till.ports.outlet.emit(Event::StartChanged {});
            }
        };
        self.tasks.spawn(tracing::Instrument::in_current_span(telling));
    }

    /// Ends soon after the till begins to close.
    pub(crate) async fn closing_soon(&self) {
        self.closing.cancelled().await;
        tokio::time::sleep(LAST_WORDS).await;
    }

    /// What the service made of it; `None` where the till closed before that.
    pub(crate) async fn tell(&self, open: &OpenConnection, ended: EndedSignIn) -> Option<Result<Told, TillError>> {
        let present = |access: Secret, person: Option<i64>| async move { open.present(&access, person).await };
        tokio::select! {
            told = open.session().tell(ended, present) => {
                match &told {
                    Ok(told) => tracing::info!(?told, "the service was told that a sign-in is over"),
                    Err(error) => tracing::warn!(%error, "the service was not told that a sign-in is over"),
                }
                Some(told)
            }
            () = self.closing_soon() => {
                tracing::warn!("the till closed before the service was told that a sign-in is over");
                None
            }
        }
    }
}
