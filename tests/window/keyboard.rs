//! Without a mouse: the whole first sale, every screen, and the key that is held down by an elbow.
//!
//! Keys are pressed through the driver, so the system's own focus is tested. The sign-in without a mouse is with its
//! ways on.

use airtill_tests::clerk::{Clerk, Done};
use airtill_tests::window::{By, WindowError};
use fantoccini::key::Key;

use crate::fixture::{Fixture, closes_after, history};

/// More stops than any screen has.
const STOPS: usize = 80;

/// Presses the tab key until this has the focus.
pub async fn tab_to(clerk: &Clerk, wanted: &str) -> Done {
    let mut passed = Vec::new();
    for _ in 0..STOPS {
        let focused = clerk.window.focused().await?;
        if focused.contains(wanted) {
            return Ok(());
        }
        passed.push(focused);
        clerk.window.press(&[], Key::Tab).await?;
    }
    Err(WindowError::Waited { waited_for: format!("the tab key to reach {wanted}"), shown: passed.join(", ") })
}

/// Waits until this has the focus by itself.
pub async fn focus_is_on(clerk: &Clerk, wanted: &str) -> Done {
    let waited_for = format!("the focus to be on {wanted}");
    clerk.window.until(&waited_for, async |window| Ok(window.focused().await?.contains(wanted))).await
}

#[tokio::test]
async fn the_first_practice_sale_needs_no_mouse() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::at(&fixture.data()).await?;
    tab_to(&clerk, "Practise without money").await?;
    clerk.window.press(&[], Key::Enter).await?;
    clerk.on("till").await?;
    clerk.window.press(&[Key::Control], 'n').await?;
    focus_is_on(&clerk, "Phone number").await?;
    clerk.window.type_text("0921234567").await?;
    tab_to(&clerk, "Amount").await?;
    clerk.window.type_text("60").await?;
    clerk.window.press(&[], Key::Enter).await?;
    clerk.see("confirmation").await?;
    focus_is_on(&clerk, "Back").await?;
    tab_to(&clerk, "Send 60").await?;
    clerk.window.press(&[], Key::Enter).await?;
    clerk.outcome("confirmed").await?;
    focus_is_on(&clerk, "Next customer").await?;
    clerk.window.press(&[], Key::Enter).await?;
    focus_is_on(&clerk, "Phone number").await?;
    Ok(())
}

#[tokio::test]
async fn keys_lead_to_every_screen_and_escape_leads_back() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    clerk.window.press(&[Key::Control], 'h').await?;
    clerk.on("history").await?;
    clerk.window.press(&[Key::Control], ',').await?;
    clerk.on("settings").await?;
    clerk.window.press(&[], Key::Escape).await?;
    clerk.on("history").await?;
    clerk.window.press(&[], Key::Escape).await?;
    clerk.on("till").await?;
    clerk.window.press(&[Key::Control], ',').await?;
    clerk.on("settings").await?;
    clerk.window.press(&[], '?').await?;
    clerk.see("key-help").await?;
    clerk.window.press(&[], Key::Escape).await?;
    clerk.window.gone(By::TestId("key-help")).await?;
    clerk.on("settings").await?;
    Ok(())
}

#[tokio::test]
async fn enter_alone_never_sends_and_a_key_held_down_is_one_press() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    clerk.write_order("0921234567", "60").await?;
    clerk.window.press(&[], Key::Enter).await?;
    clerk.see("confirmation").await?;
    focus_is_on(&clerk, "Back").await?;
    // The driver's keyboard does not repeat; the events of a key that is held down are written as the system writes
    // them.
    let held = "const element = document.activeElement;
        return [1, 2, 3].every(() => !element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, repeat: true })))";
    assert_eq!(clerk.window.script(held, vec![]).await?, true, "a repeated Enter is no press");
    clerk.see("confirmation").await?;
    clerk.window.press(&[], Key::Enter).await?;
    focus_is_on(&clerk, "Amount").await?;
    assert_eq!(history(&clerk).await?, [], "Enter alone went back");
    Ok(())
}

#[tokio::test]
async fn five_presses_of_enter_on_send_are_one_sale() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    clerk.order("0921209504", "60").await?;
    tab_to(&clerk, "Send 60").await?;
    for _ in 0..5 {
        clerk.window.press(&[], Key::Enter).await?;
    }
    clerk.outcome("confirmed").await?;
    closes_after(1, clerk, &fixture).await
}
