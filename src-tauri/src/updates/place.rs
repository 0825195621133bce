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

/// How new versions reach the program that runs, by the entries that the installer made for this person and for all. A
/// kind is there when its entry names a folder with a program in it, as the installer has it.
#[cfg(target_os = "windows")]
pub fn way() -> UpdateWay {
    const ENTRY: &str = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\Airtill";
    let Some(folder) = std::env::current_exe().ok().and_then(|program| program.parent().map(Path::to_owned)) else {
        return UpdateWay::Never;
    };
    let noted = |of: &windows_registry::Key| of.open(ENTRY).and_then(|entry| entry.get_string("InstallLocation")).ok();
    let for_all = noted(windows_registry::LOCAL_MACHINE);
    let is_for_all =
        for_all.is_some_and(|folder| !folder.is_empty() && Path::new(&folder).join("airtill.exe").is_file());
    let for_person = noted(windows_registry::CURRENT_USER);
    of_entries(&folder, for_person.as_deref(), is_for_all, folder.join("uninstall.exe").is_file())
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

/// By the folder of the program, the folder that the installer noted for this person, whether a copy for all users is
/// there, and whether there is an uninstaller: the installer puts one beside every copy. A copy of one person beside the
/// copy for all users does not replace itself: the administrator decides which version this computer has, and the
/// installer refuses to go on where it finds both kinds.
#[cfg(any(test, target_os = "windows"))]
fn of_entries(folder: &Path, noted: Option<&str>, is_for_all: bool, has_uninstaller: bool) -> UpdateWay {
    let plain = |folder: &str| folder.trim_end_matches(['\\', '/']).to_lowercase();
    let is_this_persons = noted.is_some_and(|noted| plain(noted) == plain(&folder.to_string_lossy()));
    match (has_uninstaller, is_this_persons && !is_for_all) {
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
        let of = |noted, has_uninstaller| of_entries(Path::new(folder), noted, false, has_uninstaller);
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

    #[test]
    fn u01_a_copy_for_all_users_turns_off_the_updates_of_one_beside_it() {
        let of = |folder: &str, noted, has_uninstaller| of_entries(Path::new(folder), noted, true, has_uninstaller);
        let (personal, for_all) = (r"D:\José\AppData\Local\Programs\Airtill", r"C:\Program Files\Airtill");
        assert_eq!(of(personal, Some(personal), true), UpdateWay::Administrator, "the copy of one person");
        assert_eq!(of(for_all, Some(personal), true), UpdateWay::Administrator, "the copy for all users");
        assert_eq!(of(for_all, None, true), UpdateWay::Administrator, "alone");
        assert_eq!(of(personal, Some(personal), false), UpdateWay::Never, "a program that was copied there");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn u01_a_program_that_was_built_here_takes_no_updates() {
        assert_eq!(way(), UpdateWay::Never);
    }
}
