//! The differences between the systems' keyrings: their store, the marks of an entry, and the meaning of a failure.
//!
//! The store is made anew for each call. `keyring`'s own constructor remembers the first outcome for the life of the
//! process, so that a keyring that starts a minute after us would never be found.

use std::collections::HashMap;
use std::sync::Arc;

use keyring_core::api::CredentialStore;

use super::KeyStoreError;

/// Makes this system's store.
#[cfg(target_os = "macos")]
pub(crate) fn store() -> keyring::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

/// Makes this system's store.
#[cfg(target_os = "windows")]
pub(crate) fn store() -> keyring::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

/// Makes this system's store.
#[cfg(all(unix, not(target_os = "macos")))]
pub(crate) fn store() -> keyring::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

/// The marks of an entry on `os` (as `std::env::consts::OS` spells it): local to this computer on Windows, where the
/// default copies it to every computer of the domain; with a label that a person understands in a Linux keyring
/// program.
pub(crate) fn modifiers(os: &str) -> HashMap<&'static str, &'static str> {
    match os {
        "windows" => HashMap::from([("persistence", "Local")]),
        "macos" => HashMap::new(),
        _ => HashMap::from([("label", "Airtill (do not delete: sign-ins are sealed with it)")]),
    }
}

/// The kind of a failure.
pub(crate) fn classify(error: keyring::Error) -> KeyStoreError {
    match error {
        keyring::Error::NoEntry => KeyStoreError::NoEntry,
        keyring::Error::NoDefaultStore => KeyStoreError::Absent,
        keyring::Error::Ambiguous(_) => KeyStoreError::Ambiguous,
        // The bytes that these carry may be a key: they are dropped here.
        keyring::Error::BadEncoding(_) | keyring::Error::BadDataFormat(..) => KeyStoreError::BadEncoding,
        keyring::Error::TooLong(..) => KeyStoreError::TooLong,
        keyring::Error::NoStorageAccess(source) => kind_by_system(source.as_ref()).unwrap_or(KeyStoreError::Locked),
        keyring::Error::PlatformFailure(source) => {
            kind_by_system(source.as_ref()).unwrap_or(KeyStoreError::Failed { source })
        }
        other => KeyStoreError::Failed { source: Box::new(other) },
    }
}

/// The kind that the Secret Service named, where the crates above it lump kinds together: creating an entry in a locked
/// collection is a "platform failure", and having no default collection is "no access".
#[cfg(all(unix, not(target_os = "macos")))]
fn kind_by_system(source: &(dyn std::error::Error + Send + Sync + 'static)) -> Option<KeyStoreError> {
    use secret_service::Error;
    match source.downcast_ref::<Error>()? {
        Error::Locked | Error::Prompt | Error::PromptDisconnected => Some(KeyStoreError::Locked),
        Error::NoResult | Error::Unavailable => Some(KeyStoreError::Absent),
        // These carry a D-Bus error, whose name is part of the protocol.
        wire @ (Error::Zbus(_) | Error::ZbusFdo(_)) => {
            let said = wire.to_string();
            let named = |name: &str| said.contains(name);
            if named("org.freedesktop.Secret.Error.IsLocked") {
                Some(KeyStoreError::Locked)
            } else if named("org.freedesktop.DBus.Error.ServiceUnknown")
                || named("org.freedesktop.DBus.Error.Spawn")
                || named("org.freedesktop.DBus.Error.NoReply")
            {
                Some(KeyStoreError::Absent)
            } else {
                None
            }
        }
        _ => None,
    }
}

/// The kind that the system named: none on this platform.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn kind_by_system(_: &(dyn std::error::Error + Send + Sync + 'static)) -> Option<KeyStoreError> {
    None
}
