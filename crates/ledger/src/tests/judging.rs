//! The statements of evidence and people about a sale, and the effect of each state on the next sale to the number.
//!
//! The transitions of states are the domain's; these tests ask whether the ledger obeys them, and the facts that only a
//! sale knows: whether the service refused it, whether a verdict was given, whether its window is closed.

use airtill_domain::SaleState;

use super::*;
use crate::{Bearing, LedgerError};

/// A sale that stands in `state`, by the facts that lead there under the rules of today.
fn brought(ledger: &mut Ledger, n: u32, state: SaleState) {
    use SaleState::*;
    let way = match state {
        Intended => vec![],
        NeverHandedOver => vec![never_handed_over(n)],
        Confirmed => vec![confirmed(n)],
        Accepted => vec![accepted(n)],
        Declined => vec![declined(n)],
        DeclinedButCharged => vec![refused(n), judged(n, DeclinedButCharged)],
        InDoubt => vec![in_doubt(n)],
        Charged | NotCharged => vec![in_doubt(n), judged(n, state)],
        Reopened => vec![in_doubt(n), judged(n, Charged), reopened(n)],
        Said => vec![in_doubt(n), said(n, None, Some(true))],
    };
    for fact in [intended(n)].into_iter().chain(way) {
        ledger.append(NewEntry { float: Some(float("clerk")), ..entry(0, fact) }).unwrap();
    }
    assert_eq!(ledger.sale(id(n)).unwrap().unwrap().state, state);
}

/// Makes a fact about a sale.
type Makes = fn(u32) -> Fact;

/// Whether the ledger takes `fact`; a fact that it refuses is refused as a transition and leaves no trace.
fn takes(ledger: &mut Ledger, fact: Fact) -> bool {
    let before = derived(ledger);
    match ledger.append(entry(9, fact.clone())) {
        Ok(_) => true,
        Err(LedgerError::IllegalTransition { .. }) => {
            assert_eq!(derived(ledger), before);
            false
        }
        Err(other) => panic!("{fact:?}: {other:?}"),
    }
}

#[test]
fn every_new_fact_follows_only_what_it_can() {
    use SaleState::*;
    let place = Place::new();
    let mut ledger = place.open();
    ledger.connection.pragma_update(None, "synchronous", "off").unwrap();
    let facts: [(Makes, &[SaleState]); 8] = [
        (never_handed_over, &[Intended]),
        (
            came_to_rest,
            &[
                NeverHandedOver,
                Confirmed,
                Accepted,
                Declined,
                DeclinedButCharged,
                InDoubt,
                Charged,
                NotCharged,
                Reopened,
                Said,
            ],
        ),
        (|n| judged(n, Charged), &[InDoubt]),
        (|n| judged(n, NotCharged), &[InDoubt]),
        // Of a sale that the service did not refuse, nobody may say that it did.
        (|n| judged(n, Declined), &[]),
        (|n| judged(n, DeclinedButCharged), &[]),
        // A refusal of which the charge was never open is no verdict.
        (reopened, &[Charged, NotCharged, DeclinedButCharged]),
        (|n| said(n, Some(true), None), &[DeclinedButCharged, InDoubt, Charged, NotCharged, Reopened, Said]),
    ];
    let mut n = 100;
    for (fact, from) in facts {
        for state in SaleState::ALL {
            n += 1;
            brought(&mut ledger, n, state);
            let fact = fact(n);
            assert_eq!(takes(&mut ledger, fact.clone()), from.contains(&state), "{fact:?} of a sale that is {state:?}");
        }
    }
    ledger.verify().unwrap();
}

