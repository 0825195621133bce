//! The till that wrote a ledger last, read from its file without opening it for writing.
//!
//! A till whose own name is lost is found by it again: only then are the sales that it left open its own.

use std::io;
use std::path::Path;

use airtill_domain::{Environment, TillId};
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use crate::error::{Damage, LedgerError};
use crate::opening::{PATIENCE, configure, examine};
use crate::schema::MIGRATIONS;

/// The till of the last run that wrote in the ledger of `environment` at `path`; `None` where there is no file, or no
/// run in it.
///
/// # Errors
/// Those of [`crate::Ledger::open`] for a file that is no ledger of this environment and program; the cause where it
/// cannot be read. Entries are not proven.
pub fn last_till(path: &Path, environment: Environment) -> Result<Option<TillId>, LedgerError> {
    match std::fs::metadata(path) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    configure(&connection)?;
    examine(&connection, environment, MIGRATIONS)?;
    let last = "SELECT till FROM entry WHERE kind = 'run_started' ORDER BY seq DESC LIMIT 1";
    let name: Option<String> = connection.query_row(last, [], |row| row.get(0)).optional()?;
    let is_no_name = LedgerError::Broken { seq: None, what: Damage::Shape };
    name.map(|name| TillId::parse(&name).ok_or(is_no_name)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{Place, entry, float_seen, till};
    use crate::{Ledger, set_aside};

    /// A run of that till which writes one entry.
    fn run(place: &Place, till: TillId) -> Ledger {
        let mut ledger = Ledger::open(&place.path, Environment::Practice, till).unwrap();
        ledger.begin_run("airtill", uuid::Uuid::from_u128(1), "1.0.0");
        ledger.append(entry(0, float_seen(1))).unwrap();
        ledger
    }

    #[test]
    fn the_till_of_the_last_run_is_read_from_the_file_and_its_log() {
        let place = Place::new();
        let last = || last_till(&place.path, Environment::Practice);
        assert_eq!(last().unwrap(), None, "there is no ledger");
        place.open().close().unwrap();
        assert_eq!(last().unwrap(), None, "nobody wrote in it");
        let other = TillId::from_bits(8);
        run(&place, till()).close().unwrap();
        assert_eq!(last().unwrap(), Some(till()));
        let open = run(&place, other);
        assert_eq!(last().unwrap(), Some(other), "the run is in the log alone");
        open.close().unwrap();
        run(&place, till()).close().unwrap();
        assert_eq!(last().unwrap(), Some(till()), "of several tills the last one");
        let mut ledger = place.open();
        ledger.append(entry(0, float_seen(2))).expect("reading it left the file as it was");
        ledger.verify().unwrap();
    }

    #[test]
    fn a_file_that_is_no_ledger_of_the_environment_names_no_till() {
        let place = Place::new();
        run(&place, till()).close().unwrap();
        let elsewhere = last_till(&place.path, Environment::Live);
        assert!(matches!(elsewhere, Err(LedgerError::WrongEnvironment { .. })), "{elsewhere:?}");
        for rubbish in [&b""[..], &b"not a ledger".repeat(100), include_bytes!("tests/golden/version-2.sqlite3")] {
            set_aside(&place.path, crate::tests::at(0)).unwrap();
            std::fs::write(&place.path, rubbish).unwrap();
            last_till(&place.path, Environment::Practice).expect_err("no name is in it");
            assert_eq!(std::fs::read(&place.path).unwrap(), rubbish, "it is left as it is");
        }
    }
}
