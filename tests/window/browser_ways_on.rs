//! A sign-in whose browser does not come: each way on is there, cancelling is at once, and no key is out of reach.
//!
//! The desktop's opener is a script that opens nothing, or fails. The errors of the service are in `browser_troubles`.

use airtill_tests::browser::{Browser, Consent, Walked};
use airtill_tests::clerk::{Clerk, OpenerScript};
use airtill_tests::window::{By, Launch, Window, WindowError};
use fantoccini::key::Key;
use serde_json::json;
use url::Url;

use crate::fixture::{Fixture, at_sign_in};
use crate::keyboard::{focus_is_on, tab_to};

/// Presses a button and answers after how many milliseconds the other part was there.
const UNTIL_THERE: &str = "const [button, part, done] = arguments;
    const there = () => document.querySelector(`[data-testid=${part}]`);
    const began = performance.now();
    new MutationObserver((_, watch) => { if (there()) { watch.disconnect(); done(performance.now() - began); } })
      .observe(document.body, { childList: true, subtree: true });
    document.querySelector(`[data-testid=${button}]`).click();";

/// Whether anything listens at the address to which the browser would come back.
async fn is_listened_at(authorization: &Url) -> bool {
    let redirect: Url = authorization
        .query_pairs()
        .find(|(name, _)| name == "redirect_uri")
        .and_then(|(_, value)| value.parse().ok())
        .expect("a redirect");
    tokio::net::TcpStream::connect((redirect.host_str().expect("a host"), redirect.port().expect("a port")))
        .await
        .is_ok()
}

#[tokio::test]
async fn b04_with_an_opener_that_does_nothing_the_ways_on_are_there() -> Walked<()> {
    let fixture = Fixture::new().await;
    let opener = OpenerScript::ending(fixture.folder.path(), 0)?;
    let clerk = at_sign_in(&fixture, &opener).await?;
    let address = clerk.begin_in_browser(&opener, 1).await?;
    assert!(clerk.count("waiting-not-opened").await? == 0, "nothing is claimed of a browser that nobody can see");

    clerk.click("waiting-open-again").await?;
    let again = opener.call(&clerk, 2).await?;
    assert_eq!(again.arguments, [address.to_string()], "the same page");

    is_copied(&clerk, address.as_str()).await?;

    clerk.click("waiting-stuck").await?;
    clerk.read("begins with the address of this computer").await?;
    let left = "return Number(document.querySelector('[data-testid=waiting-left]').dataset.seconds)";
    let seconds =
        async |window: &Window| Ok::<_, WindowError>(window.script(left, vec![]).await?.as_u64().unwrap_or_default());
    clerk.window.until("some time to pass", async |window| Ok(seconds(window).await? < 299)).await?;
    clerk.click("waiting-more").await?;
    clerk.window.until("there to be more time", async |window| Ok(seconds(window).await? >= 299)).await?;

    clerk.paste_answer("http://127.0.0.1:1/").await?;
    clerk.see("waiting-paste-error").await?;
    let back = Browser::new(None)?.walk(&address, Consent::Allow).await?;
    clerk.paste_answer(back.as_str()).await?;
    clerk.is_signed_in_as_practice_clerk().await?;
    clerk.window.until("the listener to be closed", async |_| Ok(!is_listened_at(&address).await)).await?;
    Ok(())
}

/// Copies the address and reads the clipboard as a person does: with Ctrl+V in a field.
async fn is_copied(clerk: &Clerk, address: &str) -> Walked<()> {
    clerk.click("waiting-copy").await?;
    clerk.window.find(By::RoleLike("button", "The address is copied")).await?;
    assert_eq!(clerk.count("waiting-address").await?, 0, "nobody has to copy by hand");
    clerk.click("waiting-paste").await?;
    let field = By::TestId("waiting-paste-field");
    clerk.window.click(field).await?;
    clerk.window.press(&[Key::Control], 'v').await?;
    let read =
        clerk.window.until("the clipboard to come", async |window| Ok(window.value(field).await? == address)).await;
    if read.is_err() {
        return Err(format!("the clipboard held {:?}", clerk.window.value(field).await?).into());
    }
    clerk.window.press(&[], Key::Escape).await?;
    Ok(())
}

#[tokio::test]
async fn cancelling_comes_back_at_once_and_nobody_listens_any_more() -> Walked<()> {
    let fixture = Fixture::new().await;
    let opener = OpenerScript::ending(fixture.folder.path(), 0)?;
    let clerk = at_sign_in(&fixture, &opener).await?;
    let address = clerk.begin_in_browser(&opener, 1).await?;
    assert!(is_listened_at(&address).await);
    let took =
        clerk.window.script_async(UNTIL_THERE, vec![json!("waiting-cancel"), json!("waiting-cancelled")]).await?;
    assert!(took.as_f64().is_some_and(|took| took < 1000.0), "it took {took} ms");
    clerk.has_text("waiting-cancelled", "Nobody was signed in.").await?;
    clerk.window.until("the listener to be closed", async |_| Ok(!is_listened_at(&address).await)).await?;

    // And while the service holds its answer back.
    clerk.trouble("slow_exchange", true).await?;
    let address = clerk.begin_in_browser(&opener, 2).await?;
    let mut browser = Browser::new(None)?;
    browser.answer(&address, Consent::Allow).await?;
    clerk.see("waiting-exchanging").await?;
    let took =
        clerk.window.script_async(UNTIL_THERE, vec![json!("waiting-cancel"), json!("waiting-cancelled")]).await?;
    assert!(took.as_f64().is_some_and(|took| took < 1000.0), "it took {took} ms");
    Ok(())
}

