//! Ending sign-ins at their services: those that were signed out of, given up, replaced or removed.
//!
//! This computer forgets first and waits for no network. The service is asked in the background, and no longer than
//! shortly after the till begins to close. A sign-in that nobody signed out of is revoked only where the service can do
//! that for it alone; a failure is a notice.

use std::sync::Arc;

use airtill_contract::{Notice, NoticeCode};
use airtill_domain::Secret;

use super::lifecycle::Connections;
use super::open::OpenConnection;
use crate::TillError;
use crate::session::{EndedSignIn, Revocation, Revoked};

impl Connections {
    /// Has the service end a sign-in after a sign-out, in the background, and shows the window the result.
    pub fn revoke_after_sign_out(self: &Arc<Self>, open: OpenConnection, ended: EndedSignIn) {
        let connections = self.clone();
        let revoking = async move {
            let session = open.session();
            let Some(result) = connections.end_at_service(&open, ended).await else { return };
            let is_revoked = result.is_ok();
            // Somebody who signed in meanwhile is not shown the end of the sign-in before.
            if session.revocation() != Some(Revocation::Revoking) {
                return;
            }
            session.set_revocation(Some(result.map_or_else(Revocation::NotRevoked, Revocation::Revoked)));
            if is_revoked {
                session.note(|facts| facts.is_revocation_open = false).await;
            }
            connections.announce(&open).await;
        };
        self.runtime.tasks.spawn(tracing::Instrument::in_current_span(revoking));
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
        let revoking = async move {
            if let Some(Err(_)) = connections.end_at_service(&open, ended).await {
                let detail = open.connection().name.clone();
                connections.runtime.notify(Notice { code: NoticeCode::SignInNotRevoked, detail });
            }
        };
        self.runtime.tasks.spawn(tracing::Instrument::in_current_span(revoking));
    }

    /// Has the service end a sign-in; `None` where the till closed before it answered.
    pub async fn end_at_service(
        &self,
        open: &OpenConnection,
        ended: EndedSignIn,
    ) -> Option<Result<Revoked, TillError>> {
        let present = |access: Secret, person: Option<i64>| async move { open.present(&access, person).await };
        tokio::select! {
            result = open.session().end_at_service(ended, present) => {
                match &result {
                    Ok(revoked) => tracing::info!(?revoked, "the service ended a sign-in"),
                    Err(error) => tracing::warn!(%error, "the service did not end a sign-in"),
                }
                Some(result)
            }
            () = self.runtime.soon_after_closing() => {
                tracing::warn!("the till closed before the service ended a sign-in");
                None
            }
        }
    }
}
