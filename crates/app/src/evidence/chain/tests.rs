//! Chains of entries and the cases they make.
//!
//! Each test writes the entries of one desk as the ledger holds them and looks at what is found, so that the reading of the chain
//! and the table of rules are tried together; the rules alone are tried beside them.

use super::*;
use airtill_contract::Finding;
use airtill_domain::{ConnectionId, Currency, Msisdn, Timestamp, TopUpOrder};

use crate::evidence::rules::{unexplained_debit, weigh};

fn ssp(units: i64) -> Money {
    Money::from_minor(units * 100, Currency::Ssp)
}

fn sale(n: u8) -> SaleId {
    SaleId::parse(&format!("00000000-0000-4000-8000-0000000000{n:02x}")).expect("a UUID")
}

fn entries(facts: Vec<Fact>) -> Vec<Entry> {
    let entry = |(n, fact): (usize, Fact)| Entry {
        seq: Seq(i64::try_from(n).expect("few entries") + 1),
        at: Timestamp(0),
        actor: "clerk".to_owned(),
        connection: ConnectionId::new("desk").expect("an id"),
        float: None,
        fact,
        hash: [0; 32],
    };
    facts.into_iter().enumerate().map(entry).collect()
}

fn intended(n: u8, amount: i64) -> Fact {
    Fact::Intended {
        sale: sale(n),
        attempt: 1,
        order: TopUpOrder {
            connection: ConnectionId::new("desk").expect("an id"),

            msisdn: Msisdn::parse("0925415377").expect("a number"),
            amount: ssp(amount),
        },
        float_before: None,
        repeat_reason: None,
        override_of: vec![],
        number_warned: false,
        overlaps: vec![],
        person: None,
    }
}

fn confirmed(n: u8, after: i64) -> Fact {
    Fact::Confirmed { sale: sale(n), reference: "1".to_owned(), float_after: Some(ssp(after)), message: String::new() }
}

fn accepted(n: u8, after: i64) -> Fact {
    Fact::Accepted { sale: sale(n), reference: "1".to_owned(), code: 11, float_after: Some(ssp(after)), message: String::new() }
}

fn in_doubt(n: u8, refusal_code: Option<i64>) -> Fact {
    Fact::InDoubt { sale: sale(n), cause: "no_answer".to_owned(), refusal_code, code: None, reference: None, message: String::new() }
}

fn seen(balance: i64) -> Fact {
    Fact::FloatSeen { balance: ssp(balance), run: None, asked_ms: None }
}

fn findings(facts: Vec<Fact>, now: i64) -> Vec<Finding> {
    cases(&entries(facts), "clerk", Some(ssp(now)), |_| true).iter().flat_map(weigh).map(|o| o.finding).collect()
}

#[test]
fn a_stated_float_that_does_not_follow_from_the_one_before_is_no_anchor() {
    let taught = [seen(500), intended(1, 10), confirmed(1, 490)];
    // The answer to the second sale is 60 too high, and the third was never sent.
    let chain = taught.into_iter().chain([intended(2, 20), confirmed(2, 530), intended(3, 60), in_doubt(3, None)]);
    assert_eq!(findings(chain.collect(), 470), [Finding::FitsNotSent]);
}

#[test]
fn the_float_before_the_first_doubt_is_the_anchor() {
    let chain = entries(vec![seen(500), intended(1, 10), confirmed(1, 490), intended(2, 60), in_doubt(2, None), seen(430)]);
    let cases = cases(&chain, "clerk", Some(ssp(430)), |_| true);
    assert_eq!(cases.len(), 1);
    assert_eq!(cases[0].anchor, Some(ssp(490)), "floats seen after the doubt are what is to be explained");
    assert_eq!(weigh(&cases[0])[0].finding, Finding::FitsSent);
}

#[test]
fn a_commission_is_learnt_from_the_sale_behind_a_seen_float() {
    let chain = vec![seen(500), intended(1, 100), confirmed(1, 405), intended(2, 60), in_doubt(2, None)];
    assert_eq!(findings(chain.clone(), 348), [Finding::FitsSent], "60 less five per cent is 57");
    assert_eq!(findings(chain, 345), [Finding::MovedByOthers]);
}

#[test]
fn without_any_confirmed_sale_a_fall_stays_in_doubt() {
    assert_eq!(findings(vec![seen(500), intended(1, 60), in_doubt(1, None)], 440), [Finding::CostUnknown]);
}

#[test]
fn sales_confirmed_after_the_doubt_are_counted() {
    let chain = |after: i64| vec![seen(500), intended(1, 10), confirmed(1, 490), intended(2, 60), in_doubt(2, None), intended(3, 20), confirmed(3, after)];
    assert_eq!(findings(chain(410), 410), [Finding::FitsSent]);
    assert_eq!(findings(chain(470), 470), [Finding::FitsNotSent]);
}

#[test]
fn a_refused_sale_needs_no_quiet_period() {
    let chain = vec![seen(500), intended(1, 10), confirmed(1, 490), intended(2, 60), in_doubt(2, Some(13))];
    let opinions = weigh(&cases(&entries(chain), "clerk", Some(ssp(490)), |_| false)[0]);
    assert_eq!(opinions[0].finding, Finding::FitsNotSent);
}

