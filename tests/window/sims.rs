//! SIMs and customers in the real window, at the practice service for eSIMs: looked up, changed, searched to the end,
//! and what a trainer causes.
//!
//! Orders and codes are in `esims`.

use std::path::Path;

use airtill_tests::clerk::{BUYER, Clerk, Done, FOREIGN};
use airtill_tests::window::{By, Window};
use fantoccini::key::Key;

use crate::fixture::Fixture;
use crate::keyboard::focus_is_on;

/// A till that practises with eSIMs, at a screen of the rail.
pub async fn practising_esims(folder: &Path, screen: &str) -> Done<Clerk> {
    let clerk = Clerk::at(folder).await?;
    clerk.click("start-practise-esims").await?;
    clerk.on("till").await?;
    clerk.click(screen).await?;
    Ok(clerk)
}

#[tokio::test]
async fn a_sim_is_looked_up_started_and_named_for_another_device() -> Done {
    let fixture = Fixture::new().await;
    let clerk = practising_esims(&fixture.data(), "nav-sims").await?;
    focus_is_on(&clerk, "ICCID").await?;
    // The number as a hand scanner writes it.
    clerk.look_up_sim(BUYER).await?;
    clerk.has_text("environment", "Practice").await?;
    clerk.has_text("sim-status", "Ready to install").await?;
    clerk.has_text("usage", "GB used").await?;
    assert_eq!(clerk.count("subscription").await?, 4);

    clerk.click("subscription-start").await?;
    clerk.click("subscription-confirm").await?;
    clerk.window.gone(By::TestId("subscription-start")).await?;

    clerk.window.fill(By::TestId("sim-eid-field"), "8904 9032 1234 5123 4512 3456 7890 1235").await?;
    clerk.window.press(&[], Key::Enter).await?;
    clerk.has_text("sim-eid", "8904 9032 1234 5123 4512 3456 7890 1235").await?;

    clerk.click("notifications-open").await?;
    clerk.has_text("notification", "DOWNLOAD_PROGRESS").await?;
    clerk.window.fill(By::TestId("notification-address"), "https://hooks.practice.example/ends").await?;
    clerk.window.press(&[], Key::Enter).await?;
    let count = async |wanted: u64| {
        clerk.window.until("the addresses", async |_| Ok(clerk.count("notification").await? == wanted)).await
    };
    count(2).await?;
    clerk.window.click(By::Css("[aria-label='Remove the address for: A subscription ends']")).await?;
    count(1).await
}

#[tokio::test]
async fn a_no_of_the_service_is_told_with_both_its_meanings() -> Done {
    let fixture = Fixture::new().await;
    let clerk = practising_esims(&fixture.data(), "nav-sims").await?;
    clerk.window.fill(By::TestId("sim-iccid"), FOREIGN).await?;
    clerk.window.press(&[], Key::Enter).await?;
    clerk.has_text("sim-error", "may belong to another client of the service").await?;
    clerk.has_text("sim-error", "the client of this till may have no role for it").await?;

    clerk.click("nav-customers").await?;
    clerk.unfold_esim_troubles("Customers").await?;
    clerk.click("esim-trouble-role_denied").await?;
    clerk.look_up_customer("buyer@practice").await?;
    clerk.has_text("customer-error", "belong to another client of the service").await?;
    clerk.has_text("customer-error", "may not be an account manager").await?;
    Ok(())
}

#[tokio::test]
async fn a_search_goes_page_by_page_to_its_end_and_leads_to_a_sim() -> Done {
    let fixture = Fixture::new().await;
    let clerk = practising_esims(&fixture.data(), "nav-sims").await?;
    clerk.click("sims-to-subscriptions").await?;
    clerk.click("search-submit").await?;
    clerk.see("search-more").await?;
    let mut shown = 0;
    while clerk.count("search-more").await? > 0 {
        let before = clerk.count("subscription").await?;
        assert!(before > shown, "each page brings something");
        shown = before;
        clerk.click("search-more").await?;
        let grown =
            async |_: &Window| Ok(clerk.count("subscription").await? > before || clerk.count("search-end").await? > 0);
        clerk.window.until("the next page", grown).await?;
    }
    let all = clerk.count("subscription").await?;
    clerk.has_text("search-end", &format!("That is all: {all} subscriptions.")).await?;
    clerk.click("found-sim").await?;
    clerk.see("sim-number").await?;
    clerk.window.press(&[], Key::Escape).await?;
    clerk.see("search-end").await?;
    assert_eq!(clerk.count("subscription").await?, all, "what was found is still there");
    Ok(())
}

#[tokio::test]
async fn a_customer_is_made_changed_and_loses_a_way_to_pay() -> Done {
    let fixture = Fixture::new().await;
    let clerk = practising_esims(&fixture.data(), "nav-customers").await?;
    clerk.look_up_customer("weiß+nile@example.org").await?;
    clerk.click("customer-create-this").await?;
    focus_is_on(&clerk, "E-mail address or identifier").await?;
    clerk.click("customer-type-business").await?;
    clerk.window.fill(By::TestId("customer-companyName"), "Nile Ltd").await?;
    clerk.window.fill(By::TestId("customer-firstName"), "Amina").await?;
    clerk.click("customer-keep").await?;
    clerk.has_text("customer-name", "Nile Ltd").await?;
    clerk.look_up_customer("weiß+nile@example.org").await?;
    clerk.has_text("customer", "Amina").await?;

    clerk.click("customer-change").await?;
    clerk.window.fill(By::TestId("customer-companyName"), "Nile and Sons").await?;
    clerk.click("customer-keep").await?;
    clerk.has_text("customer-name", "Nile and Sons").await?;

    clerk.look_up_customer("buyer@practice").await?;
    clerk.click("payment-show").await?;
    clerk.has_text("payment-no-id", "cannot be removed from here").await?;
    clerk.click("payment-remove").await?;
    clerk.click("payment-confirm").await?;
    clerk.window.gone(By::TestId("payment-remove")).await?;
    assert_eq!(clerk.count("payment-method").await?, 1);
    Ok(())
}
