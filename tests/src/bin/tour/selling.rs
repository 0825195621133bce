//! The counter: from the first launch to every outcome a top-up can have, with practice numbers that cause each.
//!
//! Each stop is seen before its picture is taken. The tests compare the ledger, not the tour.

use crate::album::Album;
use crate::stop::Stop;

/// From the first screen to the first sale.
pub async fn practise(album: &mut Album) -> Result<(), Stop> {
    album.clerk.on("start").await?;
    album.clerk.see("start-connect").await?;
    album.clerk.read("Practise without money").await?;
    album.take("start").await?;

    album.clerk.practise().await?;
    album.clerk.see("last-sales-empty").await?;
    album.clerk.has_text("environment", "Practice").await?;
    album.moment("till-before-the-first-sale").await?;

    album.clerk.unfold_problems().await?;
    album.clerk.window.script("document.querySelector('[data-testid=trouble]').scrollIntoView()", vec![]).await?;
    album.take("practise-a-problem").await?;

    album.clerk.write_order("0921234567", "60").await?;
    album.clerk.has_text("float-after", "4,940.00 SSP").await?;
    album.take("top-up").await?;

    album.clerk.click("top-up-continue").await?;
    album.clerk.see("confirmation").await?;
    album.clerk.has_text("confirm-number", "+211 921 234 567").await?;
    album.clerk.has_text("confirm-send", "Send 60").await?;
    album.moment("confirmation").await?;

    album.clerk.send("confirmed").await?;
    album.clerk.has_text("outcome-sentence", "says delivered").await?;
    album.moment("confirmed").await
}

/// Every certain outcome, and the slow ones.
pub async fn outcomes(album: &mut Album) -> Result<(), Stop> {
    album.clerk.sell("0921209011", "100", "accepted").await?;
    album.moment("accepted").await?;

    album.clerk.sell("0921209036", "50", "declined").await?;
    album.clerk.has_text("outcome", "is not active").await?;
    album.moment("declined").await?;

    album.clerk.sell("0921209113", "20", "declinedButCharged").await?;
    album.clerk.see("outcome-claim").await?;
    album.moment("declined-but-charged").await?;

    album.clerk.order("0921234567", "60").await?;
    album.clerk.see("confirm-recent").await?;
    album.moment("a-number-that-had-a-top-up-today").await?;

    album.clerk.order("0951234567", "25").await?;
    album.clerk.see("confirm-number-warning").await?;
    album.moment("a-number-of-another-network").await?;
    album.clerk.click("confirm-number-yes").await?;
    album.clerk.send("confirmed").await?;
    album.clerk.order("0951234567", "25").await?;
    album.clerk.see("confirm-recent").await?;
    album.moment("both-questions").await?;

    album.clerk.order("0921209504", "200").await?;
    album.clerk.click("confirm-send").await?;
    album.clerk.read("Sending to 21 Systems").await?;
    album.picture(if album.is_still() { "reduced-motion-under-way" } else { "under-way" }).await?;
    album.clerk.outcome("confirmed").await?;
    Ok(())
}

/// Doubts: gathered evidence, settled by it, and one that only a person can settle.
pub async fn doubts(album: &mut Album) -> Result<(), Stop> {
    album.clerk.sell("0921209602", "40", "inDoubt").await?;
    album.clerk.evidence("unchangedSoFar").await?;
    album.glimpse("in-doubt-with-evidence-arriving").await?;
    album.clerk.outcome("notCharged").await?;
    album.clerk.has_text("outcome-sentence", "the float had not gone down because of this sale").await?;
    album.moment("not-charged-as-of-a-time").await?;

    album.clerk.sell("0921209601", "35", "charged").await?;
    album.moment("charged-delivery-open").await?;

    album.clerk.sell("0921209603", "80", "inDoubt").await?;
    album.clerk.evidence("movedByOthers").await?;
    album.moment("in-doubt-because-others-sell").await?;

    album.clerk.order("0921209603", "80").await?;
    album.clerk.see("confirm-override").await?;
    album.moment("the-same-sale-is-in-doubt").await?;

    album.clerk.click("nav-till").await?;
    album.clerk.see("till-doubts").await?;
    album.take("till-with-a-doubt").await?;
    album.clerk.click("till-doubts-show").await?;
    album.clerk.open_sale().await?;
    album.clerk.settle(true, "The customer showed the message of the network").await?;
    album.take("settling-a-doubt").await?;
    album.clerk.click("settle-confirm").await?;
    album.clerk.outcome("said").await?;
    album.clerk.has_text("outcome-sentence", "says: it arrived").await?;
    album.moment("said-by-a-person").await?;
    album.clerk.click("history-close").await?;
    Ok(())
}

/// A sale at a service that is not there.
pub async fn alone(album: &mut Album) -> Result<(), Stop> {
    album.clerk.sell("0921234570", "30", "neverHandedOver").await?;
    album.moment("never-handed-over").await
}
