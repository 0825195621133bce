//! How this copy was installed, by the place of its program and by what its system knows of it.
//!
//! The question to the system differs; its reading is pure, so that each can be tried on any system. A program that
//! nobody installed takes no updates: it was built here, and its builder builds the next one.

#[cfg(any(test, target_os = "windows", target_os = "macos"))]
use std::path::Path;
#[cfg(target_os = "macos")]
use std::path::PathBuf;

#[cfg(any(test, target_os = "linux"))]
use airtill_contract::SignatureFinding;
use airtill_contract::UpdateWay;

/// How new versions reach the program that runs. Asks the system, on Linux its database of packages.
#[cfg(target_os = "linux")]
pub fn way() -> UpdateWay {
    of_package(crate::signature::of_this_program().finding)
}

/// How new versions reach the program that runs, by the entry that the installer made.
#[cfg(target_os = "windows")]
pub fn way() -> UpdateWay {
    const ENTRY: &str = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\Airtill";
    let Some(folder) = std::env::current_exe().ok().and_then(|program| program.parent().map(Path::to_owned)) else {
        return UpdateWay::Never;
    };
    let entry = windows_registry::CURRENT_USER.open(ENTRY).and_then(|entry| entry.get_string("InstallLocation"));
    of_entry(&folder, entry.ok().as_deref(), folder.join("uninstall.exe").is_file())
}

/// How new versions reach the program that runs, by its bundle and whether that may be exchanged.
#[cfg(target_os = "macos")]
pub fn way() -> UpdateWay {
    use rustix::fs::{Access, access};
    let may_write = |folder: &Path| access(folder, Access::WRITE_OK).is_ok();
    match bundle() {
        Some(bundle) if bundle.parent().is_some_and(may_write) && may_write(&bundle) => UpdateWay::Itself,
        Some(_) => UpdateWay::Administrator,
        None => UpdateWay::Never,
    }
}

/// The `Airtill.app` of the program that runs.
#[cfg(target_os = "macos")]
pub fn bundle() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let bundle = crate::signature::bundle_of(&program);
    (bundle != program).then(|| bundle.to_owned())
}

/// By what the database of packages says of the program. Where it did not answer, there is one that installed it.
#[cfg(any(test, target_os = "linux"))]
fn of_package(finding: SignatureFinding) -> UpdateWay {
    match finding {
        SignatureFinding::Package | SignatureFinding::NoAnswer => UpdateWay::SystemUpdate,
        _ => UpdateWay::Never,
    }
}

/// By the folder of the program, the folder that the installer noted for this person, and whether there is an
/// uninstaller: the installer puts one beside every copy.
#[cfg(any(test, target_os = "windows"))]
fn of_entry(folder: &Path, noted: Option<&str>, has_uninstaller: bool) -> UpdateWay {
    let plain = |folder: &str| folder.trim_end_matches(['\\', '/']).to_lowercase();
    let is_this_persons = noted.is_some_and(|noted| plain(noted) == plain(&folder.to_string_lossy()));
    match (has_uninstaller, is_this_persons) {
        (false, _) => UpdateWay::Never,
        (true, true) => UpdateWay::Itself,
        (true, false) => UpdateWay::Administrator,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn u01_a_copy_of_a_package_is_left_to_the_system() {
        assert_eq!(of_package(SignatureFinding::Package), UpdateWay::SystemUpdate);
        assert_eq!(of_package(SignatureFinding::NoAnswer), UpdateWay::SystemUpdate, "nothing is replaced meanwhile");
        for finding in [SignatureFinding::NoPackage, SignatureFinding::Unknown] {
            assert_eq!(of_package(finding), UpdateWay::Never, "it was built here");
        }
    }

    #[test]
    fn u01_only_the_copy_of_one_person_replaces_itself_on_windows() {
        let folder = r"D:\José\AppData\Local\Programs\Airtill";
        let of = |noted, has_uninstaller| of_entry(Path::new(folder), noted, has_uninstaller);
        let (large, ended) = (folder.to_uppercase(), format!("{folder}\\"));
        for noted in [folder, &large, &ended] {
            assert_eq!(of(Some(noted), true), UpdateWay::Itself, "{noted}");
        }
        for noted in [None, Some(""), Some(r"C:\Program Files\Airtill"), Some(r"D:\José\AppData\Local\Programs")] {
            assert_eq!(of(noted, true), UpdateWay::Administrator, "for all users: {noted:?}");
        }
        assert_eq!(of(Some(folder), false), UpdateWay::Never, "a program that was copied there");
        assert_eq!(of(None, false), UpdateWay::Never);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn u01_a_program_that_was_built_here_takes_no_updates() {
        assert_eq!(way(), UpdateWay::Never);
    }
}
