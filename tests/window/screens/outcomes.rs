//! The outcomes of a sale, and the settling of a doubt.
//!
//! A sale that is under way, and a till that closes, are over too soon for every check; they are checked once.

use airtill_tests::clerk::{Clerk, Done};
use airtill_tests::window::By;
use fantoccini::key::Key;

use super::Inspector;
use crate::fixture::Fixture;
use crate::keyboard::focus_is_on;

#[tokio::test]
async fn every_outcome_reads_and_walks_well_in_every_look() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    let eye = Inspector::of(&clerk).await?;
    for (number, amount, state) in [
        ("0921209011", "100", "accepted"),
        ("0921209036", "50", "declined"),
        ("0921209113", "20", "declinedButCharged"),
    ] {
        clerk.sell(number, amount, state).await?;
        eye.look(&clerk, state).await?;
    }
    clerk.sell("0921209602", "40", "inDoubt").await?;
    clerk.evidence("unchangedSoFar").await?;
    eye.glance(&clerk, "in doubt while the evidence arrives").await?;
    clerk.outcome("notCharged").await?;
    eye.look(&clerk, "not charged").await?;
    clerk.sell("0921209601", "35", "inDoubt").await?;
    clerk.outcome("charged").await?;
    eye.look(&clerk, "charged, delivery open").await?;

    settling(&eye, &clerk).await?;
    clerk.click("nav-till").await?;
    clerk.see("till-doubts").await?;
    clerk.see("sale-row").await?;
    eye.look(&clerk, "a till with sales, doubts and alerts").await?;
    elsewhere(&eye, &clerk).await?;
    eye.done();
    Ok(())
}

async fn settling(eye: &Inspector, clerk: &Clerk) -> Done {
    clerk.click("outcome-settle").await?;
    clerk.see("settle-dialog").await?;
    focus_is_on(clerk, "radio").await?;
    // Backwards past the groups, with nothing chosen: round to the last button.
    clerk.window.press(&[Key::Shift], Key::Tab).await?;
    focus_is_on(clerk, "button Save").await?;
    clerk.window.press(&[], Key::Enter).await?;
    focus_is_on(clerk, "radio").await?;
    clerk.see("settle-choice").await?;
    eye.look(clerk, "a settling that misses its answers").await?;
    clerk.click("settle-arrived-yes").await?;
    clerk.window.fill(By::TestId("settle-reason"), "The customer has it").await?;
    clerk.click("settle-confirm").await?;
    clerk.outcome("said").await?;
    clerk.window.gone(By::TestId("settle-dialog")).await?;
    eye.look(clerk, "said by a person").await?;
    clerk.sell("0921209603", "80", "inDoubt").await?;
    clerk.evidence("movedByOthers").await
}

/// A sale that is under way, and one that ends while another screen is open.
async fn elsewhere(eye: &Inspector, clerk: &Clerk) -> Done {
    clerk.order("0921209504", "60").await?;
    clerk.click("confirm-send").await?;
    clerk.see("progress").await?;
    eye.glance(clerk, "a sale under way").await?;
    clerk.click("nav-settings").await?;
    clerk.on("settings").await?;
    clerk.see("sale-news").await?;
    eye.look(clerk, "news of a sale on another screen").await?;

    clerk.window.press(&[Key::Control], 'n').await?;
    clerk.order("0923309504", "60").await?;
    clerk.click("confirm-send").await?;
    clerk.see("progress").await?;
    std::process::Command::new("kill")
        .args(["-TERM", &clerk.window.process().expect("it runs").to_string()])
        .status()?;
    clerk.see("closing").await?;
    eye.glance(clerk, "closing").await?;
    clerk.click("closing-stay").await?;
    clerk.window.gone(By::TestId("closing")).await
}
