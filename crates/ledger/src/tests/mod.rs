//! Tests that need a ledger on disk, one file a subject, and what they share.
//!
//! Sale `n` goes to number `n` and costs 60 pounds unless a test says otherwise; time is counted in seconds from one
//! noon.

use std::path::PathBuf;
use std::time::Duration;

use airtill_domain::connection::Declarations;
use airtill_domain::{
    ConnectionId, Currency, DeclineReason, DoubtCause, EndOfEpoch, Environment, Finding, FloatKey, Money, Msisdn,
    SaleId, SaleState, TillId, Timestamp, TopUpOrder,
};

use crate::{Answers, Fact, Guard, Intended, Ledger, LedgerError, Limiting, NewEntry, Noted, Reopening, Seq, Verdict};

mod another;
mod appending;
mod disk;
mod epoch;
mod floats;
mod forms;
mod golden;
mod guarding;
mod histories;
mod indices;
mod judging;
mod limits;
#[cfg(unix)]
mod no_room;
mod opening;
mod pinned;
mod plan_guards;
pub mod plans;
mod scaling;
mod searching;
mod sharing;
mod tampering;

pub use scaling::many_sales;

/// A folder of its own, gone at the end, with room for one ledger.
pub struct Place {
    pub folder: tempfile::TempDir,
    pub path: PathBuf,
}

impl Place {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.sqlite3");
        Self { folder, path }
    }

    pub fn open(&self) -> Ledger {
        self.opened().unwrap()
    }

    pub fn opened(&self) -> Result<Ledger, LedgerError> {
        Ledger::open(&self.path, Environment::Practice, till())
    }

    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = std::fs::read_dir(self.folder.path())
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

/// Noon of a day in 2026, and `seconds` after it.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp(1_795_262_400_000 + seconds * 1_000)
}

/// The till of all tests that do not name another one.
pub fn till() -> TillId {
    TillId::from_bits(0x3f2a_91bc_0000_0000_0000_0000_0000_0007)
}

pub fn shop() -> ConnectionId {
    ConnectionId::new("juba-shop").unwrap()
}

pub fn id(n: u32) -> SaleId {
    SaleId::parse(&format!("{n:08x}-0000-4000-8000-000000000000")).unwrap()
}

pub fn msisdn(n: u32) -> Msisdn {
    Msisdn::parse(&format!("092{n:07}")).unwrap()
}

pub fn ssp(minor: i64) -> Money {
    Money::from_minor(minor, Currency::SSP)
}

pub fn entry(seconds: i64, fact: Fact) -> NewEntry {
    NewEntry { at: at(seconds), actor: "Amal Deng".into(), connection: Some(shop()), float: None, fact }
}

/// Sale `n` of 60 pounds to number `n`, first attempt.
pub fn intended(n: u32) -> Fact {
    attempt(n, 1)
}

pub fn attempt(n: u32, attempt: u32) -> Fact {
    let mut fact = attempt_of(n, attempt, TopUpOrder { connection: shop(), msisdn: msisdn(n), amount: ssp(6_000) });
    let Fact::Intended(intended) = &mut fact else { unreachable!() };
    intended.float_before = Some(ssp(100_000));
    fact
}

/// An attempt at an order of which nothing more is known.
pub fn attempt_of(n: u32, attempt: u32, order: TopUpOrder) -> Fact {
    Fact::Intended(Intended { attempt, ..Intended::first(id(n), order.into(), Answers::none()) })
}

pub fn turned_away(n: u32, attempt: u32) -> Fact {
    Fact::TurnedAway { sale: id(n), attempt, status: 401, message: "JWT expired".into() }
}

pub fn confirmed(n: u32) -> Fact {
    Fact::Confirmed {
        sale: id(n),
        reference: format!("REF-{n:06}"),
        float_after: Some(ssp(94_030)),
        message: "Success".into(),
        esim: None,
    }
}

pub fn accepted(n: u32) -> Fact {
    Fact::Accepted {
        sale: id(n),
        reference: format!("REF-{n:06}"),
        code: Some(17),
        float_after: None,
        message: "Queued".into(),
    }
}

pub fn declined(n: u32) -> Fact {
    Fact::Declined {
        sale: id(n),
        reason: DeclineReason::InsufficientFloat,
        code: Some(3),
        reference: None,
        message: "No".into(),
    }
}

pub fn in_doubt(n: u32) -> Fact {
    Fact::InDoubt {
        sale: id(n),
        cause: DoubtCause::NoAnswer,
        refusal_code: None,
        code: None,
        reference: None,
        message: "timed out".into(),
    }
}

pub fn noted(n: u32) -> Fact {
    Fact::EvidenceNoted {
        sale: id(n),
        noted: Noted { if_not_charged: Some(ssp(100_000)), ..Noted::of(Finding::FitsBoth, Some(ssp(94_030))) },
    }
}

pub fn float_seen(minor: i64) -> Fact {
    Fact::FloatSeen { balance: ssp(minor), run: None, asked_ms: None, turn: None }
}

/// A float of an account of that name.
pub fn float(account: &str) -> FloatKey {
    FloatKey::parse(&format!("api.example|{account}")).unwrap()
}

