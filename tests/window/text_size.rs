//! Text of any size: what is chosen holds at once, at the next start, and for everything on the screen.

use airtill_tests::clerk::{Clerk, Done};
use airtill_tests::window::Window;
use serde_json::json;

use crate::place::Place;

/// Width and height of the page in CSS pixels, and whether the layouts' own questions are answered by them.
const SHOWN: &str = "const narrow = matchMedia(`(width <= ${innerWidth}px)`).matches && matchMedia(`(width > ${innerWidth - 2}px)`).matches;
    const low = matchMedia(`(height <= ${innerHeight}px)`).matches && matchMedia(`(height > ${innerHeight - 2}px)`).matches;
    return [innerWidth, innerHeight, narrow && low, outerWidth, outerHeight, devicePixelRatio]";

#[tokio::test]
async fn a_size_of_text_holds_for_the_layouts_and_at_the_next_start() -> Done {
    let place = Place::new().await;
    let clerk = Clerk::practising(&place.data()).await?;
    clerk.window.size(900, 640).await?;
    eprintln!("{}", clerk.window.script(SHOWN, vec![]).await?);
    for percent in [200, 110, 125, 150, 175, 100, 200] {
        clerk.text_size(percent).await?;
        eprintln!("{percent} {}", clerk.window.script(SHOWN, vec![]).await?);
        clerk.click("nav-history").await?;
        clerk.on("history").await?;
        clerk.click("nav-till").await?;
        clerk.on("till").await?;
    }
    clerk.order("0921234567", "60").await?;
    clerk.send("confirmed").await?;
    let clerk = Clerk::of(clerk.window.kill().await?).await?;
    eprintln!("again {}", clerk.window.script(SHOWN, vec![]).await?);
    Ok(())
}
