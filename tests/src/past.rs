//! A past that no test has the time to live through: practice sales in a ledger, written before the till opens it.
//!
//! All of them are over, so the till only has to show them.

use std::error::Error;
use std::path::Path;
use std::time::Duration;

use airtill_app::DataFolder;
use airtill_domain::{
    ConnectionId, Currency, DeclineReason, Environment, Money, Msisdn, SaleId, Timestamp, TopUpOrder,
};
use airtill_ledger::{Answers, Fact, Intended, Ledger, NewEntry};
use uuid::Uuid;

/// When the first of them was sold: on 1 January 2025, so that all of them lie behind.
const BEGUN: Timestamp = Timestamp(1_735_689_600_000);
/// From one sale to the next.
const APART: Duration = Duration::from_secs(20 * 60);

/// Writes so many sales below the till's data folder, which no till has open.
///
/// # Errors
/// When they cannot be written.
pub fn write(data: &Path, sales: u32) -> Result<(), Box<dyn Error + Send + Sync>> {
    let data = DataFolder::open(data)?;
    let (folder, till) = (data.environment(Environment::Practice), data.till());
    std::fs::create_dir_all(&folder)?;
    let mut ledger = Ledger::open(&folder.join("ledger.sqlite3"), Environment::Practice, till)?;
    ledger.begin_run("airtill", Uuid::from_u128(1), "0.1.0");
    let mut entries = Vec::new();
    for n in 0..sales {
        entries.extend(sale(n)?);
    }
    // In one piece: that many waits for the disk would take minutes.
    ledger.append_all(entries)?;
    Ok(ledger.close()?)
}

/// The two entries of a sale: mostly delivered, now and then refused or taken for later.
fn sale(n: u32) -> Result<[NewEntry; 2], Box<dyn Error + Send + Sync>> {
    let sale = SaleId(Uuid::from_u128(u128::from(n) + 1));
    let (connection, amount) =
        (ConnectionId::new("practice")?, Money::from_minor([2_000, 5_000, 10_000][n as usize % 3], Currency::SSP));
    let order = TopUpOrder {
        connection: connection.clone(),
        msisdn: Msisdn::parse(&format!("092{:07}", 1_000_000 + n))?,
        amount,
    };
    let intended = Fact::Intended(Intended::first(sale, order.into(), Answers::none()));
    let (reference, message, float_after) = (format!("20261128{n:017}"), String::new(), None);
    let outcome = match n % 25 {
        7 => Fact::Declined { sale, reason: DeclineReason::NumberInactive, code: Some(36), reference: None, message },
        19 => Fact::Accepted { sale, reference, code: Some(11), float_after, message },
        _ => Fact::Confirmed { sale, reference, float_after, message, esim: None },
    };
    let at = BEGUN.plus(APART * n);
    let entry = |at, fact| NewEntry {
        at,
        actor: "clerk@practice.example".to_owned(),
        connection: Some(connection.clone()),
        float: None,
        fact,
    };
    Ok([entry(at, intended), entry(at.plus(Duration::from_secs(2)), outcome)])
}
