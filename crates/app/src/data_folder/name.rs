//! The name of the till, in `till.json`: made with the folder, and found again where it is lost.
//!
//! Without its name a till would take the sales that it left open for another till's, and nobody would ever say how they
//! ended. So a name that is missing or cannot be read is taken from the folder's own ledgers, from the last run that
//! wrote in one; only a folder without any gets a new name. Where a ledger cannot be read now, nothing is written, and
//! the next start asks again. A ledger that is brought in beside a name changes nothing.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use airtill_domain::{Environment, TillId};
use airtill_ledger::{LedgerError, last_till};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::disk::{LEDGER, set_aside, write_whole};

/// Far above what the name takes.
const MOST_BYTES: u64 = 4 * 1024;

/// The name, and its origin.
#[derive(Debug)]
pub(super) struct Name {
    pub till: TillId,
    /// The file as which an unreadable one was set aside.
    pub set_aside: Option<String>,
    /// Whether it was taken from a ledger, now.
    pub by_records: bool,
}

/// Why there is no name now. Nothing was written then, unless the file itself refused it.
#[derive(Debug)]
pub(super) enum NotNamed {
    /// The name is lost, and a ledger that may hold it cannot be read now.
    Unread { ledger: PathBuf, error: LedgerError },
    /// The operating system's error at the file of the name.
    Io(io::Error),
}

impl From<io::Error> for NotNamed {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The form of `till.json`.
#[derive(Serialize, Deserialize)]
struct Written {
    till: TillId,
}

impl Name {
    /// The name in this folder, found again or made now if there is none that can be read.
    ///
    /// # Errors
    /// A ledger that may hold a lost name and cannot be read now; the operating system's error.
    pub fn of(folder: &Path) -> Result<Self, NotNamed> {
        let path = folder.join("till.json");
        let is_there = match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(error.into()),
            Ok(found) => {
                let is_readable = found.is_file() && found.len() <= MOST_BYTES;
                let bytes = if is_readable { fs::read(&path)? } else { Vec::new() };
                if let Ok(Written { till }) = serde_json::from_slice(&bytes) {
                    return Ok(Self { till, set_aside: None, by_records: false });
                }
                true
            }
        };
        let recorded = recorded(folder)?;
        let set_aside = if is_there { Some(set_aside(&path)?) } else { None };
        let till = recorded.unwrap_or_else(|| TillId::from(Uuid::new_v4()));
        let text = serde_json::to_vec(&Written { till }).map_err(io::Error::other)?;
        write_whole(&path, &text)?;
        Ok(Self { till, set_aside, by_records: recorded.is_some() })
    }
}

/// The till that wrote last in the ledgers of the folder, those of real sales first. A file that can never give a name
/// is passed over.
fn recorded(folder: &Path) -> Result<Option<TillId>, NotNamed> {
    for environment in [Environment::Live, Environment::Test, Environment::Practice] {
        let ledger = folder.join(environment.word()).join(LEDGER);
        match last_till(&ledger, environment) {
            Ok(Some(till)) => return Ok(Some(till)),
            Ok(None) => {}
            Err(error) => {
                tracing::error!(%error, environment = environment.word(), "the records do not tell the till's name");
                if may_pass(&error) {
                    return Err(NotNamed::Unread { ledger, error });
                }
            }
        }
    }
    Ok(None)
}

/// Whether another start may read what this one could not. Otherwise no start of this program will.
fn may_pass(error: &LedgerError) -> bool {
    match error {
        LedgerError::Unreadable { .. }
        | LedgerError::Older { .. }
        | LedgerError::Newer { .. }
        | LedgerError::WrongEnvironment { .. }
        | LedgerError::Broken { .. } => false,
        LedgerError::Busy
        | LedgerError::Io(_)
        | LedgerError::Sqlite(_)
        | LedgerError::Full { .. }
        | LedgerError::ReadOnly { .. }
        // Reading a name checks and appends nothing, so these say nothing of the file.
        | LedgerError::Unchecked
        | LedgerError::IllegalTransition { .. }
        | LedgerError::NoSuchSale { .. }
        | LedgerError::NotThisSale { .. } => true,
    }
}

#[cfg(test)]
mod tests {
    use airtill_domain::{Currency, Money, Timestamp};
    use airtill_ledger::{Fact, Ledger, NewEntry};

    use crate::data_folder::DataFolder;

    use super::*;

