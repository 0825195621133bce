//! The NSIS installer: `installers/windows/airtill.nsi`, given what it packs.
//!
//! The till and the uninstaller inside it are signed before they are packed, the installer when it is whole. makensis
//! calls a signer for the uninstaller, which leaves a copy, because nobody sees the uninstaller afterwards. The first
//! code of an installer is NSIS's own, so a release is packed by no version of it with a known way to SYSTEM.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::program::Program;
use crate::bundle::files;
use crate::bundle::release::Release;
use crate::bundle::signing::WindowsSigner;
use crate::step::{Stop, capture, root, succeed};

/// The oldest NSIS that packs a release. Installers of 3.06.1 and later use a folder of temporary files as SYSTEM that
/// everybody can write (CVE-2026-42171), those before 3.11 one that somebody made first (CVE-2025-43715).
const LEAST: (u32, u32) = (3, 12);

/// Checks that makensis packs an installer that people may have.
///
/// # Errors
/// When it does not say its version, or a release has an older one than it may have.
pub fn is_new_enough(for_people: bool) -> Result<(), Stop> {
    let told = capture(Command::new("makensis").arg("-VERSION"))?;
    match version(&told) {
        Some(found) if found >= LEAST => Ok(()),
        _ if for_people => Err(Stop::new(format!(
            "makensis is {told}, whose installers let people of the computer become SYSTEM: a release wants {}.{} or \
             later. Debian has it from forky on; docs/release.md says where its packages are.",
            LEAST.0, LEAST.1
        ))),
        _ => {
            println!("NOT FOR PEOPLE: makensis is {told}, and a release wants {}.{} or later.", LEAST.0, LEAST.1);
            Ok(())
        }
    }
}

/// The version in the words of makensis, as `v3.08-3+deb12u1`. The second number has two digits, or is followed by one
/// more number.
fn version(told: &str) -> Option<(u32, u32)> {
    let (major, rest) = told.strip_prefix('v')?.split_once('.')?;
    let minor = rest.split(|letter: char| !letter.is_ascii_digit()).next()?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// Packs the program and answers the installer.
///
/// # Errors
/// When makensis refuses the script, or something is not signed as it must be.
pub fn make(release: &Release, program: &Program, licences: &Path, signer: &WindowsSigner) -> Result<PathBuf, Stop> {
    let work = release.work_folder("windows")?;
    let till = work.join("airtill.exe");
    files::copy(&program.file, &till, files::PROGRAM)?;
    signer.sign(&till)?;
    let listed = work.join("files.nsh");
    files::write(&listed, list_of(program, licences), files::PLAIN)?;
    let kind = if program.is_test_build() { "-test-build" } else { "" };
    let output = release.output.join(format!("{}-{}-windows-x64{kind}-setup.exe", release.package, release.version));
    let uninstaller = work.join("uninstall.exe");
    let sign = signer.script(&work, &uninstaller)?;
    let mut makensis = Command::new("makensis");
    makensis.args(["-V2", "-WX", "-INPUTCHARSET", "UTF8"]);
    for (name, value) in [
        ("VERSION", release.version.as_ref()),
        ("SHOWN", program.shown.as_ref()),
        ("PUBLISHER", release.publisher.as_ref()),
        ("PROGRAM", till.as_os_str()),
        ("FILES", listed.as_os_str()),
        ("OUTPUT", output.as_os_str()),
        ("SIGN", sign.as_os_str()),
    ] as [(&str, &std::ffi::OsStr); 7]
    {
        let mut defined = std::ffi::OsString::from(format!("-D{name}="));
        defined.push(value);
        makensis.arg(defined);
    }
    succeed(makensis.arg(root().join("installers/windows/airtill.nsi")))?;
    signer.check(&uninstaller)?;
    signer.sign(&output)?;
    Ok(output)
}

/// The files beside the program, in the words of `installers/windows/replace.nsh`.
fn list_of(program: &Program, licences: &Path) -> String {
    let licences = (licences.to_owned(), "licences.txt".to_owned());
    program.beside.iter().chain([&licences]).fold(String::new(), |mut list, (file, name)| {
        let _ = writeln!(list, "${{Extra}} \"{}\" \"{name}\"", file.display());
        list
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_nsis_that_leads_to_system_packs_no_release() {
        for old in ["v3.08-3+deb12u1", "v3.11", "v3.11-1", "v3.06.1", "v2.51"] {
            assert!(version(old).expect(old) < LEAST, "{old}");
        }
        for new in ["v3.12", "v3.12-1", "v3.12.1", "v3.20", "v4.0"] {
            assert!(version(new).expect(new) >= LEAST, "{new}");
        }
        for strange in ["", "3.12", "v3", "v3.x", "vx.12"] {
            assert_eq!(version(strange), None, "{strange:?}");
        }
    }

    #[test]
    fn the_workflows_take_an_nsis_that_packs_a_release() {
        let text = |name: &str| files::read_text(&root().join(name)).expect("it is committed");
        let (release, ci) = (text(".github/workflows/release.yml"), text(".github/workflows/ci.yml"));
        let of_release = release.split("/nsis_").nth(1).and_then(|rest| rest.split('_').next()).unwrap_or_default();
        let of_ci = ci.split("choco install nsis --version=").nth(1).and_then(|rest| rest.split(' ').next());
        for found in [of_release, of_ci.unwrap_or_default()] {
            assert!(version(&format!("v{found}")).is_some_and(|found| found >= LEAST), "{found:?}");
        }
        let pinned =
            |text: &str| text.matches("03e1944ea80c1f8f833baafffde085c0c68ccd0dca7ada3a0274fa3d239b9274").count();
        assert_eq!((pinned(&release), pinned(&ci)), (1, 1), "the stubs have the same bytes in both");
    }

    #[test]
    fn the_licences_are_packed_with_whatever_else_the_program_needs() {
        let program = Program {
            file: PathBuf::from("airtill.exe"),
            shown: "1.2.3".to_owned(),
            beside: vec![(PathBuf::from("/made/x.dll"), "x.dll".to_owned())],
        };
        let list = list_of(&program, Path::new("/made/licences.txt"));
        assert_eq!(list, "${Extra} \"/made/x.dll\" \"x.dll\"\n${Extra} \"/made/licences.txt\" \"licences.txt\"\n");
    }
}
