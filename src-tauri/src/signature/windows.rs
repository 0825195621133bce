//! The Authenticode signature of a program on Windows, through the system's own PowerShell.
//!
//! The script never changes: the file is handed over in a variable, so that no path is ever read as code. The answer is
//! made of words that no language changes.

use std::path::Path;
use std::process::Command;

use airtill_contract::{SignatureFinding, SignatureView};

use super::finding::{found, only};
use crate::system_program::powershell;

/// The variable that names the file to the script.
const FILE: &str = "AIRTILL_SIGNED_FILE";
/// Without double quotes, which a command line changes; only what PowerShell allows in its constrained language, too.
const SCRIPT: &str = "try { [Console]::OutputEncoding = [Text.Encoding]::UTF8 } catch { }; \
    $ErrorActionPreference = 'Stop'; \
    $signature = Get-AuthenticodeSignature -LiteralPath $env:AIRTILL_SIGNED_FILE; \
    'status=' + $signature.Status; \
    'signer=' + $signature.SignerCertificate.Subject";

/// Asks for the state of the signature and the signer.
pub fn question(file: &Path) -> Command {
    let mut command = powershell(SCRIPT);
    command.env(FILE, file);
    command
}

/// Reads the lines of the script.
pub fn read(output: &str) -> SignatureView {
    let line = |name: &str| output.lines().find_map(|line| line.trim_start_matches('\u{feff}').strip_prefix(name));
    let signer = line("signer=").and_then(name_in).unwrap_or_default();
    match line("status=").map(str::trim) {
        Some("Valid") if !signer.is_empty() => found(SignatureFinding::Whole, &signer),
        Some("HashMismatch") => found(SignatureFinding::Changed, &signer),
        Some("NotSigned") => only(SignatureFinding::Unsigned),
        // The word for every chain that does not end in a trusted root.
        Some("NotTrusted" | "UnknownError") if !signer.is_empty() => found(SignatureFinding::Untrusted, &signer),
        _ => only(SignatureFinding::Unknown),
    }
}

/// The common name in a subject such as `CN="Airtill, Ltd", O=Airtill`, else the organisation.
fn name_in(subject: &str) -> Option<String> {
    let parts = parts_of(subject);
    ["CN=", "O="].into_iter().find_map(|kind| {
        let value = parts.iter().find_map(|part| part.trim().strip_prefix(kind))?.trim();
        let bare = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
        let name = bare.map_or_else(|| value.to_owned(), |bare| bare.replace("\"\"", "\""));
        (!name.is_empty()).then_some(name)
    })
}

/// The parts between commas that stand in no quotation marks.
fn parts_of(subject: &str) -> Vec<&str> {
    let mut quoted = false;
    let between = |letter: char| {
        quoted ^= letter == '"';
        letter == ',' && !quoted
    };
    subject.split(between).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: &str, signer: &str) -> SignatureView {
        read(&format!("status={status}\r\nsigner={signer}\r\n"))
    }

    #[test]
    fn each_state_of_a_signature_has_its_finding() {
        let subject = "CN=Airtill, O=Airtill, C=SS";
        assert_eq!(of("Valid", subject), found(SignatureFinding::Whole, "Airtill"));
        assert_eq!(of("HashMismatch", subject), found(SignatureFinding::Changed, "Airtill"));
        assert_eq!(of("HashMismatch", ""), only(SignatureFinding::Changed));
        assert_eq!(of("NotSigned", ""), only(SignatureFinding::Unsigned));
        for untrusted in ["NotTrusted", "UnknownError"] {
            assert_eq!(of(untrusted, subject), found(SignatureFinding::Untrusted, "Airtill"));
            assert_eq!(of(untrusted, ""), only(SignatureFinding::Unknown), "nobody signed it as far as is known");
        }
        for unknown in ["NotSupportedFileFormat", "Incompatible", "valid", "Gültig", ""] {
            assert_eq!(of(unknown, subject), only(SignatureFinding::Unknown), "{unknown}");
        }
        assert_eq!(of("Valid", ""), only(SignatureFinding::Unknown), "whole, but by whom?");
    }

    #[test]
    fn answers_that_are_none_tell_nothing() {
        let long = "x".repeat(1 << 20);
        for none in ["", "\u{0}\u{0}", "Get-AuthenticodeSignature : Zugriff verweigert", "signer=CN=Airtill", &long] {
            assert_eq!(read(none), only(SignatureFinding::Unknown));
        }
        assert_eq!(read("\u{feff}status=NotSigned\n"), only(SignatureFinding::Unsigned), "with a mark of its order");
    }

    #[test]
    fn a_signer_is_named_as_the_certificate_names_it() {
        let name = |subject: &str| name_in(subject);
        assert_eq!(name("C=SS, CN=Airtill").as_deref(), Some("Airtill"));
        assert_eq!(name(r#"CN="Airtill, Ltd", O=Other"#).as_deref(), Some("Airtill, Ltd"));
        assert_eq!(name(r#"CN="The ""best"", they say", O=Other"#).as_deref(), Some(r#"The "best", they say"#));
        assert_eq!(name(r#"O="x, CN=evil", CN=Airtill"#).as_deref(), Some("Airtill"), "quoted text is no part");
        assert_eq!(name("O=Société à Juba, C=SS").as_deref(), Some("Société à Juba"));
        for none in ["", "CN=", "OU=Airtill", "Airtill", "\"", "CN=\"\""] {
            assert_eq!(name(none), None, "{none:?}");
        }
    }

    #[test]
    fn the_file_is_no_part_of_the_script() {
        let file = Path::new(r"C:\It's $(here)\airtill.exe");
        let command = question(file);
        assert!(command.get_args().all(|argument| !argument.to_string_lossy().contains("here")));
        let set = command.get_envs().find(|(name, _)| *name == FILE).and_then(|(_, value)| value);
        assert_eq!(set, Some(file.as_os_str()));
        assert!(SCRIPT.contains(&format!("$env:{FILE}")) && !SCRIPT.contains('"'));
    }
}
