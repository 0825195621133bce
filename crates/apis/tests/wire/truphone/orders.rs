//! Every row of `fixtures/truphone/order.table`, over a socket, for a new eSIM and for a top-up.
//!
//! An answer that is read wrongly gets a row in the table, and no code here.

use std::path::Path;

use airtill_apis::truphone::{OrderAnswer, OrderRefusal, Truphone};
use airtill_domain::Environment;
use airtill_http::scripted::{Act, Server, answer};

use super::answer_words::status;
use super::{correlation, new_esim, top_up};
use crate::rows::{rows, scene};
use crate::{LIMIT, token};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/truphone");

/// The outcome, in the words of the table.
fn outcome(answer: &OrderAnswer) -> String {
    match answer {
        OrderAnswer::Accepted { order_id, status: state } => format!("accepted {order_id} as {}", status(state)),
        OrderAnswer::Refused { reason, message } => {
            let wait = match reason {
                OrderRefusal::RateLimited { retry_after: Some(wait) } => format!(" {}", wait.as_secs()),
                _ => String::new(),
            };
            format!("refused {}{wait}: {message}", reason.word())
        }
        OrderAnswer::TurnedAway { message } => format!("turned away: {message}"),
        OrderAnswer::NotSent { error } => format!("not sent {}", error.word()),
        OrderAnswer::Unclear { cause, order_id, retry_after, message } => {
            let wait = retry_after.map(|wait| format!(" {}", wait.as_secs())).unwrap_or_default();
            let id = order_id.as_ref().map(|id| format!(" id {id}")).unwrap_or_default();
            let message = if message.is_empty() { String::new() } else { format!(": {message}") };
            format!("unclear {}{wait}{id}{message}", cause.word())
        }
    }
}

async fn ordered(client: &Truphone, new: bool) -> OrderAnswer {
    let id = correlation("order-1");
    let order = async {
        if new {
            client.order_esim(&token(), &id, &new_esim()).await
        } else {
            client.order_top_up(&token(), &id, &top_up()).await
        }
    };
    tokio::time::timeout(LIMIT, order).await.expect("the client's own limit ends it")
}

#[tokio::test]
async fn every_row_of_the_table_holds_and_is_ordered_once() {
    let table = std::fs::read_to_string(Path::new(FOLDER).join("order.table")).expect("the table");
    let elsewhere = Server::start(Act::Answer(answer(200, "", br#"{"id":"other","status":"ACCEPTED"}"#))).await;
    let (mut count, mut wrong) = (0, Vec::new());
    for (number, columns) in rows(&table) {
        let [act, headers, body, expected] = columns[..] else { panic!("line {number}: four columns") };
        let scene = scene(Path::new(FOLDER), act, headers, body, &elsewhere).await;
        let client = Truphone::new(&scene.base, Environment::Test, scene.timeouts);
        let end = ordered(&client, number % 2 == 0).await;
        let should_ask = usize::from(!expected.starts_with("not sent"));
        if outcome(&end).trim_end() != expected || scene.asked() != should_ask {
            wrong.push(format!(
                "line {number}: {act} {headers} {body}\n    ended as {}, asked {} times, not as {expected}",
                outcome(&end),
                scene.asked()
            ));
        }
        assert!(!format!("{end:?}").contains("canary"), "line {number} shows the token: {end:?}");
        count += 1;
    }
    assert!(wrong.is_empty(), "{} of {count} rows:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 90, "the table was read");
    assert!(elsewhere.seen().is_empty(), "no redirect was followed");
}
