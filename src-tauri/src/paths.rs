//! The data folder: by each system's own convention, or from `AIRTILL_DATA_DIR`.
//!
//! One folder holds everything, so that one variable moves it and one deletion ends it. The contents of the folder and
//! their access rights are not decided here.

use std::path::{Path, PathBuf};

/// The name of the variable that moves everything: records, sign-ins, logs, window state.
pub const DATA_DIR: &str = "AIRTILL_DATA_DIR";

/// `~/.local/share/airtill`, `~/Library/Application Support/Airtill`, `%LOCALAPPDATA%\Airtill`; or the variable.
/// Local rather than roaming on Windows: a ledger that travels between computers would be two ledgers.
pub fn data_folder() -> PathBuf {
    if let Some(folder) = std::env::var_os(DATA_DIR).filter(|folder| !folder.is_empty()) {
        return std::path::absolute(&folder).unwrap_or_else(|_| PathBuf::from(folder));
    }
    let name = if cfg!(any(target_os = "windows", target_os = "macos")) { "Airtill" } else { "airtill" };
    dirs::data_local_dir().unwrap_or_else(std::env::temp_dir).join(name)
}

/// The name under which the one copy that runs on a folder is known to the others, below the program's own. It belongs
/// to the folder and not to its path: two paths to one folder are one copy.
pub fn name_of_copy(program: &str, folder: &Path) -> String {
    #[cfg(unix)]
    let folder = std::fs::metadata(folder).map_or_else(
        // Each start reports a folder that cannot be used for itself.
        |_| format!("p{}", std::process::id()),
        |metadata| {
            use std::os::unix::fs::MetadataExt;
            format!("f{:x}_{:x}", metadata.dev(), metadata.ino())
        },
    );
    #[cfg(not(unix))]
    let folder = {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut name = DefaultHasher::new();
        std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned()).hash(&mut name);
        format!("f{:016x}", name.finish())
    };
    format!("{program}.{folder}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_the_variable_the_folder_is_where_the_system_keeps_such() {
        assert!(std::env::var_os(DATA_DIR).is_none(), "the tests run without {DATA_DIR}");
        let of = |name: &str| std::env::var_os(name).map(PathBuf::from);
        #[cfg(target_os = "windows")]
        let expected = of("LOCALAPPDATA").expect("Windows has it").join("Airtill");
        #[cfg(target_os = "macos")]
        let expected = of("HOME").expect("macOS has it").join("Library/Application Support/Airtill");
        #[cfg(target_os = "linux")]
        let expected = of("XDG_DATA_HOME")
            .filter(|folder| folder.is_absolute())
            .or_else(|| dirs::home_dir().map(|home| home.join(".local/share")))
            .expect("a home folder")
            .join("airtill");
        assert_eq!(data_folder(), expected);
        assert!(data_folder().is_absolute());
    }

    #[test]
    fn each_folder_has_one_copy_by_any_path_to_it() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let (one, other) = (temp.path().join("one"), temp.path().join("other"));
        std::fs::create_dir_all(&one).expect("a folder");
        std::fs::create_dir_all(&other).expect("a folder");
        let name = |folder: &Path| name_of_copy("com.airtill.till", folder);
        assert_ne!(name(&one), name(&other));
        assert_eq!(name(&one), name(&other.join("..").join("one")));
        assert!(
            name(&one)
                .split('.')
                .all(|part| !part.is_empty() && !part.starts_with(|first: char| first.is_ascii_digit())),
            "a name for D-Bus"
        );
    }
}
