//! The company's accounts: the signed-in person, other users, the countries, and the way out.
//!
//! The clerk is signed in by the form. The sign-in itself is in `signing_in`.

use airtill_tests::clerk::{Clerk, Done};
use airtill_tests::window::By;
use fantoccini::key::Key;

use super::{Inspector, dialog};
use crate::fixture::Fixture;

#[tokio::test]
async fn the_accounts_read_and_walk_well_in_every_look() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    let eye = Inspector::of(&clerk).await?;
    clerk.sign_in_as_practice_clerk().await?;
    clerk.see("country-picker").await?;
    clerk.window.fill(By::TestId("look-up-id"), "2").await?;
    clerk.click("look-up-submit").await?;
    clerk.see("look-up-found").await?;
    clerk.window.fill(By::TestId("create-email"), "nobody").await?;
    clerk.click("create-submit").await?;
    clerk.window.find(By::Css("[data-testid=create-email][aria-invalid=true]")).await?;
    eye.look(&clerk, "an account, with a user that was found and one that cannot be").await?;

    clerk.window.fill(By::TestId("create-email"), "peter@practice.example").await?;
    clerk.window.fill(By::TestId("create-password"), "long enough").await?;
    dialog(&eye, &clerk, By::TestId("create-submit"), "create-dialog").await?;
    dialog(&eye, &clerk, By::TestId("account-sign-out"), "account-sign-out-dialog").await?;
    clerk.window.click(By::TestId("country-picker")).await?;
    clerk.window.type_text("an").await?;
    clerk.window.find(By::Css("[role=option]")).await?;
    eye.glance(&clerk, "the list of the countries").await?;
    clerk.window.press(&[], Key::Enter).await?;
    clerk.see("country-chosen").await?;
    clerk.click("account-sign-out").await?;
    clerk.click("account-sign-out-confirm").await?;
    clerk.see("account-signed-out").await?;
    eye.look(&clerk, "nobody is signed in").await?;
    eye.done();
    Ok(())
}
