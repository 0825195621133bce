//! How facts are written, byte for byte: a ledger is read for years, by later versions and by other programs.
//!
//! The hashes were computed by another program from the description in [`crate::hash`]; the texts are what the first
//! version wrote. Neither may ever change; a new field is added with a default, and its own line here.

use airtill_domain::SaleState;

use super::*;

fn hashes(ledger: &Ledger) -> Vec<String> {
    let hex = |entry: &crate::Entry| entry.hash.iter().map(|byte| format!("{byte:02x}")).collect();
    ledger.entries(None, Seq(0), 9).unwrap().iter().map(hex).collect()
}

#[test]
fn the_chain_is_the_one_that_is_described() {
    let place = Place::new();
    let mut ledger = place.open();
    ledger.append(entry(0, float_seen(100_000))).unwrap();
    ledger.append(entry(1, intended(1))).unwrap();
    assert_eq!(
        hashes(&ledger),
        [
            "16adc9b44c6c5c603d69e83bf6ee551144f28c9dacd3f6b5f76e0f256c365848",
            "2d84a61e389d6511aa6593bc3888f461193c8981471d7355e3c4053d14a3724c",
        ]
    );
}

#[test]
fn an_entry_of_a_float_is_hashed_with_it_as_is_described() {
    let place = Place::new();
    let mut ledger = place.open();
    ledger.append(NewEntry { float: Some(float("clerk")), ..entry(0, float_seen(100_000)) }).unwrap();
    ledger.append(NewEntry { float: Some(float("clerk")), ..entry(1, intended(1)) }).unwrap();
    assert_eq!(
        hashes(&ledger),
        [
            "3485349854765a68f996c0f23920497b9b5a4dfeb2d02a45e9fde1719574f5fb",
            "4df4e6795417e68a3189155098b19e82c2d668f87a723d165745fbe5255b1e95"
        ]
    );
}

