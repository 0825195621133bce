//! Canaries of a sign-in through the browser: each of its secrets is looked for wherever it must not be.
//!
//! The log is at its loudest, and it is checked that it is, because a silent log would hold no secret either.

use airtill_practice::PracticeAccounts;
use airtill_practice::accounts::{CLIENT_SECRET, Options};
use airtill_tests::browser::{Browser, Consent, Walked};
use airtill_tests::clerk::{Clerk, OpenerScript, accounts_file};
use airtill_tests::window::{By, Launch};
use airtill_tests::world::{ACCOUNTS_FILE, secrets_of_json};
use serde_json::json;

use crate::fixture::Fixture;
use crate::secrets::{FOUND, files_with};

const PASSWORD: &str = "canary-51d0-of-a-new-user";

#[tokio::test]
async fn b01_the_opener_gets_one_address_and_neither_it_nor_a_file_a_secret() -> Walked<()> {
    let fixture = Fixture::new().await;
    let service = PracticeAccounts::start(Options::default()).await?;
    let opener = OpenerScript::ending(fixture.folder.path(), 0)?;
    let file = accounts_file(fixture.folder.path(), &service, ACCOUNTS_FILE)?;
    let launch = Launch::on(&fixture.data())?
        .argument(&file.to_string_lossy())
        .variable("PATH", opener.path())
        .variable("AIRTILL_LOG", "trace");
    let clerk = Clerk::of(launch).await?;
    clerk.see("import").await?;
    clerk.window.fill(By::TestId("import-client-secret"), CLIENT_SECRET).await?;
    clerk.add_connection().await?;

    let address = clerk.begin_in_browser(&opener, 1).await?;
    let (mut browser, waited) =
        (Browser::new(None)?, clerk.window.script("return document.documentElement.outerHTML", vec![]).await?);
    let state = address.query_pairs().find(|(name, _)| name == "state").expect("a state").1.into_owned();
    assert!(!waited.to_string().contains(&state), "the page holds the address only while a person copies it by hand");
    // One answer by a paste that is refused, so that the window has held a code as well.
    let back = browser.walk(&address, Consent::Allow).await?;
    let code = back.query_pairs().find(|(name, _)| name == "code").expect("a code").1.into_owned();
    clerk.paste_answer(&format!("http://127.0.0.1:1/elsewhere?code={code}&state={state}")).await?;
    clerk.see("waiting-paste-error").await?;
    assert_eq!(clerk.window.script(FOUND, vec![json!(code)]).await?, json!([]), "after a paste that was refused");
    let strange = back.as_str().replace(&state, &state.chars().rev().collect::<String>());
    browser.go(&strange.parse()?).await?;
    clerk.see("waiting-turned-away").await?;
    browser.go(&back).await?;
    clerk.is_signed_in_as_practice_clerk().await?;

    clerk.window.fill(By::TestId("create-email"), "new@practice.example").await?;
    clerk.window.fill(By::TestId("create-password"), PASSWORD).await?;
    clerk.click("create-submit").await?;
    clerk.click("create-confirm").await?;
    clerk.see("create-created").await?;

    let mut secrets = secrets_of_json(&service.hits());
    secrets.extend(service.issued().into_iter().flat_map(|pair| [pair.access_token, pair.refresh_token]));
    for secret in [CLIENT_SECRET, PASSWORD, code.as_str()] {
        assert!(secrets.iter().any(|one| one == secret), "it really went to the service");
    }
    assert!(secrets.len() >= 6, "code, verifier, client secret, password, two tokens: {}", secrets.len());
    let calls = opener.calls()?;
    assert_eq!(calls.len(), 1);
    assert_eq!(
        (calls[0].program.as_str(), calls[0].arguments.as_slice()),
        ("xdg-open", [address.to_string()].as_slice()),
        "one argument, the address"
    );
    assert!(calls[0].environment.contains("PATH="), "it was written down");
    for (at, secret) in secrets.iter().enumerate() {
        assert!(!address.as_str().contains(secret.as_str()), "secret {at} is in the opener's argument");
        assert!(!calls[0].environment.contains(secret.as_str()), "secret {at} is in the opener's environment");
        assert_eq!(clerk.window.script(FOUND, vec![json!(secret)]).await?, json!([]), "secret {at} is in the page");
        assert_eq!(files_with(&fixture.data(), secret), [""; 0], "secret {at} is on the disk");
    }
    let names = ["client_id", "code_challenge", "code_challenge_method", "redirect_uri", "response_type", "state"];
    let mut reported: Vec<_> = address.query_pairs().map(|(name, _)| name.into_owned()).collect();
    reported.sort();
    assert!(reported.iter().all(|name| names.contains(&name.as_str())), "{reported:?}");
    assert!(
        !files_with(&fixture.data(), "an answer that is not ours came to the listener").is_empty(),
        "the log was at its loudest"
    );
    // W1: the answers that a script in the page would get from the till.
    let connection = json!({ "connection": { "environment": "test", "id": "staff" } });
    for (command, request) in [
        ("start", json!({})),
        ("browser_sign_in", connection.clone()),
        ("refresh_person", connection.clone()),
        ("test_connection", connection),
    ] {
        let answer = clerk.invoke(command, json!({ "request": request })).await?.expect("it is answered").to_string();
        assert!(secrets.iter().all(|secret| !answer.contains(secret.as_str())), "{command} gives a secret away");
    }
    service.stop().await;
    Ok(())
}
