//! Small screens, large pixels, and windows that are remembered from another screen: everything stays within reach.
//!
//! A window manager draws its edges around the window. For the eye, `AIRTILL_PICTURES` names a folder for pictures of
//! the screens.

use std::path::PathBuf;

use airtill_tests::clerk::{Clerk, Done};
use airtill_tests::window::{By, Window};
use serde_json::json;

use crate::display::Stands;
use crate::fixture::Fixture;
use crate::looks::SIDEWAYS;
use crate::screen::Screen;

/// Whether a part lies whole inside the window once it was scrolled to, and nothing lies over its middle.
const WITHIN_REACH: &str = "const part = document.querySelector(`[data-testid=${arguments[0]}]`);
    part.scrollIntoView({ block: 'nearest' });
    const box = part.getBoundingClientRect();
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight && (part === top || part.contains(top))";

async fn is_within_reach(clerk: &Clerk, mark: &str) -> Done {
    clerk.see(mark).await?;
    clerk
        .window
        .until(&format!("{mark} to be within reach"), async |window| {
            Ok(window.script(WITHIN_REACH, vec![json!(mark)]).await? == true)
        })
        .await
}

/// A picture of the window in each theme, where `AIRTILL_PICTURES` names a folder for them.
pub async fn picture(clerk: &Clerk, name: &str) -> Done {
    let Some(folder) = std::env::var_os("AIRTILL_PICTURES").map(PathBuf::from) else { return Ok(()) };
    for theme in ["light", "dark"] {
        clerk.window.script("document.documentElement.dataset.theme = arguments[0]", vec![json!(theme)]).await?;
        clerk.window.picture(&folder.join(format!("{name}-{theme}.png"))).await?;
    }
    Ok(())
}

fn is_whole(stands: Stands, width: i64, height: i64) -> bool {
    stands.x >= 0 && stands.y >= 0 && stands.x + stands.width <= width && stands.y + stands.height <= height
}

/// From the first start to a sale, with a check of every part that a person must reach.
async fn a_sale_can_be_made(width: u32, height: u32, scale: &str) -> Done {
    let fixture = Fixture::new().await;
    let screen = Screen::open(width, height).await;
    let clerk = Clerk::of(screen.launch(&fixture.data()).variable("GDK_SCALE", scale)).await?;
    let name = format!("{width}x{height}-{scale}");
    let display = screen.display();
    let process = clerk.window.process().expect("it runs");
    let whole = async |_: &Window| {
        Ok(display.stands(process).is_some_and(|stands| is_whole(stands, width.into(), height.into())))
    };
    clerk.window.until("the window to be whole on the screen", whole).await?;
    is_within_reach(&clerk, "start-practise").await?;
    is_within_reach(&clerk, "nav-settings").await?;
    picture(&clerk, &format!("{name}-1-start")).await?;
    // The driver's mouse misses in an enlarged page, so the page is asked to press.
    let press = async |mark: &str| {
        clerk.window.script("document.querySelector(`[data-testid=${arguments[0]}]`).click()", vec![json!(mark)]).await
    };
    press("start-practise").await?;
    clerk.see("last-sales-empty").await?;
    for mark in ["nav-till", "nav-history", "rail-account", "nav-settings", "connection-name"] {
        is_within_reach(&clerk, mark).await?;
    }
    picture(&clerk, &format!("{name}-2-till")).await?;
    clerk.window.fill(By::TestId("top-up-number"), "0921234567").await?;
    clerk.window.fill(By::TestId("top-up-amount"), "60").await?;
    clerk.see("float-after").await?;
    is_within_reach(&clerk, "top-up-continue").await?;
    picture(&clerk, &format!("{name}-3-top-up")).await?;
    press("top-up-continue").await?;
    is_within_reach(&clerk, "confirm-send").await?;
    // Whenever Send is visible, the number is visible.
    let number = "const box = document.querySelector('[data-testid=confirm-number]').getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight";
    assert_eq!(clerk.window.script(number, vec![]).await?, true, "the number beside Send at {name}");
    picture(&clerk, &format!("{name}-4-confirmation")).await?;
    press("confirm-send").await?;
    clerk.outcome("confirmed").await?;
    picture(&clerk, &format!("{name}-5-outcome")).await?;
    for (mark, shown) in [("nav-history", "history"), ("rail-account", "account"), ("nav-settings", "settings")] {
        press(mark).await?;
        clerk.window.find(By::Css("main [data-heading]")).await?;
        clerk.window.painted().await?;
        assert_eq!(clerk.window.script(SIDEWAYS, vec![]).await?, json!([]), "{shown} at {name}");
        picture(&clerk, &format!("{name}-6-{shown}")).await?;
    }
    let settings_end = "const main = document.querySelector('main'); const box = main.scrollHeight > main.clientHeight ? main : main.parentElement;
        box.scrollTo(0, box.scrollHeight); return box.scrollTop + box.clientHeight >= box.scrollHeight - 1";
    assert_eq!(clerk.window.script(settings_end, vec![]).await?, true, "the settings scroll to their end");
    Ok(())
}

