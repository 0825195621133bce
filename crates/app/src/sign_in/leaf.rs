//! The certificate of the HTTPS listener: made on this computer, stored in the environment's vault, renewed before it
//! ends.
//!
//! [`found`] and [`forget`] take the guard of the environment's leaf, so that nobody listens with one while another is
//! stored. A vault that is out of reach is an error: a leaf that only one sign-in knew could be trusted and never be
//! found again. Where nothing can be stored on disk, one in memory serves until the till closes; it never takes the
//! place of one in the vault's file.

use airtill_domain::{Secret, Timestamp};
use airtill_oauth::loopback::{Leaf, Names};
use airtill_vault::{Durability, Name, Vault};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::{TillError, secret_text};

/// The binding in the vault of everything of the listener.
pub const LISTENER: &str = "listener";
const SLOT: &str = "leaf";
/// The slot of a leaf that was made while nothing could be stored on disk. There it does not replace the one that the
/// file holds when the file comes back.
const FOR_NOW: &str = "leaf-for-now";

#[derive(Serialize, Deserialize)]
struct StoredLeaf {
    certificate: String,
    key: String,
    ends: Timestamp,
}

impl Drop for StoredLeaf {
    fn drop(&mut self) {
        self.key.zeroize();
    }
}

/// One reader or maker of an environment's leaf at a time.
#[derive(Default)]
pub struct LeafLock(tokio::sync::Mutex<()>);

/// The right to make, replace or delete the leaf, until it is dropped.
pub struct LeafHeld<'a> {
    _guard: tokio::sync::MutexGuard<'a, ()>,
}

impl LeafLock {
    /// Waits until nobody else reads or makes the leaf.
    pub async fn lock(&self) -> LeafHeld<'_> {
        LeafHeld { _guard: self.0.lock().await }
    }
}

/// The purpose that a leaf is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// To be shown or trusted: looking changes nothing, even where this computer's clock is wrong.
    Look,
    /// To listen with: one that ends soon is renewed.
    Listen,
}

/// The leaf, and the one that it took the place of.
pub struct Found {
    /// To listen with.
    pub leaf: Leaf,
    /// Its key is gone or of no use, and nobody should trust it any more. Only named once its successor is safely
    /// stored, or where nobody can listen with it.
    pub former: Option<Leaf>,
}

/// The stored leaf; a new one where there is none that can be used, where it vouches for too few `names`, or where one
/// to listen with ends soon.
///
/// # Errors
/// The vault is out of reach, or none can be made on this computer.
pub async fn found(
    vault: &Vault,
    _held: &LeafHeld<'_>,
    now: Timestamp,
    wish: Wish,
    names: Names,
) -> Result<Found, TillError> {
    let kept = kept(vault).await?;
    let (serving, useless) = match kept {
        Some(leaf) if leaf.is_usable() => (Some(leaf), None),
        other => (None, other),
    };
    let Some(serving) = serving else {
        let leaf = make(now, names)?;
        let slot = if vault.state().is_durable() { SLOT } else { FOR_NOW };
        let _in_any_case = vault.put(&name(slot), text(&leaf)).await?;
        return Ok(Found { leaf, former: useless });
    };
    // One that cannot be stored takes nobody's place: a browser may warn of the former, and a person who trusted it can
    // withdraw that trust.
    let has_to_go = !serving.vouches_for(names) || wish == Wish::Listen && serving.is_due(now);
    if !has_to_go || !vault.state().is_durable() {
        return Ok(Found { leaf: serving, former: None });
    }
    let Ok(leaf) = make(now, names) else { return Ok(Found { leaf: serving, former: None }) };
    match vault.put(&name(SLOT), text(&leaf)).await? {
        Durability::OnDisk => {
            let _not_in_use = vault.remove(&name(FOR_NOW)).await?;
            Ok(Found { leaf, former: Some(serving) })
        }
        Durability::InMemory(_) => {
            let _as_before = vault.put(&name(SLOT), text(&serving)).await?;
            Ok(Found { leaf: serving, former: None })
        }
    }
}

/// The stored leaf as it is, if there is one. Its key may be of no use.
///
/// # Errors
/// The vault is out of reach.
pub async fn kept(vault: &Vault) -> Result<Option<Leaf>, TillError> {
    let mut useless = None;
    for slot in [SLOT, FOR_NOW] {
        match vault.get(&name(slot)).await?.and_then(|text| read(&text)) {
            Some(leaf) if leaf.is_usable() => return Ok(Some(leaf)),
            other => useless = useless.or(other),
        }
    }
    Ok(useless)
}

/// Deletes the leaf from both slots.
///
/// # Errors
/// The vault's thread is gone.
pub async fn forget(vault: &Vault, _held: &LeafHeld<'_>) -> Result<(), TillError> {
    for slot in [SLOT, FOR_NOW] {
        let _kept = vault.remove(&name(slot)).await?;
    }
    Ok(())
}

/// The name of the secret that goes along where a vault turns to memory: browsers may trust the leaf.
pub fn carried() -> Name {
    name(SLOT)
}

fn make(now: Timestamp, names: Names) -> Result<Leaf, TillError> {
    Leaf::make_for(now, names).map_err(|error| {
        tracing::warn!(%error, "the listener has no certificate");
        TillError::with(airtill_contract::ErrorCode::Internal, error.to_string())
    })
}

fn text(leaf: &Leaf) -> Secret {
    secret_text::written(&StoredLeaf {
        certificate: BASE64.encode(&leaf.certificate),
        key: BASE64.encode(&*leaf.key),
        ends: leaf.ends,
    })
}

/// A key that cannot be read is one that cannot be used: a person who trusts the certificate should still be able to
/// take that back.
fn read(text: &Secret) -> Option<Leaf> {
    let kept: StoredLeaf = serde_json::from_str(text.expose()).ok()?;
    let key = Zeroizing::new(BASE64.decode(&kept.key).unwrap_or_default());
    Some(Leaf { certificate: BASE64.decode(&kept.certificate).ok()?, key, ends: kept.ends })
}

fn name(slot: &'static str) -> Name {
    Name { binding: LISTENER.to_owned(), slot }
}

#[cfg(test)]
mod tests;
