//! Good signatures of the format's own tools, and each way in which one can be no good.
//!
//! One signature was made by the program `minisign` 0.11 and stands here as it is; the others are made in the test by
//! the format author's library, with keys of this test.

use minisign::KeyPair;
use proptest::prelude::*;

use super::*;

/// `printf hello > f; minisign -S -m f -t 'timestamp:1⇥file:f⇥version:1.2.3'`, by a key without a password.
const PROGRAM: (&str, &str) = (
    "RWSzKpP7H1AGEwrNYEtqKnof/cPkDSDbblIVDeG8/Ix3d+s2jH9fmr1I",
    "untrusted comment: signature from minisign secret key\n\
     RUSzKpP7H1AGE7JoMutFdhMnpCuM3b2/UR9PSLmxPDVW/IUPOmQMfEIzNV0C4FlLIj1mOlXroEJdRUn61oSp2soQJElUQ+6MXAc=\n\
     trusted comment: timestamp:1\tfile:f\tversion:1.2.3\n\
     KcXimljBj/ora1drhKQ9iLoAANvzsMpwprAWhkvLa9akM1e/Br7kxOzJr+aEKWNgXxadkEQ2b6ouOKLqYxmrBA==\n",
);

const COMMENT: &str = "timestamp:1\tfile:a.exe\tversion:1.2.3";

fn pair() -> KeyPair {
    KeyPair::generate_unencrypted_keypair().expect("a key")
}

fn keys(present: &KeyPair, next: &KeyPair) -> Keys {
    Keys::read(&present.pk.to_base64(), &next.pk.to_base64()).expect("two keys")
}

fn signed(pair: &KeyPair, bytes: &[u8], comment: &str) -> String {
    minisign::sign(None, &pair.sk, bytes, Some(comment), None).expect("it signs").into_string()
}

#[test]
fn u01_the_signature_of_the_program_minisign_is_read() {
    let keys = Keys::read(PROGRAM.0, &pair().pk.to_base64()).expect("two keys");
    let comment = keys.check(b"hello", PROGRAM.1).expect("it is good");
    assert_eq!(comment.is_for_file("f"), Ok(()));
    assert_eq!(comment.is_for_version(Version::new(1, 2, 3)), Ok(()));
    assert_eq!(keys.check(b"hellO", PROGRAM.1).map(drop), Err(SignatureError::Forged));
}

#[test]
fn u01_the_present_and_the_next_key_sign_and_no_other_does() {
    let (present, next, yesterday) = (pair(), pair(), pair());
    let keys = keys(&present, &next);
    for good in [&present, &next] {
        assert!(keys.check(b"bytes", &signed(good, b"bytes", COMMENT)).is_ok());
    }
    let end = keys.check(b"bytes", &signed(&yesterday, b"bytes", COMMENT));
    assert_eq!(end.map(drop), Err(SignatureError::OtherKey));
}

#[test]
fn a_key_must_be_read_and_the_next_one_must_be_another() {
    let key = pair().pk.to_base64();
    for (present, next) in [(key.as_str(), key.as_str()), (&key, ""), ("", &key), (&key, &key[1..]), ("AAAA", &key)] {
        assert_eq!(Keys::read(present, next).map(drop), Err(UnreadableKey));
    }
}

#[test]
fn u01_the_signature_is_no_good_after_any_change() {
    let present = pair();
    let keys = keys(&present, &pair());
    let signature = signed(&present, b"bytes", COMMENT);
    let other = signed(&present, b"other", COMMENT);
    let lines: Vec<&str> = signature.lines().collect();
    let others: Vec<&str> = other.lines().collect();
    assert_eq!(keys.check(b"byte", &signature).map(drop), Err(SignatureError::Forged), "cut short");
    assert_eq!(keys.check(b"", &signature).map(drop), Err(SignatureError::Forged), "nothing");
    let comment = signature.replace("1.2.3", "9.9.9");
    assert_eq!(keys.check(b"bytes", &comment).map(drop), Err(SignatureError::Forged), "another comment");
    let mixed = [lines[0], lines[1], others[2], others[3]].join("\n");
    assert_eq!(keys.check(b"bytes", &mixed).map(drop), Err(SignatureError::Forged), "a comment of another file");
    for broken in ["", "<html></html>", lines[1], &lines[..3].join("\n"), &"x".repeat(MOST_BYTES + 1)] {
        assert_eq!(keys.check(b"bytes", broken).map(drop), Err(SignatureError::Unreadable), "{broken:?}");
    }
}

