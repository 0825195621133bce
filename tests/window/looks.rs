//! The window for every person: room where the system enlarges it, the chosen theme, its last position and size.
//!
//! Every screen and state, in each theme and size of text, is tested in `screens`. The tour's pictures are for the eye.

use airtill_practice::PracticeAccounts;
use airtill_practice::accounts::Options;
use airtill_tests::browser::Walked;
use airtill_tests::clerk::{Clerk, Done, accounts_file};
use airtill_tests::window::{By, Launch, Window};
use airtill_tests::world::ACCOUNTS_FILE;
use serde_json::json;

use crate::display::Display;
use crate::fixture::Fixture;

/// The parts that stick out sideways: boxes that scroll, and elements outside the window.
pub const SIDEWAYS: &str = "const out = [];
    const scrolls = (element) => ['auto', 'scroll', 'hidden'].includes(getComputedStyle(element).overflowX);
    for (const element of [document.documentElement, ...document.body.querySelectorAll('main, aside, nav, [role=dialog], .side')])
      if (element.scrollWidth > element.clientWidth + 1) out.push(`${element.localName}.${element.className} scrolls ${element.scrollWidth} in ${element.clientWidth}`);
    for (const element of document.querySelectorAll('button, input, textarea, a, h1, h2, h3, p, td, dd, dt')) {
      const box = element.getBoundingClientRect();
      if (element.closest('.unseen') || box.width === 0 || scrolls(element)) continue;
      if (box.right > innerWidth + 1 || box.left < -1) out.push(`${element.localName} ${element.innerText} ends at ${box.right} of ${innerWidth}`);
    }
    return out";

async fn theme(clerk: &Clerk, theme: &str) -> Done {
    clerk.click("nav-settings").await?;
    clerk.window.script(&format!("document.querySelector('[data-testid=theme-{theme}]').click()"), vec![]).await?;
    clerk.window.find(By::Css(&format!("html[data-theme={theme}] main"))).await.map(drop)
}

#[tokio::test]
async fn no_screen_scrolls_sideways_at_twice_the_systems_size() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    clerk.sell("0921234567", "60", "confirmed").await?;
    clerk.window.size(900, 640).await?;
    let clerk = Clerk::of(clerk.window.kill().await?.variable("GDK_DPI_SCALE", "2")).await?;
    clerk.practise().await?;
    // The driver's mouse misses in an enlarged page, so the page is asked to press.
    for (press, screen) in
        [("nav-start", "start"), ("start-practise", "till"), ("nav-history", "history"), ("nav-settings", "settings")]
    {
        clerk.see(press).await?;
        clerk
            .window
            .script("document.querySelector(`[data-testid=${arguments[0]}]`).click()", vec![json!(press)])
            .await?;
        clerk.on(screen).await?;
        clerk.window.painted().await?;
        assert_eq!(clerk.window.script(SIDEWAYS, vec![]).await?, json!([]), "{screen}");
    }
    let width = clerk.window.script("return innerWidth", vec![]).await?;
    assert!(width.as_u64().is_some_and(|width| width <= 640), "it really was enlarged: {width}");
    Ok(())
}

#[tokio::test]
async fn the_window_and_the_chosen_theme_are_as_they_were_left() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    theme(&clerk, "dark").await?;
    clerk.window.size(1000, 700).await?;
    // By the corner button, as a person closes it.
    let process = clerk.window.process();
    let (display, till) = (Display::open(), process.unwrap());
    // The first press is sometimes lost here; a person would press again.
    let closed = async |_: &Window| {
        display.close_windows_of(till);
        Ok(display.windows_of(till).is_empty())
    };
    clerk.window.until("the window to close", closed).await?;
    let clerk = Clerk::of(clerk.window.ended(process).await?).await?;
    clerk.window.find(By::Css("html[data-theme=dark] main")).await?;
    let size = "the window to have its size again";
    clerk
        .window
        .until(size, async |window| {
            Ok(window.script("return `${outerWidth} ${outerHeight}`", vec![]).await? == "1000 700")
        })
        .await
}

#[tokio::test]
async fn the_theme_follows_the_system_until_a_person_chooses() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::of(Launch::on(&fixture.data())?.variable("GTK_THEME", "Adwaita:dark")).await?;
    let dark = clerk.window.script("return matchMedia('(prefers-color-scheme: dark)').matches", vec![]).await?;
    assert_eq!(dark, true, "the system is dark");
    clerk.window.find(By::Css("html[data-theme=dark] main")).await?;
    theme(&clerk, "light").await
}

#[tokio::test]
async fn no_word_of_an_import_lies_behind_its_buttons_at_the_first_size() -> Walked<()> {
    // The hint of the focused field, and the buttons that stay in sight.
    const BEHIND: &str = "const field = document.querySelector('[data-testid=import-client-secret]');
        field.focus();
        const hint = field.closest('.field').querySelector('.hint').getBoundingClientRect();
        const bar = document.querySelector('[data-testid=import-add]').parentElement.getBoundingClientRect();
        return [hint.bottom, bar.top, innerHeight]";
    let fixture = Fixture::new().await;
    let service = PracticeAccounts::start(Options::default()).await?;
    let file = accounts_file(fixture.folder.path(), &service, ACCOUNTS_FILE)?;
    let clerk = Clerk::of(Launch::on(&fixture.data())?.argument(&file.to_string_lossy())).await?;
    clerk.see("import").await?;
    clerk.window.size(1180, 780).await?;
    let places = clerk.window.script(BEHIND, vec![]).await?;
    assert!(
        places[0].as_f64() <= places[1].as_f64(),
        "the hint ends at {}, the buttons begin at {} of {}",
        places[0],
        places[1],
        places[2]
    );
    Ok(())
}
