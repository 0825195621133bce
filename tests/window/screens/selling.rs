//! The counter: the first start, the form with every error, and the confirmation with each of its questions.
//!
//! The outcomes of a sale are in `outcomes`.

use airtill_tests::clerk::{Clerk, Done};
use airtill_tests::window::By;
use fantoccini::key::Key;

use super::{Inspector, dialog};
use crate::fixture::Fixture;

#[tokio::test]
async fn the_form_and_the_confirmation_read_and_walk_well_in_every_look() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::at(&fixture.data()).await?;
    let eye = Inspector::of(&clerk).await?;
    clerk.see("start-practise").await?;
    eye.look(&clerk, "the first start").await?;
    clerk.practise().await?;
    clerk.see("last-sales-empty").await?;
    eye.look(&clerk, "the till before the first sale").await?;
    clerk.window.press(&[Key::Control], 'h').await?;
    clerk.see("history-empty").await?;
    eye.look(&clerk, "a history without a sale").await?;

    form(&eye, &clerk).await?;
    confirmation(&eye, &clerk).await?;
    clerk.click("nav-till").await?;
    clerk.unfold_problems().await?;
    eye.look(&clerk, "the problems to practise").await?;
    eye.done();
    Ok(())
}

async fn form(eye: &Inspector, clerk: &Clerk) -> Done {
    clerk.window.press(&[Key::Control], 'n').await?;
    clerk.click("top-up-continue").await?;
    clerk.window.find(By::Css("[data-testid=top-up-number][aria-invalid=true]")).await?;
    eye.look(clerk, "a form without a number").await?;
    clerk.window.fill(By::TestId("top-up-number"), "0951234567").await?;
    clerk.window.fill(By::TestId("top-up-amount"), "9999999").await?;
    clerk.see("top-up-advice").await?;
    eye.look(clerk, "a number of another network, and more than the float").await?;
    clerk.window.fill(By::TestId("top-up-amount"), "1.250").await?;
    clerk.see("amount-choice").await?;
    eye.look(clerk, "an amount that may be read in two ways").await?;
    clerk.window.press(&[Key::Control], 'n').await?;
    clerk.see("top-up-bring-back").await?;
    eye.look(clerk, "an order that can be brought back").await
}

async fn confirmation(eye: &Inspector, clerk: &Clerk) -> Done {
    clerk.order("0921234567", "60").await?;
    eye.look(clerk, "a confirmation").await?;
    clerk.send("confirmed").await?;
    eye.look(clerk, "confirmed").await?;
    clerk.order("0951234567", "25").await?;
    clerk.see("confirm-number-warning").await?;
    eye.look(clerk, "a confirmation that asks about the number").await?;
    clerk.order("0921234567", "60").await?;
    clerk.see("confirm-recent").await?;
    clerk.click("confirm-send").await?;
    clerk.window.find(By::Css("[data-testid=confirm-reason][aria-invalid=true]")).await?;
    eye.look(clerk, "a confirmation that misses its reason").await?;

    clerk.sell("0921209603", "80", "inDoubt").await?;
    clerk.evidence("movedByOthers").await?;
    eye.look(clerk, "in doubt because others sell").await?;
    dialog(eye, clerk, By::TestId("outcome-settle"), "settle-dialog").await?;
    clerk.order("0921209603", "80").await?;
    clerk.see("confirm-doubts").await?;
    clerk.click("confirm-send").await?;
    clerk.window.find(By::Css("[data-testid=confirm-doubts] [aria-invalid=true]")).await?;
    eye.look(clerk, "a confirmation that may pay twice and misses its yes").await
}
