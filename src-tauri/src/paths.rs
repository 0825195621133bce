//! Where everything is kept: by each system's own convention, or where `AIRTILL_DATA_DIR` says.
//!
//! One folder holds everything, so that one variable moves it and one deletion ends it. What stands inside the folder, and
//! who may read it, is not decided here.

use std::path::PathBuf;

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
