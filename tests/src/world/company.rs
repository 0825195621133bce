//! The company's folder of a world, as its administrator fills it.
//!
//! On Unix the till judges it by modes as it judges the real one, but the owner of the world is its administrator. On
//! Windows rights are read by a program that Wine does not have, so there the world itself says who can write.

use std::path::{Path, PathBuf};
#[cfg(not(unix))]
use std::sync::{Arc, Mutex, PoisonError};

use airtill_app::ports::CompanyPlace;

/// The folder, and who can write there.
pub struct CompanyFolder {
    path: PathBuf,
    #[cfg(not(unix))]
    writable: Arc<Mutex<Vec<PathBuf>>>,
}

impl CompanyFolder {
    /// The folder `company` of a folder that is there; it is not made yet.
    ///
    /// # Panics
    /// The folder is not there.
    pub fn below(folder: &Path) -> Self {
        let path = folder.canonicalize().expect("it is there").join("company");
        Self {
            path,
            #[cfg(not(unix))]
            writable: Arc::default(),
        }
    }

    /// The path of something in the folder.
    pub fn at(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Puts a file there, which nobody else can write.
    ///
    /// # Panics
    /// The disk does not take it.
    pub fn put(&self, name: &str, text: &str) {
        let file = self.at(name);
        let folder = file.parent().expect("it is in the folder");
        std::fs::create_dir_all(folder).expect("made");
        std::fs::write(&file, text).expect("written");
        #[cfg(unix)]
        for (path, mode) in [(self.path.as_path(), 0o755), (folder, 0o755), (&file, 0o644)] {
            set(path, mode);
        }
        #[cfg(not(unix))]
        self.writable
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|path| ![self.path.as_path(), folder, &file].contains(&path.as_path()));
    }

    /// Takes a file away.
    ///
    /// # Panics
    /// It is not there.
    pub fn take_away(&self, name: &str) {
        std::fs::remove_file(self.at(name)).expect("it is there");
    }

    /// Lets everybody write something there; an empty name is the folder itself.
    pub fn let_everybody_write(&self, name: &str) {
        let path = if name.is_empty() { self.path.clone() } else { self.at(name) };
        #[cfg(unix)]
        set(&path, 0o777);
        #[cfg(not(unix))]
        self.writable.lock().unwrap_or_else(PoisonError::into_inner).push(path);
    }

    /// The folder as a till is given it.
    ///
    /// # Panics
    /// The folder above it is gone.
    pub fn place(&self) -> CompanyPlace {
        #[cfg(unix)]
        let guard = {
            let above = self.path.parent().expect("it is below a folder");
            std::sync::Arc::new(airtill_app::ports::Modes::of_owner_of(above).expect("it is there"))
        };
        #[cfg(not(unix))]
        let guard = Arc::new(Told(self.writable.clone()));
        CompanyPlace { folder: self.path.clone(), guard }
    }
}

#[cfg(unix)]
fn set(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).expect("it is ours");
}

/// A judge who knows what everybody can write.
#[cfg(not(unix))]
struct Told(Arc<Mutex<Vec<PathBuf>>>);

#[cfg(not(unix))]
impl airtill_app::ports::Guard for Told {
    fn judge(&self, opened: &[airtill_app::ports::Opened]) -> Vec<airtill_app::ports::Writers> {
        use airtill_app::ports::Writers;
        let writable = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_writable = |path: &Path| writable.iter().any(|one| one == path);
        let of = |path| if is_writable(path) { Writers::Others } else { Writers::AdministratorsAlone };
        opened.iter().map(|opened| of(opened.path())).collect()
    }
}
