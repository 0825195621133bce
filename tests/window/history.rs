//! A long history by keys, and a history with little room: the chosen sale is seen, and the list stays where it is.
//!
//! Its sales are written before the till opens. The narrowing to the doubts is with the settling of a doubt.

use airtill_tests::browser::Walked;
use airtill_tests::clerk::{Clerk, Done};
use airtill_tests::past;
use airtill_tests::window::By;
use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::fixture::Fixture;
use crate::keyboard::{focus_is_on, tab_to};
use crate::looks::SIDEWAYS;

/// More than one page, with a last page that is not full.
const SALES: u32 = 320;

/// The position of the chosen row in the list, where the grid names it and a person sees the whole of it; otherwise
/// `null`.
const CHOSEN: &str = "const row = document.querySelector('[data-testid=history-row][aria-selected=true]');
    const grid = document.querySelector('[role=grid]');
    if (!row || grid.getAttribute('aria-activedescendant') !== row.id) return null;
    const box = row.getBoundingClientRect();
    const seen = (y) => row.contains(document.elementFromPoint(box.left + box.width / 2, y));
    return box.bottom <= innerHeight && seen(box.top + 2) && seen(box.bottom - 2) ? Number(row.dataset.index) : null";

/// Waits until this row is chosen and seen, and stays so while the page is painted anew.
async fn chosen_is(clerk: &Clerk, row: u32) -> Done {
    let waited_for = format!("row {row} to be chosen and seen");
    clerk.window.until(&waited_for, async |window| Ok(window.script(CHOSEN, vec![]).await? == json!(row))).await?;
    for _ in 0..3 {
        clerk.window.painted().await?;
    }
    assert_eq!(clerk.window.script(CHOSEN, vec![]).await?, json!(row), "it stays in sight");
    Ok(())
}

/// A practising till with a long history.
async fn with_a_past(fixture: &Fixture) -> Walked<Clerk> {
    past::write(&fixture.data(), SALES)?;
    let clerk = Clerk::practising(&fixture.data()).await?;
    clerk.window.press(&[Key::Control], 'k').await?;
    clerk.has_text("history-count", "50 sales shown, there are more").await?;
    Ok(clerk)
}

#[tokio::test]
async fn the_chosen_sale_is_in_sight_through_every_page_and_no_other_is_opened() -> Walked<()> {
    let fixture = Fixture::new().await;
    let clerk = with_a_past(&fixture).await?;
    focus_is_on(&clerk, "Search").await?;
    clerk.window.press(&[], Key::Tab).await?;
    clerk.window.press(&[], Key::Home).await?;
    chosen_is(&clerk, 0).await?;
    for page in 1..=SALES / 50 {
        clerk.window.press(&[], Key::End).await?;
        let read = (page * 50 + 50).min(SALES);
        clerk.has_text("history-count", &format!("{read} sales shown")).await?;
        chosen_is(&clerk, page * 50 - 1).await?;
    }
    clerk.window.press(&[], Key::End).await?;
    chosen_is(&clerk, SALES - 1).await?;
    clerk.window.press(&[], Key::PageUp).await?;
    chosen_is(&clerk, SALES - 11).await?;
    clerk.window.press(&[], Key::Enter).await?;
    clerk.see("history-detail").await?;
    chosen_is(&clerk, SALES - 11).await?;
    let opened = "const row = document.querySelector('[data-testid=history-row][aria-selected=true]');
        return row.id.endsWith(document.querySelector('[data-testid=history-detail]').dataset.sale)";
    assert_eq!(clerk.window.script(opened, vec![]).await?, true, "it is the one that is seen");
    clerk.window.press(&[], Key::Home).await?;
    chosen_is(&clerk, 0).await?;
    assert_eq!(clerk.window.script(opened, vec![]).await?, true, "the panel follows the choice");
    Ok(())
}

#[tokio::test]
async fn a_row_that_is_pressed_after_scrolling_is_the_one_that_opens() -> Walked<()> {
    let fixture = Fixture::new().await;
    let clerk = with_a_past(&fixture).await?;
    let third = "[data-testid=history-row][data-index='37'] .number";
    clerk
        .window
        .script("document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })", vec![json!(third)])
        .await?;
    clerk.window.click(By::Css(third)).await?;
    clerk.see("history-detail").await?;
    chosen_is(&clerk, 37).await?;
    Ok(())
}

/// The parts of a row's outcome that are outside of the window, or have no word.
const OUTSIDE: &str =
    "return [...document.querySelectorAll('[data-testid=history-row] .outcome')].filter((outcome) => {
        const box = outcome.getBoundingClientRect();
        return box.left < 0 || box.right > innerWidth || box.width < 20 || outcome.innerText.trim() === '';
    }).length";
/// The scroll position of the list.
const SCROLLED: &str = "const main = document.querySelector('main');
    return Math.round((main.scrollHeight > main.clientHeight && getComputedStyle(main).overflowY !== 'visible' ? main : main.parentElement).scrollTop)";

#[tokio::test]
async fn a_sale_replaces_the_list_in_a_narrow_window() -> Walked<()> {
    let fixture = Fixture::new().await;
    let clerk = with_a_past(&fixture).await?;
    clerk.window.size(900, 520).await?;
    for percent in [100, 200] {
        clerk.invoke("set_text_size", json!({ "request": { "percent": percent } })).await?.expect("text has this size");
        clerk.window.press(&[Key::Control], 'k').await?;
        focus_is_on(&clerk, "Search").await?;
        clerk.window.press(&[], Key::Tab).await?;
        clerk.window.press(&[], Key::Home).await?;
        chosen_is(&clerk, 0).await?;
        for row in 1..=14 {
            clerk.window.press(&[], Key::Down).await?;
            chosen_is(&clerk, row).await?;
        }
        assert_eq!(clerk.window.script(SIDEWAYS, vec![]).await?, json!([]), "the list at {percent} %");
        assert_eq!(clerk.window.script(OUTSIDE, vec![]).await?, 0, "outcomes at {percent} %");
        let before = clerk.window.script(SCROLLED, vec![]).await?;
        clerk.window.press(&[], Key::Enter).await?;
        clerk.has_text("history-close", "Back to the list").await?;
        focus_is_on(&clerk, "Sale of").await?;
        clerk.window.painted().await?;
        assert_eq!(clerk.window.script(SIDEWAYS, vec![]).await?, json!([]), "the sale at {percent} %");
        assert_eq!(
            clerk.window.script(SCROLLED, vec![]).await?,
            Value::from(0),
            "the sale begins at its top at {percent} %"
        );
        tab_to(&clerk, "Back to the list").await?;
        clerk.window.press(&[], Key::Enter).await?;
        clerk.window.gone(By::TestId("history-detail")).await?;
        chosen_is(&clerk, 14).await?;
        focus_is_on(&clerk, "History").await?;
        assert_eq!(clerk.window.script(SCROLLED, vec![]).await?, before, "the list is where it was at {percent} %");
    }
    Ok(())
}
