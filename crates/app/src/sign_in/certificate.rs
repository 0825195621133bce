//! The certificate with which this computer answers a browser over HTTPS, one for each environment: which it is, and
//! whether this person's browsers trust it.
//!
//! It is a leaf for this computer alone and never an authority. Only a leaf that is safely stored may be trusted: trust
//! that outlives its key is good for nothing and hard to find again. How a leaf is made and stored is in `leaf`.

use std::sync::Arc;

use airtill_contract::{CertificateTrust, ErrorCode, ListenerCertificate};
use airtill_domain::{Connection, Environment};
use airtill_oauth::loopback::{Leaf, Names};

use super::leaf::{self, LeafHeld, LeafLock, Wish};
use crate::connection::Connections;
use crate::environment::{Environments, OpenEnvironment};
use crate::ports::TrustNotChanged;
use crate::runtime::Runtime;
use crate::{TillError, view};

/// The leaves of all environments.
pub struct Certificates {
    runtime: Arc<Runtime>,
    environments: Arc<Environments>,
    connections: Arc<Connections>,
    live: LeafLock,
    test: LeafLock,
    practice: LeafLock,
}

impl Certificates {
    /// None made or read yet.
    pub fn new(runtime: Arc<Runtime>, environments: Arc<Environments>, connections: Arc<Connections>) -> Self {
        let (live, test, practice) = Default::default();
        Self { runtime, environments, connections, live, test, practice }
    }

