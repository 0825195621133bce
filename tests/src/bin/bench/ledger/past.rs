//! A ledger of very many sales, made once and stored beside the programs.
//!
//! It is written through the ledger's own appends, many entries to a transaction; only the waiting for the disk after
//! each is left out. The same seed gives the same sales: numbers of which some are sold to often, a few sellers and
//! connections, one sale in twelve that does not end confirmed, one that is still in doubt in two thousand. In the first
//! third of them, one in three is of a kind that nobody sells any more: a range of numbers, references and an amount
//! that no later sale has. One sale in ten is a new eSIM, on a connection of its own.

use std::path::{Path, PathBuf};

use airtill_domain::{
    ConnectionId, Currency, DeclineReason, Environment, FloatKey, Money, Msisdn, TillId, Timestamp, TopUpOrder,
};
use airtill_ledger::{Answers, Fact, Intended, Ledger, NewEntry};

use super::dice::{BEGIN, BETWEEN, Dice, sale_id, seller, silent};
use super::esims;
use crate::measure::Fallible;

/// Raised when other sales are made, so that a file of the old ones is not taken for one of these.
const FORM: u32 = 3;

/// So many sales are as nobody sells any more; a third of the first ones.
const OLD: u64 = 300_000;
/// The beginning of their numbers.
pub const OLD_NUMBERS: &str = "0955";
/// The beginning of their references.
pub const OLD_REFERENCES: &str = "VIV0000";
/// The amount that they alone have.
pub const OLD_AMOUNT: &str = "777.00";

/// Entries of one transaction while the ledger is made.
const AT_ONCE: usize = 2_000;
const CONNECTIONS: [&str; 3] = ["juba-shop", "juba-market", "wau"];
/// The till that all sales are of.
pub fn till() -> TillId {
    TillId::from_bits(7)
}

/// The number of customer `n`, of which there are 400,000: the operators have shares as in life.
pub fn number(n: u64) -> String {
    let operator = ["92", "92", "92", "92", "98", "98", "95", "95", "97", "91"][(n % 10) as usize];
    format!("0{operator}{:07}", n.wrapping_mul(2_654_435_761) % 10_000_000)
}

/// A customer; low numbers come often.
pub fn customer(dice: &mut Dice) -> u64 {
    let (a, b) = (dice.below(400_000), dice.below(400_000));
    a * b / 400_000
}

/// The reference of sale `n`, padded with zeros as services do.
pub fn reference(n: u64) -> String {
    format!("TXN{:010}", n * 3 + 7)
}

/// A connection; the first has six sales in ten.
pub fn connection(dice: &mut Dice) -> &'static str {
    CONNECTIONS[[0, 0, 0, 0, 0, 0, 1, 1, 1, 2][dice.below(10) as usize]]
}

/// The entries of sale `n`.
pub fn sale(dice: &mut Dice, n: u64) -> Fallible<[NewEntry; 2]> {
    if esims::is_one(n) {
        return esims::sale(dice, n);
    }
    let id = sale_id(dice, n);
    let connection = ConnectionId::new(connection(dice))?;
    let float = FloatKey::parse(&format!("api.example|{connection}"));
    let minor = [500, 1_000, 2_000, 2_500, 5_000, 10_000, 100 + dice.below(900) * 10][dice.below(7) as usize] * 100;
    let is_old = n < OLD && n.is_multiple_of(3);
    let (number, reference, minor) = if is_old {
        (format!("{OLD_NUMBERS}{:06}", dice.below(1_000_000)), format!("{OLD_REFERENCES}{n:06}"), 77_700)
    } else {
        (number(customer(dice)), reference(n), minor)
    };
    let amount = Money::from_minor(i64::try_from(minor)?, Currency::SSP);
    let order = TopUpOrder { connection: connection.clone(), msisdn: Msisdn::parse(&number)?, amount };
    let at = Timestamp(BEGIN + i64::try_from(n)? * BETWEEN);
    let float_after = Some(Money::from_minor(90_000_000, Currency::SSP));
    let end = match dice.below(2_000) {
        0 => silent(id),
        1..=100 => Fact::Declined {
            sale: id,
            reason: DeclineReason::InsufficientFloat,
            code: Some(3),
            reference: None,
            message: "Insufficient balance".to_owned(),
        },
        101..=160 => Fact::Accepted {
            sale: id,
            reference,
            code: Some(17),
            float_after,
            message: "Queued for delivery".to_owned(),
        },
        _ => Fact::Confirmed {
            sale: id,
            reference,
            float_after,
            message: "Transaction successful".to_owned(),
            esim: None,
        },
    };
    let intended =
        Intended { sold_by: Some(seller(dice).to_owned()), ..Intended::first(id, order.into(), Answers::none()) };
    let entry = |at, fact| NewEntry {
        at,
        actor: "till@example.com".to_owned(),
        connection: Some(connection.clone()),
        float: float.clone(),
        fact,
    };
    Ok([entry(at, Fact::Intended(intended)), entry(Timestamp(at.0 + 900), end)])
}

/// The ledger of so many sales, made now if it is not there; none is changed.
pub fn ledger(sales: u64) -> Fallible<PathBuf> {
    let programs = std::env::current_exe()?;
    let folder = programs.parent().unwrap_or(Path::new(".")).join("bench-ledger");
    let path = folder.join(format!("{sales}-{FORM}.sqlite3"));
    if path.exists() && Ledger::open(&path, Environment::Practice, till()).is_ok_and(|ledger| is_whole(&ledger, sales))
    {
        return Ok(path);
    }
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    eprintln!("making a ledger of {sales} sales, once: some minutes");
    let mut ledger = Ledger::open(&path, Environment::Practice, till())?;
    let mut dice = Dice::new(7);
    let mut waiting = Vec::new();
    for n in 0..sales {
        waiting.extend(sale(&mut dice, n)?);
        if waiting.len() >= AT_ONCE || n + 1 == sales {
            ledger.append_all(std::mem::take(&mut waiting))?;
        }
    }
    ledger.close()?;
    Ok(path)
}

fn is_whole(ledger: &Ledger, sales: u64) -> bool {
    let last = ledger.last_entries(None, 1).unwrap_or_default();
    // A run of the program may have begun with an entry of its own.
    last.first().is_some_and(|entry| entry.seq.0.unsigned_abs() >= 2 * sales)
}
