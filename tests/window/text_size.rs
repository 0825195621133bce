//! Text of any size: what is chosen holds at once, at the next start, after a page that fell, and for everything on the screen.

use airtill_tests::clerk::{Clerk, Done};
use airtill_tests::window::{By, Window};
use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::display::Display;
use crate::keyboard::focus_is_on;
use crate::page::{came_up, kill_the_page};
use crate::place::Place;

/// Width and height of the page in CSS pixels, where the layouts' own questions agree with them to the pixel; otherwise nothing.
const SHOWN: &str = "const is = (question) => matchMedia(question).matches;
    const wide = is(`(width < ${innerWidth + 1}px)`) && is(`(width > ${innerWidth - 1}px)`);
    const high = is(`(height < ${innerHeight + 1}px)`) && is(`(height > ${innerHeight - 1}px)`);
    return wide && high ? [innerWidth, innerHeight] : null";

async fn shown(clerk: &Clerk) -> Done<Value> {
    clerk.window.script(SHOWN, vec![]).await
}

/// Waits until the page is as wide as it is at this size in a window of 900 by 640.
async fn is_shown_at(clerk: &Clerk, percent: u32) -> Done {
    let (width, height) = (f64::from(900 * 100) / f64::from(percent), f64::from(640 * 100) / f64::from(percent));
    let near = |told: &Value, wanted: f64| told.as_f64().is_some_and(|told| (told - wanted).abs() <= 1.0);
    let waited_for = format!("the page to be {width} by {height}");
    clerk.window.until(&waited_for, async |window| window.script(SHOWN, vec![]).await.map(|told| near(&told[0], width) && near(&told[1], height))).await
}

#[tokio::test]
async fn layouts_answer_to_the_size_of_text_and_every_step_is_one_key() -> Done {
    let place = Place::new().await;
    let clerk = Clerk::practising(&place.data()).await?;
    clerk.window.size(900, 640).await?;
    for (key, percent) in
        [('+', 110), ('=', 125), ('+', 150), ('+', 175), ('=', 200), ('+', 200), ('-', 175), ('-', 150), ('0', 100), ('-', 100), ('+', 110), ('0', 100)]
    {
        clerk.window.press(&[Key::Control], key).await?;
        is_shown_at(&clerk, percent).await?;
        clerk.told("live-region", &format!("Text size {percent} %")).await?;
    }
    // What stands in front of the screen is read in the same size.
    clerk.window.press(&[], '?').await?;
    clerk.see("key-help").await?;
    clerk.read("Larger text").await?;
    clerk.window.press(&[Key::Control], '+').await?;
    is_shown_at(&clerk, 110).await?;
    clerk.see("key-help").await
}

#[tokio::test]
async fn a_size_of_text_that_was_chosen_in_settings_outlives_a_kill_and_a_forget() -> Done {
    let place = Place::new().await;
    let clerk = Clerk::at(&place.data()).await?;
    clerk.window.size(900, 640).await?;
    clerk.click("nav-settings").await?;
    // The driver finds nothing that is not seen itself, and presses what a person sees beside it.
    clerk.window.click(By::Css("[data-testid=text-size-175] + *")).await?;
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
    let place = Place::new().await;
    std::fs::create_dir_all(place.data())?;
    for (text, width) in
        [("{", 0), (r#"{ "main": [], "textSize": 99999999999 }"#, 0), (r#"{ "textSize": "200" }"#, 0), (r#"{ "main": 1, "textSize": 200 }"#, 450)]
    {
        std::fs::write(place.data().join("window.json"), text)?;
        let clerk = Clerk::at(&place.data()).await?;
        clerk.window.size(900, 640).await?;
        let told = shown(&clerk).await?;
        assert_eq!(told[0], if width == 0 { 900 } else { width }, "{text}");
        clerk.window.kill().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_page_that_fell_comes_back_in_the_size_of_text_that_it_had() -> Done {
    let place = Place::new().await;
    let clerk = Clerk::at(&place.data()).await?;
    let till = clerk.window.process().expect("it runs");
    let display = Display::open();
    clerk.text_size(200).await?;
    let before = display.picture(till);
    // So that no old picture is taken for that of the page that came back.
    clerk.window.script("document.documentElement.dataset.theme = 'dark'", vec![]).await?;
    clerk.window.until("another picture", async |_| Ok(display.picture(till) != before)).await?;
    kill_the_page(&clerk.window)?;
    came_up(&place, &clerk.window, 2).await?;
    clerk.window.until("the page to look as it did", async |_: &Window| Ok(display.picture(till) == before)).await
}
