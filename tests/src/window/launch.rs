//! The start of the till for a test: its data folder, its arguments and its environment.
//!
//! Each launch has a driver of its own, which starts the till; the till's environment is the driver's. A window that is
//! closed gives its launch back, so that the same till can be started again.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::error::WindowError;
use super::limits::BINARY;

/// The start of the till: its data folder, its arguments and its environment.
#[derive(Clone, Debug)]
pub struct Launch {
    pub(super) binary: PathBuf,
    pub(super) folder: PathBuf,
    pub(super) arguments: Vec<String>,
    pub(super) environment: Vec<(OsString, OsString)>,
}

impl Launch {
    /// The till that [`BINARY`] names, on this data folder.
    ///
    /// # Errors
    /// When no till is named.
    pub fn on(folder: &Path) -> Result<Self, WindowError> {
        let binary =
            std::env::var_os(BINARY).map(PathBuf::from).filter(|binary| binary.is_file()).ok_or(WindowError::NoTill)?;
        Ok(Self { binary, folder: folder.to_path_buf(), arguments: Vec::new(), environment: Vec::new() })
    }

    /// Starts the till from this place, as if it had been installed there.
    ///
    /// # Errors
    /// When the program cannot be put there.
    pub fn installed_at(mut self, place: &Path) -> std::io::Result<Self> {
        if let Some(folder) = place.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::hard_link(&self.binary, place).or_else(|_| std::fs::copy(&self.binary, place).map(drop))?;
        self.binary = place.to_path_buf();
        Ok(self)
    }

    /// Adds an argument to the command line.
    pub fn argument(mut self, argument: &str) -> Self {
        self.arguments.push(argument.to_owned());
        self
    }

    /// Adds a variable to the environment.
    pub fn variable(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// Prepares for [`Window::picture`](super::Window::picture): the driver reads pictures from a composited page only,
    /// and the till's page is not composited unless the environment says so.
    pub fn for_pictures(self) -> Self {
        self.variable("WEBKIT_DISABLE_COMPOSITING_MODE", "0")
    }
}
