//! Updates: each step of a newer version in the settings, the question before it is installed, and the notice on Start.
//!
//! A publisher on this computer has the version; see `rehearsal` of the tests' own library.

use airtill_tests::browser::Walked;
use airtill_tests::clerk::Clerk;
use airtill_tests::rehearsal::{Part, Rehearsal};
use airtill_tests::window::{By, Launch};

use super::{Inspector, dialog};
use crate::fixture::Fixture;

#[tokio::test]
async fn updates_read_and_walk_well_at_every_step() -> Walked<()> {
    let fixture = Fixture::new().await;
    let parts = [Part::Portal, Part::List, Part::Half, Part::Package];
    let rehearsal = Rehearsal::at(&fixture.folder.path().join("publisher"), &parts).await?;
    let clerk = Clerk::of(rehearsal.launch(Launch::on(&fixture.data())?)).await?;
    let eye = Inspector::of(&clerk).await?;
    clerk.click("nav-settings").await?;
    clerk.click("update-check-now").await?;
    clerk.see("update-check-error").await?;
    eye.look(&clerk, "a check for updates that failed").await?;
    clerk.click("update-check-now").await?;
    clerk.see("update-news").await?;
    clerk.click("nav-start").await?;
    clerk.see("notice-updates").await?;
    eye.look(&clerk, "a newer version on the first screen").await?;
    clerk.click("notice-updates-show").await?;
    clerk.click("update-fetch").await?;
    clerk.has_text("update-step", "1.6 MB of 3.2 MB").await?;
    eye.look(&clerk, "a newer version that is fetched").await?;
    clerk.click("update-stop").await?;
    clerk.click("update-fetch").await?;
    clerk.see("update-install").await?;
    dialog(&eye, &clerk, By::TestId("update-install"), "install-dialog").await?;
    clerk.click("update-install").await?;
    clerk.click("install-now").await?;
    clerk.see("update-failed").await?;
    eye.look(&clerk, "a newer version that was not installed").await?;
    eye.done();
    Ok(())
}
