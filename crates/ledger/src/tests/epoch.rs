//! Where the reading of a float begins: never within a window, whatever the history.
//!
//! The definition is written here a second time, plainly and slowly, from the entries alone; random histories compare
//! the two.

use airtill_domain::{FloatKey, SaleState};
use proptest::prelude::*;

use super::*;
use crate::{Entry, EpochEntries};

fn of(float: &FloatKey, seconds: i64, fact: Fact) -> NewEntry {
    NewEntry { float: Some(float.clone()), ..entry(seconds, fact) }
}

/// The entry that closed the window of a sale, by its timeline.
fn closed(timeline: &[&Entry]) -> Option<Seq> {
    let answer = timeline.iter().find(|entry| {
        let refused = matches!(entry.fact, Fact::InDoubt { refusal_code: Some(_), .. });
        refused
            || matches!(
                entry.fact,
                Fact::Confirmed { .. } | Fact::Accepted { .. } | Fact::Declined { .. } | Fact::NeverHandedOver { .. }
            )
    });
    let rest = timeline.iter().find(|entry| matches!(entry.fact, Fact::CameToRest { .. }));
    match (answer, rest) {
        // It may be debited a second time until it is at rest.
        (Some(answer), Some(rest)) if matches!(answer.fact, Fact::Accepted { .. }) => Some(rest.seq),
        (Some(answer), _) => Some(answer.seq),
        (None, rest) => rest.map(|entry| entry.seq),
    }
}

/// The definition of [`Ledger::epoch_of`], computed from all entries.
fn plainly(ledger: &Ledger, float: &FloatKey, least: usize) -> EpochEntries {
    let all = ledger.entries(None, Seq(0), usize::MAX).unwrap();
    let mine: Vec<_> = all.iter().filter(|entry| entry.float.as_ref() == Some(float)).collect();
    let begun =
        mine.iter().rfind(|entry| matches!(entry.fact, Fact::Declared { .. } | Fact::EpochEnded { .. })).copied();
    let epoch: Vec<_> = mine.iter().filter(|entry| begun.is_none_or(|begun| entry.seq > begun.seq)).copied().collect();
    let intents = mine.iter().filter(|entry| matches!(entry.fact, Fact::Intended(_)));
    let sales: std::collections::BTreeSet<_> = intents.filter_map(|entry| entry.fact.sale()).collect();
    let across = |place: Seq| {
        sales.iter().any(|sale| {
            let timeline: Vec<_> = all.iter().filter(|entry| entry.fact.sale() == Some(*sale)).collect();
            timeline[0].seq < place && closed(&timeline).is_none_or(|closed| closed >= place)
        })
    };
    let from = (0..epoch.len())
        .rev()
        .find(|from| epoch.len() - from >= least.max(1) && !across(epoch[*from].seq))
        .unwrap_or(0);
    EpochEntries { begun: begun.cloned(), entries: epoch[from..].iter().map(|entry| (*entry).clone()).collect() }
}

/// Sales that follow each other, `doubtful` of which stay in doubt.
fn sold(ledger: &mut Ledger, float: &FloatKey, sales: std::ops::Range<u32>, doubtful: &[u32]) {
    for n in sales {
        ledger.append(of(float, i64::from(n), intended(n))).unwrap();
        ledger.append(of(float, i64::from(n), if doubtful.contains(&n) { in_doubt(n) } else { confirmed(n) })).unwrap();
        ledger.append(of(float, i64::from(n), float_seen(1_000))).unwrap();
    }
}

fn firsts(run: &EpochEntries) -> (Option<Seq>, Option<Seq>, usize) {
    (run.begun.as_ref().map(|entry| entry.seq), run.entries.first().map(|entry| entry.seq), run.entries.len())
}

#[test]
fn an_epoch_is_read_from_its_beginning_and_without_other_floats() {
    let place = Place::new();
    let mut ledger = place.open();
    let (here, there) = (float("here"), float("there"));
    assert_eq!(ledger.epoch_of(&here, 10).unwrap(), EpochEntries { begun: None, entries: vec![] });
    sold(&mut ledger, &here, 1..3, &[]);
    assert_eq!(firsts(&ledger.epoch_of(&here, 10).unwrap()), (None, Some(Seq(1)), 6), "nothing was ever declared");
    ledger.append(of(&here, 9, declared())).unwrap();
    ledger.append(of(&there, 9, float_seen(5))).unwrap();
    ledger.append(entry(9, float_seen(6))).unwrap();
    assert_eq!(firsts(&ledger.epoch_of(&here, 10).unwrap()), (Some(Seq(7)), None, 0));
    sold(&mut ledger, &here, 3..4, &[]);
    assert_eq!(firsts(&ledger.epoch_of(&here, 10).unwrap()), (Some(Seq(7)), Some(Seq(10)), 3));
    assert_eq!(firsts(&ledger.epoch_of(&there, 10).unwrap()), (None, Some(Seq(8)), 1));
    ledger.append(of(&here, 10, ended())).unwrap();
    assert_eq!(
        firsts(&ledger.epoch_of(&here, 10).unwrap()),
        (Some(Seq(13)), None, 0),
        "the end of an epoch begins the next one"
    );
}

