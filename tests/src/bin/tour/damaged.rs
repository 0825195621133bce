//! A till whose files were damaged or moved while it was closed: its name, its records, their lists and its settings.
//!
//! It shows each on the first screen, and sends nothing on records whose lists are wrong.

use std::fs;
use std::path::Path;

use airtill_practice::{Options, Practice};
use airtill_tests::clerk::{SecondCopy, connection_file};
use airtill_tests::past;
use airtill_tests::rehearsal::{Part, Rehearsal};
use airtill_tests::window::Launch;

use crate::album::Album;
use crate::looks;
use crate::stop::Stop;

/// The number of the only sale, as the records write it.
const SOLD_TO: &[u8] = b"211921000000";

const LIVE: &str = "format = 1\nid = \"head\"\nname = \"Head office\"\napi = \"21-systems\"\n\
    environment = \"live\"\nbase_address = \"https://airtime.example\"\nsign_in = [\"password\"]\n";

/// Opens another till on a folder below `folder` that has one sale and damaged files.
pub async fn through(album: Album, folder: &Path) -> Result<Album, Stop> {
    let data = folder.join("damaged");
    damage(&data)?;
    let rehearsal = Rehearsal::at(&folder.join("publisher-of-the-damaged"), &[Part::Portal]).await?;
    let mut album = album.reopen(rehearsal.launch(Launch::on(&data)?.for_pictures())).await?;
    album.clerk.see("notice-tillNamedByRecords").await?;
    album.clerk.see("notice-connectionUnreadable").await?;

    let service = Practice::start(Options::default()).await?;
    let file = connection_file(folder, &service.base_address())?;
    let mut second = SecondCopy::start(&data, &[&file.to_string_lossy()], true)?;
    album.clerk.add_connection().await?;
    if !second.ended().await?.success() {
        return Err("the second copy of the program did not hand its file over".into());
    }
    album.clerk.see("sign-in").await?;
    album.clerk.click("nav-start").await?;
    album.clerk.see("notice-connectionSetAside").await?;
    album.clerk.see("notice-ledgerMisplaced").await?;
    looks::each(&mut album, "damaged-and-misplaced-files").await?;

    album.clerk.practise().await?;
    album.clerk.has_text("stopped", "lists").await?;
    album.clerk.write_order("0921234568", "60").await?;
    album.clerk.see("stop-line").await?;
    looks::each(&mut album, "nothing-is-sent-on-damaged-lists").await?;
    album.clerk.click("nav-start").await?;
    album.clerk.see("notice-ledgerIndexBroken").await?;
    looks::each(&mut album, "damaged-lists").await?;

    album.clerk.click("nav-settings").await?;
    album.clerk.see("update-policy").await?;
    looks::to(&album, "updates").await?;
    looks::each(&mut album, "a-setting-of-updates-that-cannot-be-read").await?;
    service.stop().await;
    Ok(album)
}

/// Writes the folder. Its records of practice lie in the place of those of live too, and their lists are wrong; its name,
/// its setting of updates and a connection file cannot be read.
fn damage(data: &Path) -> Result<(), Stop> {
    past::write(data, 1).map_err(|error| -> Stop { error })?;
    for lost in ["till.json", "updates.json"] {
        fs::write(data.join(lost), "{")?;
    }
    for (file, text) in [("test/trial.airtill", "format = 2\n"), ("live/head.airtill", LIVE)] {
        let file = data.join("connections").join(file);
        fs::create_dir_all(file.with_file_name(""))?;
        fs::write(file, text)?;
    }
    let ledger = data.join("practice/ledger.sqlite3");
    fs::create_dir_all(data.join("live"))?;
    fs::copy(&ledger, data.join("live/ledger.sqlite3"))?;
    let mut bytes = fs::read(&ledger)?;
    // The entries have the number in JSON, behind a quotation mark; the lists have it bare.
    let is_listed = |at: &usize| bytes[*at..].starts_with(SOLD_TO) && bytes[*at - 1] != b'"';
    let places: Vec<usize> = (1..bytes.len() - SOLD_TO.len()).filter(is_listed).collect();
    if places.is_empty() {
        return Err("the lists do not name the sale".into());
    }
    for at in places {
        bytes[at + SOLD_TO.len() - 1] = b'8';
    }
    Ok(fs::write(&ledger, bytes)?)
}