    /// Waits until nobody else reads or makes the leaf of an environment.
    pub async fn lock(&self, environment: Environment) -> LeafHeld<'_> {
        let lock = match environment {
            Environment::Live => &self.live,
            Environment::Test => &self.test,
            Environment::Practice => &self.practice,
        };
        lock.lock().await
    }

    /// The leaf of a connection's environment, and whether it is trusted.
    ///
    /// # Errors
    /// A connection whose browser does not come back over HTTPS, a vault that is out of reach, or none can be made.
    pub async fn show(self: &Arc<Self>, connection: &Connection) -> Result<ListenerCertificate, TillError> {
        let (_, leaf) = self.leaf_of(connection).await?;
        Ok(self.shown(&leaf).await)
    }

    /// Has this person's browsers trust it.
    ///
    /// # Errors
    /// As [`Certificates::show`], and `TrustNotChanged`.
    pub async fn trust(self: &Arc<Self>, connection: &Connection) -> Result<ListenerCertificate, TillError> {
        let (environment, leaf) = self.leaf_of(connection).await?;
        let vault = environment.vault.get().await?;
        // Refused, not undone at closing: a till that is killed undoes nothing.
        if !vault.state().is_durable() {
            return Err(TillError::with(
                ErrorCode::TrustNotChanged,
                "this computer keeps nothing now, and the certificate ends with Airtill",
            ));
        }
        let trust = &self.runtime.ports.trust;
        trust.trust(&leaf.certificate).await.map_err(not_changed)?;
        // The system may have asked the person for minutes.
        let held = self.lock(environment.kind).await;
        let kept = leaf::kept(vault).await;
        drop(held);
        let replaced = kept.is_ok_and(|kept| kept.is_none_or(|kept| kept.certificate != leaf.certificate));
        if replaced {
            trust.distrust(&leaf.certificate).await.map_err(not_changed)?;
            return Err(TillError::with(ErrorCode::TrustNotChanged, "the certificate was replaced meanwhile"));
        }
        Ok(self.shown(&leaf).await)
    }

    /// Takes that trust back.
    ///
    /// # Errors
    /// As [`Certificates::show`], and `TrustNotChanged`.
    pub async fn distrust(self: &Arc<Self>, connection: &Connection) -> Result<ListenerCertificate, TillError> {
        let (_, leaf) = self.leaf_of(connection).await?;
        self.runtime.ports.trust.distrust(&leaf.certificate).await.map_err(not_changed)?;
        Ok(self.shown(&leaf).await)
    }

    async fn leaf_of(self: &Arc<Self>, connection: &Connection) -> Result<(Arc<OpenEnvironment>, Leaf), TillError> {
        if !connection.uses_https_listener() {
            return Err(TillError::with(ErrorCode::ConnectionSettings, "this connection needs no certificate"));
        }
        let environment = self.environments.open(connection.environment).await?;
        let leaf = self.found(environment.clone(), Wish::Look).await?;
        Ok((environment, leaf))
    }

    /// The certificate to listen with.
    ///
    /// # Errors
    /// The vault is out of reach, or none can be made.
    pub async fn to_listen_with(self: &Arc<Self>, environment: Environment) -> Result<Leaf, TillError> {
        let opened = self.environments.known(environment).cloned().ok_or(TillError::new(ErrorCode::Internal))?;
        self.found(opened, Wish::Listen).await
    }

    /// The names by which the browsers of an environment's connections call this computer.
    fn names(&self, environment: Environment) -> Names {
        let all = self.connections.registry.all();
        let mut own =
            all.iter().map(|(connection, _)| connection).filter(|connection| connection.environment == environment);
        let localhost = own.any(|connection| connection.uses_https_listener() && connection.redirects_to_localhost());
        if localhost { Names::Localhost } else { Names::AddressesAlone }
    }

    /// Runs to its end whether or not the caller goes on waiting: nothing may stop between the storing of a new leaf
    /// and the end of trust in the former.
    async fn found(self: &Arc<Self>, environment: Arc<OpenEnvironment>, wish: Wish) -> Result<Leaf, TillError> {
        let (certificates, names) = (self.clone(), self.names(environment.kind));
        let finding = async move {
            let runtime = &certificates.runtime;
            let held = certificates.lock(environment.kind).await;
            let now = runtime.ports.clock.now().wall;
            let found = leaf::found(environment.vault.get().await?, &held, now, wish, names).await?;
            if let Some(former) = found.former {
                let trust = runtime.ports.trust.clone();
                // The system may ask the person, and no sign-in waits for that.
                runtime.tasks.spawn(async move {
                    if let Err(error) = trust.distrust(&former.certificate).await {
                        tracing::info!(%error, "a former certificate of the listener may still be trusted");
                    }
                });
            }
            Ok(found.leaf)
        };
        let finding = self.runtime.tasks.spawn(tracing::Instrument::in_current_span(finding));
        finding.await.unwrap_or(Err(TillError::new(ErrorCode::Internal)))
    }

    async fn shown(&self, leaf: &Leaf) -> ListenerCertificate {
        let trust = match self.runtime.ports.trust.trusts(&leaf.certificate).await {
            Some(true) => CertificateTrust::Trusted,
            Some(false) => CertificateTrust::Untrusted,
            None => CertificateTrust::NotHere,
        };
        ListenerCertificate { fingerprint: leaf.fingerprint(), ends_at: view::time(leaf.ends), trust }
    }

    /// Takes all trust from an environment's leaf and deletes it, once no connection needs it: in the background, since
    /// the system may ask the person. Where the trust cannot be removed now the leaf stays, so that it can be removed
    /// later.
    pub fn clear_away(self: &Arc<Self>, environment: Environment) {
        let certificates = self.clone();
        self.runtime.tasks.spawn(async move { certificates.forget_if_unused(environment).await });
    }

    async fn forget_if_unused(&self, environment: Environment) {
        let Some(opened) = self.environments.known(environment) else { return };
        let held = self.lock(environment).await;
        let needs_it =
            |connection: &Connection| connection.environment == environment && connection.uses_https_listener();
        if self.connections.registry.all().iter().any(|(connection, _)| needs_it(connection)) {
            return;
        }
        if let Err(error) = self.forget(opened, &held).await {
            tracing::warn!(%error, "the certificate that no connection needs any more stays");
        }
    }

    async fn forget(&self, environment: &OpenEnvironment, held: &LeafHeld<'_>) -> Result<(), TillError> {
        let vault = environment.vault.get().await?;
        let Some(leaf) = leaf::kept(vault).await? else { return Ok(()) };
        // Where it is not known, it may be trusted.
        if self.runtime.ports.trust.trusts(&leaf.certificate).await != Some(false) {
            self.runtime.ports.trust.distrust(&leaf.certificate).await.map_err(not_changed)?;
        }
        leaf::forget(vault, held).await
    }

    /// Takes all trust from anything of ours: vaults and their keys are about to be deleted, and some may be out of
    /// reach.
    ///
    /// # Errors
    /// The browsers' list could not be changed, and something of ours may stand there; the detail says why.
    pub async fn distrust_everything(&self, environments: &[Environment]) -> Result<(), TillError> {
        let mut may_stand_there = false;
        for environment in environments {
            let environment = self.environments.open(*environment).await?;
            may_stand_there |= !matches!(leaf::kept(environment.vault.get().await?).await, Ok(None));
        }
        match self.runtime.ports.trust.distrust_all().await {
            Err(error) if may_stand_there => Err(not_changed(error)),
            Err(error) => {
                tracing::info!(%error, "what browsers trust could not be looked through");
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }
}

fn not_changed(error: TrustNotChanged) -> TillError {
    TillError::with(ErrorCode::TrustNotChanged, error.reason)
}