#[test]
fn a_long_epoch_is_read_from_where_no_window_is_open() {
    let place = Place::new();
    let mut ledger = place.open();
    let here = float("here");
    ledger.append(of(&here, 0, declared())).unwrap();
    // Sale n is the entries 3n - 1, 3n and 3n + 1.
    sold(&mut ledger, &here, 1..21, &[4, 12]);
    let start = |ledger: &Ledger, least| ledger.epoch_of(&here, least).unwrap().entries[0].seq;
    assert_eq!(start(&ledger, 60), Seq(2), "no more than asked for");
    assert_eq!(start(&ledger, 3), Seq(11), "a doubt that nobody has told of yet keeps its beginning");
    let rest = |n| Fact::CameToRest { sale: id(n), run: uuid::Uuid::nil(), waited_ms: 10_000 };
    ledger.append(of(&here, 90, rest(4))).unwrap();
    assert_eq!(start(&ledger, 3), Seq(11), "its end is read, so its beginning is");
    ledger.append(NewEntry { float: None, ..entry(91, rest(12)) }).unwrap();
    sold(&mut ledger, &here, 21..22, &[]);
    assert_eq!(start(&ledger, 1), Seq(66), "all are closed: a reading alone");
    assert_eq!(start(&ledger, 2), Seq(64), "an answer is not read without its intent");
    assert_eq!(
        start(&ledger, 4),
        Seq(11),
        "within the window of the second doubt, which began within that of the first"
    );
    assert_eq!(
        ledger.timeline(id(12)).unwrap()[2].float,
        Some(here),
        "the sale knows its float where the caller did not"
    );
}

#[test]
fn the_word_of_a_person_closes_no_window() {
    let place = Place::new();
    let mut ledger = place.open();
    let here = float("here");
    sold(&mut ledger, &here, 1..2, &[1]);
    ledger.append(of(&here, 5, said(1, Some(true), None))).unwrap();
    sold(&mut ledger, &here, 2..9, &[]);
    assert!(ledger.open_sales(None).unwrap().is_empty());
    assert_eq!(ledger.epoch_of(&here, 3).unwrap().entries[0].seq, Seq(1), "the service may still be working on it");
}

fn histories() -> impl Strategy<Value = Vec<(Fact, u8)>> {
    let n = 1_u32..12;
    let fact = prop_oneof![
        6 => n.clone().prop_map(intended),
        1 => n.clone().prop_map(|n| turned_away(n, 1)),
        1 => n.clone().prop_map(|n| attempt(n, 2)),
        4 => n.clone().prop_map(confirmed),
        1 => n.clone().prop_map(accepted),
        1 => n.clone().prop_map(declined),
        3 => n.clone().prop_map(in_doubt),
        1 => n.clone().prop_map(refused),
        1 => n.clone().prop_map(never_handed_over),
        3 => n.clone().prop_map(came_to_rest),
        1 => n.clone().prop_map(|n| judged(n, SaleState::Charged)),
        1 => n.clone().prop_map(reopened),
        1 => n.prop_map(|n| said(n, None, Some(false))),
        4 => any::<i64>().prop_map(float_seen),
        1 => prop::bool::weighted(0.2).prop_map(|begins| if begins { declared() } else { float_seen(1) }),
        1 => prop::bool::weighted(0.1).prop_map(|ends| if ends { ended() } else { float_seen(2) }),
    ];
    prop::collection::vec((fact, 0_u8..8), 0..90)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_run_is_the_one_that_is_defined(tries in histories(), leasts in prop::collection::vec(0_usize..20, 3)) {
        let place = Place::new();
        let mut ledger = place.open();
        ledger.connection.pragma_update(None, "synchronous", "off").unwrap();
        let floats = [float("here"), float("there")];
        for (fact, whose) in tries {
            // Mostly one float; now and then another one, or none that is known.
            let float = match whose { 0 => None, 1 => Some(floats[1].clone()), _ => Some(floats[0].clone()) };
            // The illegal ones are refused.
            let _ = ledger.append(NewEntry { float, ..entry(0, fact) });
        }
        for float in &floats {
            for least in &leasts {
                prop_assert_eq!(ledger.epoch_of(float, *least).unwrap(), plainly(&ledger, float, *least));
            }
        }
        ledger.verify().unwrap();
    }
}
