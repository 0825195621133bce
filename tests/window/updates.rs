//! Updates in the real window, from a check to the installer's answer, against a publisher on this computer.
//!
//! The till of these tests is no release, so a variable names its publisher; its installer refuses each package. The
//! journeys try what each server can do.

use airtill_tests::browser::Walked;
use airtill_tests::clerk::Clerk;
use airtill_tests::rehearsal::{Part, Rehearsal};
use airtill_tests::window::{By, Launch};

use crate::fixture::Fixture;

/// A till that takes its updates from a server with these answers, at its settings.
async fn at_settings(fixture: &Fixture, parts: &[Part]) -> Walked<(Clerk, Rehearsal)> {
    let rehearsal = Rehearsal::at(&fixture.folder.path().join("publisher"), parts).await?;
    let clerk = Clerk::of(rehearsal.launch(Launch::on(&fixture.data())?)).await?;
    clerk.click("nav-settings").await?;
    clerk.see("update-check-now").await?;
    Ok((clerk, rehearsal))
}

/// The files of a till that knows of a version and has no package of it.
const KNOWN: [&str; 3] = ["manifest.json", "manifest.json.minisig", "memory.json"];

/// The names of the files in the folder of updates, in order.
fn files(fixture: &Fixture) -> Vec<String> {
    let entries = std::fs::read_dir(fixture.data().join("updates")).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn u03_a_newer_version_is_found_fetched_and_asked_about() -> Walked<()> {
    let fixture = Fixture::new().await;
    let parts = [Part::Portal, Part::List, Part::Half, Part::Package];
    let (clerk, _rehearsal) = at_settings(&fixture, &parts).await?;
    clerk.has_text("update-check", "It is not known yet whether there is a newer version.").await?;
    clerk.click("update-check-now").await?;
    clerk.has_text("update-check-error", "A web page came instead of the answer.").await?;
    clerk.click("update-check-now").await?;
    clerk.has_text("update-told", "Version 2.0.0 is available.").await?;
    clerk.window.gone(By::TestId("update-check-error")).await?;
    clerk.has_text("update-news", "Lists of eSIMs can be printed.").await?;

    clerk.click("nav-start").await?;
    clerk.has_text("notice-updates", "Version 2.0.0 is available.").await?;
    clerk.click("notice-updates-show").await?;
    clerk.click("update-fetch").await?;
    clerk.has_text("update-step", "1.6 MB of 3.2 MB").await?;
    clerk.click("update-stop").await?;
    clerk.click("update-fetch").await?;
    clerk.has_text("update-told", "Version 2.0.0 is here.").await?;

    clerk.click("update-install").await?;
    clerk.see("install-dialog").await?;
    clerk.click("install-later").await?;
    clerk.window.gone(By::TestId("install-dialog")).await?;
    clerk.click("update-install").await?;
    clerk.click("install-now").await?;
    clerk.has_text("update-failed", "Only an administrator of this computer may replace Airtill.").await?;
    clerk.has_text("update-failed", "Airtill goes on working as it is.").await?;
    clerk.click("update-drop").await?;
    clerk.see("update-fetch").await?;
    assert_eq!(files(&fixture), KNOWN);
    clerk.window.close().await?;
    Ok(())
}

#[tokio::test]
async fn u01_a_forged_package_is_named_and_the_next_one_waits_for_a_start() -> Walked<()> {
    let fixture = Fixture::new().await;
    let (clerk, rehearsal) = at_settings(&fixture, &[Part::List, Part::Forged, Part::Package]).await?;
    clerk.click("update-check-now").await?;
    clerk.click("update-fetch").await?;
    clerk.has_text("update-failed", "does not come from the publisher of Airtill").await?;
    clerk.click("update-fetch").await?;
    clerk.has_text("update-told", "It is installed when Airtill starts next.").await?;
    let again = clerk.window.close().await?;
    let clerk = Clerk::of(again).await?;
    clerk.click("nav-settings").await?;
    // The start began it, and the installer of a rehearsal refuses.
    clerk.has_text("update-failed", "Version 2.0.0 could not be installed").await?;
    clerk.see("update-install").await?;
    drop(rehearsal);
    clerk.window.close().await?;
    Ok(())
}
