//! The commands about the sign-ins that this computer stores: trying the keyring again, storing nothing, forgetting
//! everything.
//!
//! Nobody is moved to memory alone without their word. Forgetting says what could not be deleted; sales are no secret
//! and stay in the ledger.

use airtill_contract::*;
use airtill_domain::Environment;

use super::Till;
use crate::session::SessionState;
use crate::{TillError, view};

/// The environments whose sign-ins are stored at all.
const KEPT: [Environment; 2] = [Environment::Live, Environment::Test];

impl Till {
    /// Tries the keyring again, and ends *remember nothing*.
    ///
    /// # Errors
    /// The vault's thread is gone.
    pub async fn retry_keyring(&self) -> Result<StartView, TillError> {
        self.run(move |till| async move {
            till.environments.set_remembers_nothing(false);
            for environment in KEPT {
                if let Some(environment) = till.environments.known(environment) {
                    environment.vault.get().await?.retry().await?;
                }
            }
            for open in till.connections.registry.all_open() {
                open.session().note_how_it_is_kept().await?;
                if open.session().state() == SessionState::SignedOut {
                    till.connections.load_and_refresh(open).await;
                } else {
                    till.connections.announce(&open).await;
                }
            }
            Ok(till.start_view().await)
        })
        .await
    }

    /// Holds sign-ins in memory only, from now on, also of environments that are opened later. A person who is signed
    /// in stays so until the till closes.
    ///
    /// # Errors
    /// The vault's thread is gone.
    pub async fn remember_nothing(&self) -> Result<StartView, TillError> {
        self.run(move |till| async move {
            till.environments.set_remembers_nothing(true);
            // A change of a certificate may wait for the system: that first, and only then no sign-in is renewed
            // meanwhile.
            let mut vaults = Vec::new();
            for environment in KEPT.into_iter().filter_map(|environment| till.environments.known(environment)) {
                vaults.push((&environment.vault, till.certificates.lock(environment.kind).await));
            }
            let mut carried = Vec::new();
            for open in till.connections.registry.all_open() {
                let sign_in = open.session().carry().await;
                carried.push((open, sign_in));
            }
            for (vault, _alone) in vaults {
                vault.remember_nothing().await?;
            }
            for (open, sign_in) in carried {
                open.session().put_down(sign_in).await?;
                open.session().note_how_it_is_kept().await?;
                till.connections.announce(&open).await;
            }
            Ok(till.start_view().await)
        })
        .await
    }

    /// Signs everybody out here and deletes vaults, their keys and the logs, then looks whether they are gone. Ledgers,
    /// which prove what happened to money, and connection files, which hold no secret, stay.
    ///
    /// # Errors
    /// The vault's thread is gone. What could not be deleted is in the answer.
    pub async fn forget_this_computer(&self) -> Result<ForgetReport, TillError> {
        self.run(move |till| async move {
            let (mut left, mut ended_sign_ins) = (Vec::new(), Vec::new());
            for open in till.connections.registry.all_open() {
                till.sign_ins.attempts.end(&view::connection_key(open.connection())).await;
                let _no_sale = open.wait_for_sale().await;
                let ended = if open.connection().environment == Environment::Practice {
                    // Its vault is memory, which stays.
                    let (ended, _in_memory) = open.session().sign_out().await;
                    open.session().forget_person().await;
                    open.session().set_revocation(None);
                    ended.filter(|_| open.session().can_revoke())
                } else {
                    open.session().sign_out_here().await
                };
                till.connections.announce(&open).await;
                ended_sign_ins.extend(ended.map(|ended| (open.clone(), ended)));
            }
            let begun: Vec<_> =
                KEPT.into_iter().filter(|environment| till.runtime.folder.environment(*environment).exists()).collect();
            left.extend(till.certificates.distrust_everything(&begun).await.err().map(|error| error.detail));
            for environment in begun {
                let forgotten = till.environments.open(environment).await?.vault.get().await?.forget().await?;
                left.extend(forgotten.files_left.iter().map(|file| file.display().to_string()));
                left.extend(forgotten.key_left.map(|error| format!("{}: {error}", environment.word())));
            }
            left.extend(delete_files(&till.runtime.folder.path().join("logs")));
            if let Some(updates) = till.updates.get() {
                left.extend(updates.drop_package().await.err().map(|error| format!("updates: {error}")));
            }
            for (open, ended) in ended_sign_ins {
                till.connections.revoke(open, ended);
            }
            till.runtime.emit(Event::StartChanged {});
            Ok(ForgetReport { left })
        })
        .await
    }
}

/// Deletes the files of a folder; the names of those that are still there.
fn delete_files(folder: &std::path::Path) -> Vec<String> {
    let Ok(listing) = std::fs::read_dir(folder) else { return Vec::new() };
    let files = listing.flatten().map(|entry| entry.path()).filter(|path| path.is_file());
    files
        .filter(|path| std::fs::remove_file(path).is_err() && path.exists())
        .map(|path| path.display().to_string())
        .collect()
}
