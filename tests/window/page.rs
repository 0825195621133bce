//! The process that draws the page is killed: the page comes back in the same window and shows the work under way.
//!
//! The driver's session ends with the page, so the new page is observed from outside: the display, the log, the truth.

use airtill_tests::clerk::{Clerk, Done, SecondCopy};
use airtill_tests::window::Window;

use crate::display::Display;
use crate::fixture::{Fixture, sold_once};

/// Kills the process that draws the page.
pub fn kill_the_page(window: &Window) -> Done {
    let drawn_by = window.page_processes();
    assert!(!drawn_by.is_empty(), "something draws the page");
    for process in drawn_by {
        assert!(std::process::Command::new("kill").args(["-9", &process.to_string()]).status()?.success());
    }
    Ok(())
}

/// How often this was logged.
fn times_in_log(fixture: &Fixture, words: &str) -> usize {
    std::fs::read_to_string(fixture.data().join("logs").join("airtill.log")).unwrap_or_default().matches(words).count()
}

/// Waits until a page has come up this many times. Each asks twice: before and after it listens.
pub async fn came_up(fixture: &Fixture, window: &Window, times: usize) -> Done {
    let asked = async |_: &Window| Ok(times_in_log(fixture, "a page asks for its first view") >= 2 * times);
    window.until(&format!("the page to come up {times} times"), asked).await
}

#[tokio::test]
async fn a_page_whose_process_is_killed_comes_back_and_the_sale_ends() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    let process = clerk.window.process();
    let till = process.expect("it runs");
    clerk.order("0921209504", "60").await?;
    clerk.click("confirm-send").await?;
    clerk.read("Sending to 21 Systems").await?;
    kill_the_page(&clerk.window)?;
    came_up(&fixture, &clerk.window, 2).await?;
    let asked = "the page to ask for the outcome";
    clerk
        .window
        .until(asked, async |_| Ok(times_in_log(&fixture, "a page shows again what is under way") == 1))
        .await?;
    assert_eq!(times_in_log(&fixture, "the process that draws the page has ended"), 1, "it is written down");
    // Another start finds a window that lives.
    let mut second = SecondCopy::start(&fixture.data(), &[], true)?;
    assert!(second.ended().await?.success());
    let display = Display::open();
    assert_eq!(display.titled(till), 1, "one window, and no message");
    let closed = async |_: &Window| {
        display.close_windows_of(till);
        Ok(display.titled(till) == 0)
    };
    clerk.window.until("the window to be closed", closed).await?;
    let clerk = Clerk::of(clerk.window.ended(process).await?).await?;
    sold_once(clerk, &fixture, "211921209504").await
}

#[tokio::test]
async fn a_page_that_falls_again_and_again_is_given_up_in_words() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    let till = clerk.window.process().expect("it runs");
    let display = Display::open();
    for times in 1..=4 {
        came_up(&fixture, &clerk.window, times).await?;
        kill_the_page(&clerk.window)?;
    }
    clerk.window.until("a message of the system", async |_| Ok(display.titled(till) == 2)).await?;
    let ended = async |_: &Window| {
        display.close_windows_of(till);
        Ok(clerk.window.process().is_none())
    };
    clerk.window.until("the till to end after it", ended).await
}