#[test]
fn a_settled_doubt_is_a_certain_debit_for_the_next_one() {
    let settled = Fact::Settled {
        sale: sale(2),
        state: SaleState::SettledSent,
        by: airtill_ledger::SettledBy::Person,
        reason: "21 Systems said so".to_owned(),
        debit: None,
        finding: None,
        person: None,
    };
    let chain = vec![seen(500), intended(1, 10), confirmed(1, 490), intended(2, 60), in_doubt(2, None), intended(3, 30), in_doubt(3, None), settled];
    assert_eq!(findings(chain, 400), [Finding::FitsSent]);
}

#[test]
fn a_second_debit_of_an_accepted_sale_is_named_once() {
    let mut chain = vec![seen(500), intended(1, 10), confirmed(1, 490), intended(2, 60), accepted(2, 430)];
    let now = |chain: &Vec<Fact>, float| cases(&entries(chain.clone()), "clerk", Some(ssp(float)), |_| true).remove(0);
    assert_eq!(unexplained_debit(&now(&chain, 370)), Some((ssp(60), sale(2))));
    chain.extend([Fact::UnexplainedDebit { amount: ssp(60), pending: Some(sale(2)) }, seen(370)]);
    assert_eq!(unexplained_debit(&now(&chain, 310)), None, "it was explained already; the next fall is something else");
}

#[test]
fn a_sample_is_taken_only_where_nothing_else_could_have_moved_the_float() {
    let chain = vec![seen(500), intended(1, 60), in_doubt(1, None), intended(2, 10), confirmed(2, 430)];
    assert!(samples(&entries(chain)).is_empty(), "the doubt before it may be part of the fall");
}

#[test]
fn a_doubt_that_nobody_settled_does_not_spoil_the_next_one() {
    let mut chain =
        entries(vec![seen(500), intended(1, 10), confirmed(1, 490), intended(2, 60), in_doubt(2, None), seen(333), intended(3, 20), in_doubt(3, None)]);
    let with = |chain: &[Entry], now| cases(chain, "clerk", Some(ssp(now)), |_| true).iter().flat_map(weigh).map(|o| o.finding).collect::<Vec<_>>();
    assert_eq!(with(&chain, 313), [Finding::MovedByOthers, Finding::MovedByOthers], "close together they are one case");
    for entry in &mut chain[5..] {
        entry.at = Timestamp(2 * 3_600_000);
    }
    assert_eq!(with(&chain, 313), [Finding::MovedByOthers, Finding::FitsSent]);
    assert_eq!(with(&chain, 333), [Finding::MovedByOthers, Finding::FitsNotSent]);
}

#[test]
fn another_persons_entries_since_the_anchor_leave_the_doubt_open() {
    let mut chain = entries(vec![seen(500), intended(1, 10), confirmed(1, 490), intended(2, 60), in_doubt(2, None), seen(70)]);
    chain[4].actor = "airtill".to_owned();
    let with = |chain: &[Entry], account| cases(chain, account, Some(ssp(430)), |_| true).iter().flat_map(weigh).map(|o| o.finding).collect::<Vec<_>>();
    assert_eq!(with(&chain[..5], "Clerk"), [Finding::FitsSent]);
    chain[5].actor = "other".to_owned();
    assert_eq!(with(&chain, "clerk"), [Finding::OtherAccount]);
    assert_eq!(with(&chain[..5], "other"), [Finding::NothingToCompare], "no float of theirs was seen before it");
}

#[test]
fn a_float_between_two_doubts_is_no_anchor_once_the_first_is_settled() {
    let settled = Fact::Settled {
        sale: sale(2),
        state: SaleState::SettledSent,
        by: SettledBy::Person,
        reason: "the customer has it".to_owned(),
        debit: None,
        finding: None,
        person: None,
    };
    let chain = vec![seen(510), intended(1, 10), confirmed(1, 500), intended(2, 60), in_doubt(2, None), seen(500), intended(3, 60), in_doubt(3, None), settled];
    assert_eq!(findings(chain, 440), [Finding::FitsNotSent], "the fall is the first one's, whose charge came late");
}

#[test]
fn a_clock_set_ahead_settles_nothing() {
    let mut chain =
        entries(vec![seen(510), intended(1, 10), confirmed(1, 500), intended(2, 60), in_doubt(2, None), seen(500), intended(3, 60), in_doubt(3, None)]);
    for entry in &mut chain[5..] {
        entry.at = Timestamp(2 * 3_600_000);
    }
    let decided = cases(&chain, "clerk", Some(ssp(440)), |_| false).iter().flat_map(weigh).filter_map(|o| o.decides()).count();
    assert_eq!(decided, 0, "an hour of the wall clock alone cuts nothing off");
}

#[test]
fn sales_at_the_same_time_can_lose_a_debit_and_settle_nothing_as_not_sent() {
    let mut overlapping = intended(3, 20);
    if let Fact::Intended { overlaps, .. } = &mut overlapping {
        overlaps.push(sale(2));
    }
    let chain = vec![seen(510), intended(1, 10), confirmed(1, 500), intended(2, 60), in_doubt(2, None), overlapping, confirmed(3, 480)];
    assert_eq!(findings(chain, 480), [Finding::FitsBoth]);
}

#[test]
fn a_fall_with_nothing_of_ours_in_between_shows_another_desk() {
    let chain = vec![seen(520), intended(1, 10), confirmed(1, 510), seen(500), intended(2, 60), in_doubt(2, None)];
    assert_eq!(findings(chain, 440), [Finding::FitsBoth]);
}
