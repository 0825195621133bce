//! The place of the company's folder on this computer, and the judge of who can write there.
//!
//! The folder is one that administrators alone write: `/etc/airtill`, `/Library/Application Support/Airtill`, or `Airtill`
//! below the computer's own data on Windows, as the registry has it and no variable of a person's. A build that is not a
//! release takes another folder from `AIRTILL_COMPANY_DIR`, for tests; a release does not look at that variable.

#[cfg(any(test, target_os = "macos"))]
mod macos;
#[cfg(any(test, target_os = "windows"))]
mod rights;
#[cfg(any(test, target_os = "windows"))]
mod windows;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[cfg(unix)]
use airtill_app::ports::Modes;
use airtill_app::ports::{CompanyPlace, Guard};
use airtill_contract::BuildKind;

use crate::about;

/// Names another folder to a build that is not a release.
const FOLDER: &str = "AIRTILL_COMPANY_DIR";

/// The company's folder of this computer.
pub fn place() -> CompanyPlace {
    place_for(about::view().build, std::env::var_os(FOLDER))
}

fn place_for(build: BuildKind, named: Option<OsString>) -> CompanyPlace {
    match named.filter(|named| build != BuildKind::Release && !named.is_empty()) {
        Some(named) => {
            let folder = PathBuf::from(named);
            CompanyPlace { guard: guard_of_tests(&folder), folder }
        }
        None => CompanyPlace { folder: of_this_computer(), guard: guard() },
    }
}

/// The folder for all people of this computer; it need not be there.
#[cfg(not(target_os = "windows"))]
fn of_this_computer() -> PathBuf {
    PathBuf::from(if cfg!(target_os = "macos") { "/Library/Application Support/Airtill" } else { "/etc/airtill" })
}

#[cfg(target_os = "windows")]
fn of_this_computer() -> PathBuf {
    windows::data_of_this_computer().join("Airtill")
}

#[cfg(unix)]
fn guard() -> Arc<dyn Guard> {
    by_modes(Modes::of_root())
}

#[cfg(target_os = "macos")]
fn by_modes(modes: Modes) -> Arc<dyn Guard> {
    Arc::new(macos::Lists(modes))
}

#[cfg(all(unix, not(target_os = "macos")))]
fn by_modes(modes: Modes) -> Arc<dyn Guard> {
    Arc::new(modes)
}

#[cfg(target_os = "windows")]
fn guard() -> Arc<dyn Guard> {
    Arc::new(windows::Rights)
}

/// A person who runs tests is the administrator of a folder of their own.
#[cfg(unix)]
fn guard_of_tests(folder: &Path) -> Arc<dyn Guard> {
    by_modes(Modes::of_owner_of(folder).unwrap_or(Modes::of_root()))
}

#[cfg(target_os = "windows")]
fn guard_of_tests(_: &Path) -> Arc<dyn Guard> {
    guard()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p01_a_release_looks_for_the_company_in_one_place_alone() {
        for named in [None, Some(OsString::new()), Some(OsString::from("/tmp/elsewhere"))] {
            let place = place_for(BuildKind::Release, named.clone());
            assert_eq!(place.folder, of_this_computer(), "{named:?}");
        }
        assert!(of_this_computer().is_absolute());
        #[cfg(target_os = "linux")]
        assert_eq!(of_this_computer(), Path::new("/etc/airtill"));
    }

    #[test]
    fn a_test_build_takes_the_folder_of_the_company_from_its_variable() {
        let place = |named: &str| place_for(BuildKind::Test, Some(OsString::from(named))).folder;
        assert_eq!(place("/tmp/elsewhere"), Path::new("/tmp/elsewhere"));
        assert_eq!(place(""), of_this_computer());
        assert_eq!(place_for(BuildKind::Test, None).folder, of_this_computer());
    }
}
