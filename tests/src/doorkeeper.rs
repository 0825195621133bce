//! A real Doorkeeper on a real Rails, which `tests/interop/doorkeeper` starts on loopback: the company's accounts as
//! operators run them.
//!
//! Its switches are those of `server.rb`. It shares only the people and the client with the practice accounts, so that
//! the same walk fits both. It ends with its owner: when that is dropped, or killed with the test, its input closes.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use airtill_practice::accounts::{CLIENT_ID, CLIENT_SECRET};
use serde::Deserialize;
use tempfile::TempDir;
use url::Url;

use crate::browser::Walked;
use crate::window::LIMIT;

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

#[derive(Deserialize)]
struct Ready {
    ready: Url,
}

/// The running server; dropping it ends it.
pub struct Doorkeeper {
    /// Where it answers.
    pub address: SocketAddr,
    child: Child,
    line: Arc<Mutex<Line>>,
    _folder: TempDir,
}

/// The lines to it and from it.
struct Line {
    inward: ChildStdin,
    outward: BufReader<ChildStdout>,
}

impl Doorkeeper {
    /// Starts it with these redirect URIs registered, and these switches.
    ///
    /// # Errors
    /// When it does not start: its packages are missing, or it fails.
    pub async fn start(redirect_uris: &[&str], switches: &[(&str, &str)]) -> Walked<Self> {
        let folder = tempfile::tempdir()?;
        let server = Path::new(env!("CARGO_MANIFEST_DIR")).join("interop/doorkeeper/server.rb");
        let mut child = Command::new("ruby")
            .arg(server)
            .envs([
                ("CLIENT_ID", CLIENT_ID),
                ("CLIENT_SECRET", CLIENT_SECRET),
                ("REDIRECT_URIS", &redirect_uris.join("\n")),
            ])
            .env("FOLDER", folder.path())
            .envs(switches.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("ruby could not be started: {error}"))?;
        let (inward, outward) = (child.stdin.take().ok_or("an input")?, child.stdout.take().ok_or("an output")?);
        let line = Arc::new(Mutex::new(Line { inward, outward: BufReader::new(outward) }));
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut doorkeeper = Self { address: nowhere, child, line, _folder: folder };
        let Ready { ready } = doorkeeper.hear("").await?;
        doorkeeper.address = ready.socket_addrs(|| None)?.first().copied().ok_or("an address")?;
        Ok(doorkeeper)
    }

    /// Every pair of tokens that it issued, oldest first.
    ///
    /// # Errors
    /// When it has gone.
    pub async fn tokens(&self) -> Walked<Vec<Pair>> {
        self.ask("tokens").await
    }

    /// Every code that it issued, oldest first.
    ///
    /// # Errors
    /// When it has gone.
    pub async fn grants(&self) -> Walked<Vec<Grant>> {
        self.ask("grants").await
    }

    /// Makes every access token expired; refresh tokens stay good.
    ///
    /// # Errors
    /// When it has gone.
    pub async fn expire(&self) -> Walked<()> {
        self.ask::<u64>("expire").await.map(drop)
    }

    /// Revokes every pair, as an administrator does.
    ///
    /// # Errors
    /// When it has gone.
    pub async fn revoke(&self) -> Walked<()> {
        self.ask::<u64>("revoke").await.map(drop)
    }

    /// Its objections to registering this redirect URI; empty where it accepts it.
    ///
    /// # Errors
    /// When it has gone.
    pub async fn objections(&self, redirect_uri: &str) -> Walked<Vec<String>> {
        self.ask(&format!("register {redirect_uri}")).await
    }

    async fn ask<T: for<'a> Deserialize<'a>>(&self, command: &str) -> Walked<T> {
        self.hear(&format!("{command}\n")).await
    }

    /// Sends this line and reads the next one.
    async fn hear<T: for<'a> Deserialize<'a>>(&self, said: &str) -> Walked<T> {
        let (line, said) = (Arc::clone(&self.line), said.to_owned());
        let answer = tokio::task::spawn_blocking(move || {
            let mut line = line.lock().unwrap_or_else(PoisonError::into_inner);
            line.inward.write_all(said.as_bytes())?;
            let mut answer = String::new();
            line.outward.read_line(&mut answer).map(|_| answer)
        });
        let answer = tokio::time::timeout(3 * LIMIT, answer).await???;
        serde_json::from_str(&answer).map_err(|_| format!("the Doorkeeper said {answer:?}").into())
    }
}

impl Drop for Doorkeeper {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
