//! The commands about the client as which a service knows the till: its id, its secret, and signing in by the two.
//!
//! The id stands in the stored connection file, as an administrator may write it there; the secret is in the vault and
//! belongs to that id. Another id is another client: nothing that was stored for the one before is used for it.

use airtill_contract::*;
use airtill_domain::connection::is_client_id;
use airtill_domain::{Connection, Environment, Secret, text};

use super::{Inner, Till};
use crate::TillError;
use crate::connection::OpenConnection;

/// The most characters of a client secret.
const SECRET_CHARACTERS: usize = 1024;

impl Till {
    /// Stores or removes the client secret of a connection.
    ///
    /// # Errors
    /// A service without clients, a secret that is too long, or the vault's.
    pub async fn set_client_secret(&self, request: SetClientSecret) -> Result<ConnectionView, TillError> {
        let SetClientSecret { connection, secret } = request;
        let secret = client_secret(secret.take());
        self.run(move |till| async move {
            let open = till.connections.open(&connection).await?;
            if !open.connection().knows_clients() {
                return Err(TillError::with(ErrorCode::ConnectionSettings, "this service knows no clients"));
            }
            open.session().keep_client_secret(secret?).await?;
            till.connections.announce(&open).await;
            if open.session().is_client() {
                till.connections.refresh_behind(open.clone());
            }
            Ok(open.view().await)
        })
        .await
    }

    /// Signs in as a client, by the id and secret that the administrator gave. Without a secret the stored one is tried
    /// again.
    ///
    /// # Errors
    /// An id or a secret that no service gives out, a connection of people, `SetByCompany` for another id than the
    /// company's file has, or by what the service or the network said;
    /// the id and the secret stay stored then, and are used when the service can be asked.
    pub async fn sign_in_as_client(&self, request: SignInAsClient) -> Result<ConnectionView, TillError> {
        let SignInAsClient { connection, client_id, secret } = request;
        let client_id = text::cleaned(&client_id);
        let secret = secret.map(|secret| client_secret(secret.take())).transpose();
        self.run(move |till| async move {
            let secret = secret?;
            if !is_client_id(&client_id) || secret.as_ref().is_some_and(Secret::is_empty) {
                return Err(TillError::new(ErrorCode::BadRequest));
            }
            let mut esim = till.connections.esim(&connection).await?;
            if esim.connection.oauth.client_id.as_ref() != Some(&client_id) {
                // The stored secret belongs to the client before.
                if secret.is_none() {
                    return Err(TillError::new(ErrorCode::BadRequest));
                }
                till.change_client(&esim.connection, client_id).await?;
                esim = till.connections.esim(&connection).await?;
            }
            let open = OpenConnection::Esim(esim.clone());
            let signed_in = esim.session.sign_in_as_client(secret).await;
            till.connections.compare_clocks(&open);
            till.connections.announce(&open).await;
            till.runtime.emit(Event::StartChanged {});
            // Also where the network is away: orders in doubt are looked for as soon as it is back.
            till.connections.refresh_behind(open.clone());
            signed_in?;
            Ok(open.view().await)
        })
        .await
    }
}

impl Inner {
    /// Stores the connection with another client; the secrets of the one before are deleted.
    async fn change_client(&self, connection: &Connection, client_id: String) -> Result<(), TillError> {
        if connection.environment == Environment::Practice {
            return Err(TillError::with(ErrorCode::ClientRefused, "the practice service knows one client only"));
        }
        // An id that the company's file leaves open is the till's own.
        let company = self.runtime.company().await;
        let placed = company.placed(connection.environment, &connection.id);
        if placed.is_some_and(|placed| placed.oauth.client_id.is_some()) {
            return Err(TillError::with(ErrorCode::SetByCompany, &connection.name));
        }
        let mut changed = connection.clone();
        changed.oauth.client_id = Some(client_id);
        self.connections.replace(&changed).await
    }
}

/// A client secret as a person typed or pasted it.
///
/// # Errors
/// One that no service gives out.
pub(super) fn client_secret(typed: String) -> Result<Secret, TillError> {
    let typed = Secret::new(typed);
    let secret = Secret::new(text::cleaned(typed.expose()));
    let visible = secret.expose().chars().all(|c| !c.is_control());
    if visible && secret.expose().chars().count() <= SECRET_CHARACTERS {
        Ok(secret)
    } else {
        Err(TillError::new(ErrorCode::BadRequest))
    }
}
