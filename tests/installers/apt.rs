//! The apt repository as apt itself sees it over HTTP: what it takes, and the ways in which it is refused.
//!
//! Apt works on folders of the test's own, so the machine's lists and keys are neither used nor touched.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::bundle;
use crate::command::{Told, program, run};
use crate::web_server::serve;

/// A computer that knows our repository and our key, and the repository itself, which a test may change.
struct Customer {
    repository: TempDir,
    machine: TempDir,
    address: String,
}

impl Customer {
    fn new() -> Self {
        let repository = bundle::copy_of("apt");
        let machine = tempfile::tempdir().unwrap();
        for folder in ["var/lib/apt/lists/partial", "var/cache/apt/archives/partial", "etc/apt/sources.list.d"] {
            std::fs::create_dir_all(machine.path().join(folder)).unwrap();
        }
        std::fs::write(machine.path().join("status"), "").unwrap();
        let address = serve(repository.path());
        let customer = Self { repository, machine, address };
        customer.know_the_source();
        customer
    }

    /// Takes the `.sources` and the keyring from the repository, as a person would.
    fn know_the_source(&self) {
        let source = self.machine.path().join("etc/apt/sources.list.d/airtill.sources");
        std::fs::copy(self.file("airtill.sources"), &source).unwrap();
        bundle::replace(&source, "https://packages.airtill.com/apt", &self.address);
        let keyring = self.machine.path().join("keyring.gpg");
        std::fs::copy(self.file("airtill-archive-keyring.gpg"), &keyring).unwrap();
        bundle::replace(&source, "/usr/share/keyrings/airtill-archive-keyring.gpg", &keyring.to_string_lossy());
    }

    fn file(&self, path: &str) -> PathBuf {
        self.repository.path().join(path)
    }

    fn apt(&self, words: &[&str]) -> Told {
        let machine = self.machine.path().display();
        let mut command = program("apt-get");
        for setting in [
            format!("Dir={machine}"),
            format!("Dir::State::status={machine}/status"),
            "APT::Architecture=amd64".to_owned(),
            "APT::Architectures::=amd64".to_owned(),
            "APT::Sandbox::User=root".to_owned(),
            "Acquire::Languages=none".to_owned(),
            "Acquire::Retries=0".to_owned(),
            "Acquire::http::Proxy=DIRECT".to_owned(),
            // The checks are on by default; machines that build from old archives turn them off.
            "Acquire::Check-Date=true".to_owned(),
            "Acquire::Check-Valid-Until=true".to_owned(),
        ] {
            command.args(["-o", &setting]);
        }
        run(command.args(words).current_dir(self.machine.path()))
    }

    /// `apt-get update`, where anything that is not as it should be is an error.
    fn update(&self) -> Told {
        self.apt(&["update", "-o", "APT::Update::Error-Mode=any"])
    }

    /// Forgets the lists, as a computer that asks for the first time.
    fn forget(&self) {
        let lists = self.machine.path().join("var/lib/apt/lists");
        std::fs::remove_dir_all(&lists).unwrap();
        std::fs::create_dir_all(lists.join("partial")).unwrap();
    }

    fn suite(&self) -> PathBuf {
        self.file("dists/stable")
    }

    /// Signs the suite's `Release` anew with the key in this keyring.
    fn sign_with(&self, keyring: &Path) {
        let suite = self.suite();
        let mut command = program("gpg");
        command.args(["--batch", "--yes", "--quiet", "--homedir"]).arg(keyring).arg("--output");
        run(command.arg(suite.join("InRelease")).arg("--clear-sign").arg(suite.join("Release"))).worked();
    }

    /// Asks for the index, which works; then again, after a field of `Release` got this value and our key signed it.
    fn update_after(&self, field: &str, value: &str) -> Told {
        self.sign_with(&bundle::keyring());
        self.update().worked();
        self.forget();
        let release = self.suite().join("Release");
        let text = std::fs::read_to_string(&release).unwrap();
        let line = text.lines().find(|line| line.starts_with(field)).expect("the index has the field");
        bundle::replace(&release, line, &format!("{field}{value}"));
        self.sign_with(&bundle::keyring());
        self.update()
    }
}

#[test]
fn apt_takes_the_index_and_the_package() {
    let customer = Customer::new();
    customer.update().worked();
    customer.apt(&["download", "airtill"]).worked();
    let [got, ours] = [customer.machine.path(), &bundle::folder()].map(|folder| bundle::file(folder, ".deb"));
    assert!(std::fs::read(got).unwrap() == std::fs::read(ours).unwrap(), "it is the package of the bundle");
}

#[test]
fn apt_refuses_a_package_that_was_changed() {
    let customer = Customer::new();
    customer.update().worked();
    bundle::damage(&bundle::file(&customer.file("pool/main"), ".deb"));
    customer.apt(&["download", "airtill"]).refused(&["Hash Sum mismatch"]);
}

#[test]
fn apt_refuses_an_index_that_was_changed() {
    let customer = Customer::new();
    customer.update().worked();
    customer.forget();
    let folder = customer.suite().join("main/binary-amd64");
    for index in std::fs::read_dir(folder.join("by-hash/SHA256")).unwrap() {
        bundle::damage(&index.unwrap().path());
    }
    for name in ["Packages", "Packages.gz"] {
        bundle::damage(&folder.join(name));
    }
    customer.update().refused(&["Hash Sum mismatch", "hash"]);
}

#[test]
fn apt_refuses_an_inrelease_that_was_changed() {
    let customer = Customer::new();
    customer.update().worked();
    customer.forget();
    bundle::replace(&customer.suite().join("InRelease"), "Codename: stable", "Codename: stablf");
    customer.update().refused(&["BADSIG", "invalid"]);
}

#[test]
fn apt_refuses_an_inrelease_that_another_key_signed() {
    let customer = Customer::new();
    let keyring = tempfile::tempdir().unwrap();
    let mut command = program("gpg");
    command.args(["--batch", "--quiet", "--passphrase", "", "--homedir"]).arg(keyring.path());
    run(command.args(["--quick-generate-key", "somebody@else.invalid", "rsa2048", "sign", "never"])).worked();
    customer.sign_with(keyring.path());
    customer.update().refused(&["NO_PUBKEY"]);
}

#[test]
fn apt_refuses_an_index_that_has_expired() {
    let customer = Customer::new();
    customer.update_after("Valid-Until: ", "Thu, 01 Jan 2026 00:00:00 UTC").refused(&["expired"]);
}

#[test]
fn apt_refuses_an_index_of_the_future_as_a_clock_behind_sees_it() {
    let customer = Customer::new();
    customer.update_after("Date: ", "Sat, 01 Jan 2101 00:00:00 UTC").refused(&["not valid yet"]);
}

#[test]
fn apt_refuses_a_repository_without_a_signature() {
    let customer = Customer::new();
    for name in ["InRelease", "Release.gpg"] {
        std::fs::remove_file(customer.suite().join(name)).unwrap();
    }
    customer.update().refused(&["is not signed"]);
}