#[test]
fn every_fact_is_written_and_read_in_its_first_form() {
    let sale = r#""sale":"00000001-0000-4000-8000-000000000000""#;
    let order =
        r#""order":{"connection":"juba-shop","msisdn":"211920000001","amount":{"minor":6000,"currency":"SSP"}}"#;
    for (fact, text) in [
        (
            intended(1),
            format!(
                r#"{{"intended":{{{sale},"attempt":1,{order},"float_before":{{"minor":100000,"currency":"SSP"}},"repeat_reason":null,"override_of":[],"number_warned":false}}}}"#
            ),
        ),
        (turned_away(1, 1), format!(r#"{{"turned_away":{{{sale},"attempt":1,"status":401,"message":"JWT expired"}}}}"#)),
        (confirmed(1), format!(r#"{{"confirmed":{{{sale},"reference":"REF-000001","float_after":{{"minor":94030,"currency":"SSP"}},"message":"Success"}}}}"#)),
        (accepted(1), format!(r#"{{"accepted":{{{sale},"reference":"REF-000001","code":17,"float_after":null,"message":"Queued"}}}}"#)),
        (declined(1), format!(r#"{{"declined":{{{sale},"reason":"insufficient_float","code":3,"message":"No"}}}}"#)),
        (in_doubt(1), format!(r#"{{"in_doubt":{{{sale},"cause":"answer_lost","refusal_code":null,"message":"timed out"}}}}"#)),
        (noted(1), format!(r#"{{"evidence_noted":{{{sale},"finding":{{"balance":940.3000000000001,"row":"fits_sent"}}}}}}"#)),
        (
            settled(1, SaleState::SettledNotSent),
            format!(
                r#"{{"settled":{{{sale},"state":"settled_not_sent","by":"person","reason":"the customer called","debit":{{"minor":5970,"currency":"SSP"}},"finding":null}}}}"#
            ),
        ),
        (float_seen(-5), r#"{"float_seen":{"balance":{"minor":-5,"currency":"SSP"}}}"#.to_owned()),
        (
            Fact::UnexplainedDebit { amount: ssp(100), pending: Some(id(1)) },
            r#"{"unexplained_debit":{"amount":{"minor":100,"currency":"SSP"},"pending":"00000001-0000-4000-8000-000000000000"}}"#.to_owned(),
        ),
    ] {
        assert_eq!(serde_json::to_string(&fact).unwrap(), text);
        assert_eq!(serde_json::from_str::<Fact>(&text).unwrap(), fact);
    }
}

#[test]
fn what_the_second_rules_write_is_written_and_read_in_its_first_form() {
    let sale = r#""sale":"00000001-0000-4000-8000-000000000000""#;
    let money = |minor: i64| format!(r#"{{"minor":{minor},"currency":"SSP"}}"#);
    let declared_text = r#""declarations":{"used_by":"this_till","smallest_deposit":{"minor":50000,"currency":"SSP"},"rest":10,"books_one_at_a_time":true,"second_debit":"no"}"#;
    let run = uuid::Uuid::from_u128(7);
    let person = Some("Nyandeng Garang".to_owned());
    for (fact, text) in [
        (
            never_handed_over(1),
            format!(r#"{{"never_handed_over":{{{sale},"reason":"unreachable","message":"refused by the system"}}}}"#),
        ),
        (
            refused(1),
            format!(
                r#"{{"in_doubt":{{{sale},"cause":"charge_unknown","refusal_code":13,"reference":"NO-000001","message":"Refused"}}}}"#
            ),
        ),
        (
            Fact::InDoubt {
                sale: id(1),
                cause: "unknown_code".into(),
                refusal_code: None,
                code: Some(99),
                reference: None,
                message: "?".into(),
            },
            format!(r#"{{"in_doubt":{{{sale},"cause":"unknown_code","refusal_code":null,"code":99,"message":"?"}}}}"#),
        ),
        (
            Fact::Declined {
                sale: id(1),
                reason: "r".into(),
                code: None,
                reference: Some("R-1".into()),
                message: "No".into(),
            },
            format!(r#"{{"declined":{{{sale},"reason":"r","code":null,"reference":"R-1","message":"No"}}}}"#),
        ),
        (
            came_to_rest(1),
            format!(r#"{{"came_to_rest":{{{sale},"run":"00000000-0000-0000-0000-000000000007","waited_ms":600000}}}}"#),
        ),
        (
            judged(1, SaleState::Charged),
            format!(
                r#"{{"judged":{{{sale},"state":"charged","verdict":{{"charged":true,"from":1795262400000,"to":1795262409000,"before":{},"after":{},"debit":{},"rest_seconds":600,"rests_on":[1],"rules":2}}}}}}"#,
                money(100_000),
                money(94_030),
                money(5_970)
            ),
        ),
        (
            reopened(1),
            format!(
                r#"{{"reopened":{{{sale},"reopening":{{"moved":{},"from":1795262409000,"to":1795262412000}}}}}}"#,
                money(2_000)
            ),
        ),
        (
            said(1, Some(true), None),
            format!(
                r#"{{"said":{{{sale},"arrived":true,"charged":null,"reason":"the customer called","adopted":false}}}}"#
            ),
        ),
        (
            Fact::Said {
                sale: id(1),
                arrived: None,
                charged: Some(false),
                reason: "r".into(),
                adopted: true,
                person: person.clone(),
            },
            format!(
                r#"{{"said":{{{sale},"arrived":null,"charged":false,"reason":"r","adopted":true,"person":"Nyandeng Garang"}}}}"#
            ),
        ),
        (
            Fact::FloatSeen { balance: ssp(-5), run: Some(run), asked_ms: Some(1_500) },
            format!(
                r#"{{"float_seen":{{"balance":{},"run":"00000000-0000-0000-0000-000000000007","asked_ms":1500}}}}"#,
                money(-5)
            ),
        ),
        (declared(), format!(r#"{{"declared":{{{declared_text},"rules":2}}}}"#)),
        (
            ended(),
            format!(
                r#"{{"epoch_ended":{{"cause":"unexplained",{declared_text},"moved":null,"from":1,"to":2,"suspects":[],"rules":2}}}}"#
            ),
        ),
        (Fact::Seen { notices: vec![Seq(3), Seq(9)], person: None }, r#"{"seen":{"notices":[3,9]}}"#.to_owned()),
        (Fact::Seen { notices: vec![], person }, r#"{"seen":{"notices":[],"person":"Nyandeng Garang"}}"#.to_owned()),
    ] {
        assert_eq!(serde_json::to_string(&fact).unwrap(), text);
        assert_eq!(serde_json::from_str::<Fact>(&text).unwrap(), fact);
    }
    for (cause, word) in [
        (EndOfEpoch::Unexplained, "unexplained"),
        (EndOfEpoch::CostChanged, "cost_changed"),
        (EndOfEpoch::Rose, "rose"),
    ] {
        assert_eq!(serde_json::to_string(&cause).unwrap(), format!("{word:?}"));
    }
}
