//! W8: requests that no window of ours would make, to every command there is. Each gets a refusal; the till goes on.

use airtill_contract::COMMANDS;
use airtill_tests::clerk::{Clerk, Done};
use serde_json::{Map, Value, json};

use crate::place::Place;

/// Every field that any command's request has.
const FIELDS: &[&str] = &[
    "fileName",
    "text",
    "token",
    "confirmedHosts",
    "connection",
    "username",
    "password",
    "number",
    "amount",
    "intent",
    "repeatReason",
    "overrideDoubts",
    "numberAccepted",
    "environment",
    "sale",
    "sent",
    "reason",
    "search",
    "before",
    "limit",
];

/// Requests that fit no command.
fn malformed() -> Vec<Value> {
    let all = |value: Value| Value::Object(FIELDS.iter().map(|field| ((*field).to_owned(), value.clone())).collect::<Map<_, _>>());
    let long = "x".repeat(1024 * 1024);
    vec![
        json!(null),
        json!([1]),
        json!(true),
        json!(7),
        json!(long),
        json!({ "surprise": 1 }),
        json!({ "__proto__x": {}, "constructor": 1 }),
        all(json!(null)),
        all(json!(-1)),
        all(json!({ "deep": { "deeper": [] } })),
        all(json!("x".repeat(4096))),
        json!({ "connection": { "environment": "moon", "id": "x", "more": 1 } }),
    ]
}

/// Requests of the right shape with values that fit nothing.
fn well_shaped(long: &str) -> Vec<(&'static str, Value)> {
    let nowhere = json!({ "environment": "live", "id": long });
    vec![
        ("read_connection_file", json!({ "fileName": long, "text": long })),
        ("read_connection_file", json!({ "fileName": "../../x.airtill\u{0}", "text": "\u{0}\u{202e}" })),
        ("confirm_import", json!({ "token": long, "confirmedHosts": [long] })),
        ("remove_connection", json!({ "connection": nowhere })),
        ("sign_in_with_password", json!({ "connection": nowhere, "username": long, "password": long })),
        ("sign_out", json!({ "connection": nowhere })),
        ("refresh_float", json!({ "connection": nowhere })),
        ("prepare_top_up", json!({ "connection": nowhere, "number": long, "amount": long })),
        ("send_top_up", json!({ "intent": long, "repeatReason": long, "overrideDoubts": [long], "numberAccepted": true })),
        ("last_sales", json!({ "connection": nowhere, "limit": u32::MAX })),
        ("sale_detail", json!({ "environment": "live", "sale": long })),
        ("gather_evidence", json!({ "environment": "practice", "sale": long })),
        ("settle_doubt", json!({ "environment": "practice", "sale": long, "sent": true, "reason": long })),
    ]
}

#[tokio::test]
async fn w08_no_malformed_request_is_taken_and_none_ends_the_till() -> Done {
    let place = Place::new().await;
    let clerk = Clerk::practising(&place.data()).await?;
    for command in COMMANDS {
        assert!(clerk.invoke(command, json!({})).await?.is_err(), "{command} without a request");
        for request in malformed() {
            let told = clerk.invoke(command, json!({ "request": request })).await?;
            assert!(told.is_err(), "{command} took {:.60}", request.to_string());
        }
    }
    clerk.see("screen-till").await?;
    Ok(())
}

#[tokio::test]
async fn w08_values_beyond_every_limit_are_answered_with_a_fault_of_the_contract() -> Done {
    let place = Place::new().await;
    let clerk = Clerk::practising(&place.data()).await?;
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
    assert!(number.is_ok_and(|view| !view["fault"].is_null()), "a field may hold anything");
    clerk.sell("0921234567", "60", "confirmed").await?;
    Ok(())
}
