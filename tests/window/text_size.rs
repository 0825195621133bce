//! Text of any size: the chosen one holds at once, at the next start, after a page that crashed, and for everything on
//! the screen.
//!
//! Sizes are read from the page itself, by its own count of pixels and by the media queries of the layouts. The screens
//! themselves are checked in each size where every screen is visited.

use airtill_tests::clerk::{Clerk, Done};
use airtill_tests::window::{By, Window};
use fantoccini::key::Key;
use serde_json::json;

use crate::display::Display;
use crate::fixture::Fixture;
use crate::keyboard::focus_is_on;
use crate::page::{came_up, kill_the_page};

/// Whether width and height of the page in CSS pixels, by its own count and by the layouts' media queries, are those of
/// a window of 900 by 640 at this size of text. WebKit rounds parts of pixels up in one case and down in the other.
const FITS: &str = "const asked = (side) => [4096, 2048, 1024, 512, 256, 128, 64, 32, 16, 8, 4, 2, 1]
      .reduce((known, more) => (matchMedia(`(${side} >= ${known + more}px)`).matches ? known + more : known), 0);
    const fits = (reported, pixels) => Math.abs(reported - (pixels * 100) / arguments[0]) < 1;
    return [innerWidth, asked('width')].every((reported) => fits(reported, 900)) && [innerHeight, asked('height')].every((reported) => fits(reported, 640))";

/// Waits until the page is as large as it is at this size of text.
async fn is_shown_at(clerk: &Clerk, percent: u32) -> Done {
    let fits = async |window: &Window| Ok(window.script(FITS, vec![json!(percent)]).await? == true);
    clerk.window.until(&format!("a page at {percent} %"), fits).await
}

#[tokio::test]
async fn layouts_answer_to_the_size_of_text_and_every_step_is_one_key() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    clerk.window.size(900, 640).await?;
    for (key, percent) in [
        ('+', 110),
        ('=', 125),
        ('+', 150),
        ('+', 175),
        ('=', 200),
        ('+', 200),
        ('-', 175),
        ('-', 150),
        ('0', 100),
        ('-', 100),
        ('+', 110),
        ('0', 100),
    ] {
        clerk.window.press(&[Key::Control], key).await?;
        is_shown_at(&clerk, percent).await?;
        clerk.has_text("live-region", &format!("Text size {percent} %")).await?;
    }
    // The part in front of the screen is read in the same size.
    clerk.click("nav-settings").await?;
    clerk.on("settings").await?;
    clerk.window.press(&[], '?').await?;
    clerk.see("key-help").await?;
    clerk.read("Larger text").await?;
    clerk.window.press(&[Key::Control], '+').await?;
    is_shown_at(&clerk, 110).await?;
    clerk.see("key-help").await
}

#[tokio::test]
async fn a_chosen_size_of_text_outlives_a_kill_and_a_forget() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::at(&fixture.data()).await?;
    clerk.window.size(900, 640).await?;
    clerk.click("nav-settings").await?;
    // The driver finds no invisible control, and presses the label around it.
    clerk.window.click(By::Css("label:has([data-testid=text-size-175])")).await?;
    is_shown_at(&clerk, 175).await?;
    focus_is_on(&clerk, "175 %").await?;
    clerk.window.press(&[], Key::Right).await?;
    is_shown_at(&clerk, 200).await?;
    clerk.invoke("forget_this_computer", json!({ "request": {} })).await?.expect("it is forgotten");
    let clerk = Clerk::of(clerk.window.kill().await?).await?;
    clerk.window.size(900, 640).await?;
    is_shown_at(&clerk, 200).await?;
    clerk.click("nav-settings").await?;
    clerk.window.find(By::Css("[data-testid=text-size-200]:checked + *")).await?;
    Ok(())
}

#[tokio::test]
async fn a_window_file_that_makes_no_sense_costs_nothing_but_what_it_says() -> Done {
    let fixture = Fixture::new().await;
    std::fs::create_dir_all(fixture.data())?;
    for (text, width) in [
        ("{", 900),
        (r#"{ "main": [], "textSize": 99999999999 }"#, 900),
        (r#"{ "textSize": "200" }"#, 900),
        (r#"{ "main": 1, "textSize": 200 }"#, 450),
    ] {
        std::fs::write(fixture.data().join("window.json"), text)?;
        let clerk = Clerk::at(&fixture.data()).await?;
        clerk.window.size(900, 640).await?;
        let reported = clerk.window.script("return innerWidth", vec![]).await?;
        assert_eq!(reported, width, "{text}");
        clerk.window.kill().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_page_that_fell_comes_back_in_the_size_of_text_that_it_had() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::at(&fixture.data()).await?;
    let till = clerk.window.process().expect("it runs");
    let display = Display::open();
    clerk.text_size(200).await?;
    let before = display.mark_of(till);
    assert!(before.is_some(), "the till's mark can be seen");
    // So that no old picture is taken for one of the new page.
    clerk.window.script("document.documentElement.dataset.theme = 'dark'", vec![]).await?;
    clerk.window.until("another picture", async |_| Ok(display.mark_of(till) != before)).await?;
    kill_the_page(&clerk.window)?;
    came_up(&fixture, &clerk.window, 2).await?;
    clerk.window.until("the page to look as it did", async |_: &Window| Ok(display.mark_of(till) == before)).await
}
