//! The catalogue, the form and the confirmation, up to the yes.
//!
//! Nothing is ordered before it; the guards of the ledger ask the rest. What the fields of the form become is in
//! `fields`.

use std::time::Duration;

use airtill_contract::*;
use airtill_practice::esim::{FOREIGN_ICCID, Trouble};
use airtill_tests::world::{Shop, refused};

#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_is_shown_offline_with_its_age_and_sells_nothing() {
    let shop = Shop::open().await;
    let fresh = shop.catalogue().await;
    assert!(fresh.sells && fresh.error.is_none() && fresh.products.len() >= 60, "{}", fresh.products.len());
    let countries: std::collections::BTreeSet<_> =
        fresh.products.iter().flat_map(|product| &product.footprint).collect();
    assert!(countries.len() >= 50, "{}", countries.len());
    let order = shop.order("amal@shop.example").await;
    shop.world.clock.advance(Duration::from_secs(11 * 60));
    let old = shop.world.till().prepare_new_esim(order.clone()).await.unwrap_err();
    assert_eq!(old.code, ErrorCode::CatalogueOld);
    let again = ForCatalogue { connection: shop.reseller.key.clone(), currency: None, anew: false };
    shop.service.set_trouble(Trouble::GatewayDown, None);
    let kept = shop.world.shown(shop.world.till().catalogue(again.clone()).await).unwrap();
    assert_eq!((kept.sells, kept.products.len(), kept.at), (false, fresh.products.len(), fresh.at));
    assert_eq!(kept.error.unwrap().code, ErrorCode::ServiceDown);
    shop.service.clear_troubles();
    assert!(shop.world.shown(shop.world.till().catalogue(again).await).unwrap().sells);
    shop.confirm(order).await;
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_cannot_be_right_is_told_field_by_field() {
    let shop = Shop::open().await;
    let good = shop.order("Jürgen+travel@bücher.example").await;
    let cases = [
        (
            "nothing",
            PrepareNewEsim { customer: " ".into(), country: String::new(), ..good.clone() },
            vec![(OrderField::Customer, OrderFieldError::Empty), (OrderField::Country, OrderFieldError::Empty)],
        ),
        (
            "another product",
            PrepareNewEsim { product: "gone".into(), ..good.clone() },
            vec![(OrderField::Product, OrderFieldError::Unknown)],
        ),
        (
            "an EID for Android",
            PrepareNewEsim { eid: "1".repeat(32), ..good.clone() },
            vec![(OrderField::Eid, OrderFieldError::OnlyIos)],
        ),
        (
            "a short EID",
            PrepareNewEsim { device_kind: DeviceKindView::Ios, eid: "123".into(), ..good.clone() },
            vec![(OrderField::Eid, OrderFieldError::TooShort)],
        ),
        (
            "a day that is over",
            PrepareNewEsim { activation_date: "2001-01-01".into(), ..good.clone() },
            vec![(OrderField::ActivationDate, OrderFieldError::InThePast)],
        ),
    ];
    for (name, order, errors) in cases {
        let prepared = shop.world.shown(shop.world.till().prepare_new_esim(order).await).unwrap();
        assert_eq!(refused(prepared), errors, "{name}");
    }
    let free = shop.confirm(good).await;
    assert!(free.price.is_none() && !free.list_prices.is_empty());
    assert_eq!(free.customer.unwrap().identifier, "Jürgen+travel@bücher.example");
    assert!(shop.made().is_empty(), "nothing was ordered");
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scanned_iccid_is_read_and_its_check_digit_only_warns() {
    let shop = Shop::open().await;
    let check = |text: &str| shop.world.till().check_iccid(&CheckSimNumber { text: text.to_owned() });
    for scanned in ["8944474000000000008", "]C18944474000000000008\r\n", "8944 4740-0000 0000 008F\t"] {
        let read = check(scanned);
        assert_eq!((read.digits.as_deref(), read.advice), (Some("8944474000000000008"), vec![]), "{scanned:?}");
    }
    assert_eq!(check("8944474000000000991").advice, [SimNumberAdvice::CheckDigit]);
    assert_eq!(check("8944538523000015").advice, [SimNumberAdvice::Length]);
    assert_eq!(check("89444740X0000000008").error, Some(OrderFieldError::NotReadable));
    assert_eq!(check(&"8".repeat(40)).error, Some(OrderFieldError::TooLong));
    for (iccid, advice) in
        [("8944474000000000991", SimNumberAdvice::CheckDigit), ("8944538523000015", SimNumberAdvice::Length)]
    {
        assert_eq!(shop.confirm_more(shop.more(iccid).await).await.advice, [advice], "{iccid}");
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sim_that_could_not_be_looked_up_is_told_before_the_order() {
    let shop = Shop::open().await;
    let code = |shown: &EsimConfirmationView| shown.sim_error.as_ref().map(|error| error.code);
    let order = shop.more("8944474000000000008").await;
    let seen = shop.confirm_more(order.clone()).await;
    assert_eq!((code(&seen), seen.active_subscriptions.is_some()), (None, true));
    let foreign = shop.confirm_more(shop.more(FOREIGN_ICCID).await).await;
    assert_eq!((code(&foreign), foreign.active_subscriptions), (Some(ErrorCode::Denied), None));
    shop.service.set_trouble(Trouble::GatewayDown, None);
    let down = shop.confirm_more(order).await;
    assert_eq!((code(&down), down.active_subscriptions), (Some(ErrorCode::ServiceDown), None));
    assert!(!down.is_full && !down.is_unavailable, "nothing is known of it");
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_or_unavailable_sim_is_told_before_the_order() {
    let shop = Shop::open().await;
    let full = shop.confirm_more(shop.more("8944474000000000156").await).await;
    assert_eq!((full.is_full, full.active_subscriptions), (true, Some(15)));
    let gone = shop.confirm_more(shop.more("8944474000000000198").await).await;
    assert!(gone.is_unavailable && !gone.is_full);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_product_for_the_same_customer_wants_a_reason_within_a_day() {
    let shop = Shop::open().await;
    let order = shop.order("amal@shop.example").await;
    let first = shop.confirm(order.clone()).await;
    let sold = shop.send(&first.intent).await.unwrap();
    assert_eq!(shop.send(&first.intent).await.unwrap().id, first.intent, "the same yes twice is one order");
    let second = shop.confirm(order.clone()).await;
    assert_eq!(second.recent.len(), 1);
    let refused = shop.send(&second.intent).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::RepeatNeedsReason);
    let again = shop.send_with(&second.intent, Some("a second phone"), Vec::new()).await.unwrap();
    shop.send(&shop.confirm(shop.order("another@shop.example").await).await.intent).await.unwrap();
    // One that is not finished is asked about on any later day.
    shop.world.clock.advance(Duration::from_secs(60));
    for sale in [&sold, &again] {
        assert_eq!(shop.ask(sale).await.unwrap().state, SaleStateView::Confirmed);
    }
    shop.world.clock.advance(Duration::from_secs(24 * 60 * 60 + 1));
    shop.catalogue().await;
    let later = shop.confirm(order).await;
    assert!(later.recent.is_empty());
    shop.send(&later.intent).await.unwrap();
    assert_eq!(shop.made().len(), 4);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plan_of_a_new_esim_wants_a_reason_before_its_sim_gets_it_again() {
    let shop = Shop::open().await;
    let sale = shop.sell_to_the_end("Jürgen+travel@bücher.example").await;
    let iccid = sale.esim.as_ref().expect("it is delivered").iccid.clone();
    let more = shop.confirm_more(shop.more(&format!("]C1{iccid}F\r")).await).await;
    assert_eq!(more.recent.iter().map(|sale| &sale.id).collect::<Vec<_>>(), [&sale.id]);
    assert_eq!(shop.send(&more.intent).await.unwrap_err().code, ErrorCode::RepeatNeedsReason);
    let further = shop.send_with(&more.intent, Some("he used it up"), Vec::new()).await.unwrap();
    let again = shop.confirm_more(shop.more(&iccid).await).await;
    let capitals = shop.confirm(shop.order(" <JÜRGEN+Travel@BÜCHER.example> ").await).await;
    for recent in [again.recent, capitals.recent] {
        let recent: Vec<_> = recent.iter().map(|sale| &sale.id).collect();
        assert_eq!(recent, [&further.id, &sale.id], "the data for the SIM, and the new eSIM");
    }
    shop.close().await;
}
