//! The ways in which a person may see the same moment: in windows of other sizes, with larger text, on a system without
//! motion.
//!
//! Each leaves the window as it was. Nothing is pressed in a changed window, for the driver misses in enlarged text;
//! the window's tests cover a screen that opens there.

use std::path::Path;

use airtill_tests::clerk::Clerk;
use airtill_tests::window::Launch;
use serde_json::json;

use crate::stop::Stop;

/// The window of the tour.
pub const USUAL: (u32, u32) = (1180, 780);

/// A word, the size of the window, and the size of text in percent.
pub const WAYS: [(&str, (u32, u32), u32); 4] = [
    ("smallest", (900, 520), 100),
    ("laptop-1366x768", (1366, 768), 100),
    ("text-200", (900, 640), 200),
    ("text-200-smallest", (900, 520), 200),
];

/// Scrolls every scrollable part to its top or its end, and answers whether anything moved.
const SCROLL: &str = "let moved = false;
    for (const one of document.querySelectorAll('main, .side, [role=dialog]')) {
      const before = one.scrollTop;
      one.scrollTop = arguments[0] ? one.scrollHeight : 0;
      moved ||= one.scrollTop !== before;
    }
    return moved";

/// Gives the window this size and its text that many percent of the usual one.
pub async fn turn(clerk: &Clerk, (width, height): (u32, u32), text: u32) -> Result<(), Stop> {
    clerk.text_size(100).await?;
    clerk.window.size(width, height).await?;
    Ok(clerk.text_size(text).await?)
}

/// Scrolls to the top or to the end, and answers whether anything moved.
pub async fn scroll(clerk: &Clerk, to_the_end: bool) -> Result<bool, Stop> {
    Ok(clerk.window.script(SCROLL, vec![json!(to_the_end)]).await? == true)
}

/// A launch on a system whose person wants no motion, as GTK stores it.
pub fn still(launch: Launch, folder: &Path) -> Result<Launch, Stop> {
    let config = folder.join("config");
    std::fs::create_dir_all(config.join("gtk-3.0"))?;
    std::fs::write(config.join("gtk-3.0/settings.ini"), "[Settings]\ngtk-enable-animations=0\n")?;
    Ok(launch.variable("XDG_CONFIG_HOME", config))
}

/// Waits until the page has the setting.
pub async fn is_still(clerk: &Clerk) -> Result<(), Stop> {
    let heard = clerk.window.script("return matchMedia('(prefers-reduced-motion: reduce)').matches", vec![]).await?;
    if heard == true { Ok(()) } else { Err("the page does not hear that the system wants no motion".into()) }
}