#[test]
fn a_signature_of_the_old_kind_is_refused() {
    let present = pair();
    let keys = keys(&present, &pair());
    // `Ed` instead of `ED` in front says that the bytes themselves were signed.
    let old = signed(&present, b"bytes", COMMENT).replacen("\nRUR", "\nRWR", 1).replacen("\nRUS", "\nRWS", 1);
    let old = old.replacen("\nRUQ", "\nRWQ", 1).replacen("\nRUT", "\nRWT", 1);
    assert!(old.contains("\nRW"), "it says that it is of the old kind");
    assert_eq!(keys.check(b"bytes", &old).map(drop), Err(SignatureError::Unreadable));
}

#[test]
fn u02_a_signature_is_for_one_file_and_one_version() {
    let present = pair();
    let keys = keys(&present, &pair());
    let comment = |text: &str| keys.check(b"bytes", &signed(&present, b"bytes", text)).expect("it is good");
    let good = comment(COMMENT);
    assert_eq!(good.is_for_file("a.exe"), Ok(()));
    assert_eq!(good.is_for_file("b.exe"), Err(SignatureError::OtherFile));
    assert_eq!(good.is_for_version(Version::new(1, 2, 3)), Ok(()));
    assert_eq!(good.is_for_version(Version::new(1, 2, 4)), Err(SignatureError::OtherVersion));
    for none in
        ["", "Airtill 1.2.3", "file:a.exe\tfile:b.exe\tversion:1.2.3\tversion:1.2.4", "file: a.exe\tversion:v1.2.3"]
    {
        let comment = comment(none);
        assert_eq!(comment.is_for_file("a.exe"), Err(SignatureError::OtherFile), "{none:?}");
        assert_eq!(comment.is_for_version(Version::new(1, 2, 3)), Err(SignatureError::OtherVersion), "{none:?}");
    }
}

#[test]
fn a_file_is_checked_piece_by_piece_and_as_a_whole() {
    let present = pair();
    let keys = keys(&present, &pair());
    let bytes: Vec<u8> = (0..3 * CHUNK + 7).map(|at| (at % 251) as u8).collect();
    let signature = signed(&present, &bytes, COMMENT);
    let mut seen = Vec::new();
    let end = keys.check_all_of(bytes.as_slice(), &signature, |piece| seen.extend_from_slice(piece));
    assert!(end.expect("it is read").is_ok() && seen == bytes);
    let end = keys.check_all_of(&bytes[..bytes.len() - 1], &signature, |_| {});
    assert_eq!(end.expect("it is read").map(drop), Err(SignatureError::Forged));
}

proptest! {
    #[test]
    fn no_text_can_crash_the_reader_of_signatures(lines in prop::collection::vec("[ -~]{0,120}", 0..6)) {
        let keys = Keys::read(PROGRAM.0, "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3").expect("two keys");
        prop_assert!(keys.check(b"hello", &lines.join("\n")).is_err());
    }

    #[test]
    fn u01_no_letter_of_a_signature_can_change(at: prop::sample::Index, letter in "[A-Za-z0-9+/]") {
        let keys = Keys::read(PROGRAM.0, "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3").expect("two keys");
        // Behind the first line, which nobody signed.
        let signed = PROGRAM.1.find('\n').expect("lines") + 1;
        let at = signed + at.index(PROGRAM.1.len() - signed);
        let changed = format!("{}{letter}{}", &PROGRAM.1[..at], &PROGRAM.1[at + 1..]);
        let is_told = changed == PROGRAM.1 || changed.trim_end() == PROGRAM.1.trim_end();
        prop_assert_eq!(keys.check(b"hello", &changed).is_ok(), is_told);
    }
}
