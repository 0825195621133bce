//! The effect of an append, its refusals, and those of SQL behind it.
//!
//! The rules of the domain have their own tests there; these tests ask whether the ledger obeys them.

use super::*;
use crate::{LedgerError, Seq, Verified};

#[test]
fn every_kind_of_fact_reads_back_as_it_was_written() {
    let place = Place::new();
    let mut ledger = place.open();
    every_kind(&mut ledger);
    ledger.close().unwrap();
    let ledger = place.open();
    let entries = ledger.entries(None, Seq(0), 100).unwrap();
    assert_eq!(
        entries.iter().map(|e| e.seq.0).collect::<Vec<_>>(),
        (1..=15).collect::<Vec<_>>(),
        "numbers follow each other"
    );
    assert_eq!(entries[11].fact, noted(4), "a finding keeps its numbers as they were");
    assert_eq!(ledger.last_entries(Some(&shop()), 2).unwrap(), entries[13..], "the last ones come in order");
    assert_eq!(ledger.timeline(id(1)).unwrap(), entries[1..5]);
    assert_eq!(ledger.entries(Some(&ConnectionId::new("other").unwrap()), Seq(0), 9).unwrap(), []);
    assert_eq!(ledger.verify().unwrap(), Verified { entries: 15, sales: 4 });
}

#[test]
fn a_sale_tells_what_its_entries_told() {
    let place = Place::new();
    let mut ledger = place.open();
    every_kind(&mut ledger);
    let confirmed = ledger.sale(id(1)).unwrap().unwrap();
    assert_eq!(
        (confirmed.state, confirmed.attempt, confirmed.reference.as_deref()),
        (SaleState::Confirmed, 2, Some("REF-000001"))
    );
    assert_eq!(
        (confirmed.first, confirmed.last, confirmed.asked_at, confirmed.last_at),
        (Seq(2), Seq(5), at(1), at(4))
    );
    assert_eq!((confirmed.float_before, confirmed.float_after), (Some(ssp(100_000)), Some(ssp(94_030))));
    let declined = ledger.sale(id(3)).unwrap().unwrap();
    assert_eq!((declined.reason, declined.code), (Some(DeclineReason::InsufficientFloat), Some(3)));
    let said = ledger.sale(id(4)).unwrap().unwrap();
    assert_eq!(
        (said.state, said.cause, said.reason),
        (SaleState::Said, Some(DoubtCause::NoAnswer), None),
        "the cause of the doubt stays known"
    );
    assert_eq!(said.said.unwrap().arrived, Some(true));
    assert_eq!((confirmed.till, confirmed.list), (till(), None));
    assert_eq!(
        ledger.last_float(&shop(), None).unwrap(),
        Some((at(4), ssp(94_030))),
        "a confirmed sale told the newest balance"
    );
    assert_eq!(ledger.sale(id(9)).unwrap(), None);
    assert!(ledger.open_sales(None).unwrap().is_empty(), "nothing is open");
}

#[test]
fn a_sale_only_goes_where_the_rules_allow() {
    use SaleState::*;
    let place = Place::new();
    let mut ledger = place.open();
    every_kind(&mut ledger);
    ledger.append(entry(20, intended(5))).unwrap();
    let (before, rows) = (ledger.verify().unwrap(), derived(&ledger));
    let other = |fact| NewEntry { connection: ConnectionId::new("other").ok(), ..entry(30, fact) };
    for (entry, from, to) in [
        (entry(30, confirmed(9)), None, Confirmed),
        (entry(30, in_doubt(9)), None, InDoubt),
        (entry(30, attempt(9, 2)), None, Intended),
        (entry(30, attempt(9, 0)), None, Intended),
        (entry(30, confirmed(1)), Some(Confirmed), Confirmed),
        (entry(30, declined(2)), Some(Accepted), Declined),
        (entry(30, in_doubt(3)), Some(Declined), InDoubt),
        (entry(30, intended(5)), Some(Intended), Intended),
        (entry(30, attempt(5, 2)), Some(Intended), Intended),
        (entry(30, judged(5, Charged)), Some(Intended), Charged),
        (entry(30, judged(4, NotCharged)), Some(Said), NotCharged),
        (entry(30, said(5, Some(true), None)), Some(Intended), Said),
    ] {
        match ledger.append(entry.clone()) {
            Err(LedgerError::IllegalTransition { from: f, to: t, .. }) => assert_eq!((f, t), (from, to), "{entry:?}"),
            other => panic!("{entry:?} gave {other:?}"),
        }
    }
    assert!(matches!(ledger.append(entry(30, noted(9))), Err(LedgerError::NoSuchSale { .. })));
    assert!(
        matches!(ledger.append(other(confirmed(5))), Err(LedgerError::NotThisSale { .. })),
        "an answer of another connection"
    );
    assert!(
        matches!(ledger.append(other(intended(8))), Err(LedgerError::NotThisSale { .. })),
        "an order of another connection"
    );
    assert!(
        matches!(ledger.append(entry(30, turned_away(5, 2))), Err(LedgerError::NotThisSale { .. })),
        "an attempt that was not made"
    );
    assert_eq!((ledger.verify().unwrap(), derived(&ledger)), (before, rows), "what is refused leaves no trace");
}

