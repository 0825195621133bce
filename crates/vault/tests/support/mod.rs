//! The helpers that tests with several processes share: starting this program again for one function, and a keyring
//! made of files.
//!
//! A process is a copy of the test program that runs one function and reports its end. The keyring is a folder, because
//! processes can share that; its faults are tested beside the key store.
#![allow(dead_code, reason = "each test program uses a part")]

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use airtill_domain::Environment;
use airtill_vault::{KeyStore, KeyStoreError, Name, Opened, Vault};
use zeroize::Zeroizing;

/// Far longer than another program takes on a busy computer.
pub const LIMIT: Duration = Duration::from_secs(300);

const FOLDER: &str = "AIRTILL_VAULT_TEST_FOLDER";

/// This test program again, for one function, with its folder.
pub fn again(function: &str, folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", function, "--nocapture", "--test-threads=1"]).env(FOLDER, folder);
    command
}

/// The folder that [`again`] gave; `None` in an ordinary run, in which the function has nothing to do.
pub fn folder_given() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
}

/// The output of a command, once it ended well within the limit.
pub fn finishes(mut command: Command, limit: Duration) -> String {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let readers: Vec<_> = [
        Box::new(child.stdout.take().unwrap()) as Box<dyn std::io::Read + Send>,
        Box::new(child.stderr.take().unwrap()),
    ]
    .into_iter()
    .map(|mut stream| {
        let (done, read) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let mut text = Vec::new();
            let _ = stream.read_to_end(&mut text);
            let _ = done.send(String::from_utf8_lossy(&text).into_owned());
        });
        read
    })
    .collect();
    let until = Instant::now() + limit;
    let status = loop {
        match child.try_wait().unwrap() {
            Some(status) => break Some(status),
            None if Instant::now() >= until => {
                child.kill().unwrap();
                child.wait().unwrap();
                break None;
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    // A program that the child left behind may still hold the pipes: its words are not waited for.
    let output: String =
        readers.into_iter().filter_map(|read| read.recv_timeout(Duration::from_secs(10)).ok()).collect();
    let status = status.unwrap_or_else(|| panic!("not done after {limit:?}:\n{output}"));
    assert!(status.success(), "{status}:\n{output}");
    output
}

/// One line to the process that started this program, past the test harness.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n{line}").unwrap();
    out.flush().unwrap();
}

pub async fn open(root: &Path, keys: Arc<dyn KeyStore>) -> Opened {
    Vault::open(root.join("live"), Environment::Live, keys).await.unwrap()
}

pub fn name(binding: &str) -> Name {
    Name { binding: binding.to_owned(), slot: "refresh-token" }
}

pub async fn shown(vault: &Vault, binding: &str) -> Option<String> {
    vault.get(&name(binding)).await.unwrap().map(|secret| secret.expose().to_owned())
}

/// A keyring that outlives the process: one file for each entry, replaced as a whole.
pub struct FileKeys(PathBuf);

impl FileKeys {
    pub fn new(root: &Path) -> Self {
        let folder = root.join("keyring");
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

fn failed(error: std::io::Error) -> KeyStoreError {
    match error.kind() {
        std::io::ErrorKind::NotFound => KeyStoreError::NoEntry,
        _ => KeyStoreError::Failed { source: Box::new(error) },
    }
}

impl KeyStore for FileKeys {
    fn read(&self, name: &str, _: Duration) -> Result<Zeroizing<Vec<u8>>, KeyStoreError> {
        std::fs::read(self.0.join(name)).map(Zeroizing::new).map_err(failed)
    }

    fn write(&self, name: &str, value: &[u8], _: Duration) -> Result<(), KeyStoreError> {
        let unfinished = self.0.join(format!("{name}.new"));
        std::fs::write(&unfinished, value).and_then(|()| std::fs::rename(unfinished, self.0.join(name))).map_err(failed)
    }

    fn delete(&self, name: &str, _: Duration) -> Result<(), KeyStoreError> {
        std::fs::remove_file(self.0.join(name)).map_err(failed)
    }
}
