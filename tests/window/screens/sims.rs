//! The screens of SIMs, subscriptions and customers at the practice service for eSIMs, and the panel of its troubles.
//!
//! The SIM and the customer are the practice service's first ones, which have something of each kind.

use airtill_tests::clerk::{BUYER, Done, FOREIGN, UNAVAILABLE};
use airtill_tests::window::By;
use fantoccini::key::Key;

use super::{Inspector, dialog};
use crate::fixture::Fixture;
use crate::sims::practising_esims;

#[tokio::test]
async fn a_sim_reads_and_walks_well_in_every_look() -> Done {
    let fixture = Fixture::new().await;
    let clerk = practising_esims(&fixture.data(), "nav-sims").await?;
    let eye = Inspector::of(&clerk).await?;
    clerk.see("sim-empty").await?;
    clerk.window.fill(By::TestId("sim-iccid"), "12ab").await?;
    clerk.window.press(&[], Key::Enter).await?;
    clerk.window.find(By::Css("[data-testid=sim-iccid][aria-invalid=true]")).await?;
    eye.look(&clerk, "a SIM by a number that is none").await?;

    clerk.look_up_sim(BUYER).await?;
    clerk.click("notifications-open").await?;
    clerk.click("notification-submit").await?;
    clerk.window.find(By::Css("[data-testid=notification-address][aria-invalid=true]")).await?;
    eye.look(&clerk, "a SIM with everything on its screen").await?;
    dialog(&eye, &clerk, By::TestId("subscription-start"), "subscription-dialog").await?;

    clerk.look_up_sim(UNAVAILABLE).await?;
    clerk.has_text("sim-status", "Unavailable").await?;
    eye.look(&clerk, "a SIM that is unavailable").await?;
    clerk.window.fill(By::TestId("sim-iccid"), FOREIGN).await?;
    clerk.window.press(&[], Key::Enter).await?;
    clerk.see("sim-error").await?;
    eye.look(&clerk, "a SIM of another client").await?;
    eye.done();
    Ok(())
}

#[tokio::test]
async fn a_search_reads_and_walks_well_in_every_look() -> Done {
    let fixture = Fixture::new().await;
    let clerk = practising_esims(&fixture.data(), "nav-sims").await?;
    let eye = Inspector::of(&clerk).await?;
    clerk.click("sims-to-subscriptions").await?;
    clerk.see("search-nothing-yet").await?;
    clerk.window.fill(By::TestId("search-after"), "yesterday").await?;
    clerk.click("search-submit").await?;
    clerk.window.find(By::Css("[data-testid=search-after][aria-invalid=true]")).await?;
    eye.look(&clerk, "a search with a day that is none").await?;
    clerk.click("search-clear").await?;
    clerk.window.fill(By::TestId("search-iccid"), BUYER).await?;
    clerk.click("search-submit").await?;
    clerk.see("search-end").await?;
    clerk.click("found-usage").await?;
    clerk.see("usage-bar").await?;
    eye.look(&clerk, "the subscriptions that were found").await?;
    clerk.unfold_esim_troubles("Answers and the gateway in front").await?;
    eye.look(&clerk, "the troubles of the eSIM service").await?;
    eye.done();
    Ok(())
}

#[tokio::test]
async fn a_customer_reads_and_walks_well_in_every_look() -> Done {
    let fixture = Fixture::new().await;
    let clerk = practising_esims(&fixture.data(), "nav-customers").await?;
    let eye = Inspector::of(&clerk).await?;
    clerk.see("customer-empty").await?;
    clerk.look_up_customer("nobody@practice.example").await?;
    clerk.see("customer-create-this").await?;
    eye.look(&clerk, "a customer whom nobody knows").await?;

    clerk.look_up_customer("buyer@practice").await?;
    clerk.see("customer").await?;
    clerk.click("payment-show").await?;
    clerk.see("payment-method").await?;
    eye.look(&clerk, "a customer with ways to pay").await?;
    dialog(&eye, &clerk, By::TestId("payment-remove"), "payment-dialog").await?;

    clerk.click("customer-change").await?;
    clerk.click("customer-type-business").await?;
    clerk.window.fill(By::TestId("customer-currency"), "x").await?;
    clerk.click("customer-keep").await?;
    clerk.window.find(By::Css("[data-testid=customer-currency][aria-invalid=true]")).await?;
    eye.look(&clerk, "a customer who is changed").await?;
    eye.done();
    Ok(())
}
