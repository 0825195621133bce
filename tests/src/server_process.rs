//! A real server of another language, as a process that a test started on loopback.
//!
//! It says its address in its first line, and obeys one command a line on its standard input. It ends with its owner:
//! when that is dropped, or killed with the test, its input closes.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use url::Url;

use crate::browser::Walked;
use crate::window::LIMIT;

#[derive(Deserialize)]
struct Ready {
    ready: Url,
}

/// The running server; dropping it ends it.
pub struct ServerProcess {
    child: Child,
    line: Arc<Mutex<Line>>,
}

/// The lines to it and from it.
struct Line {
    inward: ChildStdin,
    outward: BufReader<ChildStdout>,
}

impl ServerProcess {
    /// Starts it, and waits for its address.
    ///
    /// # Errors
    /// When it does not start: its packages are missing, or it fails.
    pub async fn start(command: &mut Command) -> Walked<(Self, SocketAddr)> {
        let program = command.get_program().to_string_lossy().into_owned();
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{program} could not be started: {error}"))?;
        let (inward, outward) = (child.stdin.take().ok_or("an input")?, child.stdout.take().ok_or("an output")?);
        let line = Arc::new(Mutex::new(Line { inward, outward: BufReader::new(outward) }));
        let server = Self { child, line };
        let Ready { ready } = server.hear("").await?;
        let address = ready.socket_addrs(|| None)?.first().copied().ok_or("an address")?;
        Ok((server, address))
    }

    /// Sends a command and reads its answer.
    ///
    /// # Errors
    /// When it has gone.
    pub async fn ask<T: for<'a> Deserialize<'a>>(&self, command: &str) -> Walked<T> {
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
        serde_json::from_str(&answer).map_err(|_| format!("the server said {answer:?}").into())
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
