//! How entries, facts and sales are written, byte for byte: a ledger is read for years, by later versions and by other
//! programs.
//!
//! The hashes were computed by another program from the description in [`crate::hash`]. The text of a fact never
//! changes; a new field is added with a default, and a line of its own here. The text of a sale is derived and may
//! change with [`crate::schema::DERIVED_VERSION`].

use airtill_domain::{Order, SaleState};
use sha2::{Digest, Sha256};

use super::golden::plans::every_kind_of_a_plan;
use super::*;
use crate::hash::{Fields, Hash, body_digest, genesis};
use crate::schema::{DERIVED_TABLES, DERIVED_VERSION};
use crate::{ListRow, Sale, Turn};

fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_chain_is_the_one_that_is_described() {
    let salt = std::array::from_fn(|n| u8::try_from(n).unwrap());
    let till_text = till().to_string();
    let first = r#"{"actor":"Amal Deng","fact":{"float_seen":{"balance":{"minor":100000,"currency":"SSP"}}}}"#;
    let second = r#"{"actor":"Amal Deng","float":"api.example|clerk","fact":{"turned_away":{"sale":"00000001-0000-4000-8000-000000000000","attempt":1,"status":401,"message":"JWT expired"}}}"#;
    assert_eq!(crate::row::body_of(&entry(0, float_seen(100_000))), first, "the body as it is written");
    let of_float = NewEntry { float: Some(float("clerk")), ..entry(1, turned_away(1, 1)) };
    assert_eq!(crate::row::body_of(&of_float), second);
    let genesis = genesis(Environment::Practice, till());
    let (digest_1, digest_2): (Hash, Hash) = (body_digest(&salt, first), body_digest(&salt, second));
    let fields = |seq, at_ms, kind, body_digest| Fields {
        seq,
        at_ms,
        till: &till_text,
        connection: Some("juba-shop"),
        sale: None,
        kind,
        attempt: None,
        body_digest,
    };
    let one = fields(1, at(0).0, "float_seen", &digest_1).hash(&genesis);
    let sale = id(1).to_string();
    let two = Fields { sale: Some(&sale), attempt: Some(1), ..fields(2, at(1).0, "turned_away", &digest_2) }.hash(&one);
    let three = Fields { connection: None, ..fields(3, -1, "run_started", &digest_1) }.hash(&two);
    assert_eq!(
        [genesis, digest_1, one, digest_2, two, three].map(hex),
        [
            "363ea8982ec6b50bdaa166c0460af0a4cc489db99e385643436a2a986cf19808",
            "5e6275d94ea158f086a1b7aea81536b0791ad8eb8fe61130cc64386d2d5bff13",
            "91195ff221e8661dc5f1a960e267b414b39f0efd995c085fc51cb3234c39ab48",
            "3984f22e23d0562338deed7482f938ca9e31c8d89da6177a8e1b35c2927b3678",
            "b18f0bdbb577293f19a440d2af3517bfc5f920c8fa63826acf424e4154835f8c",
            "8bf83f2dae2ff56685b79c0b4ee1c6cb371f2c23bf7234c1e182ef1ab11813ff"
        ]
    );
}

#[test]
fn an_entry_is_stored_with_the_digest_of_its_body_and_a_salt_of_its_own() {
    let place = Place::new();
    let mut ledger = place.open();
    for second in 0..2 {
        ledger.append(entry(second, float_seen(100_000))).unwrap();
    }
    let mut statement = ledger.connection.prepare(&crate::row::EntryRow::select("ORDER BY seq")).unwrap();
    let mut rows = statement.query([]).unwrap();
    let mut salts = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let row = crate::row::EntryRow::read(row).unwrap();
        assert!(row.has_its_body());
        salts.push(row.salt);
    }
    assert_ne!(salts[0], salts[1], "equal bodies are not known by equal digests");
}

