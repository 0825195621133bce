//! The counts at the end of a check of the whole ledger.
//!
//! They show that nothing is derived besides what the entries give: each row was compared on the way.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::proof::Proof;
use crate::derived::{float_seen, sale_of};
use crate::error::{Damage, LedgerError};
use crate::number_parts;
use crate::sale_names::{block_of, names_of};

/// Compares all derived tables with what the walk along all entries found.
pub(super) fn compare(proof: &Proof, view: &Connection) -> Result<(), LedgerError> {
    let derived = || LedgerError::Broken { seq: None, what: Damage::Derived };
    let count = |table: &str| -> rusqlite::Result<i64> {
        view.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))
    };
    let sales = proof.begun as i64;
    // The bodies between the first and the last entry were counted on the way.
    let stray = "SELECT EXISTS (SELECT 1 FROM sale_body WHERE first_seq < 1)
                 OR EXISTS (SELECT 1 FROM sale_body WHERE first_seq > ?1)";
    if count("sale")? != sales
        || view.query_row(stray, [proof.last()], |row| row.get(0))?
        || !number_parts::are_those_of_the_sales(view)?
        || !has_its_names(view)?
    {
        return Err(derived());
    }
    if count("float_seen")? != proof.floats.len() as i64 {
        return Err(derived());
    }
    for (of, seen) in &proof.floats {
        if float_seen(view, of)?.as_ref() != Some(seen) {
            return Err(LedgerError::broken(seen.0, Damage::Derived));
        }
    }
    let mut statement = view.prepare_cached("SELECT seq, float FROM unseen")?;
    let unseen = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if unseen.collect::<Result<BTreeMap<i64, String>, _>>()? != proof.unseen {
        return Err(derived());
    }
    let mut statement = view.prepare_cached("SELECT currency FROM sale_currency")?;
    let currencies = statement.query_map([], |row| row.get(0))?.collect::<Result<BTreeSet<String>, _>>()?;
    if !currencies.iter().map(String::as_str).eq(proof.currencies.iter().copied()) {
        return Err(derived());
    }
    let mut statement = view.prepare_cached("SELECT day, first, last FROM sale_day")?;
    let days = statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
    if days.collect::<Result<BTreeMap<_, _>, _>>()? == proof.days { Ok(()) } else { Err(derived()) }
}

/// Whether exactly the names of the sales are stored.
fn has_its_names(view: &Connection) -> Result<bool, LedgerError> {
    let mut sales = view.prepare(
        "SELECT first_seq, body FROM sale_body WHERE first_seq IN (SELECT first_seq FROM sale WHERE product IS NOT NULL)",
    )?;
    let mut has = view.prepare("SELECT 1 FROM sale_name WHERE block = ?1 AND name = ?2 AND first_seq = ?3")?;
    let mut expected = 0_i64;
    let mut rows = sales.query([])?;
    while let Some(row) = rows.next()? {
        let sale = sale_of(row)?;
        for name in names_of(&sale) {
            if !has.exists((block_of(sale.first.0), name, sale.first.0))? {
                return Ok(false);
            }
            expected += 1;
        }
    }
    let found: i64 = view.query_row("SELECT count(*) FROM sale_name", [], |row| row.get(0))?;
    Ok(found == expected)
}
