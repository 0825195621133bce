//! How facts are written, byte for byte: a ledger is read for years, by later versions and by other programs.
//!
//! The hashes were computed by another program from the description in [`crate::hash`]; the texts are what the first
//! version wrote. Neither may ever change; a new field is added with a default, and its own line here.

use airtill_domain::SaleState;

use super::*;
use crate::Seq;

#[test]
fn the_chain_is_the_one_that_is_described() {
    let place = Place::new();
    let mut ledger = place.open();
    ledger.append(entry(0, float_seen(100_000))).unwrap();
    ledger.append(entry(1, intended(1))).unwrap();
    let hashes: Vec<String> =
        ledger.entries(None, Seq(0), 9).unwrap().iter().map(|entry| entry.hash.iter().map(|byte| format!("{byte:02x}")).collect()).collect();
    assert_eq!(
        hashes,
        ["16adc9b44c6c5c603d69e83bf6ee551144f28c9dacd3f6b5f76e0f256c365848", "2d84a61e389d6511aa6593bc3888f461193c8981471d7355e3c4053d14a3724c",]
    );
}

#[test]
fn every_fact_is_written_and_read_in_its_first_form() {
    let sale = r#""sale":"00000001-0000-4000-8000-000000000000""#;
    let order = r#""order":{"connection":"juba-shop","msisdn":"211920000001","amount":{"minor":6000,"currency":"SSP"}}"#;
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
