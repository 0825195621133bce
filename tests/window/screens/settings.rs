//! The settings with everything unfolded, each of their questions, and the sheet of keys.
//!
//! The connection has all that a connection can have: a client secret, a certificate, no PKCE.

use airtill_practice::PracticeAccounts;
use airtill_practice::accounts::{CLIENT_SECRET, Options};
use airtill_tests::browser::Walked;
use airtill_tests::clerk::{Clerk, Done, SecondCopy, accounts_file};
use airtill_tests::window::{By, Launch};
use airtill_tests::world::file_over_https;

use super::{Inspector, dialog};
use crate::fixture::Fixture;

/// Opens everything that is folded, one inside the other.
const UNFOLD: &str =
    "const folded = 'main details:not([open]) > summary, main [aria-expanded=false]:not([role=combobox])';
    const next = [...document.querySelectorAll(folded)].find((one) => one.getClientRects().length > 0);
    next?.click();
    return !next";

async fn unfold(clerk: &Clerk) -> Done {
    clerk
        .window
        .until("everything to be unfolded", async |window| Ok(window.script(UNFOLD, vec![]).await? == true))
        .await
}

#[tokio::test]
async fn the_settings_read_and_walk_well_in_every_look() -> Walked<()> {
    let fixture = Fixture::new().await;
    let service = PracticeAccounts::start(Options::default()).await?;
    // A list of certificates of the test's own, as a browser makes it when it is first used.
    let store = fixture.folder.path().join(".pki/nssdb");
    std::fs::create_dir_all(&store)?;
    std::process::Command::new("certutil")
        .args(["-d", &format!("sql:{}", store.display()), "-N", "--empty-password"])
        .output()?;
    let clerk = Clerk::of(Launch::on(&fixture.data())?.variable("HOME", fixture.folder.path())).await?;
    clerk.practise().await?;
    let eye = Inspector::of(&clerk).await?;
    let file = accounts_file(fixture.folder.path(), &service, &format!("{}pkce = false\n", file_over_https()))?;
    let mut second = SecondCopy::start(&fixture.data(), &[&file.to_string_lossy()], true)?;
    clerk.see("import").await?;
    second.ended().await?;
    clerk.window.fill(By::TestId("import-client-secret"), CLIENT_SECRET).await?;
    eye.look(&clerk, "a connection file with a client secret").await?;
    clerk.add_connection().await?;

    clerk.click("nav-settings").await?;
    clerk.see("data-folder").await?;
    eye.look(&clerk, "the settings").await?;
    dialog(&eye, &clerk, By::TestId("show-keys"), "key-help").await?;
    dialog(&eye, &clerk, By::TestId("forget-computer"), "forget-dialog").await?;
    dialog(&eye, &clerk, By::TestId("sign-out"), "sign-out-dialog").await?;
    unfold(&clerk).await?;
    clerk.window.click(By::Css("[data-testid=settings-test-staff] [data-testid=settings-test]")).await?;
    clerk.see("test-result").await?;
    unfold(&clerk).await?;
    eye.look(&clerk, "the settings unfolded, with a test of a connection").await?;
    dialog(&eye, &clerk, By::TestId("settings-secret"), "secret-dialog").await?;
    dialog(&eye, &clerk, By::TestId("certificate-trust"), "certificate-dialog").await?;
    dialog(&eye, &clerk, By::TestId("remove-connection"), "remove-dialog").await?;
    service.stop().await;
    eye.done();
    Ok(())
}
