//! SIMs, subscriptions and customers.
//!
//! The service's words about them are shown as they are, and changed one request at a time.

use std::collections::BTreeSet;

use airtill_contract::*;
use airtill_practice::esim::{FOREIGN_ICCID, ODD_ICCIDS, Trouble};
use airtill_tests::world::Shop;

const BUYER: &str = "8944474000000000008";

#[tokio::test(flavor = "multi_thread")]
async fn a_sim_is_shown_with_its_state_and_its_usage() {
    let shop = Shop::open().await;
    let sim = shop.sim(&format!("]C1{BUYER}\n")).await.unwrap();
    assert_eq!((sim.iccid.as_str(), sim.most_active), (BUYER, 15));
    let used = sim.subscriptions.iter().find(|one| one.initial_bytes.is_some()).expect("a subscription with usage");
    assert!(used.initial_bytes.as_deref().unwrap().parse::<u64>().unwrap() > 0);
    for odd in ODD_ICCIDS {
        assert_eq!(shop.sim(odd).await.unwrap().iccid, odd, "the service decides what is an ICCID");
    }
    assert_eq!(shop.sim("12AB").await.unwrap_err().code, ErrorCode::BadIccid);
    assert_eq!(shop.sim(FOREIGN_ICCID).await.unwrap_err().code, ErrorCode::Denied);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn subscriptions_are_found_page_by_page_to_the_end() {
    let shop = Shop::open().await;
    for trouble in [None, Some(Trouble::WrongPageHost), Some(Trouble::PagesFromOne)] {
        if let Some(trouble) = trouble {
            shop.service.set_trouble(trouble, None);
        }
        let (mut found, mut page, mut pages) = (BTreeSet::new(), None, 0);
        loop {
            let request = SearchSubscriptions { page: page.clone(), ..shop.every_subscription() };
            let got = shop.world.shown(shop.world.till().search_subscriptions(request).await).unwrap();
            pages += 1;
            for one in got.subscriptions {
                assert!(found.insert(one.id), "no subscription twice");
            }
            page = got.next;
            if page.is_none() {
                break;
            }
        }
        assert!(pages > 1 && found.len() > 20, "{pages} pages, {}", found.len());
        shop.service.clear_troubles();
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_are_called_are_set_and_removed() {
    let shop = Shop::open().await;
    let connection = shop.reseller.key.clone();
    let set = |address: &str| SetNotification {
        connection: connection.clone(),
        iccid: BUYER.to_owned(),
        event: "SUBSCRIPTION_END".to_owned(),
        address: address.to_owned(),
    };
    for bad in ["", "http://shop.example/hook", "javascript:1", "shop.example"] {
        let refused = shop.world.till().set_notification(set(bad)).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::BadAddress, "{bad:?}");
    }
    let outcome = shop.world.till().set_notification(set("https://shop.example/hook")).await.unwrap();
    assert_eq!(outcome, ChangeOutcome::Made);
    let told = NotificationView { event: "SUBSCRIPTION_END".into(), address: "https://shop.example/hook".into() };
    let addresses = shop.sim(BUYER).await.unwrap().notifications.expect("they are read");
    assert!(addresses.contains(&told), "{addresses:?}");
    let remove = RemoveNotification { connection, iccid: BUYER.to_owned(), event: "SUBSCRIPTION_END".to_owned() };
    assert_eq!(shop.world.till().remove_notification(remove).await.unwrap(), ChangeOutcome::Made);
    assert!(!shop.sim(BUYER).await.unwrap().notifications.expect("they are read").contains(&told));
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_is_made_found_and_changed() {
    let shop = Shop::open().await;
    let connection = shop.reseller.key.clone();
    let find = |email: &str| LookUpCustomer { connection: connection.clone(), email: email.to_owned() };
    let fields = CustomerFields {
        customer_type: CustomerTypeView::Business,
        email: "new+one@bücher.example".into(),
        first_name: "Jürgen".into(),
        last_name: String::new(),
        language: "en".into(),
        residence: "KE".into(),
        phone: String::new(),
        currency: "EUR".into(),
        company_name: "Bücher".into(),
        company_number: "7".into(),
        job_title: String::new(),
        billing: no_address(),
        shipping: no_address(),
    };
    let create = CreateCustomer { connection: connection.clone(), fields: fields.clone() };
    let made = shop.world.shown(shop.world.till().create_customer(create).await).unwrap();
    assert!(matches!(made, KeptCustomer::Kept { .. }), "{made:?}");
    let found = shop.world.shown(shop.world.till().look_up_customer(find(&fields.email)).await).unwrap();
    let before = found.customer.expect("the new customer");
    assert_eq!(before.fields.company_name, "Bücher");
    let after = CustomerFields { first_name: String::new(), last_name: "Groß".into(), ..before.fields.clone() };
    let change = ChangeCustomer { connection: connection.clone(), before: before.clone(), after };
    shop.world.shown(shop.world.till().change_customer(change).await).unwrap();
    let found = shop.world.shown(shop.world.till().look_up_customer(find(&fields.email)).await).unwrap();
    let now = found.customer.expect("the customer").fields;
    assert_eq!((now.first_name.as_str(), now.last_name.as_str(), now.company_name.as_str()), ("", "Groß", "Bücher"));
    shop.close().await;
}

fn no_address() -> AddressView {
    let none = String::new;
    AddressView { line_1: none(), line_2: none(), city: none(), state: none(), post_code: none(), country: none() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_to_pay_is_removed_by_its_id_and_others_are_only_shown() {
    let shop = Shop::open().await;
    let (customer, methods) = shop.payment_methods("buyer@practice").await;
    let [with_id, without] = methods.try_into().expect("two ways to pay");
    assert!(with_id.id.is_some() && without.id.is_none(), "the service lists an id for one of them");
    let remove = RemovePaymentMethod {
        connection: shop.reseller.key.clone(),
        customer,
        method: with_id.id.expect("it has one"),
    };
    shop.world.shown(shop.world.till().remove_payment_method(remove).await).unwrap();
    assert_eq!(shop.payment_methods("buyer@practice").await.1, [without]);
    shop.close().await;
}
