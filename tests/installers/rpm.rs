//! The `.rpm` as a computer sees it that takes signed packages alone.
//!
//! A plain `rpm -K` proves nothing: it calls the digests of an unsigned package fine. Only with the level `signature`
//! does it ask for one. The database is the test's own.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use tempfile::TempDir;

use crate::bundle;
use crate::command::{Told, program, run};

/// A new database of rpm, with our key in it or without.
fn database(knows_our_key: bool) -> TempDir {
    let database = tempfile::tempdir().unwrap();
    let mut command = program("rpm");
    command.arg("--dbpath").arg(database.path());
    if knows_our_key {
        command.arg("--import").arg(bundle::folder().join("dnf/RPM-GPG-KEY-airtill"));
    } else {
        command.arg("--initdb");
    }
    run(&mut command).worked();
    database
}

fn check(database: &TempDir, package: &Path) -> Told {
    let mut command = program("rpm");
    command.arg("--dbpath").arg(database.path()).args(["--define", "_pkgverify_level signature", "-K"]);
    run(command.arg(package))
}

#[test]
fn rpm_takes_the_package_that_we_signed() {
    let told = check(&database(true), &bundle::file(&bundle::folder(), ".rpm")).worked();
    assert!(told.text.contains("digests signatures OK"), "{}", told.text);
}

#[test]
fn rpm_refuses_the_package_where_our_key_is_not_known() {
    check(&database(false), &bundle::file(&bundle::folder(), ".rpm")).refused(&["SIGNATURES NOT OK"]);
}

#[test]
fn rpm_refuses_a_package_that_was_changed() {
    let copy = bundle::copy_of("dnf/packages");
    let package = bundle::file(copy.path(), ".rpm");
    let known = database(true);
    check(&known, &package).worked();
    bundle::damage(&package);
    check(&known, &package).refused(&["NOT OK"]);
}

#[test]
fn rpm_refuses_a_package_without_a_signature() {
    let copy = bundle::copy_of("dnf/packages");
    let package = bundle::file(copy.path(), ".rpm");
    run(program("rpmsign").arg("--delsign").arg(&package)).worked();
    check(&database(true), &package).refused(&["NOT OK"]);
}

#[test]
fn the_package_asks_for_libraries_by_the_names_that_fedora_shares() {
    let package = bundle::file(&bundle::folder(), ".rpm");
    let wanted = run(program("rpm").args(["-qp", "--nosignature", "--requires"]).arg(&package)).worked().text;
    for name in ["libwebkit2gtk-4.1.so.0()(64bit)", "libgtk-3.so.0()(64bit)", "libsoup-3.0.so.0()(64bit)", "xdg-utils"]
    {
        assert!(wanted.lines().any(|line| line == name), "{name} in {wanted}");
    }
    assert!(!wanted.contains("libwebkit2gtk-4.1-0"), "a package's name of Debian's in {wanted}");
    let scripts = run(program("rpm").args(["-qp", "--nosignature", "--scripts"]).arg(&package)).worked().text;
    assert_eq!(scripts.trim(), "", "nothing of ours runs as root");
}

#[test]
fn an_administrators_files_outlive_the_rpm_and_nothing_else_does() {
    let root = tempfile::tempdir().unwrap();
    let rpm = |words: &[&str]| {
        let mut command = program("rpm");
        // Debian has a system of packages of its own, and its rpm asks whether that is known.
        command.arg("--root").arg(root.path()).args(["--force-debian", "--nodeps", "--nosignature"]).args(words);
        run(&mut command).worked()
    };
    let package = bundle::file(&bundle::folder(), ".rpm");
    let company = root.path().join("etc/airtill");
    rpm(&["--install", &package.to_string_lossy()]);
    for folder in [company.clone(), company.join("connections")] {
        let about = std::fs::metadata(&folder).unwrap();
        assert_eq!((about.uid(), about.gid(), about.mode() & 0o7777), (0, 0, 0o755), "{}", folder.display());
    }
    rpm(&["--erase", "airtill"]);
    assert!(!company.exists(), "the empty folder goes");
    rpm(&["--install", &package.to_string_lossy()]);
    std::fs::write(company.join("policy.toml"), "format = 1\n").unwrap();
    rpm(&["--erase", "airtill"]);
    assert!(!root.path().join("usr/bin/airtill").exists());
    assert_eq!(std::fs::read_to_string(company.join("policy.toml")).unwrap(), "format = 1\n");
}