#[test]
fn a_doubt_is_left_by_a_verdict_or_a_person_only() {
    let place = Place::new();
    let mut ledger = place.open();
    ledger.append(entry(0, intended(1))).unwrap();
    ledger.append(entry(1, in_doubt(1))).unwrap();
    for late in [confirmed(1), accepted(1), declined(1), attempt(1, 2), turned_away(1, 1)] {
        assert!(
            matches!(ledger.append(entry(2, late.clone())), Err(LedgerError::IllegalTransition { .. })),
            "{late:?}"
        );
    }
    for (n, state, fact) in [
        (10, SaleState::Charged, judged(10, SaleState::Charged)),
        (11, SaleState::NotCharged, judged(11, SaleState::NotCharged)),
        (12, SaleState::Said, said(12, None, Some(true))),
    ] {
        ledger.append(entry(3, intended(n))).unwrap();
        ledger.append(entry(4, in_doubt(n))).unwrap();
        ledger.append(entry(5, fact)).unwrap();
        assert_eq!(ledger.sale(id(n)).unwrap().unwrap().state, state);
    }
}

#[test]
fn a_request_that_was_turned_away_is_tried_anew_or_ends() {
    let place = Place::new();
    let mut ledger = place.open();
    ledger.append(entry(0, intended(1))).unwrap();
    ledger.append(entry(1, turned_away(1, 1))).unwrap();
    assert!(!ledger.sale(id(1)).unwrap().unwrap().is_under_way());
    for early in [confirmed(1), accepted(1), attempt(1, 3), attempt(1, 1), turned_away(1, 1)] {
        assert!(ledger.append(entry(2, early.clone())).is_err() || early == turned_away(1, 1), "{early:?}");
    }
    let dearer = attempt_of(1, 2, TopUpOrder { connection: shop(), msisdn: msisdn(1), amount: ssp(6_001) });
    assert!(
        matches!(ledger.append(entry(3, dearer)), Err(LedgerError::NotThisSale { .. })),
        "the next attempt is of the same order"
    );
    ledger.append(entry(3, attempt(1, 2))).unwrap();
    ledger.append(entry(4, turned_away(1, 2))).unwrap();
    ledger.append(entry(5, declined(1))).unwrap();
    assert_eq!(ledger.sale(id(1)).unwrap().unwrap().state, SaleState::Declined, "the sign-in ended: nothing was sent");
}

