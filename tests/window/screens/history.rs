//! The history: its list, one sale of it, the doubts, and a search that finds nothing.
//!
//! The other till of practice contradicts the declarations of the float, so that it can be declared again at the end.

use airtill_tests::clerk::{Clerk, Done};
use airtill_tests::window::By;

use super::{Inspector, dialog};
use crate::fixture::Fixture;

#[tokio::test]
async fn the_history_reads_and_walks_well_in_every_look() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    let eye = Inspector::of(&clerk).await?;
    clerk.sell("0921234567", "60", "confirmed").await?;
    clerk.sell("0921209113", "20", "declinedButCharged").await?;
    clerk.sell("0921209603", "80", "inDoubt").await?;
    clerk.evidence("movedByOthers").await?;
    clerk.search("").await?;
    clerk.see("history-row").await?;
    eye.look(&clerk, "the history").await?;
    clerk.open_sale().await?;
    clerk.see("time-line").await?;
    eye.look(&clerk, "the history with a sale").await?;
    dialog(&eye, &clerk, By::TestId("outcome-settle"), "settle-dialog").await?;
    clerk.click("history-close").await?;
    clerk.search("nobody").await?;
    clerk.see("history-nothing").await?;
    eye.look(&clerk, "the history without a find").await?;
    clerk.click("nav-till").await?;
    clerk.click("till-doubts-show").await?;
    clerk.see("history-row").await?;
    eye.look(&clerk, "the sales in doubt").await?;
    // The other till contradicted the declarations of the float.
    clerk.details_of("practice-practice").await?;
    dialog(&eye, &clerk, By::TestId("settings-float-again"), "declare-dialog").await?;
    eye.done();
    Ok(())
}
