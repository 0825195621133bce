//! Updates of the till: a newer version with its news, on its way, ready, asked about and refused.
//!
//! A publisher on this computer has the version. The till of the tour installs nothing.

use std::path::Path;

use airtill_tests::rehearsal::{Part, Rehearsal};
use airtill_tests::window::{By, Launch};

use crate::album::Album;
use crate::looks;
use crate::stop::Stop;

/// Opens another till on an empty folder below `folder`, and goes through an update.
pub async fn through(album: Album, folder: &Path) -> Result<Album, Stop> {
    let parts = [Part::Portal, Part::List, Part::Half, Part::Package];
    let rehearsal = Rehearsal::at(&folder.join("publisher"), &parts).await?;
    let launch = rehearsal.launch(Launch::on(&folder.join("updated"))?.for_pictures());
    let mut album = album.reopen(launch).await?;
    album.clerk.click("nav-settings").await?;
    album.clerk.click("update-check-now").await?;
    album.clerk.see("update-check-error").await?;
    looks::to(&album, "updates").await?;
    album.take("a-check-for-updates-that-failed").await?;
    album.clerk.click("update-check-now").await?;
    album.clerk.see("update-news").await?;
    album.clerk.click("nav-start").await?;
    album.clerk.see("notice-updates").await?;
    album.take("a-newer-version-on-the-first-screen").await?;
    album.clerk.click("notice-updates-show").await?;
    album.clerk.see("update-fetch").await?;
    looks::to(&album, "updates").await?;
    looks::each(&mut album, "a-newer-version").await?;
    album.clerk.click("update-fetch").await?;
    album.clerk.has_text("update-step", "1.6 MB of 3.2 MB").await?;
    album.take("a-newer-version-on-its-way").await?;
    album.clerk.click("update-stop").await?;
    album.clerk.click("update-fetch").await?;
    album.clerk.see("update-install").await?;
    album.take("a-newer-version-that-is-here").await?;
    album.clerk.click("update-install").await?;
    album.clerk.see("install-dialog").await?;
    album.take("installing-asks-first").await?;
    album.clerk.click("install-now").await?;
    album.clerk.see("update-failed").await?;
    album.clerk.window.gone(By::TestId("install-dialog")).await?;
    album.take("a-newer-version-that-was-not-installed").await?;
    Ok(album)
}
