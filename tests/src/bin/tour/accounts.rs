//! The company's accounts: the sign-in through the browser with every panel, and the screens of people and countries.
//!
//! The browser is a walk through the pages of the service, because the pictures are of the till.

use std::path::Path;

use airtill_practice::PracticeAccounts;
use airtill_practice::accounts::{CLIENT_SECRET, Options};
use airtill_tests::browser::{Browser, Consent};
use airtill_tests::clerk::{SecondCopy, accounts_file};
use airtill_tests::window::By;
use airtill_tests::world::file_over_https;

use crate::album::Album;
use crate::looks;
use crate::stop::Stop;

/// How often the browser was opened when the last step of a sign-in is shown for the first time.
const SIGN_INS_BEFORE: usize = 2;

/// The practice accounts: from their card to the account screen.
pub async fn practice(album: &mut Album) -> Result<(), Stop> {
    album.clerk.click("nav-start").await?;
    album.clerk.see("connection-practice-practice-accounts").await?;
    album.take("connections-with-practice-accounts").await?;
    album.clerk.open_practice_accounts().await?;
    album.clerk.see("sign-in-submit").await?;
    album.take("sign-in-by-form").await?;
    album.clerk.click("sign-in-switch").await?;
    album.clerk.see("sign-in-browser").await?;
    album.take("sign-in-by-browser").await?;

    let address = album.clerk.begin_in_browser(&album.opener, 1).await?;
    looks::each(album, "waiting-for-the-browser").await?;
    album.clerk.window.click(By::Css("[data-testid=waiting-stuck] summary")).await?;
    album.clerk.click("waiting-copy").await?;
    album.clerk.click("waiting-paste").await?;
    album.clerk.paste_answer("http://127.0.0.1:1/").await?;
    album.clerk.see("waiting-paste-error").await?;
    looks::to(album, "waiting").await?;
    album.take("waiting-with-every-way-on").await?;
    looks::to(album, "sign-in-troubles").await?;
    album.take("sign-in-troubles").await?;

    let mut browser = Browser::new(None).map_err(|error| error.to_string())?;
    let denied = browser.walk(&address, Consent::Deny).await.map_err(|error| error.to_string())?;
    browser.go(&denied).await.map_err(|error| error.to_string())?;
    album.clerk.see("waiting-error").await?;
    looks::to(album, "waiting-error").await?;
    album.take("consent-was-denied").await?;
    under_way(album).await?;

    album.clerk.click("sign-in-browser").await?;
    let address = album.opener.call(&album.clerk, SIGN_INS_BEFORE + looks::ALL.len()).await?.address();
    let back = browser.walk(&address, Consent::Allow).await.map_err(|error| error.to_string())?;
    browser.go(&back).await.map_err(|error| error.to_string())?;
    // No person has signed in here before.
    album.clerk.click("is-this-you-yes").await?;
    album.clerk.is_signed_in_as_practice_clerk().await?;
    album.clerk.see("country-picker").await?;
    looks::each(album, "account").await?;
    people_and_countries(album).await
}

/// A sign-in that another browser answers, that goes on behind other screens, and whose last step takes long.
async fn under_way(album: &mut Album) -> Result<(), Stop> {
    album.clerk.trouble("wrong_state", true).await?;
    album.clerk.click("waiting-again").await?;
    let address = album.opener.call(&album.clerk, 2).await?.address();
    let mut browser = Browser::new(None).map_err(|error| error.to_string())?;
    let elsewhere = browser.walk(&address, Consent::Allow).await.map_err(|error| error.to_string())?;
    browser.go(&elsewhere).await.map_err(|error| error.to_string())?;
    album.clerk.see("waiting-turned-away").await?;
    album.take("an-answer-was-turned-away").await?;
    album.clerk.trouble("wrong_state", false).await?;

    album.clerk.click("nav-start").await?;
    album.clerk.has_text("connection-practice-practice-accounts", "A sign-in is under way").await?;
    album.take("connections-with-a-sign-in-under-way").await?;
    album.clerk.open_practice_accounts().await?;
    album.clerk.trouble("slow_exchange", true).await?;
    last_step(album, &mut browser, address).await?;
    Ok(album.clerk.trouble("slow_exchange", false).await?)
}

