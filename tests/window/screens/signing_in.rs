//! From a connection file to a sign-in: the file that is no file, the form, and the browser with every way on.
//!
//! The browser is a walk through the pages of the service, because only the till is tested.

use airtill_tests::browser::{Browser, Consent, Walked};
use airtill_tests::clerk::{Clerk, OpenerScript, SecondCopy, connection_file};
use airtill_tests::window::{By, Launch};

use super::Inspector;
use crate::fixture::{Fixture, at_sign_in};

#[tokio::test]
async fn a_connection_file_and_the_form_read_and_walk_well_in_every_look() -> Walked<()> {
    let fixture = Fixture::new().await;
    let letter = fixture.folder.path().join("letter.airtill");
    std::fs::write(&letter, "Dear clerk, here is your connection.")?;
    let clerk = Clerk::of(Launch::on(&fixture.data())?.argument(&letter.to_string_lossy())).await?;
    let eye = Inspector::of(&clerk).await?;
    clerk.see("import-refused").await?;
    eye.look(&clerk, "a file that is no connection").await?;
    let file = connection_file(fixture.folder.path(), "http://127.0.0.1:1")?;
    let mut second = SecondCopy::start(&fixture.data(), &[&file.to_string_lossy()], true)?;
    clerk.see("import").await?;
    second.ended().await?;
    eye.look(&clerk, "a connection file").await?;
    clerk.add_connection().await?;
    clerk.click("sign-in-submit").await?;
    clerk.window.find(By::Css("[data-testid=sign-in-username][aria-invalid=true]")).await?;
    eye.look(&clerk, "a sign-in without a name").await?;
    clerk.sign_in("clerk@practice.example", "x").await?;
    clerk.see("sign-in-error").await?;
    eye.look(&clerk, "a sign-in that failed").await?;
    clerk.click("nav-start").await?;
    clerk.see("connection-test-trial").await?;
    eye.look(&clerk, "the connections").await?;
    clerk
        .window
        .script(
            "const drag = new Event('dragenter'); drag.dataTransfer = { types: ['Files'] }; dispatchEvent(drag)",
            vec![],
        )
        .await?;
    clerk.see("drop-zone").await?;
    eye.glance(&clerk, "a file over the window").await?;
    eye.done();
    Ok(())
}

#[tokio::test]
async fn the_sign_in_through_a_browser_reads_and_walks_well_in_every_look() -> Walked<()> {
    let fixture = Fixture::new().await;
    let opener = OpenerScript::ending(fixture.folder.path(), 0)?;
    let clerk = at_sign_in(&fixture, &opener).await?;
    let eye = Inspector::of(&clerk).await?;
    clerk.see("sign-in-submit").await?;
    eye.look(&clerk, "the form of the practice accounts").await?;
    clerk.click("sign-in-switch").await?;
    clerk.see("sign-in-browser").await?;
    eye.look(&clerk, "the way through the browser").await?;
    let address = clerk.begin_in_browser(&opener, 1).await?;
    eye.look(&clerk, "waiting for the browser").await?;
    clerk.window.click(By::Css("[data-testid=waiting-stuck] summary")).await?;
    clerk.paste_answer("http://127.0.0.1:1/").await?;
    clerk.see("waiting-paste-error").await?;
    eye.look(&clerk, "an answer that is none, with every way on").await?;

    let mut browser = Browser::new(None)?;
    let denied = browser.walk(&address, Consent::Deny).await?;
    browser.go(&denied).await?;
    clerk.see("waiting-error").await?;
    eye.look(&clerk, "consent was denied").await?;
    clerk.trouble("slow_exchange", true).await?;
    clerk.click("waiting-again").await?;
    let address = opener.call(&clerk, 2).await?.address();
    let back = browser.walk(&address, Consent::Allow).await?;
    browser.go(&back).await?;
    clerk.see("waiting-exchanging").await?;
    eye.look(&clerk, "the last step is slow").await?;
    clerk.click("waiting-cancel").await?;
    clerk.see("waiting-cancelled").await?;
    eye.look(&clerk, "a sign-in that was cancelled").await?;
    clerk.trouble("slow_exchange", false).await?;

    clerk.trouble("pkce_refused", true).await?;
    let address = clerk.begin_in_browser(&opener, 3).await?;
    browser.answer(&address, Consent::Allow).await?;
    clerk.see("pkce-refused").await?;
    eye.look(&clerk, "a refused proof of the code").await?;
    clerk.click("waiting-cancel").await?;
    clerk.see("waiting-cancelled").await?;
    clerk.trouble("pkce_refused", false).await?;
    let address = clerk.begin_in_browser(&opener, 4).await?;
    browser.answer(&address, Consent::Allow).await?;
    clerk.see("is-this-you").await?;
    eye.look(&clerk, "is this you").await?;
    eye.done();
    Ok(())
}
