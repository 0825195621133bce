//! Random histories: whatever is tried, the chain holds and what is derived is what the entries say.
//!
//! Most tries are illegal on purpose; what the ledger refuses must leave no trace.

use airtill_domain::SaleState;
use proptest::prelude::*;

use super::*;
use crate::{Check, Query, Seq};

fn facts() -> impl Strategy<Value = Fact> {
    let n = 1_u32..5;
    let states = prop::sample::select(SaleState::ALL.to_vec());
    prop_oneof![
        4 => n.clone().prop_map(intended),
        2 => (n.clone(), 1_u32..4).prop_map(|(n, a)| attempt(n, a)),
        2 => (n.clone(), 1_u32..4).prop_map(|(n, a)| turned_away(n, a)),
        2 => n.clone().prop_map(confirmed),
        1 => n.clone().prop_map(accepted),
        1 => n.clone().prop_map(declined),
        3 => n.clone().prop_map(in_doubt),
        1 => n.clone().prop_map(noted),
        3 => (n.clone(), states).prop_map(|(n, state)| settled(n, state)),
        1 => any::<i64>().prop_map(float_seen),
        1 => (any::<i64>(), prop::option::of(n)).prop_map(|(m, n)| Fact::UnexplainedDebit { amount: ssp(m), pending: n.map(id) }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn what_is_derived_is_what_a_rebuild_gives(
        tries in prop::collection::vec((facts(), any::<i64>(), "\\PC{0,12}", any::<bool>()), 0..40),
        step in 1_usize..9,
    ) {
        let place = Place::new();
        let mut ledger = place.open();
        ledger.connection.pragma_update(None, "synchronous", "off").unwrap();
        let mut check = Check::default();
        let mut kept = Vec::new();
        for (fact, at_ms, actor, elsewhere) in tries {
            let connection = if elsewhere && fact.sale().is_none() { ConnectionId::new("other").unwrap() } else { shop() };
            let entry = NewEntry { at: Timestamp(at_ms), actor, connection, float: None, fact };
            if ledger.append(entry.clone()).is_ok() {
                kept.push(entry);
            }
            // A check that lives through appends.
            ledger.check_step(&mut check, step).unwrap();
        }
        let written: Vec<NewEntry> = ledger.entries(None, Seq(0), 1_000).unwrap().into_iter().map(NewEntry::from).collect();
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
        let open: Vec<_> = sales.iter().filter(|sale| sale.state.is_open()).cloned().collect();
        prop_assert_eq!(ledger.open_sales(Some(&shop())).unwrap(), open);
        ledger.close().unwrap();
        prop_assert_eq!(place.open().verify().unwrap(), verified);
    }
}