/// The digest that every version of the derived form gave for the sale below: a line is added with each new version,
/// none is ever changed. A sale that is written otherwise without a new version would stay as it was in every existing
/// ledger.
const DERIVED: &[(i64, &str)] = &[
    (1, "0f1f4055d9a89ebd62001e794babb99e8cdea581aa766825d15ff8c8414ac1ee"),
    (2, "234991899f4d548eed81893c01e68ced52117ee50063b28c620a5be9db610798"),
    (3, "03004d976c07558c28882f535eca62405eb806f8095678da3ac6008247f7df30"),
    (4, "78d4d7aadc4bee8fb37f6dda8a673648e2cf87f23c4a09792fceb6b4b358c814"),
    (5, "2ff2b0f77e01e8577c4be34035507f396d575a1bbb8b987d1013fdf4fed73669"),
    (6, "40809d3fce05675e1dbf2caa015c9ebfd8d0a9830a2bf84ad07a63814e4bc256"),
];

/// The digests of orders that finish later, whose history stands in [`every_kind_of_a_plan`], from the first version
/// that was pinned.
const DERIVED_OF_PLANS: &[(i64, &str)] = &[
    (5, "663575557a45250f0143cf04a8c71b012dda1a9a8e2889be816c07a27c2331ef"),
    (6, "663575557a45250f0143cf04a8c71b012dda1a9a8e2889be816c07a27c2331ef"),
];

/// Names every field of a sale: a further field does not compile until it stands here, and is then looked for in the
/// text.
macro_rules! fields_of {
    ($($name:ident)*) => {
        fn fields_of(sale: &Sale) -> Vec<&'static str> {
            let Sale { $($name: _),* } = sale;
            vec![$(stringify!($name)),*]
        }
    };
}

fields_of! {
    id till order list state sold_by asked_at first last last_at attempt turned_away reference reason cause code message
    float_before float_after refused float at_rest closed verdict trace esim progress requests_through reopening said repeat_reason override_of number_warned
}

#[test]
fn a_sale_is_derived_in_the_form_of_its_version() {
    let place = Place::new();
    let mut ledger = place.open();
    let mut first = intended(1);
    let Fact::Intended(intent) = &mut first else { unreachable!() };
    intent.sold_by = Some("Nyandeng Garang".into());
    intent.repeat_reason = Some("lost phone".into());
    intent.override_of = vec![id(2)];
    intent.list = Some(ListRow { list: uuid::Uuid::from_u128(5), row: 3, attempt: 1 });
    for fact in [first, refused(1), came_to_rest(1), judged(1, SaleState::DeclinedButCharged), reopened(1)] {
        ledger.append(NewEntry { float: Some(float("clerk")), ..entry(0, fact) }).unwrap();
    }
    ledger.append(entry(9, said(1, Some(false), Some(true)))).unwrap();
    let sale = ledger.sale(id(1)).unwrap().unwrap();
    let text = serde_json::to_string(&sale).unwrap();
    for name in fields_of(&sale) {
        assert!(
            text.contains(&format!("\"{name}\":")),
            "{name} is left out where it is empty: give the sale above one"
        );
    }
    let place = Place::new();
    let mut other = place.open();
    let tables = DERIVED_TABLES.lines().filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join("\n");
    // All that is derived from the facts there are, with what every column and every part of a number holds.
    every_kind(&mut other);
    every_kind_of_a_float(&mut other);
    let rows = derived(&other).join("\n");
    let form = hex(Sha256::digest(format!("{text}\n{tables}\n{rows}")));
    assert_eq!(
        DERIVED.last(),
        Some(&(DERIVED_VERSION, form.as_str())),
        "what is derived has another form: raise `DERIVED_VERSION` in schema.rs and add a line to `DERIVED` here: {text}"
    );
    assert!(DERIVED.iter().map(|(version, _)| *version).eq(1..=DERIVED_VERSION), "one line a version");
}

#[test]
fn an_order_that_finishes_later_is_derived_in_the_form_of_its_version() {
    let place = Place::new();
    let mut ledger = place.open();
    every_kind_of_a_plan(&mut ledger);
    let rows = derived(&ledger).join("\n");
    let form = hex(Sha256::digest(&rows));
    assert_eq!(
        DERIVED_OF_PLANS.last(),
        Some(&(DERIVED_VERSION, form.as_str())),
        "what is derived has another form: raise `DERIVED_VERSION` in schema.rs and add a line to `DERIVED_OF_PLANS` here: {rows}"
    );
    assert!(DERIVED_OF_PLANS.iter().map(|(version, _)| *version).eq(5..=DERIVED_VERSION), "one line a version");
}

