//! The commands about the certificate with which this computer answers a browser over HTTPS: what it is, and whether this
//! person's browsers trust it. It is a leaf for this computer alone and never an authority.

use airtill_contract::*;
use airtill_domain::Environment;
use airtill_oauth::loopback::Leaf;

use super::{Inner, Till};
use crate::sign_in::leaf;
use crate::{Fault, view};

impl Till {
    /// The certificate of a connection's environment.
    ///
    /// # Errors
    /// A connection whose browser does not come back over HTTPS, or none can be made.
    pub async fn listener_certificate(&self, request: ForConnection) -> Result<ListenerCertificate, Fault> {
        self.run(move |till| async move {
            let leaf = till.leaf_of(&request.connection).await?;
            Ok(till.shown(&leaf).await)
        })
        .await
    }

    /// Has this person's browsers trust it.
    ///
    /// # Errors
    /// As [`Till::listener_certificate`], and `TrustNotChanged`.
    pub async fn trust_certificate(&self, request: ForConnection) -> Result<ListenerCertificate, Fault> {
        self.run(move |till| async move {
            let leaf = till.leaf_of(&request.connection).await?;
            till.ports.trust.trust(&leaf.certificate).await.map_err(not_changed)?;
            Ok(till.shown(&leaf).await)
        })
        .await
    }

    /// Takes that trust back.
    ///
    /// # Errors
    /// As [`Till::listener_certificate`], and `TrustNotChanged`.
    pub async fn distrust_certificate(&self, request: ForConnection) -> Result<ListenerCertificate, Fault> {
        self.run(move |till| async move {
            let leaf = till.leaf_of(&request.connection).await?;
            till.ports.trust.distrust(&leaf.certificate).await.map_err(not_changed)?;
            Ok(till.shown(&leaf).await)
        })
        .await
    }
}

impl Inner {
    async fn leaf_of(self: &std::sync::Arc<Self>, key: &ConnectionKey) -> Result<Leaf, Fault> {
        let desk = self.accounts(key).await?;
        if !desk.connection.uses_https_listener() {
            return Err(Fault::with(ErrorCode::ConnectionSettings, "this connection needs no certificate"));
        }
        self.leaf(desk.connection.environment).await.ok_or(Fault::with(ErrorCode::Internal, "no certificate can be made on this computer"))
    }

    async fn shown(&self, leaf: &Leaf) -> ListenerCertificate {
        let trust = match self.ports.trust.trusts(&leaf.certificate).await {
            Some(true) => CertificateTrust::Trusted,
            Some(false) => CertificateTrust::Untrusted,
            None => CertificateTrust::NotHere,
        };
        ListenerCertificate { fingerprint: leaf.fingerprint(), ends_at: view::time(leaf.ends), trust }
    }

    /// Has nobody trust the leaf that an environment kept: its key is about to be deleted.
    ///
    /// # Errors
    /// The browsers' list could not be changed; the detail says why.
    pub(super) async fn distrust_leaf(self: &std::sync::Arc<Self>, environment: Environment) -> Result<(), Fault> {
        let books = self.books(environment).await?;
        let Ok(Some(leaf)) = leaf::kept(&books.vault).await else { return Ok(()) };
        if self.ports.trust.trusts(&leaf.certificate).await == Some(true) {
            self.ports.trust.distrust(&leaf.certificate).await.map_err(not_changed)?;
        }
        Ok(())
    }
}

fn not_changed(error: crate::ports::TrustNotChanged) -> Fault {
    Fault::with(ErrorCode::TrustNotChanged, error.reason)
}
