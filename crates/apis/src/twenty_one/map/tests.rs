//! Property tests of the decisions: no bytes can make money move by accident.
//!
//! The table beside the fixtures gives the meaning of each answer; here are bytes that no table lists.

use super::*;
use airtill_http::Reply;
use proptest::prelude::*;

fn ours() -> Msisdn {
    Msisdn::parse("211965615584").expect("the service's sample")
}

fn decide(status: u16, body: &[u8]) -> TopUpAnswer {
    top_up(
        &Reply::made_up(status, &[("Content-Type", "application/json")], body),
        &ours(),
        &Secret::new("canary-token".to_owned()),
    )
}

/// A value for a field, good or bad, as JSON text.
fn value() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "0",
        "11",
        "12",
        "13",
        "36",
        "77",
        "-1",
        "0.0",
        "\"0\"",
        "\"\"",
        "\"SUCCESS\"",
        "\"FAILED\"",
        "\"211965615584\"",
        "\"211925415377\"",
        "211965615584",
        "\"2015120811353364601000001\"",
        "\"x1\"",
        "true",
        "false",
        "null",
        "{}",
        "[]",
        "934.5",
        "\"934.5\"",
        "1e99",
        "401",
    ])
    .prop_map(str::to_owned)
}

fn object() -> impl Strategy<Value = Vec<(String, String)>> {
    let keys = ["statusCode", "statusMessage", "reference", "receiver", "balance", "Error", "Message", "code", "msg"];
    prop::collection::vec((prop::sample::select(keys.to_vec()).prop_map(str::to_owned), value()), 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn arbitrary_bytes_decide_nothing(status in 100_u16..600, body in prop::collection::vec(any::<u8>(), 1..200)) {
        let answer = decide(status, &body);
        let harmless = matches!(answer, TopUpAnswer::Unclear { .. })
            || matches!(answer, TopUpAnswer::TurnedAway { .. } | TopUpAnswer::Declined { .. }) && (body.trim_ascii().is_empty() || body.contains(&b'{'));
        prop_assert!(harmless, "{answer:?}");
    }

    #[test]
    fn a_good_ending_comes_only_from_a_whole_and_consistent_object(status in prop::sample::select(vec![200_u16, 201, 302, 400, 401, 403, 429, 500, 503]), fields in object()) {
        let body = format!("{{{}}}", fields.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect::<Vec<_>>().join(","));
        let get = |key: &str| fields.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
        let twice = fields.iter().any(|(key, _)| fields.iter().filter(|(other, _)| other == key).count() > 1);
        let digits = |text: Option<&str>| text.is_some_and(|text| { let text = text.trim_matches('"'); !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) });
        let ours = matches!(get("receiver"), Some("\"211965615584\"" | "211965615584"));
        let good = status < 300 && !twice && get("statusMessage") == Some("\"SUCCESS\"") && matches!(get("Error"), None | Some("false" | "null")) && digits(get("reference"));
        match decide(status, body.as_bytes()) {
            TopUpAnswer::Confirmed { .. } => prop_assert!(good && get("statusCode") == Some("0") && ours, "{status} {body}"),
            TopUpAnswer::Accepted { .. } => {
                prop_assert!(good && matches!(get("statusCode"), Some("11" | "12")) && (ours || matches!(get("receiver"), None | Some("null"))), "{status} {body}");
            }
            TopUpAnswer::Refused { .. } => prop_assert!(!twice && status < 500 && matches!(get("statusCode"), Some("11" | "12" | "13" | "36")), "{status} {body}"),
            TopUpAnswer::Declined { .. } => prop_assert!(!twice && (status == 429 || get("Error") == Some("true") && status < 500), "{status} {body}"),
            TopUpAnswer::TurnedAway { .. } => prop_assert!(!twice && status == 401, "{status} {body}"),
            TopUpAnswer::Unclear { .. } => prop_assert!(!(good && get("statusCode") == Some("0") && ours), "a good answer was not believed: {status} {body}"),
            TopUpAnswer::NotSent { .. } => prop_assert!(false, "an answer came"),
        }
    }

    #[test]
    fn no_doubt_loses_the_code_or_the_reference_of_its_answer(status in prop::sample::select(vec![200_u16, 400, 401, 403, 429, 500]), code in any::<i64>(), reference in "[0-9A-Z-]{1,25}", message in "[A-Z]{1,12}", error in any::<bool>()) {
        let body = format!(r#"{{"reference":"{reference}","statusCode":{code},"statusMessage":"{message}","Error":{error}}}"#);
        match decide(status, body.as_bytes()) {
            TopUpAnswer::Unclear { code: kept, reference: name, message: words, .. } => prop_assert_eq!((kept, name, words), (Some(code), Some(reference), message)),
            TopUpAnswer::Refused { code: kept, reference: name, message: words, .. } => prop_assert_eq!((kept, name, words), (code, Some(reference), message)),
            TopUpAnswer::Accepted { code: kept, reference: name, .. } => prop_assert_eq!((kept, name), (code, reference)),
            other => prop_assert!(false, "{other:?}"),
        }
    }

    #[test]
    fn every_cut_of_a_good_answer_is_doubt(at in 0_usize..119) {
        let whole = include_bytes!("../../../fixtures/twenty_one/top_up_delivered.json").trim_ascii();
        let cut = &whole[..at.min(whole.len() - 1)];
        let doubt = matches!(decide(200, cut), TopUpAnswer::Unclear { .. });
        prop_assert!(doubt, "cut after {} bytes", cut.len());
    }

    #[test]
    fn the_reading_calls_survive_any_bytes(status in 100_u16..600, body in prop::collection::vec(any::<u8>(), 0..200)) {
        let token = Secret::new("canary-token".to_owned());
        let answer = Reply::made_up(status, &[], &body);
        let _ = (lacks_the_path(&answer), balance(&answer, FloatPath::Balance, &token), user(&answer, &token));
    }
}

#[test]
fn every_result_code_is_a_success_a_refusal_or_a_doubt() {
    for code in -5..=120 {
        let body = format!(
            r#"{{"reference":"1","statusCode":{code},"statusMessage":"NAME","receiver":"211965615584","balance":0}}"#
        );
        let refusal = matches!(code, 10..=13 | 20..=47 | 90..=94);
        match decide(200, body.as_bytes()) {
            TopUpAnswer::Refused { code: kept, reference, message, .. } => {
                assert!(refusal, "{code}");
                assert_eq!((kept, reference.as_deref(), message.as_str()), (code, Some("1"), "NAME"));
            }
            TopUpAnswer::Unclear { cause, code: kept, reference, message } => {
                assert_eq!(cause, if code == 1 { UnclearCause::PendingApproval } else { UnclearCause::UnknownCode });
                assert!(!refusal, "{code}");
                assert_eq!((kept, reference.as_deref(), message.as_str()), (Some(code), Some("1"), "NAME"));
            }
            other => panic!("{code}: {other:?}"),
        }
    }
}
