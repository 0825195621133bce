//! eSIMs over the counter in the real window, at the practice service: from the catalogue to the QR code, by the keys
//! alone where a clerk has none but them.
//!
//! Orders end some seconds after they were taken, and the practice customers make them end otherwise.

use airtill_tests::clerk::{BUYER, Clerk, Done};
use airtill_tests::window::By;
use fantoccini::key::Key;
use serde_json::Value;

use crate::fixture::Fixture;
use crate::keyboard::focus_is_on;

/// A till that practises with eSIMs, at its catalogue.
pub async fn at_the_catalogue(clerk: &Clerk) -> Done {
    clerk.click("start-practise-esims").await?;
    clerk.on("till").await?;
    clerk.see("products").await
}

#[tokio::test]
async fn an_esim_goes_from_the_catalogue_to_its_code_on_the_counter() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::at(&fixture.data()).await?;
    at_the_catalogue(&clerk).await?;
    clerk.has_text("esim-environment", "Nothing is real").await?;
    clerk.fill_in_esim("kenya and uganda", "buyer@practice").await?;
    clerk.has_text("confirm-number", "buyer@practice").await?;
    clerk.has_text("confirm-seller", "Practice").await?;
    focus_is_on(&clerk, "Back").await?;
    clerk.click("confirm-send").await?;
    clerk.see("order-steps").await?;
    clerk.see("order-code").await?;
    focus_is_on(&clerk, "Show the QR code").await?;
    clerk.window.press(&[], Key::Enter).await?;

    clerk.on("code").await?;
    clerk.see("qr-code").await?;
    for desk in ["nav-till", "nav-history", "connection-name", "float", "person", "sale-news"] {
        assert_eq!(clerk.count(desk).await?, 0, "{desk} is hidden from the customer");
    }
    clerk.has_text("esim-environment", "Practice").await?;
    let text = clerk.says("code-text").await?;
    assert!(text.starts_with("LPA:1$"), "{text}");
    let parts = (clerk.says("code-server").await?, clerk.says("code-matching-id").await?);
    assert_eq!(text, format!("LPA:1${}${}", parts.0, parts.1), "the parts are those of the whole");
    let selected = "const range = document.createRange();
        range.selectNodeContents(document.querySelector('[data-testid=code-text]'));
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        return getSelection().toString()";
    let selected = clerk.window.script(selected, vec![]).await?;
    assert_eq!(selected.as_str(), Some(text.as_str()), "a hand copies the text itself");
    let size = "const box = document.querySelector('[data-testid=qr-code]').getBoundingClientRect();
        return Math.min(box.width, box.height)";
    let side = clerk.window.script(size, vec![]).await?.as_f64().unwrap_or_default();
    assert!(side >= 320.0, "a phone reads {side} pixels");

    clerk.window.press(&[], Key::Escape).await?;
    clerk.on("till").await?;
    clerk.click("nav-history").await?;
    clerk.has_text("history-row", "buyer@practice").await
}

#[tokio::test]
async fn a_sim_gets_more_data_by_a_number_from_a_hand_scanner() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::at(&fixture.data()).await?;
    at_the_catalogue(&clerk).await?;
    clerk.choose_product("kenya").await?;
    clerk.click("esim-kind-topUp").await?;
    clerk.window.fill(By::TestId("order-iccid"), &format!("]C1{BUYER}F")).await?;
    clerk.window.press(&[], Key::Enter).await?;
    focus_is_on(&clerk, "Country where the customer is").await?;
    clerk.choose_country("order-country", "Kenya").await?;
    clerk.click("order-continue").await?;
    clerk.has_text("confirm-number", "8944 4740 0000 0000 008").await?;
    clerk.click("confirm-send").await?;
    clerk.window.find(By::Css("[data-testid=outcome][data-state=confirmed]")).await?;
    assert_eq!(clerk.count("order-code").await?, 0, "there is nothing to install");
    Ok(())
}

#[tokio::test]
async fn an_order_that_fails_says_so_and_can_be_changed() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::at(&fixture.data()).await?;
    at_the_catalogue(&clerk).await?;
    clerk.order_esim("kenya", "fails@practice").await?;
    clerk.window.find(By::Css("[data-testid=outcome][data-state=declined]")).await?;
    clerk.click("order-change").await?;
    assert_eq!(clerk.window.value(By::TestId("order-customer")).await?, "fails@practice", "what was typed is kept");
    Ok(())
}

#[tokio::test]
async fn an_order_that_goes_on_is_there_again_after_the_till_was_closed() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::at(&fixture.data()).await?;
    at_the_catalogue(&clerk).await?;
    clerk.order_esim("kenya", "stuck@practice").await?;
    clerk.has_text("esim-order", "goes on asking at its next start").await?;
    clerk.window.find(By::Css("[data-step=preparing]")).await?;
    let clerk = Clerk { window: clerk.window.restart().await? };
    clerk.has_text("orders-under-way", "stuck@practice").await?;
    clerk.click("order-look").await?;
    clerk.window.find(By::Css("[data-testid=order-steps]")).await.map(drop)
}

#[tokio::test]
async fn a_code_of_an_esim_on_a_device_is_warned_about() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::at(&fixture.data()).await?;
    at_the_catalogue(&clerk).await?;
    clerk.order_esim("kenya", "installed@practice").await?;
    clerk.click("order-code").await?;
    clerk.has_text("code-warning", "installed already").await?;
    clerk.click("code-back").await?;
    clerk.on("till").await
}

/// How wide the narrow columns of the catalogue are, in pixels, and the first one, in hundredths of the table. A scroll
/// bar may come or go, which the two wide ones share.
async fn widths(clerk: &Clerk) -> Done<Value> {
    let script = "const table = document.querySelector('[data-testid=products]');
        const width = (part) => part.getBoundingClientRect().width;
        const [first, , ...narrow] = [...table.querySelectorAll('thead th')].map(width);
        return [...narrow.map(Math.round), Math.round((100 * first) / width(table))]";
    clerk.window.script(script, vec![]).await
}

#[tokio::test]
async fn columns_of_the_catalogue_keep_their_widths_while_it_is_filtered() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::at(&fixture.data()).await?;
    at_the_catalogue(&clerk).await?;
    let before = widths(&clerk).await?;
    assert_eq!(before.as_array().map(Vec::len), Some(4), "{before}");
    let mut first = clerk.says("product-row").await?;
    for search in ["europe", "kenya", "uganda"] {
        clerk.window.fill(By::TestId("catalogue-search"), search).await?;
        clerk.window.until("other rows", async |_| Ok(clerk.says("product-row").await? != first)).await?;
        first = clerk.says("product-row").await?;
        assert_eq!(widths(&clerk).await?, before, "at {search}");
    }
    Ok(())
}
