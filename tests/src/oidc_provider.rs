//! A real OpenID provider, npm's oidc-provider, which `tests/interop/oidc_provider` starts on loopback where Truphone's
//! Keycloak stands.
//!
//! It shares no code with the practice service or with the till. Its one client signs in with an id and a secret.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use crate::browser::Walked;
use crate::server_process::ServerProcess;

/// The id of its client.
pub const CLIENT_ID: &str = "reseller";
/// A secret of every sign that a form has to encode; the provider takes no letters beyond ASCII.
pub const CLIENT_SECRET: &str = "canary +%&=;#\"'\\/?<>{}|^~ secret";

/// A token request that it answered.
#[derive(Deserialize)]
struct Asked {
    grant: String,
    status: u16,
}

/// The running provider; dropping it ends it.
pub struct OidcProvider {
    /// Where it answers.
    pub address: SocketAddr,
    server: ServerProcess,
}

impl OidcProvider {
    /// Starts it. With `refreshes` it gives its client refresh tokens, and rotates them.
    ///
    /// # Errors
    /// When it does not start: its packages are missing, or it fails.
    pub async fn start(refreshes: bool) -> Walked<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("interop/oidc_provider");
        if !folder.join("node_modules").is_dir() {
            return Err("oidc-provider is not installed: run `npm ci` in tests/interop/oidc_provider".into());
        }
        let mut command = Command::new("node");
        command
            .args(["--no-warnings", "server.js"])
            .current_dir(folder)
            .envs([("CLIENT_ID", CLIENT_ID), ("CLIENT_SECRET", CLIENT_SECRET)])
            .env("REFRESH", if refreshes { "yes" } else { "no" })
            .stderr(std::process::Stdio::null());
        let (server, address) = ServerProcess::start(&mut command).await?;
        Ok(Self { address, server })
    }

    /// Every token request so far, as `grant status`.
    ///
    /// # Errors
    /// When it has gone.
    pub async fn requests(&self) -> Walked<Vec<String>> {
        let asked: Vec<Asked> = self.server.ask("requests").await?;
        Ok(asked.into_iter().map(|asked| format!("{} {}", asked.grant, asked.status)).collect())
    }

    /// Every token that it gave.
    ///
    /// # Errors
    /// When it has gone.
    pub async fn tokens(&self) -> Walked<Vec<String>> {
        self.server.ask("tokens").await
    }

    /// Ends every session, as an administrator does.
    ///
    /// # Errors
    /// When it has gone.
    pub async fn end_sessions(&self) -> Walked<()> {
        self.server.ask::<Option<u64>>("end").await.map(drop)
    }
}
