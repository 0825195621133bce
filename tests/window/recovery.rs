//! The power cut: the till is killed while a sale is under way, and started again on the same folder.
//!
//! The process is killed, not closed. The crash matrix has every moment; here is a person's view of two of them.

use airtill_tests::clerk::{Clerk, Done};

use crate::fixture::{Fixture, agree, history};

/// Kills the till in the middle of a sale to this number; the doubt has to be stated at the next start, until the float
/// shows the charge.
async fn killed_during(number: &str) -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    clerk.sell("0921234567", "100", "confirmed").await?;
    clerk.order(number, "60").await?;
    clerk.click("confirm-send").await?;
    clerk.read("Sending to 21 Systems").await?;

    let clerk = Clerk::of(clerk.window.kill().await?).await?;
    clerk.practise().await?;
    let settled = "the doubt to be settled";
    clerk
        .window
        .until(settled, async |_| {
            Ok(history(&clerk).await?.iter().all(|(_, state)| state != "inDoubt" && state != "intended"))
        })
        .await?;
    clerk.window.gone(airtill_tests::window::By::TestId("till-doubts")).await?;
    let reported = history(&clerk).await?;
    assert_eq!(reported.len(), 2, "no sale is lost");
    assert_eq!(reported[1].1, "charged", "the float tells the charge, and nothing tells a delivery: {reported:?}");
    clerk.search(&number[4..]).await?;
    clerk.open_sale().await?;
    clerk.read("The till stopped before an answer was written down.").await?;
    clerk.window.close().await?;
    agree(&reported, &fixture.truth().await);
    Ok(())
}

#[tokio::test]
async fn a_sale_cut_off_by_the_power_is_in_doubt_until_the_float_settles_it() -> Done {
    killed_during("0921209504").await
}

#[tokio::test]
async fn a_doubt_outlives_the_power_cut_that_follows_it() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    clerk.sell("0921234567", "100", "confirmed").await?;
    clerk.sell("0921209603", "60", "inDoubt").await?;
    let clerk = Clerk::of(clerk.window.kill().await?).await?;
    clerk.practise().await?;
    clerk.has_text("till-doubts", "One sale is in doubt").await?;
    let reported = history(&clerk).await?;
    assert_eq!(reported.last().map(|(_, state)| state.as_str()), Some("inDoubt"), "only a person can settle this one");
    clerk.window.close().await?;
    Ok(())
}
