//! The names by which a sale of a product is found: the customer's identifier and names, and the SIM.
//!
//! Derived: each name stands once for its sale, folded as searches compare it; a SIM stands by every end of its ICCID,
//! so that digits anywhere in it are the beginning of one. Names stand in blocks of entries, newest looked at first: a
//! page of what many sales have is near, and blocks without it cost a glance each. Airtime has no rows here: its
//! number is the subject of the sale.

use std::collections::BTreeSet;

use airtill_domain::Order;
use rusqlite::Transaction;

use crate::error::LedgerError;
use crate::number_parts::SHORTEST_PART;
use crate::sale::Sale;
use crate::text_folding::folded;

/// The block in which an entry stands: 32,768 of them are one.
pub(crate) fn block_of(seq: i64) -> i64 {
    seq >> 15
}

/// All names of a sale.
pub(crate) fn names_of(sale: &Sale) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    if let Order::NewEsim(order) = &sale.order {
        let customer = &order.customer;
        let person = [&customer.first_name, &customer.last_name].into_iter().flatten().map(String::as_str);
        names.extend(person.chain([customer.identifier.as_str()]).map(|name| folded(name).into_owned()));
    }
    if let Some(iccid) = sale.iccid() {
        let digits = iccid.digits();
        names.extend((0..=digits.len().saturating_sub(SHORTEST_PART)).map(|at| digits[at..].to_owned()));
    }
    names.retain(|name| !name.is_empty());
    names
}

/// Writes the names of a sale that it did not have before.
pub(crate) fn insert(tx: &Transaction<'_>, sale: &Sale) -> Result<(), LedgerError> {
    if sale.order.product().is_none() {
        return Ok(());
    }
    let mut insert =
        tx.prepare_cached("INSERT OR IGNORE INTO sale_name (block, name, first_seq) VALUES (?1, ?2, ?3)")?;
    for name in names_of(sale) {
        insert.execute((block_of(sale.first.0), name, sale.first.0))?;
    }
    Ok(())
}
