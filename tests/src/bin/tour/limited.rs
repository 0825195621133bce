//! A till of a company that set limits, a connection and updates on this computer, and made a mistake in a file.
//!
//! The notices on the first screen, orders above each limit, and the settings that nobody changes here.

use std::path::Path;

use airtill_tests::rehearsal::{Part, Rehearsal};
use airtill_tests::window::Launch;
use airtill_tests::world::CompanyFolder;

use crate::album::Album;
use crate::looks;
use crate::stop::Stop;

const POLICY: &str =
    "format = 1\n[updates]\nchecks = \"off\"\n[limits]\nper_sale = [\"50 SSP\"]\nper_day = [\"60 SSP\"]\n";
const CONNECTION: &str = "format = 1\nid = \"juba\"\nname = \"Juba counter\"\napi = \"21-systems\"\n\
    environment = \"test\"\nbase_address = \"http://127.0.0.1:9\"\nsign_in = [\"password\"]\n";

/// Opens another till on an empty folder below `folder`, under a company's word.
pub async fn through(album: Album, folder: &Path) -> Result<Album, Stop> {
    let company = CompanyFolder::below(folder);
    company.put("policy.toml", POLICY);
    company.put("connections/juba.airtill", CONNECTION);
    company.put("connections/broken.airtill", "format = 1\nname = \"Wau counter\"\n");
    let rehearsal = Rehearsal::at(&folder.join("unasked-publisher"), &[Part::Portal]).await?;
    let launch = rehearsal.launch(Launch::on(&folder.join("limited"))?.for_pictures());
    let mut album = album.reopen(launch.variable("AIRTILL_COMPANY_DIR", company.at(""))).await?;
    album.clerk.see("notice-companyConnectionUnreadable").await?;
    looks::each(&mut album, "a-mistake-in-a-file-of-the-company").await?;
    album.clerk.details_of("test-juba").await?;
    album.clerk.see("settings-of-company").await?;
    album.take("a-connection-of-the-company").await?;
    album.clerk.click("nav-start").await?;
    album.clerk.practise().await?;
    album.clerk.write_order("0921234567", "80").await?;
    album.clerk.click("top-up-continue").await?;
    album.clerk.has_text("top-up-error", "for one sale").await?;
    looks::each(&mut album, "above-the-limit-of-a-sale").await?;
    album.clerk.sell("0921234567", "40", "confirmed").await?;
    album.clerk.write_order("0921209036", "30").await?;
    album.clerk.click("top-up-continue").await?;
    album.clerk.has_text("top-up-error", "a day").await?;
    looks::each(&mut album, "above-the-limit-of-the-day").await?;
    album.clerk.click("nav-settings").await?;
    album.clerk.see("limit-per-day").await?;
    looks::to(&album, "limits").await?;
    looks::each(&mut album, "limits").await?;
    album.clerk.see("update-policy").await?;
    looks::to(&album, "updates").await?;
    album.take("updates-that-the-company-turned-off").await?;
    Ok(album)
}
