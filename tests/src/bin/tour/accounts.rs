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
use serde_json::json;

use crate::album::Album;
use crate::stop::Stop;

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
    each_way(album, "waiting-for-the-browser").await?;
    album.clerk.window.click(By::Css("[data-testid=waiting-stuck] summary")).await?;
    album.clerk.click("waiting-copy").await?;
    album.clerk.click("waiting-paste").await?;
    album.clerk.paste_answer("http://127.0.0.1:1/").await?;
    album.clerk.see("waiting-paste-error").await?;
    to(album, "waiting").await?;
    album.take("waiting-with-every-way-on").await?;
    to(album, "sign-in-troubles").await?;
    album.take("sign-in-troubles").await?;

    let mut browser = Browser::new(None).map_err(|error| error.to_string())?;
    let denied = browser.walk(&address, Consent::Deny).await.map_err(|error| error.to_string())?;
    browser.go(&denied).await.map_err(|error| error.to_string())?;
    album.clerk.see("waiting-error").await?;
    to(album, "waiting-error").await?;
    album.take("consent-was-denied").await?;
    under_way(album).await?;

    album.clerk.click("sign-in-browser").await?;
    let address = album.opener.call(&album.clerk, 3).await?.address();
    let back = browser.walk(&address, Consent::Allow).await.map_err(|error| error.to_string())?;
    browser.go(&back).await.map_err(|error| error.to_string())?;
    // No person has signed in here before.
    album.clerk.click("is-this-you-yes").await?;
    album.clerk.is_signed_in_as_practice_clerk().await?;
    album.clerk.see("country-picker").await?;
    each_way(album, "account").await?;
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
    let back = browser.walk(&address, Consent::Allow).await.map_err(|error| error.to_string())?;
    browser.go(&back).await.map_err(|error| error.to_string())?;
    album.clerk.see("waiting-exchanging").await?;
    each_way(album, "the-last-step-is-slow").await?;
    album.clerk.click("waiting-cancel").await?;
    album.clerk.see("waiting-cancelled").await?;
    Ok(album.clerk.trouble("slow_exchange", false).await?)
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
    to(album, "look-up").await?;
    album.take("users").await?;
    album.clerk.window.click(By::TestId("country-picker")).await?;
    album.clerk.window.type_text("an").await?;
    album.clerk.window.find(By::Css("[role=option]")).await?;
    album.take("countries").await?;
    album.clerk.window.press(&[], fantoccini::key::Key::Enter).await?;
    album.clerk.see("country-chosen").await?;
    to(album, "countries").await?;
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
    let address = album.clerk.begin_in_browser(&album.opener, 4).await?;
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
    to(album, "settings-test-staff").await?;
    album.take("the-test-of-a-connection").await?;
    to(album, "settings-certificate").await?;
    album.take("the-certificate-of-this-computer").await?;
    Ok(service)
}

/// The same connection when its service is gone: the known values stay, marked as old.
pub async fn alone(album: &mut Album) -> Result<(), Stop> {
    album.clerk.click("nav-start").await?;
    album.clerk.window.click(By::Css("[data-testid=connection-test-staff] [data-testid=start-open]")).await?;
    album.clerk.see("account-not-asked").await?;
    each_way(album, "an-account-that-could-not-be-read").await?;
    to(album, "countries").await?;
    album.clerk.see("countries-old").await?;
    album.take("the-last-countries-that-came").await
}

/// The screen as it is, then in the dark, in the smallest window, and from right to left.
async fn each_way(album: &mut Album, name: &str) -> Result<(), Stop> {
    let root = async |album: &Album, script: &str| {
        album.clerk.window.script(&format!("document.documentElement.{script}"), vec![]).await.map(drop)
    };
    album.take(name).await?;
    root(album, "dataset.theme = 'dark'").await?;
    album.take(&format!("dark-{name}")).await?;
    root(album, "dataset.theme = 'light'").await?;
    album.clerk.window.size(900, 640).await?;
    album.take(&format!("narrow-{name}")).await?;
    album.clerk.window.size(1180, 780).await?;
    root(album, "dir = 'rtl'").await?;
    album.take(&format!("right-to-left-{name}")).await?;
    Ok(root(album, "dir = 'ltr'").await?)
}

/// Scrolls until this is at the top.
async fn to(album: &Album, mark: &str) -> Result<(), Stop> {
    album
        .clerk
        .window
        .script("document.querySelector(`[data-testid=${arguments[0]}]`).scrollIntoView()", vec![json!(mark)])
        .await?;
    Ok(())
}