    #[test]
    fn a_till_keeps_the_name_that_was_made_with_its_folder() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let named = || DataFolder::open(temp.path()).expect("a data folder").till();
        let first = named();
        assert_eq!(named(), first);
        let text = fs::read_to_string(temp.path().join("till.json")).expect("the name");
        assert_eq!(text, format!("{{\"till\":\"{first}\"}}"), "its form on disk");
        #[cfg(unix)]
        assert_eq!(
            std::os::unix::fs::PermissionsExt::mode(
                &fs::metadata(temp.path().join("till.json")).expect("it").permissions()
            ) & 0o777,
            0o600
        );
        let other = tempfile::tempdir().expect("a temporary folder");
        assert_ne!(DataFolder::open(other.path()).expect("a data folder").till(), first);
    }

    #[test]
    fn a_name_that_cannot_be_read_is_set_aside_and_a_new_one_made() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let path = temp.path().join("till.json");
        let mut names = std::collections::BTreeSet::new();
        for (n, damaged) in ["", "{", "{\"till\":7}", "{\"till\":\"3F2A\"}", "\0"].into_iter().enumerate() {
            fs::write(&path, damaged).expect("a damaged file");
            let folder = DataFolder::open(temp.path()).expect("a data folder");
            let aside = folder.name_set_aside().expect("its name is given").to_owned();
            assert_eq!(fs::read_to_string(temp.path().join(&aside)).expect("it is still there"), damaged);
            assert_eq!(aside == "till.unreadable.json", n == 0, "{aside}");
            names.insert((folder.till(), aside));
        }
        assert_eq!(names.len(), 5, "nothing is overwritten");
        assert_eq!(DataFolder::open(temp.path()).expect("a data folder").name_set_aside(), None);
    }

    /// A ledger of `environment` in which that till wrote last.
    fn write_ledger(folder: &Path, environment: Environment, till: u128) {
        let path = folder.join(environment.word()).join(LEDGER);
        let mut ledger = Ledger::open(&path, environment, TillId::from_bits(till)).expect("a ledger");
        ledger.begin_run("airtill", Uuid::from_u128(till), "1.0.0");
        let balance = Money::from_minor(100, Currency::SSP);
        let fact = Fact::FloatSeen { balance, run: None, asked_ms: None, turn: None };
        let entry = NewEntry { at: Timestamp(0), actor: "clerk".to_owned(), connection: None, float: None, fact };
        ledger.append(entry).expect("written");
        ledger.close().expect("closed");
    }

    #[test]
    fn a_lost_name_is_found_again_in_the_ledgers_of_real_sales_first() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let path = temp.path().join("till.json");
        let named = || {
            let folder = DataFolder::open(temp.path()).expect("a data folder");
            (folder.till(), folder.is_named_by_records(), folder.name_set_aside().map(str::to_owned))
        };
        write_ledger(temp.path(), Environment::Practice, 7);
        assert_eq!(named(), (TillId::from_bits(7), true, None));
        assert_eq!(named(), (TillId::from_bits(7), false, None), "it was written down");
        write_ledger(temp.path(), Environment::Live, 8);
        assert_eq!(named().0, TillId::from_bits(7), "a ledger that is brought in changes no name");
        fs::remove_file(&path).expect("lost");
        assert_eq!(named(), (TillId::from_bits(8), true, None));
        fs::write(&path, "{").expect("damaged");
        let aside = Some("till.unreadable.json".to_owned());
        assert_eq!(named(), (TillId::from_bits(8), true, aside));
    }

    #[test]
    fn a_ledger_that_may_be_read_later_leaves_a_lost_name_lost() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        write_ledger(temp.path(), Environment::Live, 8);
        write_ledger(temp.path(), Environment::Test, 9);
        let (live, away) = (temp.path().join("live").join(LEDGER), temp.path().join("away"));
        let name = temp.path().join("till.json");
        for damaged in [None, Some("{")] {
            if let Some(damaged) = damaged {
                fs::write(&name, damaged).expect("a damaged name");
            }
            fs::rename(&live, &away).expect("out of reach");
            fs::create_dir(&live).expect("something that is no file stands there");
            let error = DataFolder::open(temp.path()).expect_err("the live ledger cannot be asked now");
            let start = format!("The name of this till is lost, and {} cannot be read now", live.display());
            assert!(error.to_string().starts_with(&start), "{error}");
            assert_eq!(fs::read_to_string(&name).ok().as_deref(), damaged, "it is as it was");
            assert!(!temp.path().join("till.unreadable.json").exists());
            fs::remove_dir(&live).expect("it is gone again");
            fs::rename(&away, &live).expect("in reach again");
            let folder = DataFolder::open(temp.path()).expect("a data folder");
            assert_eq!((folder.till(), folder.is_named_by_records()), (TillId::from_bits(8), true), "the next start");
            assert_eq!(folder.name_set_aside().is_some(), damaged.is_some());
            drop(folder);
            fs::remove_file(&name).expect("lost again");
        }
    }

    #[test]
    fn only_what_lies_in_the_file_of_a_ledger_is_passed_over() {
        let (found, wanted) = (Environment::Practice, Environment::Live);
        let what = airtill_ledger::Damage::Gap;
        for lasting in [
            LedgerError::Unreadable { source: None },
            LedgerError::Older { found: 2 },
            LedgerError::Newer { found: 4, known: 3 },
            LedgerError::WrongEnvironment { found, wanted },
            LedgerError::Broken { seq: None, what },
        ] {
            assert!(!may_pass(&lasting), "{lasting:?}");
        }
        for passing in [
            LedgerError::Busy,
            LedgerError::Io(io::Error::other("gone")),
            LedgerError::Full { source: "no room".into() },
            LedgerError::ReadOnly { source: None },
        ] {
            assert!(may_pass(&passing), "{passing:?}");
        }
    }

    #[test]
    fn ledgers_that_tell_no_name_are_passed_over() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        write_ledger(temp.path(), Environment::Test, 9);
        let live = temp.path().join("live").join(LEDGER);
        let practice = temp.path().join("practice").join(LEDGER);
        for no_name in ["", "not a ledger"] {
            for place in [&live, &practice] {
                fs::create_dir_all(place.parent().expect("a folder")).expect("made");
                fs::write(place, no_name).expect("written");
            }
            let name = Name::of(temp.path()).expect("a name");
            assert_eq!((name.till, name.by_records), (TillId::from_bits(9), true));
            fs::remove_file(temp.path().join("till.json")).expect("lost again");
        }
        fs::remove_dir_all(temp.path().join("test")).expect("removed");
        assert!(!Name::of(temp.path()).expect("a name").by_records, "a new one is made");
    }
}
