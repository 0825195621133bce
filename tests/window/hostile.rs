//! W8: requests that no window of ours would make, to every command there is. Each gets a refusal; the till goes on.
//!
//! Every command of the contract is called as a script in the page could call it. The other limits of such a script are
//! in `fence`.
//! is in `fence`.

use airtill_contract::COMMANDS;
use airtill_tests::clerk::{Clerk, Done};
use serde_json::{Value, json};

use crate::fixture::Fixture;

/// Requests that fit no command.
fn malformed() -> Vec<Value> {
    vec![
        json!(null),
        json!([1]),
        json!(true),
        json!(7),
        json!("x".repeat(1024 * 1024)),
        json!({ "surprise": 1 }),
        json!({ "__proto__x": {}, "constructor": 1 }),
        json!({ "connection": { "environment": "moon", "id": "x", "more": 1 } }),
    ]
}

/// The fields of a request, each with a value of another type, or with a text that is longer than any.
fn mistyped(request: &Value) -> impl Iterator<Item = Value> {
    let fields: Vec<_> = request.as_object().expect("a request is an object").keys().cloned().collect();
    let wrong = [json!(null), json!(-1), json!({ "deep": { "deeper": [] } }), json!("x".repeat(4096))];
    wrong
        .into_iter()
        .map(move |value| Value::Object(fields.iter().map(|field| (field.clone(), value.clone())).collect()))
}

/// Requests of the right shape with values that fit nothing.
fn well_shaped(long: &str) -> Vec<(&'static str, Value)> {
    let nowhere = json!({ "environment": "live", "id": long });
    let accounts = json!({ "environment": "practice", "id": "practice-accounts" });
    let pages = json!({ "language": long, "rightToLeft": true, "received": long, "denied": long, "failed": long, "already": long, "notOurs": long });
    vec![
        ("read_connection_file", json!({ "fileName": long, "text": long })),
        ("read_connection_file", json!({ "fileName": "../../x.airtill\u{0}", "text": "\u{0}\u{202e}" })),
        ("confirm_import", json!({ "token": long, "confirmedHosts": [long] })),
        ("remove_connection", json!({ "connection": nowhere })),
        ("sign_in_with_password", json!({ "connection": nowhere, "username": long, "password": long })),
        ("sign_out", json!({ "connection": nowhere })),
        ("refresh_float", json!({ "connection": nowhere })),
        ("begin_browser_sign_in", json!({ "connection": nowhere, "pages": pages })),
        ("begin_sign_in_test", json!({ "connection": nowhere, "pages": pages })),
        ("sign_in_address", json!({ "connection": nowhere })),
        ("paste_sign_in_answer", json!({ "connection": accounts, "text": long })),
        ("set_client_secret", json!({ "connection": accounts, "secret": long })),
        ("test_connection", json!({ "connection": nowhere })),
        ("listener_certificate", json!({ "connection": nowhere })),
        ("trust_certificate", json!({ "connection": nowhere })),
        ("distrust_certificate", json!({ "connection": nowhere })),
        ("refresh_person", json!({ "connection": nowhere })),
        ("look_up_user", json!({ "connection": accounts, "id": long })),
        ("create_user", json!({ "connection": accounts, "email": long, "password": long })),
        ("countries", json!({ "connection": nowhere })),
        ("switch_sign_in_trouble", json!({ "code": long, "on": true })),
        ("cause_float_trouble", json!({ "trouble": { "kind": "deposit", "amount": long } })),
        ("prepare_top_up", json!({ "connection": nowhere, "number": long, "amount": long })),
        (
            "send_top_up",
            json!({ "intent": long, "repeatReason": long, "overrideDoubts": [long], "numberAccepted": true }),
        ),
        ("last_sales", json!({ "connection": nowhere, "limit": u32::MAX })),
        ("open_orders", json!({ "connection": nowhere })),
        ("sale_detail", json!({ "environment": "live", "sale": long })),
        ("gather_evidence", json!({ "environment": "practice", "sale": long })),
        (
            "say_what_happened",
            json!({ "environment": "practice", "sale": long, "arrived": true, "charged": null, "reason": long, "adopted": false }),
        ),
    ]
}

#[tokio::test]
async fn w08_no_malformed_request_is_taken_and_none_ends_the_till() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    for command in COMMANDS {
        assert!(clerk.invoke(command, json!({})).await?.is_err(), "{command} without a request");
        for request in malformed() {
            let reported = clerk.invoke(command, json!({ "request": request })).await?;
            assert!(reported.is_err(), "{command} took {:.60}", request.to_string());
        }
    }
    for (command, request) in well_shaped("x") {
        for request in mistyped(&request) {
            let reported = clerk.invoke(command, json!({ "request": request })).await?;
            assert!(reported.is_err(), "{command} took {:.60}", request.to_string());
        }
    }
    clerk.see("screen-till").await?;
    Ok(())
}

#[tokio::test]
async fn w08_values_beyond_every_limit_get_an_error_of_the_contract() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    let long = "9".repeat(1024 * 1024);
    for (command, request) in well_shaped(&long) {
        let fault = clerk.invoke(command, json!({ "request": request })).await?.expect_err(command);
        assert!(fault["code"].is_string() && fault["reference"].is_string(), "{command}: {:.200}", fault.to_string());
        assert_eq!(fault["moneyMoved"], "no", "{command}");
        assert!(fault.to_string().len() < 2_000, "{command} echoes its input");
    }
    let request = json!({ "environment": "practice", "connection": null, "search": long, "before": -1, "limit": 0 });
    clerk.invoke("search_history", json!({ "request": request })).await?.expect("a search may hold anything");
    let number = clerk.invoke("check_number", json!({ "request": { "text": long } })).await?;
    assert!(number.is_ok_and(|view| !view["error"].is_null()), "a field may hold anything");
    clerk.sell("0921234567", "60", "confirmed").await?;
    Ok(())
}
