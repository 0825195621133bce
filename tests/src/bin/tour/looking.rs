//! Looking back, around, and the same screens otherwise: dark, narrow, from right to left.
//!
//! Nothing is sold here: these screens show the results of the stops before.

use airtill_tests::window::By;

use crate::album::Album;
use crate::looks;
use crate::stop::Stop;
use crate::ways;

/// The counter after some sales, the history, its search, and the timeline of one sale.
pub async fn back(album: &mut Album) -> Result<(), Stop> {
    album.clerk.click("nav-till").await?;
    album.clerk.window.find(By::Css("[data-testid=sale-row][data-state=reopened]")).await?;
    album.take("till").await?;
    album.clerk.click("sale-news-all-away").await?;
    album.moment("till-without-news").await?;

    album.clerk.search("").await?;
    album.clerk.window.find(By::Css("[data-testid=history-row][data-state=accepted]")).await?;
    album.moment("history").await?;
    album.clerk.window.click(By::Css("[data-testid=history-row][data-state=reopened] td")).await?;
    album.clerk.outcome("reopened").await?;
    album.moment("reopened").await?;
    album.clerk.click("history-close").await?;

    album.clerk.search("9602").await?;
    album
        .clerk
        .window
        .until("one sale to be found", async |_| Ok(album.clerk.count("history-row").await? == 1))
        .await?;
    album.take("history-search").await?;
    album.clerk.open_sale().await?;
    album.clerk.see("time-line").await?;
    album
        .clerk
        .window
        .script("document.querySelector('[data-testid=time-line]').scrollIntoView({ block: 'end' })", vec![])
        .await?;
    album.take("time-line-of-one-sale").await?;
    album.clerk.click("history-close").await?;

    album.clerk.search("nobody").await?;
    album.clerk.see("history-nothing").await?;
    album.take("history-finds-nothing").await
}

/// The cards of the first screen, the settings, and the sheet of keys.
pub async fn around(album: &mut Album) -> Result<(), Stop> {
    album.clerk.click("connection-name").await?;
    album.clerk.see("connection-test-trial").await?;
    album.clerk.see("connection-practice-practice").await?;
    album.take("connections").await?;

    album.clerk.click("nav-settings").await?;
    album.clerk.see("data-folder").await?;
    album.moment("settings").await?;
    about(album, "about").await?;
    album.clerk.click("sign-out").await?;
    album.clerk.see("sign-out-dialog").await?;
    album.take("signing-out-asks-first").await?;
    album.clerk.click("sign-out-cancel").await?;
    album.clerk.window.gone(By::TestId("sign-out-dialog")).await?;
    album.clerk.click("show-keys").await?;
    album.clerk.see("key-help").await?;
    album.take("keys").await?;
    album.clerk.window.press(&[], fantoccini::key::Key::Escape).await?;
    album.clerk.window.gone(By::TestId("key-help")).await?;
    album.clerk.details_of("test-trial").await?;
    album.clerk.see("settings-host").await?;
    for (name, window, text) in
        [("settings-unfolded", ways::USUAL, 100), ("text-200-settings-unfolded", (900, 640), 200)]
    {
        ways::turn(&album.clerk, window, text).await?;
        album
            .clerk
            .window
            .script("document.querySelector('[data-testid=settings-test-trial]').scrollIntoView()", vec![])
            .await?;
        album.take(name).await?;
    }
    ways::turn(&album.clerk, ways::USUAL, 100).await
}

/// The program about itself, at the end of the settings, with the system's word about its signature.
async fn about(album: &mut Album, name: &str) -> Result<(), Stop> {
    album.clerk.see("commit").await?;
    album.clerk.click("signature-check").await?;
    album.clerk.see("signature-found").await?;
    looks::to(album, "about").await?;
    album.take(name).await
}

/// The screens that matter most, in the dark, in a narrow window, and from right to left.
pub async fn otherwise(album: &mut Album) -> Result<(), Stop> {
    album.clerk.window.script("document.querySelector('[data-testid=theme-dark]').click()", vec![]).await?;
    album.clerk.window.find(By::Css("html[data-theme=dark] main")).await?;
    album.take("dark-settings").await?;
    about(album, "dark-about").await?;
    three(album, "dark").await?;
    album.clerk.sell("0921209602", "40", "inDoubt").await?;
    album.take("dark-in-doubt").await?;
    album.clerk.click("nav-settings").await?;
    album.clerk.window.script("document.querySelector('[data-testid=theme-light]').click()", vec![]).await?;
    album.clerk.window.find(By::Css("html[data-theme=light] main")).await?;

    album.clerk.window.size(900, 640).await?;
    about(album, "narrow-about").await?;
    three(album, "narrow").await?;
    album.clerk.window.size(1180, 780).await?;

    album.clerk.window.script("document.documentElement.dir = 'rtl'", vec![]).await?;
    three(album, "right-to-left").await?;
    album.clerk.window.script("document.documentElement.dir = 'ltr'", vec![]).await?;
    Ok(())
}

/// The counter, a confirmation and an open sale.
async fn three(album: &mut Album, how: &str) -> Result<(), Stop> {
    let (number, amount) = ("0921234569", "60");
    album.clerk.click("nav-till").await?;
    album.clerk.see("sale-row").await?;
    album.take(&format!("{how}-till")).await?;
    album.clerk.order(number, amount).await?;
    album.take(&format!("{how}-confirmation")).await?;
    album.clerk.search("").await?;
    album.clerk.open_sale().await?;
    album.clerk.see("time-line").await?;
    album.take(&format!("{how}-history")).await?;
    Ok(album.clerk.click("history-close").await?)
}