#[test]
fn n06_sql_itself_refuses_to_change_the_past() {
    let place = Place::new();
    let mut ledger = place.open();
    every_kind(&mut ledger);
    let raw = rusqlite::Connection::open(&place.path).unwrap();
    let columns = "seq, at_ms, till, connection, sale, kind, attempt, body, salt, body_digest, prev_hash, hash";
    let same =
        "1, 0, till, 'x', NULL, 'float_seen', NULL, '{}', salt, body_digest, prev_hash, hash FROM entry WHERE seq = 1";
    let intent = |seq: &str, previous: &str| {
        format!(
            "{seq}, 0, till, 'x', sale, 'intended', 1, '{{}}', salt, body_digest, ({previous}), hash
             FROM entry WHERE kind = 'intended' AND attempt = 1 LIMIT 1"
        )
    };
    let next = intent("16", "SELECT hash FROM entry WHERE seq = 15");
    let refusal = "16, 0, till, 'x', sale, 'turned_away', 1, '{}', salt, body_digest,
        (SELECT hash FROM entry WHERE seq = 15), hash FROM entry WHERE seq = 3";
    for refused in [
        "UPDATE entry SET till = 'x' WHERE seq = 1".to_owned(),
        "UPDATE OR REPLACE entry SET seq = 2 WHERE seq = 1".to_owned(),
        "DELETE FROM entry WHERE seq = 15".to_owned(),
        "DELETE FROM entry".to_owned(),
        format!("REPLACE INTO entry ({columns}) SELECT {same}"),
        format!("INSERT OR REPLACE INTO entry ({columns}) SELECT {same}"),
        format!("INSERT INTO entry ({columns}) SELECT {same} ON CONFLICT (seq) DO UPDATE SET till = 'x'"),
        format!("REPLACE INTO entry ({columns}) SELECT {next}"),
        format!("INSERT INTO entry ({columns}) SELECT {next}"),
        format!("REPLACE INTO entry ({columns}) SELECT {refusal}"),
        format!("INSERT INTO entry ({columns}) SELECT {}", intent("17", "SELECT hash FROM entry WHERE seq = 15")),
        format!("INSERT INTO entry ({columns}) SELECT {}", intent("16", "SELECT zeroblob(32)")),
        "UPDATE ledger SET environment = 'live'".to_owned(),
        "DELETE FROM ledger".to_owned(),
        "REPLACE INTO ledger SELECT 1, 'live', till, genesis FROM ledger".to_owned(),
    ] {
        assert!(raw.execute(&refused, []).is_err(), "{refused}");
    }
    // Without the trigger the index still holds.
    raw.execute_batch("DROP TRIGGER entry_only_follows").unwrap();
    let error = raw.execute(&format!("INSERT INTO entry ({columns}) SELECT {next}"), []).unwrap_err();
    assert!(error.to_string().contains("UNIQUE"), "{error}");
    assert_eq!(ledger.entries(None, Seq(0), 100).unwrap().len(), 15);
}

#[test]
fn a_run_begins_with_its_start_and_one_that_only_reads_writes_nothing() {
    let place = Place::new();
    let run = |n| uuid::Uuid::from_u128(n);
    let open = |n| {
        let mut ledger = place.open();
        ledger.begin_run("airtill", run(n), "1.2.3");
        ledger
    };
    assert_eq!(open(1).verify().unwrap().entries, 0);
    let mut ledger = open(2);
    assert!(ledger.append(entry(3, confirmed(9))).is_err(), "a refused entry begins no run");
    assert_eq!(ledger.verify().unwrap().entries, 0);
    assert!(matches!(ledger.intend(entry(4, intended(1)), guard(4)).unwrap(), crate::Intent::Recorded { .. }));
    ledger.append_all(vec![entry(5, confirmed(1)), entry(6, float_seen(7))]).unwrap();
    drop(ledger);
    open(3).append(entry(7, float_seen(6))).unwrap();
    let entries = place.open().entries(None, Seq(0), 99).unwrap();
    let kinds: Vec<_> = entries.iter().map(|entry| entry.fact.kind()).collect();
    assert_eq!(kinds, ["run_started", "intended", "confirmed", "float_seen", "run_started", "float_seen"]);
    let start = &entries[0];
    assert_eq!((start.at, start.actor.as_str(), start.connection.as_ref()), (at(4), "airtill", None));
    assert_eq!(start.fact, Fact::RunStarted { run: run(2), program: "1.2.3".into() });
    assert_eq!(entries[4].fact, Fact::RunStarted { run: run(3), program: "1.2.3".into() });
}

#[test]
fn the_entries_of_two_tills_stand_in_one_chain_and_name_their_tills() {
    let place = Place::new();
    place.open().append(entry(0, intended(1))).unwrap();
    let other = TillId::from_bits(9);
    let mut ledger = Ledger::open(&place.path, Environment::Practice, other).unwrap();
    assert_eq!((ledger.begun_by(), ledger.till()), (till(), other));
    ledger.append(NewEntry { connection: ConnectionId::new("b").ok(), ..entry(1, float_seen(5)) }).unwrap();
    ledger.append(entry(2, in_doubt(1))).unwrap();
    let tills: Vec<_> = ledger.entries(None, Seq(0), 9).unwrap().iter().map(|entry| entry.till).collect();
    assert_eq!(tills, [till(), other, other]);
    assert_eq!(ledger.sale(id(1)).unwrap().unwrap().till, till(), "it stays the sale of the till that sold it");
    ledger.verify().unwrap();
}
