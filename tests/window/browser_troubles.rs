//! The errors of a service in a sign-in, caused by the trainer's switches in the window: the sentence of each, and the
//! way on.
//!
//! The browser is a walk through the pages. A browser that is opened by hand, or never, is in `browser_ways_on`.

use airtill_tests::browser::{Browser, Consent, Walked};
use airtill_tests::clerk::{Clerk, OpenerScript};
use airtill_tests::window::By;

use crate::fixture::{Fixture, at_sign_in};

/// A practising till with an opener that does nothing, at the sign-in screen of the practice accounts with this trouble
/// on.
async fn troubled(fixture: &Fixture, code: &str) -> Walked<(Clerk, OpenerScript)> {
    let opener = OpenerScript::ending(fixture.folder.path(), 0)?;
    let clerk = at_sign_in(fixture, &opener).await?;
    clerk.trouble(code, true).await?;
    Ok((clerk, opener))
}

/// The person presses *Try again* and gets in.
async fn tries_again(clerk: &Clerk, opener: &OpenerScript, browser: &mut Browser) -> Walked<()> {
    let before = opener.calls()?.len();
    clerk.click("waiting-again").await?;
    let address = opener.call(clerk, before + 1).await?.address();
    browser.answer(&address, Consent::Allow).await?;
    clerk.is_signed_in_as_practice_clerk().await?;
    Ok(())
}

#[tokio::test]
async fn a_denied_consent_is_shown_and_can_be_begun_again() -> Walked<()> {
    let fixture = Fixture::new().await;
    let (clerk, opener) = troubled(&fixture, "denied_consent").await?;
    let address = clerk.begin_in_browser(&opener, 1).await?;
    let mut browser = Browser::new(None)?;
    let back = browser.walk(&address, Consent::Allow).await?;
    let shown = browser.go(&back).await?;
    let page = browser.go(&shown.location.ok_or("the browser is sent on")?).await?;
    assert!(page.text.contains("The service did not allow the sign-in. Go back to Airtill."), "{}", page.text);
    clerk.has_text("waiting-error", "You are not signed in").await?;
    clerk.has_text("waiting-error", "somebody chose No on its page").await?;
    clerk.trouble("denied_consent", false).await?;
    tries_again(&clerk, &opener, &mut browser).await
}

#[tokio::test]
async fn an_answer_with_another_state_is_turned_away_and_the_wait_goes_on() -> Walked<()> {
    let fixture = Fixture::new().await;
    let (clerk, opener) = troubled(&fixture, "wrong_state").await?;
    let address = clerk.begin_in_browser(&opener, 1).await?;
    let mut browser = Browser::new(None)?;
    let page = browser.answer(&address, Consent::Allow).await?;
    assert!(page.location.is_none() && page.text.contains("Airtill"), "{} {}", page.status, page.text);
    clerk.has_text("waiting-turned-away", "An answer came that does not belong here").await?;
    clerk.see("waiting-open-again").await?;

    clerk.trouble("wrong_state", false).await?;
    clerk.click("waiting-open-again").await?;
    let address = opener.call(&clerk, 2).await?.address();
    browser.answer(&address, Consent::Allow).await?;
    clerk.is_signed_in_as_practice_clerk().await?;
    Ok(())
}

#[tokio::test]
async fn a_page_that_shows_an_error_leaves_advice_and_a_cancel() -> Walked<()> {
    let fixture = Fixture::new().await;
    let (clerk, opener) = troubled(&fixture, "html_error_page").await?;
    let address = clerk.begin_in_browser(&opener, 1).await?;
    let mut browser = Browser::new(None)?;
    let page = browser.go(&address).await?;
    assert_eq!((page.status, page.location), (500, None), "the browser is left there");
    clerk.window.click(By::Css("[data-testid=waiting-stuck] summary")).await?;
    clerk.has_text("waiting-stuck", "the operator of the service has to register the one below").await?;
    clerk.click("waiting-cancel").await?;
    clerk.see("waiting-cancelled").await?;

    clerk.trouble("html_error_page", false).await?;
    let address = clerk.begin_in_browser(&opener, 2).await?;
    browser.answer(&address, Consent::Allow).await?;
    clerk.is_signed_in_as_practice_clerk().await?;
    Ok(())
}

#[tokio::test]
async fn a_service_that_refuses_the_proof_of_the_code_signs_nobody_in() -> Walked<()> {
    let fixture = Fixture::new().await;
    let (clerk, opener) = troubled(&fixture, "pkce_refused").await?;
    let address = clerk.begin_in_browser(&opener, 1).await?;
    let mut browser = Browser::new(None)?;
    browser.answer(&address, Consent::Allow).await?;
    clerk.has_text("pkce-refused", "nobody is signed in yet").await?;
    clerk.has_text("pkce-refused-said", "Server does not support pkce").await?;
    clerk.click("waiting-cancel").await?;
    clerk.see("waiting-cancelled").await?;

    clerk.trouble("pkce_refused", false).await?;
    let address = clerk.begin_in_browser(&opener, 2).await?;
    browser.answer(&address, Consent::Allow).await?;
    clerk.is_signed_in_as_practice_clerk().await?;
    Ok(())
}
