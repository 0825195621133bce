//! The data that outlives the process, and the data that ends with it.
//!
//! A process is a service that is stopped and started again on the same folder, which the service of 21 Systems may
//! share. The other promises of a folder are tested with that one.

use std::fs;

use airtill_practice::accounts::Options;
use airtill_practice::{Endpoint, Practice, PracticeAccounts, PracticeError};
use tokio::net::TcpStream;

use super::{get, password, post_json, refresh, start, token};

#[tokio::test]
async fn users_and_tokens_outlive_the_process_and_no_secret_is_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let options = || Options { folder: Some(folder.path().to_owned()), ..Options::default() };
    let first = start(options()).await;
    let body = r#"{"user":{"email":"new@practice.example","password":"canary-password"}}"#;
    assert_eq!(post_json(first.address(), "/api/v1/users", "application/json", body).await.status(), 201);
    let old = password(&first).await;
    let tokens = refresh(&first, &old.field("refresh_token")).await;
    assert!(matches!(PracticeAccounts::start(options()).await, Err(PracticeError::InUse)));
    first.stop().await;

    let text = fs::read_to_string(folder.path().join("accounts.jsonl")).unwrap();
    for secret in [
        "canary-password",
        &old.field("access_token"),
        &old.field("refresh_token"),
        &tokens.field("access_token"),
        &tokens.field("refresh_token"),
    ] {
        assert!(!text.contains(secret));
    }

    let second = start(options()).await;
    assert_eq!(get(&second, "/api/v1/users/1001", &tokens.field("access_token")).await.status(), 200);
    assert_eq!(refresh(&second, &old.field("refresh_token")).await.status(), 400);
    assert_eq!(refresh(&second, &tokens.field("refresh_token")).await.status(), 200);
    let signed_in =
        token(&second, r#""grant_type":"password","username":"new@practice.example","password":"canary-password""#)
            .await;
    assert_eq!(signed_in.status(), 200);
}

#[tokio::test]
async fn both_services_may_share_a_folder_and_run_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let path = Some(folder.path().to_owned());
    let systems =
        Practice::start(airtill_practice::Options { folder: path.clone(), ..airtill_practice::Options::default() })
            .await
            .unwrap();
    let accounts = start(Options { folder: path, ..Options::default() }).await;
    assert_ne!(systems.address(), accounts.address());
    assert_eq!(password(&accounts).await.status(), 200);
    assert_eq!(crate::client::password(systems.address(), "clerk@practice.example", "practice").await.status(), 200);
    assert_eq!((systems.hits_on(Endpoint::Token), accounts.hits_on(Endpoint::OAuthToken)), (1, 1));
}

#[tokio::test]
async fn the_port_is_loopback_and_closed_when_it_stops() {
    let (_held, port) = crate::client::own_port();
    let accounts = start(Options { port, ..Options::default() }).await;
    let address = accounts.address();
    assert!(address.ip().is_loopback());
    assert_eq!(accounts.base_address(), format!("http://127.0.0.1:{}", address.port()));
    accounts.stop().await;
    assert!(TcpStream::connect(address).await.is_err());
    let again = start(Options { port, keep_hits: 0, ..Options::default() }).await;
    assert_eq!(again.address(), address);
    assert_eq!(password(&again).await.status(), 200);
    assert!(again.hits().is_empty() && again.issued().is_empty(), "0 remembers none");
}
