//! The dnf repository as dnf itself sees it over HTTP: a signed index is taken, a changed or unsigned one is not.
//!
//! Packages are not installed by it here, because Debian has none of the names that they depend on; their signatures
//! are tried with rpm.

use std::path::PathBuf;

use tempfile::TempDir;

use crate::bundle;
use crate::command::{Told, program, run};
use crate::web_server::serve;

struct Customer {
    repository: TempDir,
    machine: TempDir,
}

impl Customer {
    fn new() -> Self {
        let customer = Self { repository: bundle::copy_of("dnf"), machine: tempfile::tempdir().unwrap() };
        let address = serve(customer.repository.path());
        let source = customer.machine.path().join("airtill.repo");
        std::fs::copy(customer.repository.path().join("airtill.repo"), &source).unwrap();
        bundle::replace(&source, "https://packages.airtill.com/dnf", &address);
        customer
    }

    fn index(&self) -> PathBuf {
        self.repository.path().join("repodata/repomd.xml")
    }

    /// Fetches the index, as on a computer that has never seen it.
    fn dnf(&self, words: &[&str]) -> Told {
        let machine = self.machine.path().display();
        let mut command = program("dnf");
        command.args(["--assumeyes", "--releasever", "1"]).arg(format!("--installroot={machine}/root"));
        for setting in [
            format!("reposdir={machine}"),
            format!("cachedir={machine}/cache"),
            format!("persistdir={machine}/persist"),
            format!("logdir={machine}"),
            "pluginpath=".to_owned(),
            // A person's dnf goes on without a repository that it refuses; here that is to be an error.
            "airtill.skip_if_unavailable=0".to_owned(),
        ] {
            command.arg(format!("--setopt={setting}"));
        }
        let _ = std::fs::remove_dir_all(self.machine.path().join("cache"));
        run(command.args(words))
    }
}

#[test]
fn dnf_takes_the_index_and_finds_the_package() {
    let customer = Customer::new();
    customer.dnf(&["makecache"]).worked();
    let told = customer.dnf(&["repoquery", "airtill"]).worked();
    assert!(told.text.contains(&format!("airtill-0:{}-1.x86_64", env!("CARGO_PKG_VERSION"))), "{}", told.text);
}

#[test]
fn dnf_refuses_an_index_that_was_changed() {
    let customer = Customer::new();
    customer.dnf(&["makecache"]).worked();
    bundle::replace(&customer.index(), "</repomd>", "</repomd >");
    customer.dnf(&["makecache"]).refused(&["Bad GPG signature"]);
}

#[test]
fn dnf_refuses_an_index_without_a_signature() {
    let customer = Customer::new();
    std::fs::remove_file(customer.index().with_extension("xml.asc")).unwrap();
    customer.dnf(&["makecache"]).refused(&["GPG signature is not available"]);
}
