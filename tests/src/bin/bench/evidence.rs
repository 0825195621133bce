//! The cost of a reading of the float in its most expensive case: behind 5,000 sales, with 30 sales in doubt.
//!
//! The entries are made in memory, since the disk is measured with the top-up. Every doubt has an amount of its own,
//! some of them were charged, and the reading is the first one behind all of them.

use std::time::Duration;

use airtill_app::evidence::chain::Chain;
use airtill_domain::connection::Declarations;
use airtill_domain::{ConnectionId, Currency, DoubtCause, Money, Msisdn, SaleId, TillId, Timestamp, TopUpOrder};
use airtill_ledger::{Answers, Entry, Fact, Intended, Seq};
use uuid::Uuid;

use crate::measure::{Fallible, Measure, Ratio, Unit};
use crate::samples::{median, micros, now};

const SALES: u32 = 5_000;
const DOUBTS: u32 = 30;
/// The time that a reading may take.
const ALLOWED: Duration = Duration::from_millis(20);
const READINGS: usize = 20;

/// A ledger in memory.
struct MemoryLedger {
    entries: Vec<Entry>,
    float: i64,
}

impl MemoryLedger {
    fn write(&mut self, fact: Fact) -> Fallible<()> {
        let seq = i64::try_from(self.entries.len())? + 1;
        let (actor, connection, float, hash) = ("clerk".to_owned(), Some(ConnectionId::new("desk")?), None, [0; 32]);
        self.entries.push(Entry {
            seq: Seq(seq),
            at: Timestamp(seq * 1_000),
            till: TillId::from_bits(7),
            actor,
            connection,
            float,
            fact,
            hash,
        });
        Ok(())
    }

    fn send(&mut self, sale: SaleId, minor: i64) -> Fallible<()> {
        let order = TopUpOrder {
            connection: ConnectionId::new("desk")?,
            msisdn: Msisdn::parse("0921234567")?,
            amount: ssp(minor),
        };
        self.write(Fact::Intended(Intended::first(sale, order.into(), Answers::none())))
    }

    fn read(&mut self) -> Fallible<()> {
        self.write(Fact::FloatSeen { balance: ssp(self.float), run: None, asked_ms: None, turn: None })
    }
}

fn ssp(minor: i64) -> Money {
    Money::from_minor(minor, Currency::SSP)
}

/// Everything up to the reading that is measured, which comes last.
fn long_ledger() -> Fallible<Vec<Entry>> {
    let mut ledger = MemoryLedger { entries: Vec::new(), float: 900_000_000 };
    ledger.write(Fact::Declared {
        declarations: Declarations { smallest_deposit: None, ..Declarations::practice() },
        rules: 2,
    })?;
    ledger.read()?;
    for n in 0..SALES {
        let (sale, minor) = (SaleId(Uuid::from_u128(u128::from(n) + 1)), [2_000, 5_000, 10_000][n as usize % 3]);
        ledger.send(sale, minor)?;
        ledger.float -= minor;
        let float_after = Some(ssp(ledger.float));
        ledger.write(Fact::Confirmed {
            sale,
            reference: n.to_string(),
            float_after,
            message: String::new(),
            esim: None,
        })?;
    }
    for n in 0..DOUBTS {
        let (sale, minor) = (SaleId(Uuid::from_u128(1_000_000 + u128::from(n))), 1_000 + 170 * i64::from(n));
        ledger.send(sale, minor)?;
        ledger.write(Fact::InDoubt {
            sale,
            cause: DoubtCause::NoAnswer,
            refusal_code: None,
            code: None,
            reference: None,
            message: String::new(),
        })?;
        if n % 10 == 0 {
            ledger.float -= minor;
        }
    }
    ledger.read()?;
    Ok(ledger.entries)
}

/// Measures the last entry: weighing it, and its consequences.
pub async fn measure() -> Fallible<[Measure; 1]> {
    let entries = long_ledger()?;
    let Some((reading, before)) = entries.split_last() else { return Err("there are no entries".into()) };
    let mut chain = Chain::default();
    before.iter().for_each(|entry| chain.take(entry));
    let mut took = Vec::new();
    let mut due = 0;
    for _ in 0..READINGS {
        let mut chain = chain.clone();
        let began = now();
        chain.take(reading);
        due = chain.due().len();
        took.push(micros(began.elapsed()));
    }
    let from = format!("{READINGS} readings behind {SALES} sales with {DOUBTS} in doubt, {due} lines each");
    Ok([Measure {
        name: "weighing a float",
        till: median(&took),
        floor: micros(ALLOWED),
        unit: Unit::Time,
        bound: Ratio(100),
        from,
    }])
}
