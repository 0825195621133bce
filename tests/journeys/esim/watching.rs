//! Orders whose answer was lost are looked for by themselves, for as long as one of them may still be found.
//!
//! Looks follow each other after milliseconds here; a journey waits for an event of the till or a request of it.

use std::time::Duration;

use airtill_app::Policy;
use airtill_contract::*;
use airtill_practice::esim::{Options, Pace};
use airtill_practice::{Endpoint, Fault};
use airtill_tests::world::{Keyring, PATIENCE, Setup, Shop, World};

const SOON: Duration = Duration::from_millis(10);
const NEVER: Duration = Duration::from_secs(60 * 60 * 24 * 365);

/// A shop that looks for evidence soon after a doubt, and whose service does not list subscriptions for now.
async fn that_looks_in_vain() -> Shop {
    let policy = Policy {
        evidence_after: vec![SOON],
        order_gaps: vec![NEVER],
        order_pace: Duration::ZERO,
        ..Setup::default().policy
    };
    let world = World::with(Setup { signed_in: false, policy, ..Setup::default() }).await;
    let (clock, pace) = (world.clock.elsewhere(), Pace { fulfilling: Duration::ZERO, ended: Duration::ZERO });
    let shop = Shop::beside(world, Options { clock, pace, ..Options::default() }).await;
    let away = Fault::status(502, "text/html", "<html></html>").standing();
    shop.service.set_fault(Endpoint::EsimSubscriptions, away);
    shop
}

/// Waits until the till has looked so often.
async fn has_looked(shop: &Shop, times: usize) {
    let looked = async {
        while shop.service.hits_on(Endpoint::EsimSubscriptions) < times {
            tokio::time::sleep(SOON).await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, looked).await.is_ok(), "nobody looks {times} times");
}

/// Waits until the window shows the sale like this.
async fn shows(shop: &Shop, earlier: usize, sale: &SaleView, name: &str, is_it: impl Fn(&SaleView) -> bool) {
    let is_shown = |event: &Event| matches!(event, Event::SaleChanged { sale: now } if now.id == sale.id && is_it(now));
    shop.world.window.wait_after(earlier, name, is_shown).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_looked_for_until_the_service_can_be_asked_again() {
    let shop = that_looks_in_vain().await;
    let sale = shop.sell("lost-after@practice").await;
    assert_eq!((sale.state, sale.checking), (SaleStateView::InDoubt, true));
    shop.world.clock.advance(Duration::from_secs(60));
    has_looked(&shop, 5).await;
    assert!(shop.detail(&sale).await.sale.checking, "it goes on");
    shop.service.clear_faults();
    shows(&shop, 0, &sale, "it is found", |now| now.state == SaleStateView::Charged).await;
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_is_loaded_late_begins_to_look_for_orders() {
    let mut shop = that_looks_in_vain().await;
    let sale = shop.sell("lost-after@practice").await;
    has_looked(&shop, 1).await;
    shop.world.shut().await;
    shop.world.clock.advance(Duration::from_secs(60));
    shop.service.clear_faults();
    shop.world.keyring.set(Keyring::Locked);
    let earlier = shop.world.window.events().len();
    shop.world.open().await.unwrap();
    assert!(!shop.detail(&sale).await.sale.checking, "nobody is signed in");
    shop.world.keyring.set(Keyring::Works);
    shop.world.till().retry_keyring().await.expect("the vault is there");
    shows(&shop, earlier, &sale, "it is found", |now| now.state == SaleStateView::Charged).await;
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_said_to_look_once_the_client_is_signed_out() {
    let shop = that_looks_in_vain().await;
    let sale = shop.sell("lost-before@practice").await;
    shows(&shop, 0, &sale, "a first look", |now| !now.evidence.is_empty()).await;
    let earlier = shop.world.window.events().len();
    shop.world.shown(shop.world.till().sign_out(shop.reseller.named()).await).unwrap();
    shows(&shop, earlier, &sale, "the watch has ended", |now| !now.checking).await;
    shop.close().await;
}
