//! The certificate of the HTTPS listener: made on this computer, kept in the environment's vault, renewed before it ends.
//!
//! Where the vault cannot be read, a sign-in gets one that lives as long as itself: the browser warns once more, and nobody
//! is kept from signing in by a locked keyring.

use airtill_domain::{Secret, Timestamp};
use airtill_oauth::loopback::{Leaf, LeafFault};
use airtill_vault::Name;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::books::LazyVault;

/// What the vault calls everything of the listener.
pub const LISTENER: &str = "listener";
const SLOT: &str = "leaf";

#[derive(Serialize, Deserialize)]
struct Kept {
    certificate: String,
    key: String,
    ends: Timestamp,
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.key.zeroize();
    }
}

/// The leaf to listen with, and the one that it took the place of, which nobody should trust any more.
pub struct Renewed {
    /// To listen with.
    pub leaf: Leaf,
    /// That ended.
    pub former: Option<Leaf>,
}

/// The kept leaf, or a new one where there is none or it ends soon.
///
/// # Errors
/// None can be made on this computer.
pub async fn current(vault: &LazyVault, now: Timestamp) -> Result<Renewed, LeafFault> {
    let kept = kept(vault).await;
    match kept {
        Ok(Some(leaf)) if !leaf.is_due(now) => Ok(Renewed { leaf, former: None }),
        Ok(former) => {
            let leaf = Leaf::make(now)?;
            keep(vault, &leaf).await;
            Ok(Renewed { leaf, former })
        }
        Err(()) => Ok(Renewed { leaf: Leaf::make(now)?, former: None }),
    }
}

/// The kept leaf, if there is one; `Err` where the vault cannot be read now.
pub async fn kept(vault: &LazyVault) -> Result<Option<Leaf>, ()> {
    let vault = vault.get().await.map_err(drop)?;
    let text = vault.get(&name()).await.map_err(|error| tracing::warn!(%error, "the listener's certificate is out of reach"))?;
    Ok(text.and_then(|text| read(&text)))
}

async fn keep(vault: &LazyVault, leaf: &Leaf) {
    let kept = Kept { certificate: BASE64.encode(&leaf.certificate), key: BASE64.encode(&*leaf.key), ends: leaf.ends };
    let text = Secret::new(serde_json::to_string(&kept).expect("three plain fields"));
    let Ok(vault) = vault.get().await else { return };
    if let Err(error) = vault.put(&name(), text).await {
        tracing::warn!(%error, "the listener's certificate could not be kept");
    }
}

fn read(text: &Secret) -> Option<Leaf> {
    let kept: Kept = serde_json::from_str(text.expose()).ok()?;
    Some(Leaf { certificate: BASE64.decode(&kept.certificate).ok()?, key: Zeroizing::new(BASE64.decode(&kept.key).ok()?), ends: kept.ends })
}

fn name() -> Name {
    Name { binding: LISTENER.to_owned(), slot: SLOT }
}
