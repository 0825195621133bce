//! Every row of `fixtures/truphone/answers.table`, over a socket.
//!
//! An answer that is read wrongly gets a row in the table, and no code here.

use std::fmt::Debug;
use std::path::Path;

use airtill_apis::ApiError;
use airtill_apis::truphone::{PagePosition, ProductFilter, SubscriptionQuery, Truphone};
use airtill_domain::Environment;
use airtill_http::scripted::{Act, Server, answer};

use super::{answer_words, correlation, iccid, two_ids};
use crate::rows::{rows, scene};
use crate::{LIMIT, token};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/truphone");

/// Makes the call of one row: its outcome in the words of the table, and everything that could be printed of it.
async fn call(client: &Truphone, call: &str) -> (String, String) {
    fn end<T: Debug>(end: Result<T, ApiError>, told: impl Fn(&T) -> String) -> (String, String) {
        (end.as_ref().map_or_else(answer_words::error, told), format!("{end:?}"))
    }
    let (token, id, iccid) = (token(), correlation("row"), iccid());
    match call {
        "products" => {
            let list = client.products(&token, &two_ids(), &ProductFilter::default()).await;
            end(list, |list| answer_words::list(list, answer_words::product))
        }
        "product" => end(client.product(&token, &id, "cA==", None).await, answer_words::product),
        "order" => end(client.order_state(&token, &id, "b3JkZXI=").await, answer_words::order),
        "sim" => end(client.sim(&token, &id, &iccid).await, answer_words::sim),
        "eid" => {
            let eid = airtill_domain::Eid::parse("89049032000001000000012345678951").expect("32 digits");
            end(client.change_eid(&token, &id, &iccid, &eid).await, |()| "done".to_owned())
        }
        "notifications" => end(client.notifications(&token, &id, &iccid).await, |list| {
            answer_words::list(list, answer_words::notification)
        }),
        "subscription" => end(client.subscription(&token, &id, "c3Vi").await, answer_words::subscription),
        "subscriptions" => {
            let page = client.subscriptions(&token, &id, &SubscriptionQuery::OfSim(iccid), PagePosition::First).await;
            end(page, |page| answer_words::list(&page.list, answer_words::subscription))
        }
        "customers" => end(client.customers(&token, &id, "a@example.com").await, |list| {
            answer_words::list(list, answer_words::customer)
        }),
        "payment" => end(client.payment_methods(&token, &id, "Y3VzdA==").await, |list| {
            answer_words::list(list, answer_words::payment_method)
        }),
        other => panic!("the table has no call {other}"),
    }
}

#[tokio::test]
async fn every_row_of_the_table_holds_asks_once_and_shows_no_secret() {
    let table = std::fs::read_to_string(Path::new(FOLDER).join("answers.table")).expect("the table");
    let elsewhere = Server::start(Act::Answer(answer(200, "", b"[]"))).await;
    let (mut count, mut wrong) = (0, Vec::new());
    for (number, columns) in rows(&table) {
        let [name, act, headers, body, expected] = columns[..] else { panic!("line {number}: five columns") };
        let scene = scene(Path::new(FOLDER), act, headers, body, &elsewhere).await;
        let client = Truphone::new(&scene.base, Environment::Test, scene.timeouts);
        let ended = tokio::time::timeout(LIMIT, call(&client, name)).await;
        let (ending, printed) = ended.expect("the client's own limit ends it");
        let should_ask = usize::from(!matches!(act, "refused" | "stalled handshake" | "no tls"));
        if ending.trim_end() != expected || scene.asked() != should_ask {
            wrong.push(format!(
                "line {number}: {name} {act} {headers} {body}\n    ended as {ending}, asked {} times, not as {expected}",
                scene.asked()
            ));
        }
        let printed = printed.to_lowercase();
        assert!(
            !printed.contains("canary") && !printed.contains("matching-1"),
            "line {number} shows a secret: {printed}"
        );
        count += 1;
    }
    assert!(wrong.is_empty(), "{} of {count} rows:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 100, "the table was read");
    assert!(elsewhere.seen().is_empty(), "no redirect was followed");
}