#[test]
fn a_refused_sale_is_judged_as_refused() {
    let place = Place::new();
    let mut ledger = place.open();
    for (n, state) in [(1, SaleState::Declined), (2, SaleState::DeclinedButCharged)] {
        ledger.append(entry(0, intended(n))).unwrap();
        ledger.append(entry(1, refused(n))).unwrap();
        let doubt = ledger.sale(id(n)).unwrap().unwrap();
        assert_eq!(
            (doubt.refused, doubt.code, doubt.reference.as_deref()),
            (true, Some(13), Some(format!("NO-{n:06}").as_str()))
        );
        for other in [SaleState::Charged, SaleState::NotCharged] {
            assert!(!takes(&mut ledger, judged(n, other)), "the service said that it did not deliver");
        }
        let Fact::Judged { verdict, .. } = judged(n, state) else { unreachable!() };
        let contrary = if state == SaleState::Declined { SaleState::DeclinedButCharged } else { SaleState::Declined };
        assert!(
            !takes(&mut ledger, Fact::Judged { sale: id(n), state: contrary, verdict }),
            "the state says what the verdict says"
        );
        assert!(takes(&mut ledger, judged(n, state)));
        assert!(takes(&mut ledger, reopened(n)), "a verdict on a refusal can be contradicted as any other");
        assert!(takes(&mut ledger, said(n, None, Some(false))));
    }
    ledger.append(entry(3, intended(3))).unwrap();
    ledger.append(entry(3, declined(3))).unwrap();
    assert!(!takes(&mut ledger, reopened(3)), "no verdict was given");
    assert!(!takes(&mut ledger, said(3, Some(true), None)), "the service said that it refused");
}

#[test]
fn a_person_answers_at_least_one_question_and_may_correct_themselves() {
    let place = Place::new();
    let mut ledger = place.open();
    ledger.append(entry(0, intended(1))).unwrap();
    ledger.append(entry(1, in_doubt(1))).unwrap();
    assert!(!takes(&mut ledger, said(1, None, None)), "nothing is said");
    for (arrived, charged) in [(Some(true), None), (None, Some(false)), (Some(false), Some(true))] {
        assert!(takes(&mut ledger, said(1, arrived, charged)));
        let statement = ledger.sale(id(1)).unwrap().unwrap().said.unwrap();
        assert_eq!(
            (statement.arrived, statement.charged, statement.person.as_str()),
            (arrived, charged, "Amal Deng"),
            "the last statement stands"
        );
    }
    let Fact::Said { sale, arrived, charged, reason, adopted, .. } = said(1, Some(true), Some(true)) else {
        unreachable!()
    };
    assert!(takes(
        &mut ledger,
        Fact::Said { sale, arrived, charged, reason, adopted, person: Some("Nyandeng Garang".into()) }
    ));
    assert_eq!(
        ledger.sale(id(1)).unwrap().unwrap().said.unwrap().person,
        "Nyandeng Garang",
        "of the company's staff, if its accounts say so"
    );
}

#[test]
fn a_verdict_stays_beside_what_contradicted_it_and_what_a_person_says() {
    let place = Place::new();
    let mut ledger = place.open();
    brought(&mut ledger, 1, SaleState::Reopened);
    assert!(takes(&mut ledger, said(1, Some(true), None)));
    let sale = ledger.sale(id(1)).unwrap().unwrap();
    let (verdict, reopening) = (sale.verdict.unwrap(), sale.reopening.unwrap());
    assert_eq!(
        (verdict.seq, verdict.found.debit, reopening.seq, reopening.found.moved),
        (Seq(3), Some(ssp(5_970)), Seq(4), Some(ssp(2_000)))
    );
    assert_eq!(
        (sale.said.unwrap().arrived, sale.cause),
        (Some(true), Some(DoubtCause::NoAnswer)),
        "the cause of the doubt stays known"
    );
}

#[test]
fn a_request_that_was_turned_away_did_leave_this_computer() {
    let place = Place::new();
    let mut ledger = place.open();
    ledger.append(entry(0, intended(1))).unwrap();
    ledger.append(entry(1, turned_away(1, 1))).unwrap();
    assert!(!takes(&mut ledger, never_handed_over(1)));
    assert!(!takes(&mut ledger, came_to_rest(1)), "nothing is waited for");
    ledger.append(entry(2, attempt(1, 2))).unwrap();
    assert!(!takes(&mut ledger, never_handed_over(1)), "the first attempt did");
    assert!(takes(&mut ledger, declined(1)));
}

