//! A connection file and the password form: nothing is stored without a yes, and the password is nowhere afterwards.
//!
//! The password is looked for in the page and in every file of the till, after it is known to have reached the service.
//! The way through a browser is elsewhere.

use airtill_practice::{Options, Practice};
use airtill_tests::clerk::{Clerk, Done, SecondCopy, connection_file};
use airtill_tests::window::{By, Launch};
use serde_json::json;

use crate::fixture::Fixture;
use crate::secrets::{FOUND, files_with};

#[tokio::test]
async fn w09_neither_page_nor_disk_holds_the_password_after_a_sign_in() -> Done {
    let fixture = Fixture::new().await;
    let service = Practice::start(Options::default()).await.unwrap();
    let file = connection_file(fixture.folder.path(), &service.base_address())?;
    let clerk = Clerk::of(Launch::on(&fixture.data())?.argument(&file.to_string_lossy())).await?;
    clerk.add_connection().await?;

    let canary = "canary-7f3a91c2-of-a-wrong-password";
    let account = Practice::account();
    clerk.sign_in(account.email, canary).await?;
    clerk.has_text("sign-in-error", "The user name or the password is wrong.").await?;
    assert_eq!(clerk.window.value(By::TestId("sign-in-password")).await?, "", "the field is empty");
    assert_eq!(clerk.window.value(By::TestId("sign-in-username")).await?, account.email, "the user name is kept");
    assert_eq!(clerk.window.script(FOUND, vec![json!(canary)]).await?, json!([]), "after a failure");

    clerk.sign_in(account.email, account.password).await?;
    clerk.on("till").await?;
    clerk.has_text("float-balance", "5,000.00 SSP").await?;
    assert!(service.hits().iter().any(|hit| hit.body.contains(canary)), "it really went to the service");
    assert_eq!(clerk.count("sign-in-password").await?, 0, "the form is gone");
    let tokens: Vec<_> = service
        .hits()
        .iter()
        .filter_map(|hit| hit.header("authorization").map(|value| value.replace("Bearer ", "")))
        .collect();
    assert!(!tokens.is_empty());
    for secret in tokens.iter().map(String::as_str).chain([canary]) {
        assert_eq!(clerk.window.script(FOUND, vec![json!(secret)]).await?, json!([]), "after a success");
        assert_eq!(files_with(&fixture.data(), secret), [""; 0], "on the disk");
    }
    // W1: the answers that a script in the page would get from the till.
    for (command, request) in [
        ("start", json!({})),
        ("refresh_float", json!({ "connection": { "environment": "test", "id": "trial" } })),
        ("retry_keyring", json!({})),
    ] {
        let answer = clerk.invoke(command, json!({ "request": request })).await?.unwrap().to_string();
        assert!(tokens.iter().all(|token| !answer.contains(token)), "w01: {command} gives a token away");
    }
    service.stop().await;
    Ok(())
}

#[tokio::test]
async fn c07_a_file_on_the_command_line_is_shown_and_not_imported() -> Done {
    let fixture = Fixture::new().await;
    let file = connection_file(fixture.folder.path(), "http://127.0.0.1:1")?;
    let name = file.to_string_lossy().into_owned();
    let clerk = Clerk::of(Launch::on(&fixture.data())?.argument(&name)).await?;
    clerk.has_text("import-host", "127.0.0.1:1").await?;
    assert!(clerk.window.focused().await?.contains("Cancel"), "Enter alone adds nothing");
    clerk.click("import-cancel").await?;
    clerk.on("start").await?;
    let connections = async |clerk: &Clerk| -> Done<usize> {
        let start = clerk.invoke("start", json!({ "request": {} })).await?.unwrap();
        Ok(start["connections"].as_array().unwrap().iter().filter(|one| one["key"]["id"] == "trial").count())
    };
    assert_eq!(connections(&clerk).await?, 0, "nothing was imported");

    // A double click while the till is open.
    let mut second = SecondCopy::start(&fixture.data(), &[&name], true)?;
    clerk.see("import").await?;
    assert!(second.ended().await?.success());
    assert_eq!(connections(&clerk).await?, 0, "it is only shown");
    clerk.add_connection().await?;
    assert_eq!(connections(&clerk).await?, 1);
    Ok(())
}

#[tokio::test]
async fn a_file_that_is_no_connection_is_refused_in_words() -> Done {
    let fixture = Fixture::new().await;
    let file = fixture.folder.path().join("letter.airtill");
    std::fs::write(&file, "Dear clerk, here is your connection.")?;
    let clerk = Clerk::of(Launch::on(&fixture.data())?.argument(&file.to_string_lossy())).await?;
    clerk.has_text("import-refused", "This file cannot be used as a connection. Nothing was changed.").await?;
    Ok(())
}
