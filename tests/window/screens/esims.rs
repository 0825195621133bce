//! The catalogue, the order of an eSIM with its errors and questions, its outcome, and the code on the counter.
//!
//! SIMs and customers are in `sims`.

use airtill_tests::clerk::{Clerk, Done};
use airtill_tests::window::By;
use fantoccini::key::Key;

use super::Inspector;
use crate::esims::at_the_catalogue;
use crate::fixture::Fixture;

#[tokio::test]
async fn selling_an_esim_reads_and_walks_well_in_every_look() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::at(&fixture.data()).await?;
    let eye = Inspector::of(&clerk).await?;
    at_the_catalogue(&clerk).await?;
    clerk.window.fill(By::TestId("catalogue-country"), "Kenya").await?;
    clerk.window.press(&[], Key::Enter).await?;
    clerk.see("catalogue-chip-KE").await?;
    eye.look(&clerk, "the catalogue of one country").await?;
    clerk.window.fill(By::TestId("catalogue-search"), "atlantis").await?;
    clerk.see("catalogue-none").await?;
    eye.look(&clerk, "a catalogue in which nothing fits").await?;
    clerk.click("catalogue-widen").await?;

    clerk.choose_product("kenya").await?;
    clerk.click("order-own-price").await?;
    clerk.window.fill(By::TestId("order-price"), "-1").await?;
    clerk.window.fill(By::TestId("order-eid"), "8904").await?;
    clerk.click("order-continue").await?;
    clerk.window.find(By::Css("[data-testid=order-customer][aria-invalid=true]")).await?;
    eye.look(&clerk, "the order of an eSIM with every error").await?;
    clerk.click("esim-kind-topUp").await?;
    clerk.window.fill(By::TestId("order-iccid"), "8944538523000015").await?;
    clerk.see("order-iccid-advice").await?;
    eye.look(&clerk, "the order of more data with a number that warns").await?;
    clerk.click("nav-till").await?;
    eye.done();
    Ok(())
}

#[tokio::test]
async fn an_order_and_its_code_read_and_walk_well_in_every_look() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::at(&fixture.data()).await?;
    let eye = Inspector::of(&clerk).await?;
    at_the_catalogue(&clerk).await?;
    clerk.fill_in_esim("kenya", "buyer@practice").await?;
    eye.look(&clerk, "the confirmation of an eSIM").await?;
    clerk.click("confirm-send").await?;
    clerk.see("order-code").await?;
    eye.look(&clerk, "an eSIM that is ready").await?;
    clerk.click("order-code").await?;
    clerk.see("qr-code").await?;
    eye.look(&clerk, "the code on the counter").await?;
    clerk.click("code-back").await?;

    clerk.fill_in_esim("kenya", "buyer@practice").await?;
    clerk.see("confirm-recent").await?;
    clerk.click("confirm-send").await?;
    clerk.window.find(By::Css("[data-testid=confirm-reason][aria-invalid=true]")).await?;
    eye.look(&clerk, "a confirmation of an eSIM that misses its reason").await?;
    clerk.click("confirm-back").await?;
    clerk.click("order-back").await?;
    clerk.order_esim("kenya", "stuck@practice").await?;
    clerk.window.find(By::Css("[data-step=preparing]")).await?;
    eye.look(&clerk, "an order that goes on").await?;
    clerk.click("order-next").await?;
    clerk.order_esim("kenya", "installed@practice").await?;
    clerk.click("order-code").await?;
    clerk.see("code-warning").await?;
    eye.look(&clerk, "the code of an eSIM that is on a device").await?;
    eye.done();
    Ok(())
}
