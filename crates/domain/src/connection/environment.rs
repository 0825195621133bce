//! Whether a connection is about real money.
//!
//! Which addresses each environment allows is in `address`; where its ledger and vault lie is no business of this
//! crate.

use serde::{Deserialize, Serialize};

/// Whether money is real. The three share no ledger, no vault and no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// Sales cost real money.
    Live,
    /// An administrator's trial, perhaps against a server of his own.
    Test,
    /// Built in, made up, offline.
    Practice,
}

impl Environment {
    /// The word that folders, ledgers and screens use.
    pub fn word(self) -> &'static str {
        match self {
            Environment::Live => "live",
            Environment::Test => "test",
            Environment::Practice => "practice",
        }
    }
}
