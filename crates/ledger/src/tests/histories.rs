//! Random histories: the chain holds after any try, and the derived tables are what the entries say.
//!
//! Most tries are illegal on purpose; a fact that the ledger refuses must leave no trace.

use airtill_domain::{FloatKey, SaleState};
use proptest::prelude::*;

use super::*;
use crate::{Check, Entry, Query};

fn facts() -> impl Strategy<Value = Fact> {
    let n = 1_u32..5;
    let judgements = prop::sample::select(vec![
        SaleState::Charged,
        SaleState::NotCharged,
        SaleState::Declined,
        SaleState::DeclinedButCharged,
    ]);
    prop_oneof![
        4 => n.clone().prop_map(intended),
        2 => (n.clone(), 1_u32..4).prop_map(|(n, a)| attempt(n, a)),
        2 => (n.clone(), 1_u32..4).prop_map(|(n, a)| turned_away(n, a)),
        2 => n.clone().prop_map(confirmed),
        1 => n.clone().prop_map(accepted),
        1 => n.clone().prop_map(declined),
        3 => n.clone().prop_map(in_doubt),
        1 => n.clone().prop_map(noted),
        2 => n.clone().prop_map(refused),
        1 => n.clone().prop_map(never_handed_over),
        2 => n.clone().prop_map(came_to_rest),
        4 => (n.clone(), judgements).prop_map(|(n, state)| judged(n, state)),
        2 => n.clone().prop_map(reopened),
        2 => (n.clone(), any::<Option<bool>>(), any::<Option<bool>>()).prop_map(|(n, arrived, charged)| said(n, arrived, charged)),
        2 => any::<i64>().prop_map(float_seen),
        1 => (any::<i64>(), prop::option::of(n)).prop_map(|(m, n)| Fact::UnexplainedDebit { amount: ssp(m), pending: n.map(id) }),
        1 => Just(declared()),
        2 => Just(ended()),
        2 => prop::collection::vec((-1_i64..40).prop_map(Seq), 0..6).prop_map(|notices| Fact::Seen { notices, person: None }),
    ]
}

/// Mostly one float; now and then another one, or an account that is not known.
fn floats() -> impl Strategy<Value = Option<FloatKey>> {
    prop_oneof![1 => Just(None), 4 => Just(Some(float("here"))), 1 => Just(Some(float("there")))]
}

/// The notices that nobody has looked at, by the entries alone.
fn unseen(entries: &[Entry]) -> Vec<Seq> {
    let mut unseen = Vec::new();
    for entry in entries {
        match &entry.fact {
            Fact::Reopened { .. } | Fact::EpochEnded { .. } | Fact::UnexplainedDebit { .. }
                if entry.float.is_some() =>
            {
                unseen.push(entry.seq)
            }
            Fact::Seen { notices, .. } => unseen.retain(|seq| !notices.contains(seq)),
            _ => {}
        }
    }
    unseen
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_derived_tables_are_as_a_rebuild_gives_them(
        tries in prop::collection::vec((facts(), any::<i64>(), "\\PC{0,12}", any::<bool>(), floats()), 0..50),
        step in 1_usize..9,
    ) {
        let place = Place::new();
        let mut ledger = place.open();
        ledger.connection.pragma_update(None, "synchronous", "off").unwrap();
        let mut check = Check::default();
        let mut kept = Vec::new();
        for (fact, at_ms, actor, elsewhere, float) in tries {
            let connection = if elsewhere && fact.sale().is_none() { ConnectionId::new("other").unwrap() } else { shop() };
            let entry = NewEntry { at: Timestamp(at_ms), actor, connection: Some(connection), float, fact };
            let (before, sale) = (derived(&ledger), entry.fact.sale().map(|sale| ledger.sale(sale).unwrap()));
            match ledger.append(entry.clone()) {
                Ok(written) => {
                    let float = sale.flatten().filter(|_| !matches!(entry.fact, Fact::UnexplainedDebit { .. })).map_or(entry.float, |sale| sale.float);
                    kept.push(NewEntry { float, ..entry });
                    prop_assert_eq!(written.sale, written.entry.fact.sale().map(|sale| ledger.sale(sale).unwrap().unwrap()));
                }
                Err(_) => prop_assert_eq!(derived(&ledger), before, "what is refused leaves no trace"),
            }
            // A check that lives through appends.
            ledger.check_step(&mut check, step).unwrap();
        }
        let entries = ledger.entries(None, Seq(0), 1_000).unwrap();
        prop_assert_eq!(ledger.notices().unwrap().iter().map(|entry| entry.seq).collect::<Vec<_>>(), unseen(&entries));
        let written: Vec<NewEntry> = entries.into_iter().map(NewEntry::from).collect();
        prop_assert_eq!(&written, &kept);
        let before = derived(&ledger);
        let verified = ledger.verify().unwrap();
        prop_assert_eq!(verified.entries, kept.len() as u64);
        let finished = loop {
            if let Some(verified) = ledger.check_step(&mut check, step).unwrap() {
                break verified;
            }
        };
        prop_assert_eq!(finished, verified);
        ledger.rebuild().unwrap();
        prop_assert_eq!(derived(&ledger), before);
        let sales = ledger.sales(&Query { limit: 99, ..Query::default() }).unwrap();
        let open: Vec<_> = sales.iter().filter(|sale| sale.is_money_unknown()).cloned().collect();
        prop_assert_eq!(ledger.open_sales(Some(&shop())).unwrap(), open);
        let at_work: Vec<_> = sales.iter().filter(|sale| sale.float == Some(float("here")) && sale.closed.is_none()).cloned().collect();
        prop_assert_eq!(ledger.at_work(&float("here")).unwrap(), at_work);
        ledger.close().unwrap();
        prop_assert_eq!(place.open().verify().unwrap(), verified);
    }
}