#[tokio::test]
async fn a_sale_can_be_made_on_a_screen_of_1024_by_600() -> Done {
    a_sale_can_be_made(1024, 600, "1").await
}

#[tokio::test]
async fn a_sale_can_be_made_on_a_screen_of_960_by_540() -> Done {
    a_sale_can_be_made(960, 540, "1").await
}

#[tokio::test]
async fn a_sale_can_be_made_on_a_screen_of_800_by_600() -> Done {
    a_sale_can_be_made(800, 600, "1").await
}

#[tokio::test]
async fn a_sale_can_be_made_with_pixels_of_twice_the_size() -> Done {
    a_sale_can_be_made(1280, 900, "2").await
}

#[tokio::test]
async fn a_first_window_fits_beside_the_panel_of_a_laptop() -> Done {
    for height in [0, 48, 80] {
        let fixture = Fixture::new().await;
        let screen = Screen::open(1366, 768).await;
        let panel = if height > 0 { Some(screen.panel(height).await) } else { None };
        let display = panel.unwrap_or_else(|| screen.display());
        let clerk = Clerk::of(screen.launch(&fixture.data())).await?;
        let process = clerk.window.process().expect("it runs");
        // Some desktops report no panel.
        let free = 768 - i64::from(height.max(48));
        let whole = async |_: &Window| {
            Ok(display
                .stands(process)
                .is_some_and(|stands| stands.height <= free && is_whole(stands, 1366, 768 - i64::from(height))))
        };
        clerk.window.until(&format!("a window that leaves {height} of 768 free"), whole).await?;
        for mark in ["start-practise", "start-connect", "nav-settings"] {
            is_within_reach(&clerk, mark).await?;
        }
        assert!(
            display.stands(process).is_some_and(|stands| stands.width >= 1180 && stands.height >= free - 60),
            "no smaller than it must be"
        );
    }
    Ok(())
}

#[tokio::test]
async fn no_window_is_smaller_than_900_by_520() -> Done {
    let fixture = Fixture::new().await;
    let screen = Screen::open(1280, 900).await;
    let clerk = Clerk::of(screen.launch(&fixture.data())).await?;
    clerk.window.size(900, 520).await?;
    assert_eq!(screen.display().smallest(clerk.window.process().expect("it runs")), Some((900, 520)));
    Ok(())
}

#[tokio::test]
async fn a_window_of_a_larger_screen_is_brought_back_whole() -> Done {
    let fixture = Fixture::new().await;
    let screen = Screen::open(1280, 900).await;
    let display = screen.display();
    let data = fixture.data();
    std::fs::create_dir_all(&data)?;
    for (left, smallest) in [
        ((3800, 2100, 0, 0), 1200),
        ((900, 640, 1270, 100), 800),
        ((900, 640, -895, -600), 800),
        ((1180, 780, 9000, 9000), 1100),
    ] {
        let (width, height, x, y) = left;
        let written = json!({ "main": { "width": width, "height": height, "x": x, "y": y, "prev_x": x, "prev_y": y, "maximized": false } });
        std::fs::write(data.join("window.json"), written.to_string())?;
        let clerk = Clerk::of(screen.launch(&data)).await?;
        let process = clerk.window.process().expect("it runs");
        let whole = async |_: &Window| {
            Ok(display.stands(process).is_some_and(|stands| is_whole(stands, 1280, 900) && stands.width >= smallest))
        };
        clerk.window.until(&format!("a window left at {left:?} to be whole"), whole).await?;
        clerk.window.kill().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_window_comes_back_where_it_was_left() -> Done {
    let fixture = Fixture::new().await;
    let screen = Screen::open(1280, 900).await;
    let display = screen.display();
    let mut clerk = Clerk::of(screen.launch(&fixture.data())).await?;
    clerk.window.size(1000, 700).await?;
    let mut before = None;
    // Twice: a window that moves by the width of its edges at each start would wander off the screen.
    for _ in 0..3 {
        let process = clerk.window.process();
        let till = process.expect("it runs");
        let mut stands = None;
        for _ in 0..2 {
            clerk.window.painted().await?;
            stands = display.stands(till);
        }
        assert!(before.is_none_or(|before| before == stands), "{before:?} before, {stands:?} now");
        before = Some(stands);
        display.have_closed(till);
        clerk = Clerk::of(clerk.window.ended(process).await?).await?;
    }
    Ok(())
}
