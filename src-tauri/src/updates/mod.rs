//! How this copy of the program is replaced: the one place that knows how each system installs it.
//!
//! Windows runs the publisher's installer for a copy that belongs to one person; macOS exchanges `Airtill.app`. On
//! Linux `apt` and `dnf` install, so nothing here replaces anything. A copy for all users is its administrator's. When
//! any of it happens, and whether a package is the publisher's, is decided before this is called.

mod place;
mod rehearsal;
mod source;
#[cfg(any(test, target_os = "windows"))]
mod windows;

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use airtill_app::UpdateSource;
#[cfg(target_os = "macos")]
use airtill_app::ports::install::{self, SwapError};
use airtill_app::ports::{Installed, Installer, Promise, Ready, Version};
use airtill_contract::{UpdateTrouble, UpdateWay};
use tauri::AppHandle;

/// The source of this program's updates: that of a rehearsal, else the publisher; none in a build that has neither.
pub fn source(installer: Arc<dyn Installer>) -> Option<UpdateSource> {
    rehearsal::source().or_else(|| source::source(installer))
}

/// The installer of this copy.
pub struct OwnInstaller {
    #[cfg_attr(not(target_os = "macos"), allow(dead_code, reason = "elsewhere the installer has the till close"))]
    app: AppHandle,
}

impl OwnInstaller {
    /// The installer of the copy that runs as `app`. What an earlier replacement left beside it is removed.
    pub fn new(app: &AppHandle) -> Self {
        #[cfg(target_os = "macos")]
        std::thread::spawn(|| {
            if let Some(Err(error)) = place::bundle().map(|bundle| install::tidy(&bundle)) {
                tracing::warn!(%error, "the program before this one cannot be removed");
            }
        });
        Self { app: app.clone() }
    }
}

impl Installer for OwnInstaller {
    fn way(&self) -> Promise<'_, UpdateWay> {
        Box::pin(async {
            let asked = tauri::async_runtime::spawn_blocking(place::way).await;
            asked.unwrap_or_else(|error| {
                tracing::warn!(%error, "nobody could tell how this copy was installed");
                UpdateWay::Never
            })
        })
    }

    fn install<'a>(&'a self, package: Ready, language: &'a str) -> Promise<'a, Result<Installed, UpdateTrouble>> {
        let language = language.to_owned();
        Box::pin(async move {
            let installing = tauri::async_runtime::spawn_blocking(move || {
                install_here(&package.file, package.opened(), package.manifest.version, &language)
            });
            let end = installing.await.unwrap_or_else(|error| {
                tracing::error!(%error, "the installation ended unexpectedly");
                Err(UpdateTrouble::Failed)
            });
            #[cfg(target_os = "macos")]
            if end.is_ok() && crate::closing::start_anew_if_idle(&self.app) {
                return Ok(Installed::Closes);
            }
            // On Windows the installer has the till closed and returns to none, unless it found no till at its place.
            end.map(|()| Installed::GoesOn)
        })
    }
}

/// Runs the installer, which has the till close and starts it again; so this returns only where it did not.
#[cfg(target_os = "windows")]
fn install_here(package: &Path, _: &File, _: Version, language: &str) -> Result<(), UpdateTrouble> {
    windows::read(windows::command(package, language).status())
}

#[cfg(target_os = "macos")]
fn install_here(_: &Path, package: &File, version: Version, _: &str) -> Result<(), UpdateTrouble> {
    let bundle = place::bundle().ok_or(UpdateTrouble::Failed)?;
    install::swap(&bundle, Path::new("Contents/MacOS/airtill"), package, version, |_| ()).map_err(|error| {
        tracing::warn!(%error, "the program was not replaced");
        match error {
            SwapError::NotAllowed => UpdateTrouble::NotAllowed,
            SwapError::NewerIsThere => UpdateTrouble::NewerIsThere,
            SwapError::Disk(error) if airtill_files::is_full(&error) => UpdateTrouble::DiskFull,
            SwapError::NoProgram | SwapError::NoExchange | SwapError::Disk(_) => UpdateTrouble::Failed,
        }
    })
}

/// Never: the computer's software update installs here.
#[cfg(not(any(target_os = "windows", target_os = "macos")))]
fn install_here(_: &Path, _: &File, _: Version, _: &str) -> Result<(), UpdateTrouble> {
    Err(UpdateTrouble::NotAllowed)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn u01_on_linux_a_package_is_never_installed_and_never_run() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (package, mark) = (folder.path().join("airtill.exe"), folder.path().join("it-ran"));
        std::fs::write(&package, format!("#!/bin/sh\ntouch {}\n", mark.display())).expect("written");
        std::fs::set_permissions(&package, std::os::unix::fs::PermissionsExt::from_mode(0o700)).expect("executable");
        let opened = File::open(&package).expect("it is there");
        assert_eq!(install_here(&package, &opened, Version::new(2, 0, 0), "en"), Err(UpdateTrouble::NotAllowed));
        assert!(!mark.exists());
    }
}
