//! Each screen once, one after another, for a question of its own to all of them.
//!
//! It goes there as a person would and leaves the check to its caller. The states of each screen are in the other
//! files.

use airtill_tests::clerk::{BUYER, Clerk, Done, SecondCopy, connection_file};
use airtill_tests::window::{By, Launch};
use fantoccini::key::Key;

use crate::fixture::Fixture;

/// Makes the records that the screens show: some sales, a doubt, and a connection to be signed in to.
pub async fn furnish(launch: Launch) -> Done<Clerk> {
    let clerk = Clerk::of(launch).await?;
    clerk.practise().await?;
    clerk.sell("0921234567", "60", "confirmed").await?;
    clerk.sell("0921209113", "20", "declinedButCharged").await?;
    clerk.sell("0921209603", "80", "inDoubt").await?;
    clerk.evidence("movedByOthers").await?;
    Ok(clerk)
}

/// Goes to every screen and calls `look` with its name.
pub async fn each(fixture: &Fixture, clerk: &Clerk, look: impl AsyncFn(&Clerk, &str) -> Done) -> Done {
    let look = async |name: &str| {
        clerk.window.painted().await?;
        look(clerk, name).await
    };
    clerk.click("nav-till").await?;
    clerk.see("sale-row").await?;
    clerk.unfold_problems().await?;
    look("the till").await?;

    clerk.write_order("0951234567", "9999999").await?;
    clerk.see("top-up-advice").await?;
    look("the form of a top-up").await?;
    clerk.order("0921209603", "80").await?;
    clerk.see("confirm-override").await?;
    look("a confirmation with its questions").await?;
    clerk.sell("0921209403", "40", "declined").await?;
    look("an outcome").await?;

    clerk.search("").await?;
    clerk.open_sale().await?;
    clerk.see("time-line").await?;
    look("the history with a sale").await?;
    clerk.click("history-close").await?;
    clerk.search("in doubt").await?;
    clerk.window.until("one sale to be found", async |_| Ok(clerk.count("history-row").await? == 1)).await?;
    clerk.open_sale().await?;
    clerk.settle(false, "nobody knows").await?;
    look("the settling of a doubt").await?;
    clerk.click("settle-cancel").await?;
    clerk.window.gone(By::TestId("settle-dialog")).await?;
    clerk.click("history-close").await?;
    clerk.search("nobody").await?;
    clerk.see("history-nothing").await?;
    look("the history without a find").await?;

    clerk.click("nav-settings").await?;
    clerk.see("data-folder").await?;
    look("the settings").await?;
    clerk.window.press(&[], '?').await?;
    clerk.see("key-help").await?;
    look("the sheet of keys").await?;
    clerk.window.press(&[], Key::Escape).await?;
    clerk.window.gone(By::TestId("key-help")).await?;

    clerk.click("nav-start").await?;
    clerk.see("connection-practice-practice").await?;
    look("the connections").await?;
    let file = connection_file(fixture.folder.path(), "http://127.0.0.1:1")?;
    let mut second = SecondCopy::start(&fixture.data(), &[&file.to_string_lossy()], true)?;
    clerk.see("import").await?;
    second.ended().await?;
    look("a connection file").await?;
    clerk.add_connection().await?;
    clerk.sign_in("clerk@practice.example", "x").await?;
    clerk.see("sign-in-error").await?;
    look("a sign-in that failed").await?;

    clerk.click("nav-start").await?;
    clerk.click("start-practise-esims").await?;
    clerk.on("till").await?;
    clerk.click("nav-sims").await?;
    clerk.look_up_sim(BUYER).await?;
    clerk.click("notifications-open").await?;
    clerk.click("esim-trouble-open").await?;
    clerk.see("esim-trouble-group").await?;
    look("a SIM").await?;
    clerk.click("sims-to-subscriptions").await?;
    clerk.click("search-submit").await?;
    clerk.see("found").await?;
    look("the subscriptions that were found").await?;
    clerk.click("nav-customers").await?;
    clerk.look_up_customer("buyer@practice").await?;
    clerk.click("payment-show").await?;
    clerk.see("payment-method").await?;
    look("a customer").await?;
    clerk.click("customer-change").await?;
    clerk.see("customer-form").await?;
    look("a customer who is changed").await?;
    clerk.click("nav-start").await?;
    clerk.click("start-practise").await?;
    clerk.on("till").await
}
