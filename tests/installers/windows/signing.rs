//! Signatures and time-stamps of the installer and of the uninstaller inside it.
//!
//! They verify, and do not after one byte is changed. The authorities are the test's own, of which one gives the time by
//! RFC 3161; nothing is fetched.

use std::path::Path;

use super::installing::with;
use super::programs::succeed;
use super::stand_in::StandIn;
use super::time_stamps::Authorities;
use super::{FOLDER, code};

/// A copy of a file with one byte changed.
fn changed(file: &Path, at: usize) -> tempfile::TempPath {
    let mut bytes = std::fs::read(file).unwrap();
    bytes[at] ^= 1;
    let copy = tempfile::NamedTempFile::new().unwrap().into_temp_path();
    std::fs::write(&copy, bytes).unwrap();
    copy
}

#[test]
fn signature_and_time_stamp_verify_and_do_not_after_one_byte_is_changed() {
    let authorities = Authorities::new();
    let sign = authorities.signer("lasting", "20991231235959Z", true);
    let signed = StandIn::build("1.0.8", 30, Some(&sign));
    succeed(std::process::Command::new(&sign).arg(&signed.setup));
    let prefix = with(&signed);
    let uninstaller = prefix.home().join(FOLDER).join("uninstall.exe");
    for file in [&signed.setup, &uninstaller] {
        let found = authorities.verify(file);
        assert!(found.signature && found.stamp, "{}: {}", file.display(), found.said);
        let length = file.metadata().unwrap().len() as usize;
        // In the code, in what is packed, and in the signature at the end.
        for at in [1 << 10, length / 2, length - 200] {
            let found = authorities.verify(&changed(file, at));
            assert!(!(found.signature && found.stamp), "byte {at} of {}: {}", file.display(), found.said);
        }
    }
    let found = Authorities::new().verify(&signed.setup);
    assert!(!found.signature && !found.stamp, "other authorities have not signed it: {}", found.said);
    assert!(!authorities.verify(&StandIn::old().setup).signature, "an unsigned one is not taken");
    // The uninstaller works with its signature in it.
    assert_eq!(prefix.run(&uninstaller, &["/S"]).code, code::DONE);
}

#[test]
fn a_time_stamp_outlives_the_certificate_and_a_signature_alone_does_not() {
    let (authorities, library) = (Authorities::new(), &StandIn::old().beside[0].0);
    // Long enough to sign twice on a busy machine.
    let seconds = 15;
    let output = std::process::Command::new("date")
        .args(["-u", "+%Y%m%d%H%M%SZ", "-d", &format!("now + {seconds} seconds")])
        .output()
        .unwrap();
    let ends = String::from_utf8(output.stdout).unwrap().trim().to_owned();
    let files = [("stamped", true), ("plain", false)].map(|(name, stamped)| {
        let file = tempfile::NamedTempFile::new().unwrap().into_temp_path();
        std::fs::copy(library, &file).unwrap();
        succeed(std::process::Command::new(authorities.signer(name, &ends, stamped)).arg(&file));
        let found = authorities.verify(&file);
        assert!(found.signature, "{name} is good while the certificate lasts: {}", found.said);
        assert_eq!(found.stamp, stamped, "{}", found.said);
        file
    });
    let began = super::wine::now();
    super::wine::until("the certificate to end", || began.elapsed().as_secs() > seconds);
    let [stamped, plain] = files.map(|file| authorities.verify(&file));
    assert!(stamped.signature && stamped.stamp, "{}", stamped.said);
    assert!(!plain.signature, "{}", plain.said);
}
