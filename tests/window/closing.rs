//! Closing while a sale is under way: the window says so and stays alive, the sale ends, and no file or start meanwhile
//! is lost. By the window manager and by a signal alike.
//!
//! The number's ending makes the practice service take its time.

use std::process::Command;

use airtill_tests::clerk::{Clerk, Done, SecondCopy, connection_file};
use airtill_tests::window::{By, Window};
use serde_json::Value;

use crate::fixture::{Fixture, history, sold_once};
use crate::screen::Screen;

/// A sale that takes some seconds.
async fn begin_a_slow_sale(clerk: &Clerk) -> Done {
    clerk.order("0921209504", "60").await?;
    clerk.click("confirm-send").await?;
    clerk.read("Sending to 21 Systems").await
}

/// Has the window manager close the till, which first shows its unfinished work.
async fn close(clerk: &Clerk, screen: &Screen) -> Done {
    let (display, till) = (screen.display(), clerk.window.process().expect("it runs"));
    // The first press is sometimes lost here; a person would press again.
    let asked = async |_: &Window| {
        display.have_closed(till);
        Ok(clerk.count("closing").await? == 1)
    };
    clerk.window.until("the till to say that it closes", asked).await
}

/// Whether the page and the till behind it answer sooner than a slow sale ends.
async fn is_alive(clerk: &Clerk) -> Done {
    let request = serde_json::json!({ "request": { "text": "0921234567" } });
    let answer = tokio::time::timeout(std::time::Duration::from_secs(6), clerk.invoke("check_number", request)).await;
    let number: Value = answer.expect("the window is not frozen")?.expect("a number is checked");
    assert_eq!(number["msisdn"], "211921234567");
    Ok(())
}

#[tokio::test]
async fn a_till_that_is_closed_during_a_sale_says_so_and_ends_after_it() -> Done {
    let fixture = Fixture::new().await;
    let screen = Screen::open(1280, 900).await;
    let clerk = Clerk::of(screen.launch(&fixture.data())).await?;
    clerk.practise().await?;
    begin_a_slow_sale(&clerk).await?;
    let process = clerk.window.process();
    close(&clerk, &screen).await?;
    clerk.has_text("closing-what", "Finishing the sale to +211 921 209 504").await?;
    is_alive(&clerk).await?;
    let clerk = Clerk::of(clerk.window.ended(process).await?).await?;
    sold_once(clerk, &fixture, "211921209504").await
}

#[tokio::test]
async fn a_file_that_comes_while_a_till_closes_keeps_it_open_and_is_shown() -> Done {
    let fixture = Fixture::new().await;
    let screen = Screen::open(1280, 900).await;
    let clerk = Clerk::of(screen.launch(&fixture.data())).await?;
    clerk.practise().await?;
    begin_a_slow_sale(&clerk).await?;
    let till = clerk.window.process().expect("it runs");
    close(&clerk, &screen).await?;
    let given = connection_file(fixture.folder.path(), "http://127.0.0.1:9")?;
    let mut second = SecondCopy::start(&fixture.data(), &[&given.to_string_lossy()], true)?;
    assert!(second.ended().await?.success());
    clerk.has_text("import", "Trial desk").await?;
    clerk.window.gone(By::TestId("closing")).await?;
    clerk
        .window
        .until("the sale to end", async |_| Ok(history(&clerk).await?.iter().all(|(_, state)| state == "confirmed")))
        .await?;
    is_alive(&clerk).await?;
    assert_eq!(clerk.window.process(), Some(till), "it is the same till");
    Ok(())
}

#[tokio::test]
async fn the_session_waits_for_the_sale_unless_a_person_ends_it() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    begin_a_slow_sale(&clerk).await?;
    let process = clerk.window.process();
    let terminate = || Command::new("kill").args(["-TERM", &process.expect("it runs").to_string()]).status();
    terminate()?;
    clerk.see("closing").await?;
    clerk.click("closing-stay").await?;
    clerk.window.gone(By::TestId("closing")).await?;
    clerk.outcome("confirmed").await?;
    is_alive(&clerk).await?;

    begin_again(&clerk).await?;
    terminate()?;
    let clerk = Clerk::of(clerk.window.ended(process).await?).await?;
    clerk.practise().await?;
    let reported = history(&clerk).await?;
    assert!(reported.len() == 2 && reported.iter().all(|(_, state)| state == "confirmed"), "{reported:?}");
    Ok(())
}

/// Another slow sale, to another number.
async fn begin_again(clerk: &Clerk) -> Done {
    clerk.order("0923309504", "60").await?;
    clerk.click("confirm-send").await?;
    clerk.read("Sending to 21 Systems").await
}

#[tokio::test]
async fn an_idle_till_closes_at_once_and_a_start_brings_a_covered_one_up() -> Done {
    let fixture = Fixture::new().await;
    let screen = Screen::open(1280, 900).await;
    let clerk = Clerk::of(screen.launch(&fixture.data())).await?;
    let till = clerk.window.process().expect("it runs");
    let (display, other) = (screen.display(), screen.display());
    clerk.window.until("the till to be in front", async |_| Ok(display.in_front() == Some(till))).await?;
    other.cover();
    clerk.window.until("another window to be in front", async |_| Ok(display.in_front() != Some(till))).await?;
    let mut second = SecondCopy::start(&fixture.data(), &[], true)?;
    assert!(second.ended().await?.success());
    clerk.window.until("the till to be in front again", async |_| Ok(display.in_front() == Some(till))).await?;
    let closed = async |_: &Window| {
        display.have_closed(till);
        Ok(clerk.window.process().is_none())
    };
    clerk.window.until("the till to be gone", closed).await?;
    Ok(())
}

#[tokio::test]
async fn an_installer_has_an_idle_till_closed_and_leaves_a_busy_one_alone() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    begin_a_slow_sale(&clerk).await?;
    let asked = async || SecondCopy::start(&fixture.data(), &["--close"], true)?.ended().await;
    assert!(asked().await?.success());
    is_alive(&clerk).await?;
    assert_eq!(clerk.count("closing").await?, 0, "it does not even begin to close");
    clerk.outcome("confirmed").await?;
    is_alive(&clerk).await?;
    let process = clerk.window.process();
    assert!(asked().await?.success());
    clerk.window.ended(process).await?;
    assert!(asked().await?.success(), "without a till that runs, none is opened");
    Ok(())
}
