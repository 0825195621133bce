//! The reason for which a check or a download failed, as the window words it.
//!
//! Causes that a person would answer in one way share a word. The log has them apart.

use std::io;

use airtill_contract::UpdateTrouble;
use airtill_updates::{CheckError, FetchError, PackageError, Refusal};

/// The word for a check that failed.
pub fn of_check(error: &CheckError) -> UpdateTrouble {
    match error {
        CheckError::Fetch(error) => of_fetch(error),
        CheckError::Signature(_) | CheckError::Manifest(_) | CheckError::Refused(Refusal::OtherChannel) => {
            UpdateTrouble::NotGenuine
        }
        CheckError::Refused(Refusal::Older) => UpdateTrouble::Outdated,
        CheckError::Refused(Refusal::Expired) => UpdateTrouble::Expired,
        CheckError::Refused(Refusal::NotYet) => UpdateTrouble::FromTheFuture,
        CheckError::Disk(error) => of_disk(error),
    }
}

/// The word for a package that did not come.
pub fn of_package(error: &PackageError) -> UpdateTrouble {
    match error {
        PackageError::None => UpdateTrouble::Server,
        PackageError::Fetch(error) => of_fetch(error),
        PackageError::Size | PackageError::Digest | PackageError::Signature(_) => UpdateTrouble::NotGenuine,
        PackageError::Disk(error) => of_disk(error),
    }
}

/// The word for a disk that did not take a file.
pub fn of_disk(error: &io::Error) -> UpdateTrouble {
    if airtill_files::is_full(error) { UpdateTrouble::DiskFull } else { UpdateTrouble::NotWritten }
}

fn of_fetch(error: &FetchError) -> UpdateTrouble {
    match error {
        FetchError::Unanswered(_) => UpdateTrouble::Offline,
        FetchError::Slow => UpdateTrouble::Slow,
        FetchError::Page => UpdateTrouble::Portal,
        FetchError::Status(_) | FetchError::Unsafe | FetchError::Redirects | FetchError::TooLarge => {
            UpdateTrouble::Server
        }
    }
}

#[cfg(test)]
mod tests {
    use airtill_updates::SignatureError;

    use super::*;

    #[test]
    fn a_full_disk_a_portal_and_a_forgery_are_three_things() {
        let disk = |kind: io::ErrorKind| (CheckError::Disk(kind.into()), PackageError::Disk(kind.into()));
        let [full, large, denied] =
            [io::ErrorKind::StorageFull, io::ErrorKind::FileTooLarge, io::ErrorKind::PermissionDenied].map(disk);
        for (check, package, word) in [
            (full.0, full.1, UpdateTrouble::DiskFull),
            (large.0, large.1, UpdateTrouble::DiskFull),
            (denied.0, denied.1, UpdateTrouble::NotWritten),
            (FetchError::Page.into(), FetchError::Page.into(), UpdateTrouble::Portal),
            (SignatureError::Forged.into(), SignatureError::Forged.into(), UpdateTrouble::NotGenuine),
            (FetchError::Status(404).into(), PackageError::None, UpdateTrouble::Server),
        ] {
            assert_eq!((of_check(&check), of_package(&package)), (word, word));
        }
        assert_eq!(of_check(&Refusal::Expired.into()), UpdateTrouble::Expired);
        assert_eq!(of_check(&Refusal::Older.into()), UpdateTrouble::Outdated);
        assert_eq!(of_check(&Refusal::NotYet.into()), UpdateTrouble::FromTheFuture);
    }
}
