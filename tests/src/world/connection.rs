//! The world's test connection as a clerk and an administrator use it: import, sign-in, sign-out, float, card.
//!
//! Every answer is remembered as the window would get it, so that secrets can be looked for in it.

use airtill_app::TillError;
use airtill_contract::*;
use airtill_practice::Practice;

use super::{DESK, World};

impl World {
    /// The text of the test connection's file.
    pub fn connection_file(&self) -> String {
        format!(
            "format = 1\nid = \"{DESK}\"\nname = \"Test desk\"\napi = \"21-systems\"\nenvironment = \"test\"\n\
             base_address = \"http://127.0.0.1:{}\"\nsign_in = [\"password\"]\n{}",
            self.setup.options.port, self.setup.declared
        )
    }

    /// Reads a connection file and says yes to it.
    ///
    /// # Errors
    /// The file cannot be used.
    pub async fn import(&self, text: &str) -> Result<ConnectionView, TillError> {
        let preview = self.shown(self.till().read_connection_file("desk.airtill", text.as_bytes()).await)?;
        let yes = ConfirmImport {
            token: preview.token,
            confirmed_hosts: preview.other_hosts,
            client_id: None,
            client_secret: None,
        };
        self.shown(self.till().confirm_import(yes).await)
    }

    /// Signs the clerk in by the form.
    ///
    /// # Errors
    /// The error of the sign-in.
    pub async fn sign_in(&self) -> Result<ConnectionView, TillError> {
        let account = Practice::account();
        self.sign_in_as(account.email, account.password).await
    }

    /// Signs a person in by the form.
    ///
    /// # Errors
    /// The error of the sign-in.
    pub async fn sign_in_as(&self, username: &str, password: &str) -> Result<ConnectionView, TillError> {
        let request = SignInWithPassword {
            connection: self.key.clone(),
            username: username.to_owned(),
            password: InwardSecret(password.to_owned()),
        };
        self.shown(self.till().sign_in_with_password(request).await)
    }

    /// Signs out, and waits until the outcome at the service is known.
    ///
    /// # Errors
    /// The local copy could not be removed.
    pub async fn sign_out(&self) -> Result<ConnectionView, TillError> {
        let earlier = self.window.events().len();
        let card = self.shown(self.till().sign_out(ForConnection { connection: self.key.clone() }).await)?;
        if card.revocation.is_some() {
            let known = |event: &Event| matches!(event, Event::ConnectionChanged { connection } if connection.key == self.key && connection.revocation.as_ref().is_some_and(|revocation| *revocation != RevocationView::Revoking));
            self.window.wait_after(earlier, "what came of the sign-out", known).await;
        }
        Ok(card)
    }

    /// Reads the float now.
    ///
    /// # Errors
    /// The error of the service or of the network.
    pub async fn float(&self) -> Result<ConnectionView, TillError> {
        self.shown(self.till().refresh_float(ForConnection { connection: self.key.clone() }).await)
    }

    /// The card of the connection as the first screen shows it.
    pub async fn card(&self) -> ConnectionView {
        let start = self.shown(self.till().start().await).expect("starting does not fail");
        start.connections.into_iter().find(|card| card.key == self.key).expect("the connection is there")
    }
}
