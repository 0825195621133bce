//! A new account is asked for once, and after a lost answer the outcome is unknown.
//!
//! The server counts the requests that reach it, however the connection ends: no layer below may ask again by itself.

use std::sync::Arc;

use airtill_apis::accounts::{CreateUserError, UserAnswer};
use airtill_apis::{ApiError, OfflineError};
use airtill_http::scripted::{Act, Server, answer, head};

use super::{EMAIL, client, password};
use crate::token;

const NEW: &[u8] = include_bytes!("../../../fixtures/accounts/user_new.json");

fn lost() -> CreateUserError {
    CreateUserError::Unknown { reason: ApiError::Offline { error: OfflineError::Broken } }
}

#[tokio::test]
async fn t15_an_account_that_was_made_before_the_line_dropped_is_not_made_again() {
    let half = [head(201, "", NEW.len()).as_slice(), &NEW[..40]].concat();
    for act in [Act::Answer(Vec::new()), Act::Reset(Vec::new()), Act::Answer(half.clone()), Act::Reset(half)] {
        let server = Server::start(act).await;
        assert_eq!(client(&server.url("")).create_user(EMAIL, &password()).await, Err(lost()));
        assert_eq!(server.seen().len(), 1, "the server has obeyed: it must not be asked again");
    }
}

#[tokio::test]
async fn t15_a_dropped_line_after_a_good_answer_is_not_repeated() {
    let good = Act::Hang(answer(201, "Connection: keep-alive\r\n", NEW));
    let server = Server::start_in_turn(vec![good, Act::Reset(Vec::new())]).await;
    let client = client(&server.url(""));
    assert_eq!(client.create_user(EMAIL, &password()).await.map(|user| user.id), Ok(8));
    assert_eq!(
        client.create_user(EMAIL, &password()).await,
        Err(lost()),
        "a pooled connection would have been tried twice"
    );
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn t14_a_401_is_reported_and_not_repeated_here() {
    let server = Server::start(Act::Answer(answer(
        401,
        "WWW-Authenticate: Bearer realm=\"Doorkeeper\", error=\"invalid_token\"\r\n",
        b"",
    )))
    .await;
    let client = client(&server.url(""));
    assert_eq!(client.user(&token(), 7).await, Err(ApiError::Unauthorised));
    assert_eq!(client.countries(&token()).await, Err(ApiError::Unauthorised));
    assert_eq!(
        client.create_user(EMAIL, &password()).await,
        Err(CreateUserError::Refused { reason: ApiError::Unauthorised })
    );
    assert_eq!(server.seen().len(), 3, "the holder of the tokens decides whether to ask again");
}

#[tokio::test]
async fn calls_of_several_tasks_do_not_disturb_each_other() {
    let server = Server::start(Act::Answer(answer(200, "", NEW))).await;
    let client = Arc::new(client(&server.url("")));
    let tasks: Vec<_> = (1..=8)
        .map(|id| {
            tokio::spawn({
                let client = Arc::clone(&client);
                async move { (id, client.user(&token(), id).await.expect("a user")) }
            })
        })
        .collect();
    for task in tasks {
        let (id, answer) = task.await.expect("no panic");
        assert_eq!(matches!(answer, UserAnswer::Asked(_)), id == 8, "each is compared with its own question");
    }
    assert_eq!(server.seen().len(), 8);
}