#[tokio::test]
async fn b04_an_opener_that_fails_is_shown_with_its_reason() -> Walked<()> {
    let fixture = Fixture::new().await;
    let opener = OpenerScript::ending(fixture.folder.path(), 3)?;
    let clerk = at_sign_in(&fixture, &opener).await?;
    clerk.continue_in_browser().await?;
    clerk.has_text("waiting-not-opened", "The system could not open a browser").await?;
    clerk.has_text("waiting-not-opened", "xdg-open found no browser").await?;
    assert_eq!(opener.calls()?[0].program, "xdg-open");
    let address = opener.call(&clerk, 1).await?.address();
    let mut browser = Browser::new(None)?;
    let back = browser.walk(&address, Consent::Allow).await?;
    assert_eq!(browser.go(&back).await?.status, 303, "a browser that was opened by hand comes back by itself");
    clerk.is_signed_in_as_practice_clerk().await?;
    Ok(())
}

#[tokio::test]
async fn b05_in_a_remote_session_the_answer_is_pasted_and_the_reason_is_given() -> Walked<()> {
    let fixture = Fixture::new().await;
    let opener = OpenerScript::ending(fixture.folder.path(), 0)?;
    let launch = Launch::on(&fixture.data())?
        .variable("PATH", opener.path())
        .variable("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22");
    let clerk = Clerk::of(launch).await?;
    clerk.practise().await?;
    clerk.open_practice_accounts().await?;
    clerk.continue_in_browser().await?;
    clerk.has_text("waiting-paste-only", "The till seems to run on another computer than your browser").await?;
    clerk.see("waiting-paste-field").await?;
    let reported = clerk
        .invoke(
            "sign_in_address",
            json!({ "request": { "connection": { "environment": "practice", "id": "practice-accounts" } } }),
        )
        .await?;
    let address: Url = reported.expect("there is one")["address"].as_str().expect("an address").parse()?;
    let back = Browser::new(None)?.walk(&address, Consent::Allow).await?;
    clerk.paste_answer(back.as_str()).await?;
    clerk.is_signed_in_as_practice_clerk().await?;
    Ok(())
}

#[tokio::test]
async fn signing_in_through_the_browser_needs_no_mouse_and_keeps_the_focus() -> Walked<()> {
    let fixture = Fixture::new().await;
    let opener = OpenerScript::ending(fixture.folder.path(), 0)?;
    let clerk = at_sign_in(&fixture, &opener).await?;
    focus_is_on(&clerk, "User name").await?;
    tab_to(&clerk, "Continue in your browser instead").await?;
    clerk.window.press(&[], Key::Enter).await?;
    focus_is_on(&clerk, "button Continue in your browser").await?;
    clerk.window.press(&[], Key::Enter).await?;
    focus_is_on(&clerk, "Waiting for").await?;

    tab_to(&clerk, "Paste the answer").await?;
    clerk.window.press(&[], Key::Enter).await?;
    focus_is_on(&clerk, "Address or code from your browser").await?;
    clerk.window.press(&[], Key::Escape).await?;
    focus_is_on(&clerk, "Paste the answer").await?;
    tab_to(&clerk, "Cancel the sign-in").await?;
    clerk.window.press(&[], Key::Enter).await?;
    clerk.see("waiting-cancelled").await?;
    focus_is_on(&clerk, "button Continue in your browser").await?;

    // An event in the background leaves the focus where it is, too.
    clerk.window.press(&[], Key::Enter).await?;
    let address = opener.call(&clerk, 2).await?.address();
    focus_is_on(&clerk, "Waiting for").await?;
    let mut browser = Browser::new(None)?;
    browser.answer(&address, Consent::Deny).await?;
    focus_is_on(&clerk, "Try again").await?;
    clerk.window.press(&[], Key::Enter).await?;
    let address = opener.call(&clerk, 3).await?.address();
    focus_is_on(&clerk, "Waiting for").await?;
    tab_to(&clerk, "Paste the answer").await?;
    clerk.window.press(&[], Key::Enter).await?;
    let back = browser.walk(&address, Consent::Allow).await?;
    clerk.window.type_text(back.as_str()).await?;
    clerk.window.press(&[], Key::Enter).await?;
    focus_is_on(&clerk, "button No").await?;
    tab_to(&clerk, "Yes, it is me").await?;
    clerk.window.press(&[], Key::Enter).await?;
    clerk.on("account").await?;
    focus_is_on(&clerk, "heading").await?;
    Ok(())
}
