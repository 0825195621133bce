//! The commands about the certificate with which this computer answers a browser over HTTPS: what it is, and whether
//! this person's browsers trust it. It is a leaf for this computer alone and never an authority.
//!
//! What may be trusted is what is safely kept: trust that outlives its key is good for nothing and hard to find again.

use std::sync::Arc;

use airtill_contract::*;
use airtill_domain::Environment;
use airtill_oauth::loopback::{Leaf, Names};

use super::{Inner, Till};
use crate::environment::OpenEnvironment;
use crate::sign_in::leaf::{self, Wish};
use crate::{TillError, view};

impl Till {
    /// The certificate of a connection's environment.
    ///
    /// # Errors
    /// A connection whose browser does not come back over HTTPS, a vault that is out of reach, or none can be made.
    pub async fn listener_certificate(&self, request: ForConnection) -> Result<ListenerCertificate, TillError> {
        self.run(move |till| async move {
            let (_, leaf) = till.leaf_of(&request.connection).await?;
            Ok(till.shown(&leaf).await)
        })
        .await
    }

    /// Has this person's browsers trust it.
    ///
    /// # Errors
    /// As [`Till::listener_certificate`], and `TrustNotChanged`.
    pub async fn trust_certificate(&self, request: ForConnection) -> Result<ListenerCertificate, TillError> {
        self.run(move |till| async move {
            let (environment, leaf) = till.leaf_of(&request.connection).await?;
            let vault = environment.vault.get().await?;
            // Refused, not undone at closing: a till that is killed undoes nothing.
            if !vault.state().is_durable() {
                return Err(TillError::with(
                    ErrorCode::TrustNotChanged,
                    "this computer keeps nothing now, and the certificate ends with Airtill",
                ));
            }
            till.ports.trust.trust(&leaf.certificate).await.map_err(not_changed)?;
            // The system may have asked the person for minutes.
            let alone = environment.leaf.lock().await;
            let replaced =
                leaf::kept(vault).await.is_ok_and(|kept| kept.is_none_or(|kept| kept.certificate != leaf.certificate));
            drop(alone);
            if replaced {
                till.ports.trust.distrust(&leaf.certificate).await.map_err(not_changed)?;
                return Err(TillError::with(ErrorCode::TrustNotChanged, "the certificate was replaced meanwhile"));
            }
            Ok(till.shown(&leaf).await)
        })
        .await
    }

    /// Takes that trust back.
    ///
    /// # Errors
    /// As [`Till::listener_certificate`], and `TrustNotChanged`.
    pub async fn distrust_certificate(&self, request: ForConnection) -> Result<ListenerCertificate, TillError> {
        self.run(move |till| async move {
            let (_, leaf) = till.leaf_of(&request.connection).await?;
            till.ports.trust.distrust(&leaf.certificate).await.map_err(not_changed)?;
            Ok(till.shown(&leaf).await)
        })
        .await
    }
}

impl Inner {
    async fn leaf_of(self: &Arc<Self>, key: &ConnectionKey) -> Result<(Arc<OpenEnvironment>, Leaf), TillError> {
        let accounts = self.accounts(key).await?;
        if !accounts.connection.uses_https_listener() {
            return Err(TillError::with(ErrorCode::ConnectionSettings, "this connection needs no certificate"));
        }
        let environment = self.open_environment(accounts.connection.environment).await?;
        let leaf = self.found(environment.clone(), Wish::Look, self.names(accounts.connection.environment)).await?;
        Ok((environment, leaf))
    }

    /// The certificate to listen with.
    ///
    /// # Errors
    /// The vault is out of reach, or none can be made.
    pub(crate) async fn leaf(&self, environment: Environment) -> Result<Leaf, TillError> {
        let opened = self.environments.known(environment).cloned().ok_or(TillError::new(ErrorCode::Internal))?;
        self.found(opened, Wish::Listen, self.names(environment)).await
    }

