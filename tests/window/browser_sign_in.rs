//! The sign-in through a real browser, from the click in the till to the name in the ledger: over plain and over HTTPS
//! loopback.
//!
//! Chromium gets the address from the till's call of the desktop's opener, and nothing else connects the two.

use airtill_practice::PracticeAccounts;
use airtill_practice::accounts::{CLIENT_SECRET, Options};
use airtill_tests::browser::Walked;
use airtill_tests::chromium::Chromium;
use airtill_tests::clerk::{Clerk, OpenerScript, accounts_file};
use airtill_tests::sign_in::PATH;
use airtill_tests::window::{By, Launch};
use airtill_tests::world::file_over_https;

use crate::fixture::{Fixture, at_sign_in, trusted_and_allowed};

#[tokio::test]
async fn a_person_signs_in_through_the_real_browser_and_is_shown() -> Walked<()> {
    let fixture = Fixture::new().await;
    let opener = OpenerScript::ending(fixture.folder.path(), 0)?;
    let clerk = at_sign_in(&fixture, &opener).await?;
    assert_eq!(clerk.count("sign-in-password").await?, 1, "the form comes first for the company's own till");
    let address = clerk.begin_in_browser(&opener, 1).await?;
    clerk.has_text("waiting", address.host_str().unwrap_or_default()).await?;

    let chromium = Chromium::open(None).await?;
    chromium.allow(&address).await?;
    let bar = chromium.arrives(|address| address.path() == "/done").await?;
    assert_eq!(
        (bar.host_str(), bar.query(), bar.fragment()),
        (Some("127.0.0.1"), None, None),
        "neither code nor state"
    );
    assert!(chromium.shows().await?.contains("Airtill has received your sign-in. Go back to Airtill."));
    chromium.close().await?;

    clerk.is_signed_in_as_practice_clerk().await?;
    clerk.has_text("account-named", "sales are recorded as sold by you").await?;
    clerk.has_text("person", "Amina Deng").await?;
    clerk.sell("0921234567", "60", "confirmed").await?;
    clerk.search("").await?;
    clerk.open_sale().await?;
    clerk.has_text("history-detail", "Amina Deng").await?;
    clerk.see("time-line").await?;
    assert_eq!(opener.calls()?.len(), 1, "one page was opened");
    Ok(())
}

/// A till with a connection to these accounts whose answer comes back over HTTPS, at its sign-in screen.
async fn over_https(fixture: &Fixture, service: &PracticeAccounts, opener: &OpenerScript) -> Walked<Clerk> {
    let file = accounts_file(fixture.folder.path(), service, &file_over_https())?;
    // The person's own list of certificates stays as it is.
    let launch = Launch::on(&fixture.data())?
        .argument(&file.to_string_lossy())
        .variable("PATH", opener.path())
        .variable("HOME", fixture.folder.path());
    let clerk = Clerk::of(launch).await?;
    clerk.see("import").await?;
    clerk.window.fill(By::TestId("import-client-secret"), CLIENT_SECRET).await?;
    clerk.add_connection().await?;
    Ok(clerk)
}

#[tokio::test]
async fn l23_a_browser_without_trust_is_announced_and_the_person_pastes() -> Walked<()> {
    let fixture = Fixture::new().await;
    let service = PracticeAccounts::start(Options::default()).await?;
    let opener = OpenerScript::ending(fixture.folder.path(), 0)?;
    let clerk = over_https(&fixture, &service, &opener).await?;
    let address = clerk.begin_in_browser(&opener, 1).await?;
    clerk.has_text("waiting-certificate", "your browser may warn about this computer").await?;

    let chromium = Chromium::in_home(fixture.folder.path()).await?;
    chromium.allow(&address).await?;
    let bar = chromium.arrives(|address| address.path() == PATH).await?;
    assert!(chromium.warns().await?, "it stops before the answer is sent");
    clerk.see("waiting").await?;
    clerk.paste_answer(bar.as_str()).await?;
    clerk.is_signed_in_as_practice_clerk().await?;
    chromium.close().await?;
    service.stop().await;
    Ok(())
}

#[tokio::test]
async fn l25_a_browser_that_got_the_certificate_comes_back_without_warning() -> Walked<()> {
    let fixture = Fixture::new().await;
    let service = PracticeAccounts::start(Options::default()).await?;
    let opener = OpenerScript::ending(fixture.folder.path(), 0)?;
    let clerk = over_https(&fixture, &service, &opener).await?;
    let (chromium, _) = trusted_and_allowed(&fixture, &clerk, &opener).await?;
    clerk.is_signed_in_as_practice_clerk().await?;
    chromium.close().await?;

    clerk.details_of("test-staff").await?;
    clerk.click("certificate-distrust").await?;
    clerk.see("certificate-trust").await?;
    service.stop().await;
    Ok(())
}
