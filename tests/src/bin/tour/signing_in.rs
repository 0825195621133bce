//! A service of one's own: its connection file, the page that asks before it is stored, and the password form.
//!
//! The service is a practice service on a port of its own, entered as an administrator's test connection would be.

use std::path::Path;

use airtill_practice::{Options, Practice};
use airtill_tests::clerk::{SecondCopy, connection_file};
use airtill_tests::window::By;

use crate::album::Album;
use crate::stop::Stop;

/// Connects a service on this computer as a test connection and signs in. The service is returned, for it must outlive
/// this call.
pub async fn trial(album: &mut Album, folder: &Path) -> Result<Practice, Stop> {
    let service = Practice::start(Options::default()).await?;
    let file = connection_file(folder, &service.base_address())?;
    // As a double click on the file does: a second copy starts, leaves the file to the first and ends.
    let mut second = SecondCopy::start(&album.data, &[&file.to_string_lossy()], true)?;
    album.clerk.see("import").await?;
    if !second.ended().await?.success() {
        return Err("the second copy of the program did not hand its file over".into());
    }
    album.clerk.has_text("import-host", "127.0.0.1").await?;
    album.take("a-connection-file-asks-first").await?;

    album.clerk.add_connection().await?;
    album.clerk.see("sign-in").await?;
    album.take("sign-in").await?;
    let account = Practice::account();
    album.clerk.sign_in(account.email, "not the password").await?;
    album.clerk.see("sign-in-error").await?;
    album.take("wrong-password").await?;

    album.clerk.sign_in(account.email, account.password).await?;
    album.clerk.on("till").await?;
    album.clerk.window.find(By::Css("[data-testid=frame][data-environment=test]")).await?;
    album.clerk.has_text("float-balance", "5,000.00 SSP").await?;
    album.clerk.sell("0921234568", "75", "confirmed").await?;
    album.clerk.click("nav-till").await?;
    album.clerk.see("sale-row").await?;
    album.take("signed-in-to-a-test-connection").await?;
    Ok(service)
}