    /// What the browsers of an environment's connections call this computer.
    fn names(&self, environment: Environment) -> Names {
        let all = self.connections.all();
        let mut own =
            all.iter().map(|(connection, _)| connection).filter(|connection| connection.environment == environment);
        let localhost = own.any(|connection| connection.uses_https_listener() && connection.redirects_to_localhost());
        if localhost { Names::Localhost } else { Names::AddressesAlone }
    }

    /// Runs to its end whether or not the caller keeps waiting: between keeping a new leaf and taking trust from the
    /// former nobody may leave.
    async fn found(&self, environment: Arc<OpenEnvironment>, wish: Wish, names: Names) -> Result<Leaf, TillError> {
        let (trust, tasks, now) = (self.ports.trust.clone(), self.tasks.clone(), self.ports.clock.now().wall);
        let finding = async move {
            let _alone = environment.leaf.lock().await;
            let found = leaf::found(environment.vault.get().await?, now, wish, names).await?;
            if let Some(former) = found.former {
                // The system may ask the person, and no sign-in waits for that.
                tasks.spawn(async move {
                    if let Err(error) = trust.distrust(&former.certificate).await {
                        tracing::info!(%error, "a former certificate of the listener may still be trusted");
                    }
                });
            }
            Ok(found.leaf)
        };
        self.tasks
            .spawn(tracing::Instrument::in_current_span(finding))
            .await
            .unwrap_or(Err(TillError::new(ErrorCode::Internal)))
    }

    async fn shown(&self, leaf: &Leaf) -> ListenerCertificate {
        let trust = match self.ports.trust.trusts(&leaf.certificate).await {
            Some(true) => CertificateTrust::Trusted,
            Some(false) => CertificateTrust::Untrusted,
            None => CertificateTrust::NotHere,
        };
        ListenerCertificate { fingerprint: leaf.fingerprint(), ends_at: view::time(leaf.ends), trust }
    }

    /// Has nobody trust an environment's leaf any more, and deletes it, once no connection needs it: behind, since the
    /// system may ask the person. Where the trust cannot be taken back now the leaf stays, so that it can be taken back
    /// later.
    pub(crate) fn clear_away_leaf(self: &Arc<Self>, environment: Environment) {
        let till = self.clone();
        self.tasks.spawn(async move { till.forget_leaf_if_unused(environment).await });
    }

    async fn forget_leaf_if_unused(&self, environment: Environment) {
        let Some(opened) = self.environments.known(environment) else { return };
        let _alone = opened.leaf.lock().await;
        if self
            .connections
            .all()
            .iter()
            .any(|(connection, _)| connection.environment == environment && connection.uses_https_listener())
        {
            return;
        }
        if let Err(error) = self.forget_leaf(opened).await {
            tracing::warn!(%error, "the certificate that no connection needs any more stays");
        }
    }

    async fn forget_leaf(&self, environment: &OpenEnvironment) -> Result<(), TillError> {
        let vault = environment.vault.get().await?;
        let Some(leaf) = leaf::kept(vault).await? else { return Ok(()) };
        // Where it cannot be told, it may be.
        if self.ports.trust.trusts(&leaf.certificate).await != Some(false) {
            self.ports.trust.distrust(&leaf.certificate).await.map_err(not_changed)?;
        }
        leaf::forget(vault).await
    }

    /// Has nobody trust anything of ours: vaults and their keys are about to be deleted, and some may be out of reach.
    ///
    /// # Errors
    /// The browsers' list could not be changed, and something of ours may stand there; the detail says why.
    pub(crate) async fn distrust_everything(self: &Arc<Self>, environments: &[Environment]) -> Result<(), TillError> {
        let mut may_stand_there = false;
        for environment in environments {
            let environment = self.open_environment(*environment).await?;
            may_stand_there |= !matches!(leaf::kept(environment.vault.get().await?).await, Ok(None));
        }
        match self.ports.trust.distrust_all().await {
            Err(error) if may_stand_there => Err(not_changed(error)),
            Err(error) => {
                tracing::info!(%error, "what browsers trust could not be looked through");
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }
}

fn not_changed(error: crate::ports::TrustNotChanged) -> TillError {
    TillError::with(ErrorCode::TrustNotChanged, error.reason)
}