#[test]
fn every_fact_is_written_and_read_in_its_first_form() {
    let sale = r#""sale":"00000001-0000-4000-8000-000000000000""#;
    let order = r#""order":{"top_up":{"connection":"juba-shop","msisdn":"211920000001","amount":{"minor":6000,"currency":"SSP"}}}"#;
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
        (in_doubt(1), format!(r#"{{"in_doubt":{{{sale},"cause":"no_answer","refusal_code":null,"message":"timed out"}}}}"#)),
        (noted(1), format!(r#"{{"evidence_noted":{{{sale},"noted":{{"finding":"fits_both","if_charged":null,"if_not_charged":{{"minor":100000,"currency":"SSP"}},"seen":{{"minor":94030,"currency":"SSP"}}}}}}}}"#)),
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
fn entries_of_evidence_are_written_and_read_in_their_first_form() {
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
                r#"{{"in_doubt":{{{sale},"cause":"refused_charge_unknown","refusal_code":13,"reference":"NO-000001","message":"Refused"}}}}"#
            ),
        ),
        (
            Fact::InDoubt {
                sale: id(1),
                cause: DoubtCause::UnknownCode,
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
                reason: DeclineReason::RateLimited,
                code: None,
                reference: Some("R-1".into()),
                message: "No".into(),
            },
            format!(
                r#"{{"declined":{{{sale},"reason":"rate_limited","code":null,"reference":"R-1","message":"No"}}}}"#
            ),
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
            Fact::FloatSeen { balance: ssp(-5), run: Some(run), asked_ms: Some(1_500), turn: None },
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
    let more = Noted {
        exactly: Some(1),
        among: vec![id(1), id(2)],
        moved: Some(ssp(-5)),
        from: Some(at(0)),
        to: Some(at(1)),
        rest_seconds: Some(600),
        ..Noted::of(Finding::ExactlySome, None)
    };
    let text = format!(
        r#"{{"evidence_noted":{{{sale},"noted":{{"finding":"exactly_some","if_charged":null,"if_not_charged":null,"seen":null,"exactly":1,"among":["00000001-0000-4000-8000-000000000000","00000002-0000-4000-8000-000000000000"],"moved":{{"minor":-5,"currency":"SSP"}},"from":1795262400000,"to":1795262401000,"rest_seconds":600}}}}}}"#
    );
    assert_eq!(serde_json::to_string(&Fact::EvidenceNoted { sale: id(1), noted: more }).unwrap(), text);
}

#[test]
fn the_places_for_lists_turns_and_runs_are_written_in_their_first_form() {
    let Fact::Intended(intent) = intended(1) else { unreachable!() };
    let turn = Some(Turn { token: "t-1".into(), generation: 4 });
    let list = Some(ListRow { list: uuid::Uuid::from_u128(5), row: 3, attempt: 2 });
    assert!(matches!(intent.order, Order::TopUp(_)));
    let kept = Fact::Intended(Intended { sold_by: Some("Nyandeng Garang".into()), list, turn: turn.clone(), ..intent });
    let text = serde_json::to_string(&kept).unwrap();
    assert!(
        text.ends_with(
            r#""number_warned":false,"sold_by":"Nyandeng Garang","list":{"list":"00000000-0000-0000-0000-000000000005","row":3,"attempt":2},"turn":{"token":"t-1","generation":4}}}"#
        ),
        "{text}"
    );
    assert_eq!(serde_json::from_str::<Fact>(&text).unwrap(), kept);
    for (fact, text) in [
        (
            Fact::FloatSeen { balance: ssp(1), run: None, asked_ms: None, turn },
            r#"{"float_seen":{"balance":{"minor":1,"currency":"SSP"},"turn":{"token":"t-1","generation":4}}}"#,
        ),
        (
            Fact::RunStarted { run: uuid::Uuid::from_u128(7), program: "1.2.3".into() },
            r#"{"run_started":{"run":"00000000-0000-0000-0000-000000000007","program":"1.2.3"}}"#,
        ),
    ] {
        assert_eq!(serde_json::to_string(&fact).unwrap(), text);
        assert_eq!(serde_json::from_str::<Fact>(text).unwrap(), fact);
    }
}
