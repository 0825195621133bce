//! A trainer moves the float, and the till learns of it from its next reading.
//!
//! The practice crate tests the effect of each trouble at the service; here a person uses the panel.

use airtill_tests::clerk::{Clerk, Done};
use airtill_tests::window::By;

use crate::fixture::Fixture;

#[tokio::test]
async fn the_till_learns_of_a_trainers_foreign_sale_from_the_next_reading() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    clerk.sell("0921234567", "100", "confirmed").await?;
    clerk.click("nav-till").await?;
    clerk.unfold_problems().await?;
    clerk.has_text("float-really", "4,900.00 SSP").await?;
    clerk.window.fill(By::TestId("float-amount"), "20.50").await?;
    clerk.click("float-trouble-otherTillSells").await?;
    clerk.has_text("float-really", "4,879.50 SSP").await?;
    clerk.has_text("float-balance", "4,900.00 SSP").await?;
    clerk.click("float-refresh").await?;
    clerk.has_text("float-balance", "4,879.50 SSP").await?;
    clerk.click("float-trouble-refundLastSale").await?;
    clerk.has_text("float-really", "4,979.50 SSP").await?;

    clerk.sell("0921209604", "40", "inDoubt").await?;
    clerk.click("nav-till").await?;
    clerk.click("float-trouble-chargeLateNow").await?;
    clerk.has_text("float-really", "4,939.50 SSP").await?;
    clerk.window.close().await?;
    let truth = fixture.truth().await;
    assert_eq!(truth.len(), 2, "the late sale was charged: {truth:?}");
    Ok(())
}

#[tokio::test]
async fn a_trainer_opens_a_second_connection_to_the_same_float() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    clerk.unfold_problems().await?;
    clerk.click("practise-twice").await?;
    clerk.read("21 Systems, second connection").await?;
    clerk.sell("0921234567", "60", "confirmed").await?;
    clerk.has_text("float-balance", "4,940.00 SSP").await?;
    clerk.click("nav-start").await?;
    clerk.see("connection-practice-practice-again").await?;
    clerk.click("start-practise").await?;
    clerk.click("float-refresh").await?;
    clerk.has_text("float-balance", "4,940.00 SSP").await?;
    clerk.window.close().await?;
    Ok(())
}
