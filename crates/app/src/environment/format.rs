//! The oldest format among the ledgers of all environments, read without opening one.
//!
//! A newer version of the till that does not read it must not take the place of this one.

use airtill_domain::Environment;

use crate::data_folder::{DataFolder, LEDGER};

/// The oldest format among the ledgers of a data folder; `None` where there is no ledger. One that cannot be read just
/// now counts as older than any.
pub fn oldest_ledger(folder: &DataFolder) -> Option<u32> {
    let environments = [Environment::Live, Environment::Test, Environment::Practice].into_iter();
    let formats = environments.map(|environment| folder.environment(environment).join(LEDGER));
    formats
        .filter_map(|ledger| {
            airtill_ledger::format_of(&ledger).unwrap_or_else(|error| {
                tracing::warn!(%error, "the format of a ledger cannot be read");
                Some(0)
            })
        })
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn u08_the_oldest_ledger_of_all_environments_counts() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let folder = DataFolder::open(temp.path()).expect("a data folder");
        assert_eq!(oldest_ledger(&folder), None, "a till that never sold");
        let put = |environment, written: &[u8]| {
            let place = folder.environment(environment);
            std::fs::create_dir_all(&place).expect("a folder");
            std::fs::write(place.join(LEDGER), written).expect("written");
        };
        put(Environment::Live, include_bytes!("../../../ledger/src/tests/golden/version-3.sqlite3"));
        assert_eq!(oldest_ledger(&folder), Some(3));
        put(Environment::Practice, include_bytes!("../../../ledger/src/tests/golden/version-2.sqlite3"));
        assert_eq!(oldest_ledger(&folder), Some(2));
        std::fs::create_dir_all(folder.environment(Environment::Test).join(LEDGER)).expect("a folder in its place");
        assert_eq!(oldest_ledger(&folder), Some(0), "one that cannot be read");
    }
}