/// Refused by a documented code, the charge open.
pub fn refused(n: u32) -> Fact {
    Fact::InDoubt {
        sale: id(n),
        cause: DoubtCause::RefusedChargeUnknown,
        refusal_code: Some(13),
        code: None,
        reference: Some(format!("NO-{n:06}")),
        message: "Refused".into(),
    }
}

pub fn never_handed_over(n: u32) -> Fact {
    Fact::NeverHandedOver { sale: id(n), reason: DeclineReason::Unreachable, message: "refused by the system".into() }
}

pub fn came_to_rest(n: u32) -> Fact {
    Fact::CameToRest { sale: id(n), run: uuid::Uuid::from_u128(7), waited_ms: 600_000 }
}

/// A verdict that puts sale `n` in `state`.
pub fn judged(n: u32, state: SaleState) -> Fact {
    let charged = matches!(state, SaleState::Charged | SaleState::DeclinedButCharged);
    let (before, after) = (ssp(100_000), ssp(if charged { 94_030 } else { 100_000 }));
    let debit = charged.then(|| ssp(5_970));
    let verdict = Verdict {
        charged,
        from: at(0),
        to: at(9),
        before,
        after,
        debit,
        rest_seconds: 600,
        rests_on: vec![Seq(1)],
        rules: 2,
    };
    Fact::Judged { sale: id(n), state, verdict }
}

pub fn reopened(n: u32) -> Fact {
    Fact::Reopened { sale: id(n), reopening: Reopening { moved: Some(ssp(2_000)), from: at(9), to: at(12) } }
}

pub fn said(n: u32, arrived: Option<bool>, charged: Option<bool>) -> Fact {
    Fact::Said { sale: id(n), arrived, charged, reason: "the customer called".into(), adopted: false, person: None }
}

pub fn declared() -> Fact {
    Fact::Declared { declarations: Declarations::practice(), rules: 2 }
}

pub fn ended() -> Fact {
    Fact::EpochEnded {
        cause: EndOfEpoch::Unexplained,
        declarations: Declarations::practice(),
        moved: None,
        from: Seq(1),
        to: Seq(2),
        suspects: vec![],
        rules: 2,
    }
}

pub fn guard(seconds: i64) -> Guard {
    Guard { now: at(seconds), repeat_window: Duration::from_secs(24 * 3_600), limiting: Limiting::default() }
}

/// A short history with every kind of fact.
pub fn every_kind(ledger: &mut Ledger) {
    let facts = [
        float_seen(100_000),
        intended(1),
        turned_away(1, 1),
        attempt(1, 2),
        confirmed(1),
        intended(2),
        accepted(2),
        intended(3),
        declined(3),
        intended(4),
        in_doubt(4),
        noted(4),
        Fact::UnexplainedDebit { amount: ssp(100), pending: Some(id(4)) },
        said(4, Some(true), None),
        Fact::UnexplainedDebit { amount: ssp(7), pending: None },
    ];
    for (second, fact) in (0_i64..).zip(facts) {
        ledger.append(entry(second, fact)).unwrap();
    }
}

/// A float, named in every entry, with every kind of fact that names one first: the sales 11 to 14.
pub fn every_kind_of_a_float(ledger: &mut Ledger) {
    let read = Fact::FloatSeen {
        balance: ssp(100_000),
        run: Some(uuid::Uuid::from_u128(7)),
        asked_ms: Some(1_500),
        turn: None,
    };
    let next = ledger.last_entries(None, 1).unwrap().first().map_or(1, |entry| entry.seq.0 + 1);
    let facts = [
        declared(),
        read,
        intended(11),
        never_handed_over(11),
        intended(12),
        in_doubt(12),
        came_to_rest(12),
        judged(12, SaleState::NotCharged),
        reopened(12),
        said(12, Some(true), None),
        intended(13),
        refused(13),
        judged(13, SaleState::DeclinedButCharged),
        intended(14),
        accepted(14),
        Fact::UnexplainedDebit { amount: ssp(6_000), pending: Some(id(14)) },
        ended(),
        Fact::Seen { notices: vec![Seq(next + 8), Seq(next + 15)], person: Some("Nyandeng Garang".into()) },
    ];
    for (second, fact) in (100_i64..).zip(facts) {
        ledger.append(NewEntry { float: Some(float("clerk")), ..entry(second, fact) }).unwrap();
    }
}

/// Every value of the derived tables, as text.
pub fn derived(ledger: &Ledger) -> Vec<String> {
    let mut all = Vec::new();
    for table in [
        "sale ORDER BY first_seq",
        "sale_body ORDER BY first_seq",
        "number_part ORDER BY part",
        "sale_day ORDER BY day",
        "sale_name ORDER BY block, name, first_seq",
        "sale_currency ORDER BY currency",
        "float_seen ORDER BY of",
        "unseen ORDER BY seq",
    ] {
        let mut statement = ledger.connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = statement.column_count();
        let rows = statement.query_map([], |row| {
            (0..columns).map(|c| row.get::<_, rusqlite::types::Value>(c)).collect::<Result<Vec<_>, _>>()
        });
        all.extend(rows.unwrap().map(|row| format!("{:?}", row.unwrap())));
    }
    all
}
