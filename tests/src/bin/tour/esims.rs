//! eSIMs over the counter: the catalogue, an order and its ends, the code for the customer, SIMs and customers.
//!
//! The practice customers make an order end as it is wanted.

use airtill_tests::clerk::{BUYER, FOREIGN, UNAVAILABLE};
use airtill_tests::window::By;
use fantoccini::key::Key;

use crate::album::Album;
use crate::looks;
use crate::stop::Stop;

/// From the catalogue to the code, and every other end of an order.
pub async fn selling(album: &mut Album) -> Result<(), Stop> {
    album.clerk.open_practice_esims().await?;
    album.clerk.see("product-row").await?;
    looks::each(album, "esim-catalogue").await?;
    album.clerk.choose_country("catalogue-country", "Kenya").await?;
    album.clerk.see("catalogue-chip-KE").await?;
    album.take("esim-catalogue-of-a-country").await?;
    album.clerk.window.fill(By::TestId("catalogue-search"), "atlantis").await?;
    album.clerk.see("catalogue-none").await?;
    album.take("esim-catalogue-finds-nothing").await?;
    album.clerk.click("catalogue-widen").await?;

    album.clerk.choose_product("kenya").await?;
    looks::each(album, "esim-order").await?;
    album.clerk.click("order-own-price").await?;
    album.clerk.window.fill(By::TestId("order-price"), "-1").await?;
    album.clerk.window.fill(By::TestId("order-eid"), "8904").await?;
    album.clerk.click("order-continue").await?;
    album.clerk.window.find(By::Css("[data-testid=order-customer][aria-invalid=true]")).await?;
    looks::each(album, "esim-order-with-errors").await?;
    album.clerk.click("esim-kind-topUp").await?;
    album.clerk.window.fill(By::TestId("order-iccid"), "8944538523000015").await?;
    album.clerk.see("order-iccid-advice").await?;
    album.take("esim-top-up-with-an-odd-number").await?;
    // The form keeps what was filled in, for another product.
    album.clerk.click("esim-kind-newEsim").await?;
    for field in ["order-price", "order-eid"] {
        album.clerk.window.fill(By::TestId(field), "").await?;
    }
    album.clerk.click("order-back").await?;

    album.clerk.fill_in_esim("kenya", "buyer@practice").await?;
    looks::each(album, "esim-confirmation").await?;
    album.clerk.click("confirm-send").await?;
    album.clerk.see("order-steps").await?;
    album.glimpse("esim-order-accepted").await?;
    album.clerk.see("order-code").await?;
    album.moment("esim-ready").await?;
    album.clerk.click("order-code").await?;
    album.clerk.see("qr-code").await?;
    album.moment("esim-code").await?;
    looks::each(album, "esim-code-again").await?;
    album.clerk.click("code-back").await?;
    ends(album).await
}

/// The ends of an order that are not a code, and the warnings about one.
async fn ends(album: &mut Album) -> Result<(), Stop> {
    album.clerk.fill_in_esim("kenya", "buyer@practice").await?;
    album.clerk.see("confirm-recent").await?;
    album.take("esim-the-same-today").await?;
    album.clerk.click("confirm-back").await?;
    album.clerk.click("order-back").await?;
    album.clerk.order_esim("kenya", "fails@practice").await?;
    album.clerk.window.find(By::Css("[data-testid=outcome][data-state=declined]")).await?;
    album.take("esim-order-failed").await?;
    album.clerk.click("order-next").await?;
    album.clerk.order_esim("kenya", "lost-before@practice").await?;
    album.clerk.window.find(By::Css("[data-testid=outcome][data-state=inDoubt]")).await?;
    looks::each(album, "esim-in-doubt").await?;
    album.clerk.click("order-next").await?;
    album.clerk.order_esim("kenya", "stuck@practice").await?;
    album.clerk.window.find(By::Css("[data-step=preparing]")).await?;
    looks::each(album, "esim-being-prepared").await?;
    album.clerk.click("order-next").await?;
    album.clerk.order_esim("kenya", "installed@practice").await?;
    album.clerk.click("order-code").await?;
    album.clerk.see("code-warning").await?;
    album.take("esim-code-of-an-installed-one").await?;
    album.clerk.click("code-back").await?;
    album.clerk.see("orders-under-way").await?;
    album.take("esim-catalogue-with-orders-under-way").await?;

    album.clerk.search("").await?;
    album.clerk.see("history-row").await?;
    looks::each(album, "history-with-esims").await?;
    album.clerk.search("lost-before").await?;
    album
        .clerk
        .window
        .until("one order to be found", async |_| Ok(album.clerk.count("history-row").await? == 1))
        .await?;
    album.clerk.open_sale().await?;
    album.clerk.see("time-line").await?;
    album.take("history-of-an-esim").await?;
    looks::to(album, "time-line").await?;
    album.take("time-line-of-an-esim").await?;
    Ok(album.clerk.click("history-close").await?)
}

/// SIMs, subscriptions and customers.
pub async fn looking_up(album: &mut Album) -> Result<(), Stop> {
    album.clerk.open_practice_esims().await?;
    album.clerk.click("nav-sims").await?;
    album.clerk.see("sim-empty").await?;
    album.take("sims-before-the-first").await?;
    album.clerk.look_up_sim(BUYER).await?;
    album.clerk.see("subscription").await?;
    looks::each(album, "sim").await?;
    album.clerk.click("notifications-open").await?;
    album.clerk.see("notification").await?;
    looks::to(album, "notifications-open").await?;
    album.take("sim-notifications").await?;
    album.clerk.look_up_sim(UNAVAILABLE).await?;
    album.take("sim-unavailable").await?;
    album.clerk.window.fill(By::TestId("sim-iccid"), FOREIGN).await?;
    album.clerk.window.press(&[], Key::Enter).await?;
    album.clerk.see("sim-error").await?;
    album.take("sim-of-another-client").await?;
    album.clerk.click("sims-to-subscriptions").await?;
    album.clerk.see("search-nothing-yet").await?;
    album.take("subscriptions-before-a-search").await?;
    album.clerk.click("search-submit").await?;
    album.clerk.see("found-usage").await?;
    album.clerk.click("found-usage").await?;
    album.clerk.see("usage-bar").await?;
    looks::each(album, "subscriptions").await?;
    album.clerk.unfold_esim_troubles("Orders").await?;
    album.take("practise-a-problem-of-esims").await?;
    customers(album).await
}

async fn customers(album: &mut Album) -> Result<(), Stop> {
    album.clerk.click("nav-customers").await?;
    album.clerk.see("customer-empty").await?;
    album.take("customers-before-the-first").await?;
    album.clerk.look_up_customer("nobody@practice.example").await?;
    album.clerk.see("customer-create-this").await?;
    album.take("customer-that-is-not-known").await?;
    album.clerk.look_up_customer("buyer@practice").await?;
    album.clerk.see("customer").await?;
    album.clerk.click("payment-show").await?;
    album.clerk.see("payment-method").await?;
    looks::each(album, "customer").await?;
    album.clerk.click("customer-change").await?;
    album.clerk.click("customer-type-business").await?;
    album.clerk.window.fill(By::TestId("customer-currency"), "x").await?;
    album.clerk.click("customer-keep").await?;
    album.clerk.window.find(By::Css("[data-testid=customer-currency][aria-invalid=true]")).await?;
    looks::each(album, "customer-being-changed").await?;
    Ok(())
}