/// The last step of a sign-in, which lasts some seconds: each look has a sign-in of its own, so that none comes too late.
async fn last_step(album: &mut Album, browser: &mut Browser, first: url::Url) -> Result<(), Stop> {
    let mut address = first;
    for (n, (look, window, theme, direction)) in looks::ALL.into_iter().enumerate() {
        if n > 0 {
            album.clerk.click("sign-in-browser").await?;
            address = album.opener.call(&album.clerk, SIGN_INS_BEFORE + n).await?.address();
        }
        looks::show(album, window, theme, direction).await?;
        let back = browser.walk(&address, Consent::Allow).await.map_err(|error| error.to_string())?;
        browser.go(&back).await.map_err(|error| error.to_string())?;
        album.clerk.see("waiting-exchanging").await?;
        album.glimpse(&format!("{look}the-last-step-is-slow")).await?;
        album.clerk.see("waiting-exchanging").await?;
        album.clerk.click("waiting-cancel").await?;
        album.clerk.see("waiting-cancelled").await?;
    }
    looks::as_usual(album).await
}

async fn people_and_countries(album: &mut Album) -> Result<(), Stop> {
    album.clerk.window.fill(By::TestId("look-up-id"), "2").await?;
    album.clerk.click("look-up-submit").await?;
    album.clerk.see("look-up-found").await?;
    album.clerk.window.fill(By::TestId("create-email"), "amina@practice.example").await?;
    album.clerk.window.fill(By::TestId("create-password"), "brief").await?;
    album.clerk.click("create-submit").await?;
    album.clerk.see("create-dialog").await?;
    album.take("making-a-user-asks-first").await?;
    album.clerk.click("create-confirm").await?;
    album.clerk.read("has already been taken").await?;
    looks::to(album, "look-up").await?;
    album.take("users").await?;
    album.clerk.window.click(By::TestId("country-picker")).await?;
    album.clerk.window.type_text("an").await?;
    album.clerk.window.find(By::Css("[role=option]")).await?;
    album.take("countries").await?;
    album.clerk.window.press(&[], fantoccini::key::Key::Enter).await?;
    album.clerk.see("country-chosen").await?;
    looks::to(album, "countries").await?;
    album.take("a-country").await
}

/// A connection of one's own: its client secret, the certificate, the question about the person, and the test in the
/// settings.
pub async fn company(album: &mut Album, folder: &Path) -> Result<PracticeAccounts, Stop> {
    let service = PracticeAccounts::start(Options::default()).await?;
    // It shows every part: an answer over HTTPS, and a service that cannot prove whose sign-in came back.
    let file = accounts_file(folder, &service, &format!("{}pkce = false\n", file_over_https()))?;
    let mut second = SecondCopy::start(&album.data, &[&file.to_string_lossy()], true)?;
    album.clerk.see("import").await?;
    if !second.ended().await?.success() {
        return Err("the second copy of the program did not hand its file over".into());
    }
    album.clerk.window.fill(By::TestId("import-client-secret"), CLIENT_SECRET).await?;
    album.take("a-connection-file-with-a-client-secret").await?;
    album.clerk.add_connection().await?;
    let address = album.clerk.begin_in_browser(&album.opener, SIGN_INS_BEFORE + looks::ALL.len() + 1).await?;
    album.clerk.see("waiting-certificate").await?;
    album.take("waiting-for-a-browser-that-may-warn").await?;
    let mut browser = Browser::new(None).map_err(|error| error.to_string())?;
    let back = browser.walk(&address, Consent::Allow).await.map_err(|error| error.to_string())?;
    album.clerk.paste_answer(back.as_str()).await?;
    album.clerk.see("is-this-you").await?;
    album.take("is-this-you").await?;
    album.clerk.click("is-this-you-yes").await?;
    album.clerk.on("account").await?;

    album.clerk.details_of("test-staff").await?;
    album.clerk.window.click(By::Css("[data-testid=settings-test-staff] [data-testid=settings-test]")).await?;
    album.clerk.see("test-result").await?;
    looks::to(album, "settings-test-staff").await?;
    album.take("the-test-of-a-connection").await?;
    looks::to(album, "settings-certificate").await?;
    album.take("the-certificate-of-this-computer").await?;
    Ok(service)
}

/// The connection of accounts when its service is gone: the known values stay, marked as old.
pub async fn alone(album: &mut Album) -> Result<(), Stop> {
    album.clerk.click("nav-start").await?;
    album.clerk.window.click(By::Css("[data-testid=connection-test-staff] [data-testid=start-open]")).await?;
    album.clerk.see("account-not-asked").await?;
    looks::each(album, "an-account-that-could-not-be-read").await?;
    looks::to(album, "countries").await?;
    album.clerk.see("countries-old").await?;
    album.take("the-last-countries-that-came").await
}
