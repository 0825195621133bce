//! Four looks of one screen: as it usually is, in the dark, in a narrow window, and from right to left.
//!
//! A *moment* is seen in more [`ways`]; these looks are for the screens that a person meets less often.

use serde_json::json;

use crate::album::Album;
use crate::stop::Stop;
use crate::ways;

/// How the names of a look's pictures begin, the size of the window, the theme and the direction.
pub const ALL: [(&str, (u32, u32), &str, &str); 4] = [
    ("", ways::USUAL, "light", "ltr"),
    ("dark-", ways::USUAL, "dark", "ltr"),
    ("narrow-", (900, 640), "light", "ltr"),
    ("right-to-left-", ways::USUAL, "light", "rtl"),
];

/// Pictures of the screen in each look.
pub async fn each(album: &mut Album, name: &str) -> Result<(), Stop> {
    for (look, window, theme, direction) in ALL {
        show(album, window, theme, direction).await?;
        album.take(&format!("{look}{name}")).await?;
    }
    as_usual(album).await
}

/// Shows the window in a size, a theme and a direction.
pub async fn show(album: &Album, window: (u32, u32), theme: &str, direction: &str) -> Result<(), Stop> {
    const SCRIPT: &str = "Object.assign(document.documentElement, { dir: arguments[1] }).dataset.theme = arguments[0]";
    album.clerk.window.size(window.0, window.1).await?;
    album.clerk.window.script(SCRIPT, vec![json!(theme), json!(direction)]).await?;
    Ok(())
}

/// Shows the window in its usual form again.
pub async fn as_usual(album: &Album) -> Result<(), Stop> {
    show(album, ways::USUAL, "light", "ltr").await
}

/// Scrolls until this is at the top.
pub async fn to(album: &Album, mark: &str) -> Result<(), Stop> {
    album
        .clerk
        .window
        .script("document.querySelector(`[data-testid=${arguments[0]}]`).scrollIntoView()", vec![json!(mark)])
        .await?;
    Ok(())
}
