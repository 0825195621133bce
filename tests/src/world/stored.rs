//! The stored part of a sign-in, read as another program with the same keyring would read it.
//!
//! It looks at a copy of the folder, so that looking changes nothing.

use std::fs;
use std::sync::{Arc, PoisonError};

use airtill_domain::Environment;
use airtill_domain::connection::file;
use airtill_vault::{Name, Vault};

use super::World;

impl World {
    /// The refresh token of the test connection that the vault's file holds now; `None` where it holds none.
    pub async fn stored_refresh_token(&self) -> Option<String> {
        let binding = file::read(self.connection_file().as_bytes()).expect("a good file").secret_binding();
        self.stored_sign_in(&binding).await
    }

    /// The refresh token that the vault's file holds now under this binding; `None` where it holds none.
    pub async fn stored_sign_in(&self, binding: &str) -> Option<String> {
        let copy = tempfile::tempdir_in(self.outside()).expect("a temporary folder");
        let files =
            fs::read_dir(self.environment_folder()).expect("the folder of the environment can be listed").flatten();
        for file in files.filter(|file| file.path().is_file()) {
            // Whole files only: a file that is renamed away meanwhile is half written or spent.
            let _ = fs::copy(file.path(), copy.path().join(file.file_name()));
        }
        if !copy.path().join("vault.bin").exists() {
            return None;
        }
        let keyring = Arc::new(self.keyring.clone());
        let opened =
            Vault::open(copy.path().to_owned(), Environment::Test, keyring).await.expect("a thread for the vault");
        assert_eq!(opened.state, airtill_vault::VaultState::Ready, "the copy opens with the same key");
        let kept = opened
            .vault
            .get(&Name { binding: binding.to_owned(), slot: "sign-in" })
            .await
            .expect("the copy can be read")?;
        let kept: serde_json::Value = serde_json::from_str(kept.expose()).expect("what is kept is JSON");
        let token = kept["refresh_token"].as_str().expect("a refresh token").to_owned();
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner).push(token.clone());
        Some(token)
    }
}
