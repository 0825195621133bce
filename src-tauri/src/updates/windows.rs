//! The start of the publisher's installer, and the reading of its end.
//!
//! The package lies in the till's own folder, where nobody else puts a library beside it; it is started by its whole
//! path and works in that folder.

use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use airtill_app::ports::install::{InstallerEnd, arguments};
use airtill_contract::UpdateTrouble;

use crate::closing::HANDED_ON;

/// The installer with its switches. The till that it starts is a first one, whatever this one counted.
pub fn command(package: &Path, language: &str) -> Command {
    let mut command = Command::new(package);
    command.args(arguments(language)).env_remove(HANDED_ON);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Some(folder) = package.parent() {
        command.current_dir(folder);
    }
    command
}

/// The end of the installer: nothing where the new version is there.
pub fn read(ended: io::Result<ExitStatus>) -> Result<(), UpdateTrouble> {
    let status = ended.map_err(|error| {
        tracing::warn!(%error, "the installer was not started");
        match error.kind() {
            io::ErrorKind::PermissionDenied => UpdateTrouble::NotAllowed,
            _ => UpdateTrouble::Failed,
        }
    })?;
    trouble(InstallerEnd::of_code(status.code())).map_or(Ok(()), Err)
}

fn trouble(end: InstallerEnd) -> Option<UpdateTrouble> {
    Some(match end {
        InstallerEnd::Done => return None,
        InstallerEnd::Cancelled => UpdateTrouble::Cancelled,
        InstallerEnd::NewerIsThere => UpdateTrouble::NewerIsThere,
        InstallerEnd::TillAtWork => UpdateTrouble::TillAtWork,
        InstallerEnd::NotAllowed => UpdateTrouble::NotAllowed,
        InstallerEnd::DiskFull => UpdateTrouble::DiskFull,
        InstallerEnd::FileInUse => UpdateTrouble::FileInUse,
        InstallerEnd::AnotherInstaller => UpdateTrouble::AnotherInstaller,
        InstallerEnd::Failed => UpdateTrouble::Failed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn u03_the_installer_shows_itself_and_starts_the_till_again() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let package = folder.path().join("airtill-2.0.0-windows-x64-setup.exe");
        let command = command(&package, "fr");
        assert_eq!(command.get_program(), package);
        assert_eq!(command.get_args().collect::<Vec<_>>(), ["/P", "/UPDATE", "/R", "/LANG=fr"]);
        assert_eq!(command.get_current_dir(), Some(folder.path()));
        let changed: Vec<_> = command.get_envs().collect();
        assert_eq!(changed, [(HANDED_ON.as_ref(), None)], "the till after it counts its starts anew");
    }

    #[test]
    fn u07_an_installer_that_does_not_start_is_a_trouble() {
        let missing = read(Err(io::ErrorKind::NotFound.into()));
        assert_eq!(missing, Err(UpdateTrouble::Failed));
        assert_eq!(read(Err(io::ErrorKind::PermissionDenied.into())), Err(UpdateTrouble::NotAllowed));
    }

    #[cfg(unix)]
    #[test]
    fn u07_each_end_of_the_installer_but_done_is_a_trouble() {
        use std::os::unix::process::ExitStatusExt;
        let ended = |code: i32| read(Ok(ExitStatus::from_raw(code << 8)));
        assert_eq!((ended(0), ended(20)), (Ok(()), Ok(())));
        for (code, trouble) in [
            (1, UpdateTrouble::Cancelled),
            (2, UpdateTrouble::Failed),
            (11, UpdateTrouble::NewerIsThere),
            (14, UpdateTrouble::TillAtWork),
            (15, UpdateTrouble::NotAllowed),
            (16, UpdateTrouble::DiskFull),
            (17, UpdateTrouble::FileInUse),
            (18, UpdateTrouble::AnotherInstaller),
        ] {
            assert_eq!(ended(code), Err(trouble), "{code}");
        }
    }
}
