//! How a vault stores secrets, in the words of the window.
//!
//! The window has fewer states than the vault: only those for which a person can do different things.

use airtill_contract::VaultState;
use airtill_vault::{Trouble, VaultState as Stored};

/// How sign-ins are stored now.
pub fn vault_state(stored: &Stored) -> VaultState {
    match stored {
        Stored::Ready => VaultState::Ready,
        Stored::SetAside { .. } => VaultState::SetAside,
        Stored::Absent => VaultState::Absent,
        Stored::Locked | Stored::NotAnswering => VaultState::Locked,
        Stored::KeyringTrouble(Trouble::Ambiguous) => VaultState::Ambiguous,
        Stored::KeyringTrouble(Trouble::BadEncoding | Trouble::TooLong | Trouble::Failed)
        | Stored::Disk { .. }
        | Stored::Busy => VaultState::Failed,
        Stored::Newer { .. } => VaultState::Newer,
        Stored::RememberNothing | Stored::Forgotten => VaultState::RememberNothing,
    }
}