#[test]
fn an_unknown_code_and_a_reference_stay_known() {
    let place = Place::new();
    let mut ledger = place.open();
    ledger.append(entry(0, intended(1))).unwrap();
    let (code, reference) = (Some(99), Some("R-99".to_owned()));
    ledger
        .append(entry(
            1,
            Fact::InDoubt {
                sale: id(1),
                cause: DoubtCause::UnknownCode,
                refusal_code: None,
                code,
                reference,
                message: "?".into(),
            },
        ))
        .unwrap();
    ledger.append(entry(2, intended(2))).unwrap();
    let reference = Some("R-3".to_owned());
    ledger
        .append(entry(
            3,
            Fact::Declined {
                sale: id(2),
                reason: DeclineReason::InsufficientFloat,
                code: Some(3),
                reference,
                message: "No".into(),
            },
        ))
        .unwrap();
    let sale = |n| ledger.sale(id(n)).unwrap().unwrap();
    assert_eq!(
        (sale(1).refused, sale(1).code, sale(1).reference.as_deref()),
        (false, Some(99), Some("R-99")),
        "an unknown code is no refusal"
    );
    assert_eq!(
        (sale(2).refused, sale(2).code, sale(2).reference.as_deref()),
        (false, Some(3), Some("R-3")),
        "its charge was never open"
    );
    let found = ledger.sales(&crate::Query { search: "r-99".into(), ..Default::default() }).unwrap();
    assert_eq!(found, [sale(1)], "and is found by its reference");
}

#[test]
fn a_window_closes_once_and_no_word_closes_it() {
    let place = Place::new();
    let mut ledger = place.open();
    let mut closed = |n: u32, facts: Vec<Fact>| -> Vec<bool> {
        let facts = [intended(n)].into_iter().chain(facts);
        let closed = facts.map(|fact| {
            let seq = ledger.append(NewEntry { float: Some(float("clerk")), ..entry(0, fact) }).unwrap().entry.seq;
            ledger.sale(id(n)).unwrap().unwrap().closed == Some(seq)
        });
        closed.collect()
    };
    let (charged, rest) = (SaleState::Charged, came_to_rest);
    assert_eq!(closed(1, vec![confirmed(1), rest(1)]), [false, true, false]);
    assert_eq!(closed(2, vec![declined(2)]), [false, true]);
    assert_eq!(closed(3, vec![never_handed_over(3)]), [false, true]);
    assert_eq!(
        closed(4, vec![in_doubt(4), judged(4, charged), reopened(4), said(4, Some(true), None), rest(4), rest(4)]),
        [false, false, false, false, false, true, false]
    );
    assert_eq!(
        closed(5, vec![refused(5), judged(5, SaleState::Declined), rest(5)]),
        [false, true, false, false],
        "a documented refusal is at rest when it is answered"
    );
    assert_eq!(
        closed(6, vec![accepted(6), rest(6), rest(6)]),
        [false, true, true, false],
        "it may be debited a second time until it is at rest"
    );
    assert_eq!(closed(7, vec![turned_away(7, 1), declined(7)]), [false, false, true]);
    assert!(ledger.at_work(&float("clerk")).unwrap().is_empty());
    assert!((1..=7).all(|n| ledger.sale(id(n)).unwrap().unwrap().at_rest == [1, 4, 5, 6].contains(&n)));
}

#[test]
fn every_state_bears_on_the_next_sale_to_the_number() {
    use SaleState::*;
    let place = Place::new();
    let mut ledger = place.open();
    for (n, state) in (1..).zip(SaleState::ALL) {
        brought(&mut ledger, n, state);
        let expected = match state {
            NeverHandedOver | Declined => Bearing::None,
            Confirmed | Accepted | DeclinedButCharged | NotCharged => Bearing::Lately,
            Intended | InDoubt | Charged | Reopened | Said => Bearing::Open,
        };
        assert_eq!(ledger.sale(id(n)).unwrap().unwrap().bearing(), expected, "{state:?}");
    }
    brought(&mut ledger, 99, InDoubt);
    for (arrived, charged, expected) in [
        (Some(true), None, Bearing::Lately),
        (Some(true), Some(false), Bearing::Lately),
        (Some(false), None, Bearing::None),
        (Some(false), Some(true), Bearing::None),
        (None, Some(true), Bearing::Open),
        // It may still have arrived.
        (None, Some(false), Bearing::Lately),
    ] {
        assert!(takes(&mut ledger, said(99, arrived, charged)));
        assert_eq!(
            ledger.sale(id(99)).unwrap().unwrap().bearing(),
            expected,
            "arrived {arrived:?}, charged {charged:?}"
        );
    }
}
