//! The signature of a program or its bundle on macOS, through the system's own `codesign`.
//!
//! Verifying says whether it is whole and Apple vouches for its signer; showing names the signer. A signature without a
//! signer (*ad hoc*), as every linker for Apple's own processors makes, counts as none.

use std::path::Path;
use std::process::Command;

use airtill_contract::{SignatureFinding, SignatureView};

use super::finding::{found, only};

const CODESIGN: &str = "/usr/bin/codesign";
/// The requirement that Apple vouches for the signer. Its failure has an exit code of its own.
const FROM_APPLE: &str = "--test-requirement==anchor apple generic";
/// The exit code of a signature that is whole and does not fulfil the requirement.
const NOT_FULFILLED: i32 = 3;
/// The messages of `codesign` about a program that was changed after it was signed.
const CHANGES: [&str; 4] = [
    "invalid signature",
    "code or signature have been modified",
    "a sealed resource is missing or invalid",
    "code has no resources but signature indicates they must be present",
];

/// The bundle in which a program lies, which is signed as a whole; the program itself outside of one.
pub fn bundle_of(program: &Path) -> &Path {
    let names: Vec<_> = program.ancestors().skip(1).take(2).filter_map(Path::file_name).collect();
    let bundle = program.ancestors().nth(3).filter(|folder| folder.extension().is_some_and(|is| is == "app"));
    match bundle {
        Some(bundle) if names == ["MacOS", "Contents"] => bundle,
        _ => program,
    }
}

/// Verifies the signature.
pub fn verifying(file: &Path) -> Command {
    let mut command = Command::new(CODESIGN);
    command.args(["--verify", "--strict", FROM_APPLE]).arg(file);
    command
}

/// Shows the signers, on the standard error.
pub fn showing(file: &Path) -> Command {
    let mut command = Command::new(CODESIGN);
    command.args(["--display", "--verbose=2"]).arg(file);
    command
}

/// Reads the exit code and the complaints of verifying, and what was shown.
pub fn read(code: Option<i32>, complaints: &str, shown: &str) -> SignatureView {
    let signer = shown.lines().find_map(|line| line.strip_prefix("Authority=")).map(str::trim).unwrap_or_default();
    let signer = signer.strip_prefix("Developer ID Application: ").unwrap_or(signer);
    let ad_hoc = shown.lines().any(|line| line.trim() == "Signature=adhoc");
    let says = |words: &str| complaints.contains(words);
    match code {
        Some(1) if says("not signed at all") => only(SignatureFinding::Unsigned),
        Some(1) if says("CSSMERR_TP_") => found(SignatureFinding::Untrusted, signer),
        Some(1) if CHANGES.into_iter().any(says) => found(SignatureFinding::Changed, signer),
        Some(0 | NOT_FULFILLED) if ad_hoc => only(SignatureFinding::Unsigned),
        Some(0) if !signer.is_empty() => found(SignatureFinding::Whole, signer),
        Some(NOT_FULFILLED) => found(SignatureFinding::Untrusted, signer),
        _ => only(SignatureFinding::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOWN: &str = "Executable=/Applications/Airtill.app/Contents/MacOS/airtill\nIdentifier=com.airtill.till\n\
        Authority=Developer ID Application: Airtill (ABCDE12345)\nAuthority=Developer ID Certification Authority\n\
        Authority=Apple Root CA\n";
    const AD_HOC: &str = "Executable=/src/target/debug/airtill\nSignature=adhoc\nTeamIdentifier=not set\n";
    const BY: &str = "Airtill (ABCDE12345)";

    #[test]
    fn a_whole_signature_names_its_signer() {
        assert_eq!(read(Some(0), "", SHOWN), found(SignatureFinding::Whole, BY));
        assert_eq!(read(Some(3), "test-requirement: failed", SHOWN), found(SignatureFinding::Untrusted, BY));
        assert_eq!(read(Some(1), "x: CSSMERR_TP_NOT_TRUSTED", SHOWN), found(SignatureFinding::Untrusted, BY));
    }

    #[test]
    fn a_signature_without_a_signer_is_none() {
        assert_eq!(read(Some(0), "", AD_HOC), only(SignatureFinding::Unsigned));
        assert_eq!(read(Some(3), "", AD_HOC), only(SignatureFinding::Unsigned));
        let complaint = "airtill: code object is not signed at all\nIn architecture: arm64\n";
        assert_eq!(read(Some(1), complaint, complaint), only(SignatureFinding::Unsigned));
    }

    #[test]
    fn a_change_after_the_signature_is_told_by_each_of_its_words() {
        for words in CHANGES {
            let complaint = format!("Airtill.app: {words}\n");
            assert_eq!(read(Some(1), &complaint, SHOWN), found(SignatureFinding::Changed, BY), "{words}");
        }
    }

    #[test]
    fn anything_else_tells_nothing() {
        for code in [None, Some(0), Some(1), Some(2), Some(-1)] {
            for text in ["", "\u{0}\u{202e}", "la signature n'est pas valide", &"x".repeat(1 << 20)] {
                assert_eq!(read(code, text, text), only(SignatureFinding::Unknown), "{code:?}");
            }
        }
    }

    #[test]
    fn the_bundle_is_what_was_signed() {
        let app = "/Applications/Airtill.app";
        assert_eq!(bundle_of(Path::new("/Applications/Airtill.app/Contents/MacOS/airtill")), Path::new(app));
        for lone in ["/src/target/debug/airtill", "/x/MacOS/airtill", "/x/Contents/MacOS/airtill", "/airtill"] {
            assert_eq!(bundle_of(Path::new(lone)), Path::new(lone));
        }
        for command in [verifying(Path::new(app)), showing(Path::new(app))] {
            assert_eq!(command.get_args().last(), Some(app.as_ref()));
        }
    }
}
