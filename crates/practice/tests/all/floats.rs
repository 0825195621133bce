//! Movements of the float without a sale of the till, old floats written over a sale, and odd forms of reporting the
//! float.
//!
//! The requests of the other till are the test's own calls; those of the till come over a socket.

use airtill_practice::{ChangeKind, Commission, Effect, Endpoint, Fault, Gate, Options, Practice, ReportFormat, Tier};
use rust_decimal::Decimal;
use tokio::time::timeout;

use crate::client::{Client, LIMIT, memory, password, refresh, signed_in};

async fn unguarded() -> Practice {
    Practice::start(Options { unguarded_float: true, ..Options::default() }).await.unwrap()
}

fn balance(body: &str) -> String {
    body.split_once("\"balance\":").unwrap().1.trim_end_matches('}').to_owned()
}

#[tokio::test]
async fn another_till_can_move_the_float_at_any_moment_of_a_sale() {
    for (moment, before, after) in [("before", "4880", 4880), ("between", "4880", 4880), ("after", "4940", 4880)] {
        let practice = memory().await;
        let client = signed_in(&practice).await;
        let gate = Gate::new();
        let wait = Effect::Wait(gate.clone());
        practice.set_fault(
            Endpoint::TopUp,
            match moment {
                "before" => Fault::before(wait),
                "between" => Fault::between(gate.clone()),
                _ => Fault::after(wait),
            },
        );
        let sale = tokio::spawn(async move { client.top_up("211921234567", "60").await });
        timeout(LIMIT, gate.reached(1)).await.unwrap();
        practice.move_float(Decimal::from(-60));
        gate.open();
        assert_eq!(balance(&sale.await.unwrap().body()), before, "{moment}");
        assert_eq!(practice.float(), Decimal::from(after), "{moment}");
        assert_eq!(practice.fates()[0].charged(), Decimal::from(60), "{moment}");
    }
}

#[tokio::test]
async fn another_till_writes_an_old_float_over_our_debit() {
    let practice = memory().await;
    let client = signed_in(&practice).await;
    client.top_up("211921234567", "20").await;
    let old = practice.read_float();
    client.top_up("211921234567", "60").await;
    practice.move_float(Decimal::from(1000));
    practice.write_back(old);
    assert_eq!((practice.float(), old.float), (Decimal::from(4980), Decimal::from(4980)));
    let [first, second] = practice.fates().try_into().unwrap();
    assert_eq!(
        (first.charged(), second.charged()),
        (Decimal::from(20), Decimal::ZERO),
        "only movements after the reading are lost"
    );
    assert_eq!(
        second.changes.iter().map(|change| change.kind).collect::<Vec<_>>(),
        [ChangeKind::Debit, ChangeKind::WriteBack]
    );
    assert!(second.delivered.is_some(), "a delivery stays");
    assert_eq!(practice.truth().len(), 2, "a debit that was made was made");
}

#[tokio::test]
async fn an_old_float_is_written_over_a_refund_too() {
    let practice = memory().await;
    signed_in(&practice).await.top_up("211921234567", "60").await;
    let old = practice.read_float();
    practice.refund(&practice.fates()[0].reference);
    assert_eq!(practice.fates()[0].charged(), Decimal::ZERO);
    practice.write_back(old);
    assert_eq!(
        (practice.fates()[0].charged(), practice.float()),
        (Decimal::from(60), Decimal::from(4940)),
        "the refund is lost"
    );
}

#[tokio::test]
async fn the_float_before_the_last_sale_is_of_the_last_that_stays_charged() {
    let practice = memory().await;
    let client = signed_in(&practice).await;
    assert_eq!(practice.before_last_sale(), None);
    client.top_up("211921209602", "60").await;
    assert_eq!(practice.before_last_sale(), None, "it was never charged");
    client.top_up("211921234567", "20").await;
    client.top_up("211921209601", "30").await;
    practice.write_back(practice.before_last_sale().unwrap());
    assert_eq!(practice.float(), Decimal::from(4980));
    practice.write_back(practice.before_last_sale().unwrap());
    assert_eq!(practice.float(), Decimal::from(5000));
    assert_eq!(practice.before_last_sale(), None);
}

#[tokio::test]
async fn a_refused_sale_writes_an_unguarded_float_back_as_it_read_it() {
    for (ending, lower_by) in [("9013", 0), ("9113", 50), ("0000", 50)] {
        let practice = unguarded().await;
        let client = signed_in(&practice).await;
        let gate = Gate::new();
        practice.set_fault(Endpoint::TopUp, Fault::between(gate.clone()));
        let at = Client { address: client.address, token: client.token.clone() };
        let refused = tokio::spawn(async move { at.top_up(&format!("21192120{ending}"), "50").await });
        timeout(LIMIT, gate.reached(1)).await.unwrap();
        assert_eq!(balance(&client.top_up("211921234567", "60").await.body()), "4940");
        gate.open();
        assert_eq!(refused.await.unwrap().status(), 200);
        assert_eq!(practice.float(), Decimal::from(5000 - lower_by), "{ending}");
        let fates = practice.fates();
        let (ours, other) = (
            fates.iter().find(|fate| fate.amount == Decimal::from(60)).unwrap(),
            fates.iter().find(|fate| fate.amount == Decimal::from(50)).unwrap(),
        );
        assert_eq!((ours.charged(), other.charged()), (Decimal::ZERO, Decimal::from(lower_by)), "{ending}");
        assert!(ours.delivered.is_some());
    }
}

