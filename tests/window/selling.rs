//! A clerk's day in five minutes: the first sale, a declined one, a doubtful one that is settled.
//!
//! As each test ends, the till is closed and its history compared with the real charges of the practice service.

use airtill_tests::clerk::{Clerk, Done};
use airtill_tests::window::By;

use crate::fixture::{Fixture, agree, closes_after, history};

#[tokio::test]
async fn the_first_practice_sale_is_confirmed_with_its_reference_and_listed() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    clerk.see("last-sales-empty").await?;
    clerk.has_text("environment", "Practice").await?;
    clerk.order("0921 234 567", "60").await?;
    clerk.has_text("confirm-number", "+211 921 234 567").await?;
    clerk.has_text("confirm-amount", "60.00 SSP").await?;
    clerk.has_text("confirm-after", "4,940.00 SSP").await?;
    assert_eq!(clerk.says("confirm-send").await?, "Send 60.00 SSP to +211 921 234 567", "the button says what it does");
    clerk.send("confirmed").await?;
    clerk.has_text("outcome", "60.00 SSP sent").await?;
    clerk.has_text("outcome-sentence", "21 Systems says delivered.").await?;
    clerk.see("sale-reference").await?;
    clerk.has_text("float-balance", "4,940.00 SSP").await?;
    clerk.click("outcome-next").await?;
    assert_eq!(
        clerk.window.value(By::TestId("top-up-number")).await?,
        "",
        "the next customer starts with an empty field"
    );
    clerk.window.find(By::Css("[data-testid=sale-row][data-state=confirmed]")).await?;
    closes_after(1, clerk, &fixture).await
}

#[tokio::test]
async fn a_sale_that_ends_on_another_screen_is_announced_there() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    // The answer to this number is slow.
    clerk.order("0921209504", "60").await?;
    clerk.click("confirm-send").await?;
    clerk.see("progress").await?;
    clerk.click("nav-settings").await?;
    clerk.on("settings").await?;
    clerk.has_text("sale-news", "21 Systems says delivered").await?;
    assert!(clerk.says("live-region").await?.contains("21 Systems says delivered"), "it is said aloud as well");
    clerk.click("sale-news-see").await?;
    clerk.see("history-detail").await?;
    assert_eq!(clerk.count("sale-news").await?, 0, "it was looked at");
    closes_after(1, clerk, &fixture).await
}

#[tokio::test]
async fn a_declined_sale_says_why_and_leads_back_to_the_number() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    clerk.sell("0921209036", "60", "declined").await?;
    clerk.has_text("outcome", "+211 921 209 036 is not active").await?;
    clerk.has_text("outcome-sentence", "the float had not gone down because of this sale").await?;
    clerk.has_text("float-balance", "5,000.00 SSP").await?;
    clerk.click("outcome-step").await?;
    clerk.on("till").await?;
    let focus = "the number to have the focus";
    clerk.window.until(focus, async |window| Ok(window.focused().await?.contains("Phone number"))).await?;
    assert_eq!(clerk.window.value(By::TestId("top-up-amount")).await?, "60", "what was typed is kept");
    clerk.window.close().await?;
    assert_eq!(fixture.truth().await, [], "nothing was charged");
    Ok(())
}

#[tokio::test]
async fn a_doubt_is_stated_and_then_settled_as_far_as_a_float_can() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    clerk.sell("0921234567", "100", "confirmed").await?;
    clerk.sell("0921209602", "40", "inDoubt").await?;
    clerk.has_text("outcome-sentence", "Do not send it again").await?;
    clerk.evidence("unchangedSoFar").await?;
    clerk.see("rest").await?;
    clerk.outcome("notCharged").await?;
    clerk
        .has_text(
            "outcome-sentence",
            "because of this sale (as declared, only this till uses it, and 21 Systems is done",
        )
        .await?;
    clerk.sell("0921209601", "35", "charged").await?;
    clerk.has_text("outcome-sentence", "the float went down by 35.00 SSP because of this sale").await?;
    clerk
        .has_text("outcome-sentence", "Do not send it again. Ask the customer whether it arrived: no answer says so.")
        .await?;
    closes_after(3, clerk, &fixture).await
}

#[tokio::test]
async fn a_doubt_that_no_float_decides_waits_and_holds_the_same_sale_back() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    clerk.sell("0921234567", "100", "confirmed").await?;
    clerk.sell("0921209603", "80", "inDoubt").await?;
    clerk.evidence("movedByOthers").await?;

    clerk.order("0921209603", "80").await?;
    clerk.see("confirm-override").await?;
    clerk.click("confirm-send").await?;
    clerk.read("Tick the box about the risk first, or go back.").await?;
    clerk.click("nav-till").await?;
    clerk.has_text("till-doubts", "One sale is in doubt").await?;
    clerk.click("till-doubts-show").await?;
    let one = "the one doubt to be found";
    clerk.window.until(one, async |_| Ok(clerk.count("history-row").await? == 1)).await?;
    assert_eq!(clerk.window.value(By::TestId("history-search")).await?, "", "the outcome is no word of the search");
    clerk.open_sale().await?;
    clerk.settle(true, "ok").await?;
    clerk.click("settle-confirm").await?;
    clerk.read("Write how you know, in at least 3 characters.").await?;
    clerk.window.fill(By::TestId("settle-reason"), "The customer has it").await?;
    clerk.click("settle-confirm").await?;
    clerk.outcome("said").await?;
    clerk.has_text("outcome-sentence", "says: it arrived. Reason: “The customer has it”").await?;
    clerk.has_text("history-no-doubt", "No sale is in doubt").await?;
    clerk.click("history-all").await?;
    clerk.window.until("all sales to be shown", async |_| Ok(clerk.count("history-row").await? == 2)).await?;
    let reported = history(&clerk).await?;
    clerk.window.close().await?;
    assert!(
        reported.iter().any(|(number, state)| number == "211921209603" && state == "said"),
        "a person's word is no charge: {reported:?}"
    );
    let truth: Vec<_> =
        fixture.truth().await.into_iter().filter(|charge| charge.hit != 0 && charge.msisdn != "211921209603").collect();
    agree(&reported, &truth);
    Ok(())
}
