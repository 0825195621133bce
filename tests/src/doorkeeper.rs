//! A real Doorkeeper on a real Rails, which `tests/interop/doorkeeper` starts on loopback: the company's accounts as
//! operators run them.
//!
//! Its switches are those of `server.rb`. It shares only the people and the client with the practice accounts, so that
//! the same walk fits both.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use airtill_practice::accounts::{CLIENT_ID, CLIENT_SECRET};
use serde::Deserialize;
use tempfile::TempDir;

use crate::browser::Walked;
use crate::server_process::ServerProcess;

/// A pair of tokens in its table.
#[derive(Clone, Debug, Deserialize)]
pub struct Pair {
    /// The id of its user.
    pub user: u64,
    /// The access token.
    pub access_token: String,
    /// The refresh token.
    pub refresh_token: Option<String>,
    /// Whether it was revoked.
    pub revoked: bool,
}

/// A code in its table.
#[derive(Clone, Debug, Deserialize)]
pub struct Grant {
    /// The code of the country.
    pub code: String,
    /// Whether it was exchanged.
    pub revoked: bool,
    /// The PKCE challenge, where there is a column for it.
    pub challenge: Option<String>,
}

/// The running server; dropping it ends it.
pub struct Doorkeeper {
    /// Where it answers.
    pub address: SocketAddr,
    server: ServerProcess,
    _folder: TempDir,
}

impl Doorkeeper {
    /// Starts it with these redirect URIs registered, and these switches.
    ///
    /// # Errors
    /// When it does not start: its packages are missing, or it fails.
    pub async fn start(redirect_uris: &[&str], switches: &[(&str, &str)]) -> Walked<Self> {
        let folder = tempfile::tempdir()?;
        let server = Path::new(env!("CARGO_MANIFEST_DIR")).join("interop/doorkeeper/server.rb");
        let mut command = Command::new("ruby");
        command
            .arg(server)
            .envs([
                ("CLIENT_ID", CLIENT_ID),
                ("CLIENT_SECRET", CLIENT_SECRET),
                ("REDIRECT_URIS", &redirect_uris.join("\n")),
            ])
            .env("FOLDER", folder.path())
            .envs(switches.iter().copied());
        let (server, address) = ServerProcess::start(&mut command).await?;
        Ok(Self { address, server, _folder: folder })
    }

    /// Every pair of tokens that it issued, oldest first.
    ///
    /// # Errors
    /// When it has gone.
    pub async fn tokens(&self) -> Walked<Vec<Pair>> {
        self.server.ask("tokens").await
    }

    /// Every code that it issued, oldest first.
    ///
    /// # Errors
    /// When it has gone.
    pub async fn grants(&self) -> Walked<Vec<Grant>> {
        self.server.ask("grants").await
    }

    /// Makes every access token expired; refresh tokens stay good.
    ///
    /// # Errors
    /// When it has gone.
    pub async fn expire(&self) -> Walked<()> {
        self.server.ask::<u64>("expire").await.map(drop)
    }

    /// Revokes every pair, as an administrator does.
    ///
    /// # Errors
    /// When it has gone.
    pub async fn revoke(&self) -> Walked<()> {
        self.server.ask::<u64>("revoke").await.map(drop)
    }

    /// Its objections to registering this redirect URI; empty where it accepts it.
    ///
    /// # Errors
    /// When it has gone.
    pub async fn objections(&self, redirect_uri: &str) -> Walked<Vec<String>> {
        self.server.ask(&format!("register {redirect_uri}")).await
    }
}
