//! The commands about what this computer keeps of sign-ins: trying the keyring again, keeping nothing, forgetting
//! everything.
//!
//! Nobody is moved to memory alone without their word. Forgetting says what could not be deleted; sales are no secret
//! and stay in the ledger.

use std::sync::atomic::Ordering;

use airtill_contract::*;
use airtill_domain::Environment;

use super::Till;
use crate::session::Standing;
use crate::sign_in::leaf;
use crate::{TillError, connections};

/// The environments whose sign-ins are kept at all.
const KEPT: [Environment; 2] = [Environment::Live, Environment::Test];

impl Till {
    /// Tries the keyring again, and ends *remember nothing*.
    ///
    /// # Errors
    /// The vault's thread is gone.
    pub async fn retry_keyring(&self) -> Result<StartView, TillError> {
        self.run(move |till| async move {
            till.remembers_nothing.store(false, Ordering::SeqCst);
            for environment in KEPT {
                if let Some(books) = till.environments.known(environment) {
                    books.vault.get().await?.retry().await?;
                }
            }
            for seat in till.desks.seats() {
                seat.session().note_how_it_is_kept().await?;
                if seat.session().standing() == Standing::SignedOut {
                    till.bring_up(seat).await;
                } else {
                    till.announce(&seat).await;
                }
            }
            Ok(till.start_view().await)
        })
        .await
    }

    /// Keeps sign-ins in memory only, from now on, also of environments that are opened later. Who is signed in stays
    /// so until the till closes.
    ///
    /// # Errors
    /// The vault's thread is gone.
    pub async fn remember_nothing(&self) -> Result<StartView, TillError> {
        self.run(move |till| async move {
            till.remembers_nothing.store(true, Ordering::SeqCst);
            // Whoever changes a certificate may wait for the system: that first, and only then no sign-in is renewed
            // meanwhile.
            let mut vaults = Vec::new();
            for books in KEPT.into_iter().filter_map(|environment| till.environments.known(environment)) {
                vaults.push((&books.vault, books.leaf.lock().await));
            }
            let mut carried = Vec::new();
            for seat in till.desks.seats() {
                let sign_in = seat.session().carry().await;
                carried.push((seat, sign_in));
            }
            for (vault, _alone) in vaults {
                leaf::carry_into_memory(vault.get().await?).await?;
            }
            for (seat, sign_in) in carried {
                seat.session().put_down(sign_in).await?;
                seat.session().note_how_it_is_kept().await?;
                till.announce(&seat).await;
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
            let (mut left, mut farewells) = (Vec::new(), Vec::new());
            for seat in till.desks.seats() {
                till.attempts.end(&connections::key(seat.connection())).await;
                let _quiet = seat.quiet().await;
                let farewell = if seat.connection().environment == Environment::Practice {
                    // Its vault is memory, which stays.
                    let (farewell, _in_memory) = seat.session().part().await;
                    seat.session().let_go().await;
                    seat.session().set_parting(None);
                    farewell.filter(|_| seat.session().takes_back())
                } else {
                    seat.session().walk_out().await
                };
                till.announce(&seat).await;
                farewells.extend(farewell.map(|farewell| (seat.clone(), farewell)));
            }
            let begun: Vec<_> =
                KEPT.into_iter().filter(|environment| till.folder.environment(*environment).exists()).collect();
            left.extend(till.distrust_everything(&begun).await.err().map(|error| error.detail));
            for environment in begun {
                let forgotten = till.books(environment).await?.vault.get().await?.forget().await?;
                left.extend(forgotten.files_left.iter().map(|file| file.display().to_string()));
                left.extend(forgotten.key_left.map(|error| format!("{}: {error}", environment.word())));
            }
            left.extend(delete_files(&till.folder.path().join("logs")));
            for (seat, farewell) in farewells {
                till.take_back(seat, farewell);
            }
            till.ports.outlet.emit(Event::StartChanged {});
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
