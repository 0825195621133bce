//! Telling the services of sign-ins that are over: those that were signed out, given up, replaced or removed.
//!
//! This computer forgets first and waits for no network. The service is told in the background, and no longer than
//! shortly after the till begins to close. A sign-in that nobody signed out of is revoked only where the service can do
//! that for it alone; a failure is a notice.

use std::sync::Arc;

use airtill_contract::{Notice, NoticeCode};
use airtill_domain::Secret;

use super::lifecycle::Connections;
use super::open::OpenConnection;
use crate::TillError;
use crate::session::{EndedSignIn, Parting, Told};

impl Connections {
    /// Tells the service of a sign-out in the background, and the window what came of it.
    pub fn tell_of_sign_out(self: &Arc<Self>, open: OpenConnection, ended: EndedSignIn) {
        let connections = self.clone();
        let telling = async move {
            let session = open.session();
            let Some(told) = connections.tell_service(&open, ended).await else { return };
            let is_told = told.is_ok();
            // Somebody who signed in meanwhile is not shown the end of the sign-in before.
            if session.parting() != Some(Parting::Telling) {
                return;
            }
            session.set_parting(Some(told.map_or_else(Parting::NotTold, Parting::Told)));
            if is_told {
                session.note(|facts| facts.untold_sign_out = false).await;
            }
            connections.announce(&open).await;
        };
        self.runtime.tasks.spawn(tracing::Instrument::in_current_span(telling));
    }

    /// Has the service revoke the sign-ins that were given up or replaced at a connection, in the background.
    pub fn revoke_ended(self: &Arc<Self>, open: &OpenConnection) {
        for ended in open.session().take_ended() {
            self.revoke(open.clone(), ended);
        }
    }

    /// Has the service revoke one sign-in that is over, in the background.
    pub fn revoke(self: &Arc<Self>, open: OpenConnection, ended: EndedSignIn) {
        let connections = self.clone();
        let telling = async move {
            if let Some(Err(_)) = connections.tell_service(&open, ended).await {
                let detail = open.connection().name.clone();
                connections.runtime.notify(Notice { code: NoticeCode::NotTakenBack, detail });
            }
        };
        self.runtime.tasks.spawn(tracing::Instrument::in_current_span(telling));
    }

    /// Tells the service that a sign-in is over; `None` where the till closed before it answered.
    pub async fn tell_service(&self, open: &OpenConnection, ended: EndedSignIn) -> Option<Result<Told, TillError>> {
        let present = |access: Secret, person: Option<i64>| async move { open.present(&access, person).await };
        tokio::select! {
            told = open.session().tell(ended, present) => {
                match &told {
                    Ok(told) => tracing::info!(?told, "the service was told that a sign-in is over"),
                    Err(error) => tracing::warn!(%error, "the service was not told that a sign-in is over"),
                }
                Some(told)
            }
            () = self.runtime.soon_after_closing() => {
                tracing::warn!("the till closed before the service was told that a sign-in is over");
                None
            }
        }
    }
}
