//! The commands about signing out, and about the service's own page, where the person may still be signed in.
//!
//! This computer forgets first and waits for no network; the request to the service stands in `connection::sign_out`.

use airtill_contract::*;

use super::Till;
use crate::TillError;

impl Till {
    /// Signs out: forgets the sign-in on this computer, then revokes it at the service, which
    /// [`ConnectionView::revocation`] follows.
    ///
    /// # Errors
    /// `SignOutUnfinished` where the local copy is removed only with the keyring's next opening.
    pub async fn sign_out(&self, request: ForConnection) -> Result<ConnectionView, TillError> {
        self.run(move |till| async move {
            let open = till.connections.open(&request.connection).await?;
            till.sign_ins.attempts.end(&request.connection).await;
            let (ended, forgotten) = open.session().sign_out().await;
            // A sale under way is written down in the name of who asked for it.
            let no_sale = open.wait_for_sale().await;
            open.session().forget_person().await;
            drop(no_sale);
            // Whether or not a copy is left on disk, nobody is signed in here any more.
            till.connections.announce(&open).await;
            if let Some(ended) = ended {
                till.connections.revoke_after_sign_out(open.clone(), ended);
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
                till.connections.registry.connection(&request.connection).ok_or(TillError::new(ErrorCode::NotFound))?;
            let mut page = connection.oauth.authorization_address.unwrap_or(connection.base_address);
            page.set_path("/");
            page.set_query(None);
            match till.runtime.ports.user_agent.open(&page).await {
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
