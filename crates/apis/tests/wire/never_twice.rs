//! The first promise: a top-up is sent once, with any answer or none.
//!
//! The server counts the requests that reach it, however the connection ends: no layer below may ask again by itself.

use std::sync::Arc;

use airtill_apis::twenty_one::{FloatPath, TopUpAnswer, UnclearCause};
use airtill_http::scripted::{Act, Server, answer};

use crate::{client, sample, six, token, top_up};

#[tokio::test]
async fn t15_a_sale_that_was_made_before_the_line_dropped_is_not_repeated() {
    for act in [Act::Answer(Vec::new()), Act::Reset(Vec::new())] {
        let server = Server::start(act).await;
        let end = top_up(&client(&server.url(""))).await;
        assert!(
            matches!(end, TopUpAnswer::Unclear { cause: UnclearCause::NoAnswer { timed_out: false }, .. }),
            "{end:?}"
        );
        assert_eq!(server.seen().len(), 1, "the server has executed it: it must not be asked again");
    }
}

#[tokio::test]
async fn t15_no_connection_is_pooled_that_could_die_under_a_sale() {
    // The server would hold the line open; a client that reuses it sends its second request on it.
    let body = include_bytes!("../../fixtures/twenty_one/top_up_delivered.json");
    let server = Server::start(Act::Hang(answer(200, "Connection: keep-alive\r\n", body))).await;
    let client = client(&server.url(""));
    for sale in 1..=3 {
        assert!(matches!(top_up(&client).await, TopUpAnswer::Confirmed { .. }));
        assert_eq!(server.seen().len(), sale, "each sale is one request on a connection of its own");
    }
}

#[tokio::test]
async fn t15_a_dropped_line_after_good_sales_is_not_repeated() {
    let flaky = Server::start_in_turn(vec![
        Act::Hang(answer(
            200,
            "Connection: keep-alive\r\n",
            include_bytes!("../../fixtures/twenty_one/top_up_delivered.json"),
        )),
        Act::Reset(Vec::new()),
    ])
    .await;
    let client = client(&flaky.url(""));
    assert!(matches!(top_up(&client).await, TopUpAnswer::Confirmed { .. }));
    assert!(matches!(top_up(&client).await, TopUpAnswer::Unclear { .. }));
    assert_eq!(flaky.seen().len(), 2);
}

#[tokio::test]
async fn t14_a_401_is_reported_and_not_repeated_here() {
    let body = include_bytes!("../../fixtures/twenty_one/token_required.json");
    let server = Server::start(Act::Answer(answer(401, "Content-Type: text/plain; charset=utf-8\r\n", body))).await;
    let end = top_up(&client(&server.url(""))).await;
    assert_eq!(end, TopUpAnswer::TurnedAway { message: "The Token is required".to_owned() });
    assert_eq!(server.seen().len(), 1, "the holder of the tokens decides whether to ask again");
}

#[tokio::test]
async fn sales_of_several_tasks_do_not_disturb_each_other() {
    let body = include_bytes!("../../fixtures/twenty_one/top_up_accepted.json");
    let server = Server::start(Act::Answer(answer(200, "", body))).await;
    let client = Arc::new(client(&server.url("")));
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            tokio::spawn({
                let client = Arc::clone(&client);
                async move { top_up(&client).await }
            })
        })
        .collect();
    for task in tasks {
        assert!(matches!(task.await.expect("no panic"), TopUpAnswer::Accepted { .. }));
    }
    assert_eq!(server.seen().len(), 8);
}

#[tokio::test]
async fn g01_no_answer_shows_the_access_token() {
    let echo = br#"{"Error":true,"Message":"bad token canary-access-token"}"#;
    for status in [200, 400, 401, 403, 500] {
        let server = Server::start(Act::Answer(answer(status, "", echo))).await;
        let client = client(&server.url(""));
        let end = client.top_up(&token(), &sample(), six()).await;
        assert!(!format!("{end:?}").contains("canary"), "{end:?}");
        let error = client.balance(&token(), FloatPath::Balance).await.expect_err("a refusal");
        assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
    }
}