#[tokio::test]
async fn a_guarded_float_loses_nothing_to_a_sale_in_between() {
    let practice = memory().await;
    let client = signed_in(&practice).await;
    let gate = Gate::new();
    practice.set_fault(Endpoint::TopUp, Fault::between(gate.clone()));
    let at = Client { address: client.address, token: client.token.clone() };
    let slow = tokio::spawn(async move { at.top_up("211921234567", "50").await });
    timeout(LIMIT, gate.reached(1)).await.unwrap();
    client.top_up("211921234567", "60").await;
    gate.open();
    assert_eq!(balance(&slow.await.unwrap().body()), "4890");
}

#[tokio::test]
async fn a_commission_has_tiers_and_changes_which_a_folder_remembers() {
    let folder = tempfile::tempdir().unwrap();
    let tier = |from: i64, share: &str| Tier { from: Decimal::from(from), share: share.parse().unwrap() };
    let options = Options {
        folder: Some(folder.path().to_owned()),
        commission: "0.03".parse().unwrap(),
        tiers: vec![tier(500, "0.06"), tier(100, "0.05")],
        ..Options::default()
    };
    let practice = Practice::start(options.clone()).await.unwrap();
    let client = signed_in(&practice).await;
    for amount in ["99.99", "100", "499", "500"] {
        client.top_up("211921234567", amount).await;
    }
    practice.set_commission(Commission::flat("0.1".parse().unwrap()));
    client.top_up("211921234567", "100").await;
    practice.stop().await;
    let practice = Practice::start(options).await.unwrap();
    signed_in(&practice).await.top_up("211921234567", "100").await;
    let debits: Vec<String> = practice.truth().iter().map(|charge| charge.debit.normalize().to_string()).collect();
    assert_eq!(debits, ["96.99", "95", "474.05", "470", "90", "90"]);
    assert_eq!(practice.commission(), Commission::flat("0.1".parse().unwrap()));
}

#[tokio::test]
async fn a_float_can_be_negative_and_jump_by_a_million() {
    let practice = memory().await;
    let client = signed_in(&practice).await;
    practice.move_float("-5000.01".parse().unwrap());
    assert_eq!(balance(&client.balance().await.body()), "-0.01");
    assert_eq!(client.top_up("211921234567", "1").await.status(), 403);
    practice.move_float(Decimal::from(1_000_000));
    assert_eq!(balance(&client.balance().await.body()), "999999.99");
}

#[tokio::test]
async fn a_right_float_can_be_reported_in_dollars_or_with_thirty_decimals() {
    let practice = memory().await;
    let client = signed_in(&practice).await;
    practice.report_float_as(ReportFormat::OtherCurrency);
    assert_eq!(client.balance().await.body(), r#"{"statusCode":0,"statusMessage":"","currency":"USD","balance":5000}"#);
    practice.report_float_as(ReportFormat::ThirtyDecimals);
    let thirty = "000000000000000000000000000001";
    assert_eq!(balance(&client.balance().await.body()), format!("5000.{thirty}"));
    assert_eq!(balance(&client.top_up("211921234567", "6").await.body()), format!("4994.{thirty}"));
    practice.report_float_as(ReportFormat::Plain);
    assert_eq!(balance(&client.balance().await.body()), "4994");
    for json in ["-3", "1e+400", "\"4994\"", "null", "0.1234567890123456789012345678901234567890"] {
        practice.set_fault(
            Endpoint::Balance,
            Fault::after(Effect::Field { name: "balance".to_owned(), json: json.to_owned() }),
        );
        assert!(client.balance().await.body().contains(&format!("\"balance\":{json}")), "{json}");
    }
}

#[tokio::test]
async fn an_account_has_another_name_from_its_next_sign_in_on() {
    let practice = memory().await;
    let user = async |token: &str| {
        let got = Client { address: practice.address(), token: token.to_owned() }.call("GET", "/auth/user", "").await;
        (got.field("id"), got.field("email"))
    };
    let before = password(practice.address(), "clerk@practice.example", "practice").await;
    let old = user(&before.field("access_token")).await;
    practice.rename_account("another-id", "other@practice.example");
    assert_eq!(user(&before.field("access_token")).await, old, "a sign-in stays under the name that it has");
    let renewed = refresh(practice.address(), &before.field("refresh_token")).await;
    assert_eq!(user(&renewed.field("access_token")).await, old);
    let after = password(practice.address(), "clerk@practice.example", "practice").await;
    let new = ("another-id".to_owned(), "other@practice.example".to_owned());
    assert_eq!(user(&after.field("access_token")).await, new);
    let client = Client { address: practice.address(), token: after.field("access_token") };
    assert_eq!(balance(&client.top_up("211921234567", "6").await.body()), "4994", "the float is the one it was");
    client.call("POST", "/auth/logout", "").await;
    for tokens in [renewed, after] {
        assert_eq!(
            refresh(practice.address(), &tokens.field("refresh_token")).await.status(),
            400,
            "a sign-out ends the sign-ins under every name"
        );
    }
}
