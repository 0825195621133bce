//! The list of a made-up person, changed by the real `certutil` where there is one.
//!
//! The folder is a temporary one, so no list of a real person is touched. Without `certutil` the tests say so aloud,
//! and only those that do not need it run.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use airtill_app::ports::{TrustNotChanged, TrustStore};
use rcgen::{CertificateParams, DnType, IsCa, KeyPair};

use super::*;
use crate::trust::BrowserTrust;

fn leaf() -> Vec<u8> {
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned(), "::1".to_owned()]).expect("two addresses");
    params.is_ca = IsCa::ExplicitNoCa;
    params.self_signed(&KeyPair::generate().expect("a key")).expect("a certificate").der().to_vec()
}

fn list(home: &Path) -> List {
    let variables = environment::of_this_process();
    List {
        certutil: "certutil".into(),
        variables,
        home: Some(home.to_owned()),
        elsewhere: Some(home.join(".local/share")),
    }
}

fn without_certutil(home: &Path) -> List {
    List { certutil: home.join("there-is-none").into(), ..list(home) }
}

/// Whether `certutil` is missing; then it prints that.
fn no_certutil() -> bool {
    let missing = Command::new("certutil").arg("-H").output().is_err();
    if missing {
        use std::io::Write;
        let _ = writeln!(io::stderr(), "certutil is not installed: nothing was tested here");
    }
    missing
}

#[tokio::test]
async fn l25_the_person_can_trust_the_leaf_and_withdraw_the_trust() {
    if no_certutil() {
        return;
    }
    let home = tempfile::tempdir().expect("a temporary folder");
    let (certificate, other) = (leaf(), leaf());
    let trust = BrowserTrust::of(list(home.path()));
    let look = list(home.path());
    let database = home.path().join(".pki").join("nssdb");
    assert_eq!(trust.trusts(&certificate).await, Some(false), "nothing is trusted before");
    assert!(!home.path().join(".pki").exists(), "looking makes nothing");
    assert_eq!(trust.distrust(&certificate).await, Ok(()), "withdrawing trust that was not given succeeds");

    assert_eq!(trust.trust(&certificate).await, Ok(()));
    assert_eq!(trust.trusts(&certificate).await, Some(true));
    assert_eq!(trust.trusts(&other).await, Some(false), "only this one");
    assert_eq!(trust.trust(&certificate).await, Ok(()), "twice is harmless");
    assert_eq!(look.flags(&database), Ok(vec!["P,,".to_owned()]), "one peer, and no authority for anything");
    assert_eq!(look.held(&database), Ok(vec![certificate.clone()]));
    for private in [database.clone(), database.join("cert9.db"), database.join("key4.db")] {
        assert_eq!(
            fs::metadata(&private).expect("it was made").permissions().mode() & 0o077,
            0,
            "{}",
            private.display()
        );
    }

    assert_eq!(trust.trust(&other).await, Ok(()), "one that was made anew");
    assert_eq!(look.flags(&database).expect("flags").len(), 2);
    assert_eq!(trust.distrust(&certificate).await, Ok(()));
    assert_eq!(
        (trust.trusts(&certificate).await, trust.trusts(&other).await),
        (Some(false), Some(true)),
        "the other stays"
    );
    assert_eq!(look.flags(&database), Ok(vec!["P,,".to_owned()]));
    assert_eq!(trust.distrust(&other).await, Ok(()));
    assert_eq!(trust.distrust(&other).await, Ok(()), "twice is harmless");
    assert_eq!((trust.trusts(&other).await, look.flags(&database)), (Some(false), Ok(Vec::new())));
}

#[test]
fn l25_trust_that_was_given_for_more_is_reduced_to_a_peer_s() {
    if no_certutil() {
        return;
    }
    let home = tempfile::tempdir().expect("a temporary folder");
    let (list, certificate) = (list(home.path()), leaf());
    assert_eq!(list.trust(&certificate), Ok(()));
    let database = list.database().expect("a home folder");
    list.change(&database, &["-M", "-n", NAME, "-t", "CP,C,C"], b"").expect("a person may do so");
    assert_eq!(list.trusts(&certificate), Some(false), "that is more trust than was asked for");
    assert_eq!(list.trust(&certificate), Ok(()));
    assert_eq!(list.flags(&database), Ok(vec!["P,,".to_owned()]));
}

#[tokio::test]
async fn v12_every_certificate_of_ours_can_be_removed_and_no_other() {
    if no_certutil() {
        return;
    }
    let home = tempfile::tempdir().expect("a temporary folder");
    let (trust, look) = (BrowserTrust::of(list(home.path())), list(home.path()));
    assert_eq!(trust.distrust_all().await, Ok(()), "where there is no list");
    assert!(!home.path().join(".pki").exists(), "and none is made");
    for certificate in [leaf(), leaf(), leaf()] {
        assert_eq!(trust.trust(&certificate).await, Ok(()));
    }
    let database = look.database().expect("a home folder");
    // The list gives certificates of one subject one name.
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("an address");
    params.distinguished_name.push(DnType::CommonName, "Somebody else");
    let other = params.self_signed(&KeyPair::generate().expect("a key")).expect("a certificate").der().to_vec();
    look.change(&database, &["-A", "-n", "Somebody else", "-t", PEER], &other).expect("another program's");
    assert_eq!(trust.distrust_all().await, Ok(()));
    assert_eq!(look.flags(&database), Ok(Vec::new()));
    assert!(look.ask(&database, &["-L", "-n", "Somebody else"], b"").expect("it ends").status.success());
    assert_eq!(trust.distrust_all().await, Ok(()), "twice is harmless");
}

#[test]
fn l25_a_list_that_the_browsers_began_elsewhere_is_changed_instead() {
    if no_certutil() {
        return;
    }
    let home = tempfile::tempdir().expect("a temporary folder");
    let (list, certificate) = (list(home.path()), leaf());
    let theirs = home.path().join(".local/share/pki/nssdb");
    airtill_files::make_private_folder(&theirs).expect("a folder");
    list.change(&theirs, &["-N", "--empty-password"], b"").expect("a database");
    assert_eq!(list.trust(&certificate), Ok(()));
    assert_eq!(list.flags(&theirs), Ok(vec!["P,,".to_owned()]));
    assert!(!home.path().join(".pki").exists(), "a second list would hide the first from the browsers");
}

#[test]
fn l25_without_certutil_the_person_is_shown_what_is_missing() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let list = without_certutil(home.path());
    assert_eq!(list.trusts(&leaf()), None);
    let reason = "certutil is not installed: it is in the package libnss3-tools or nss-tools".to_owned();
    assert_eq!(list.trust(&leaf()), Err(TrustNotChanged { reason }));
    assert_eq!(list.distrust(&leaf()), Ok(()), "nothing was ever trusted");
}

#[test]
fn l25_a_list_that_cannot_be_read_is_no_answer() {
    if no_certutil() {
        return;
    }
    let home = tempfile::tempdir().expect("a temporary folder");
    let list = list(home.path());
    let database = list.database().expect("a home folder");
    airtill_files::make_private_folder(&database).expect("a folder");
    fs::write(database.join("cert9.db"), "no database at all, and longer than its head would be").expect("written");
    assert_eq!(list.trusts(&leaf()), None);
    assert!(list.trust(&leaf()).is_err());
    assert!(list.distrust(&leaf()).is_err(), "it may be trusted there");
}
