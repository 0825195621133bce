//! Once, in every way of pressing: the first promise of all, at the button itself.
//!
//! The tests count the charges of the service. The promise behind the button is for the journeys and the crash matrix.

use airtill_tests::clerk::{Clerk, Done};
use airtill_tests::window::By;

use crate::fixture::{Fixture, closes_after};

#[tokio::test]
async fn a_double_click_on_send_is_one_sale_whose_outcome_stays_shown() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    clerk.order("0921234567", "60").await?;
    clerk.window.double_click(By::TestId("confirm-send")).await?;
    clerk.outcome("confirmed").await?;
    clerk.has_text("float-balance", "4,940.00 SSP").await?;
    closes_after(1, clerk, &fixture).await
}

#[tokio::test]
async fn a_hundred_presses_and_as_many_calls_with_one_intent_are_one_sale() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    clerk.order("0921209504", "60").await?;
    // From the page itself, faster than any hand.
    let presses = "const button = document.querySelector('[data-testid=confirm-send]'); for (let i = 0; i < 100; i++) button.click();";
    clerk.window.script(presses, vec![]).await?;
    clerk.see("progress").await?;
    clerk.outcome("confirmed").await?;
    closes_after(1, clerk, &fixture).await
}
