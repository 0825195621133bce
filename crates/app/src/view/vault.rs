//! How a vault keeps secrets, in the words of the window.
//!
//! The window tells fewer states apart than the vault: only those for which a person can do different things.

use airtill_contract::VaultState;
use airtill_vault::{Trouble, VaultState as Kept};

/// How sign-ins are kept now.
pub fn vault_state(kept: &Kept) -> VaultState {
    match kept {
        Kept::Ready => VaultState::Ready,
        Kept::SetAside { .. } => VaultState::SetAside,
        Kept::Absent => VaultState::Absent,
        Kept::Locked | Kept::NotAnswering => VaultState::Locked,
        Kept::KeyringTrouble(Trouble::Ambiguous) => VaultState::Ambiguous,
        Kept::KeyringTrouble(Trouble::BadEncoding | Trouble::TooLong | Trouble::Failed)
        | Kept::Disk { .. }
        | Kept::Busy => VaultState::Failed,
        Kept::Newer { .. } => VaultState::Newer,
        Kept::RememberNothing | Kept::Forgotten => VaultState::RememberNothing,
    }
}
