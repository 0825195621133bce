//! The commands about the certificate with which this computer answers a browser over HTTPS.
//!
//! They look for the connection and pass on; the rules of making, storing and trusting it are in
//! `sign_in::certificate`.

use airtill_contract::{ForConnection, ListenerCertificate};

use super::Till;
use crate::TillError;

impl Till {
    /// The certificate of a connection's environment.
    ///
    /// # Errors
    /// A connection whose browser does not come back over HTTPS, a vault that is out of reach, or none can be made.
    pub async fn listener_certificate(&self, request: ForConnection) -> Result<ListenerCertificate, TillError> {
        self.run(move |till| async move {
            let accounts = till.connections.accounts(&request.connection).await?;
            till.certificates.show(&accounts.connection).await
        })
        .await
    }

    /// Has this person's browsers trust it.
    ///
    /// # Errors
    /// As [`Till::listener_certificate`], and `TrustNotChanged`.
    pub async fn trust_certificate(&self, request: ForConnection) -> Result<ListenerCertificate, TillError> {
        self.run(move |till| async move {
            let accounts = till.connections.accounts(&request.connection).await?;
            till.certificates.trust(&accounts.connection).await
        })
        .await
    }

    /// Takes that trust back.
    ///
    /// # Errors
    /// As [`Till::listener_certificate`], and `TrustNotChanged`.
    pub async fn distrust_certificate(&self, request: ForConnection) -> Result<ListenerCertificate, TillError> {
        self.run(move |till| async move {
            let accounts = till.connections.accounts(&request.connection).await?;
            till.certificates.distrust(&accounts.connection).await
        })
        .await
    }
}
