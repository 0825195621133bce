//! A connection to Truphone Connect beside the till of a world: its import, its client, and looks at the service.
//!
//! The service behind it is the caller's: practice, or a real OpenID provider.

use std::sync::PoisonError;

use airtill_app::TillError;
use airtill_contract::*;

use super::World;

/// The connection file, with a placeholder for the port of the service.
pub const FILE: &str = "format = 1\nid = \"sims\"\nname = \"eSIMs\"\napi = \"truphone-connect\"\nenvironment = \"test\"\n\
     base_address = \"http://127.0.0.1:{port}/connect-api\"\nsign_in = [\"client-credentials\"]\n";

/// The connection to a service that sells eSIMs.
pub struct Reseller {
    /// Names the connection.
    pub key: ConnectionKey,
}

impl Reseller {
    /// Reads a connection file and says yes to it, with this client id and secret.
    ///
    /// # Errors
    /// The file, the id or the secret cannot be used.
    pub async fn import(
        world: &World,
        text: &str,
        client_id: Option<&str>,
        secret: Option<&str>,
    ) -> Result<ConnectionView, TillError> {
        world.secrets.lock().unwrap_or_else(PoisonError::into_inner).extend(secret.map(str::to_owned));
        let preview = world.shown(world.till().read_connection_file("sims.airtill", text.as_bytes()).await)?;
        let yes = ConfirmImport {
            token: preview.token,
            confirmed_hosts: preview.other_hosts,
            client_id: client_id.map(str::to_owned),
            client_secret: secret.map(|secret| InwardSecret(secret.to_owned())),
        };
        world.shown(world.till().confirm_import(yes).await)
    }

    /// Imports [`FILE`] for the service at this port, and waits until the till has asked for its first token.
    ///
    /// # Panics
    /// The file is refused.
    pub async fn at(world: &World, port: u16, client_id: &str, secret: &str) -> Self {
        let earlier = world.window.events().len();
        let text = FILE.replace("{port}", &port.to_string());
        let card = Self::import(world, &text, Some(client_id), Some(secret)).await.expect("a good file");
        let ours =
            |event: &&Event| matches!(event, Event::ConnectionChanged { connection } if connection.key == card.key);
        // Once for the sign-in in the vault, and once for the service's answer.
        let reported = || world.window.events().iter().skip(earlier).filter(ours).count();
        world.window.wait_after(earlier, "the first token", |_| reported() >= 2).await;
        Self { key: card.key }
    }

    /// Has the till ask the service, with a token that is good.
    ///
    /// # Errors
    /// The code of the till's error.
    pub async fn look(&self, world: &World) -> Result<ConnectionView, ErrorCode> {
        world.shown(world.till().refresh_person(self.named()).await).map_err(|error| error.code)
    }

    /// Signs in with this id and this secret, or else with the stored one.
    ///
    /// # Errors
    /// The code of the till's error.
    pub async fn sign_in(
        &self,
        world: &World,
        client_id: &str,
        secret: Option<&str>,
    ) -> Result<ConnectionView, ErrorCode> {
        let request = SignInAsClient {
            connection: self.key.clone(),
            client_id: client_id.to_owned(),
            secret: secret.map(|secret| InwardSecret(secret.to_owned())),
        };
        world.shown(world.till().sign_in_as_client(request).await).map_err(|error| error.code)
    }

    /// Its card, as the first screen has it.
    ///
    /// # Panics
    /// It is gone.
    pub async fn card(&self, world: &World) -> ConnectionView {
        let start = world.shown(world.till().start().await).expect("starting does not fail");
        start.connections.into_iter().find(|card| card.key == self.key).expect("the connection is there")
    }

    /// Names the connection in a request.
    pub fn named(&self) -> ForConnection {
        ForConnection { connection: self.key.clone() }
    }
}
