//! The NSIS installer: `installers/windows/airtill.nsi`, given what it packs.
//!
//! The till and the uninstaller inside it are signed before they are packed, the installer when it is whole. makensis
//! calls a signer for the uninstaller, which leaves a copy, because nobody sees the uninstaller afterwards.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::program::Program;
use crate::bundle::files;
use crate::bundle::release::Release;
use crate::bundle::signing::WindowsSigner;
use crate::step::{Stop, root, succeed};

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
