//! Lists of which a part cannot be read.
//!
//! None is called whole, or empty, that was not read.

use airtill_contract::*;
use airtill_practice::{Effect, Endpoint, Fault};
use airtill_tests::world::Shop;

const BUYER: &str = "8944474000000000008";

/// A list of subscriptions of which one has no id.
const ONE_UNREADABLE: &str = r#"[{"id":"YQ==","status":"ACTIVE"},{"status":"ACTIVE"}]"#;

fn as_it_is() -> Fault {
    Fault::after(Effect::ContentType("application/json".to_owned()))
}

/// The answers to a look-up of a SIM: the SIM itself, then these to its subscriptions and its addresses.
fn look_up(shop: &Shop, subscriptions: Fault, addresses: Fault) {
    for fault in [as_it_is(), subscriptions, addresses] {
        shop.service.set_fault(Endpoint::EsimSims, fault);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_cannot_be_read_are_not_called_none() {
    let shop = Shop::open().await;
    for (answer, notifications, left_out) in [
        (Fault::status(403, "application/json", "{}"), None, 0),
        (Fault::json("[]"), None, 0),
        (Fault::json("{}"), Some(Vec::new()), 0),
        (Fault::json(r#"{"notifications":[{"webhook_url":"https://a.example"}]}"#), Some(Vec::new()), 1),
    ] {
        look_up(&shop, as_it_is(), answer);
        let sim = shop.sim(BUYER).await.unwrap();
        assert_eq!((sim.notifications, sim.notifications_left_out), (notifications, left_out));
        assert!(sim.subscriptions_left_out == 0 && !sim.subscriptions.is_empty());
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn subscriptions_of_a_sim_that_cannot_be_read_are_counted() {
    let shop = Shop::open().await;
    look_up(&shop, Fault::json(ONE_UNREADABLE), as_it_is());
    let sim = shop.sim(BUYER).await.unwrap();
    assert_eq!((sim.subscriptions.len(), sim.subscriptions_left_out), (1, 1));
    // One of them may be active, so nobody says how many are.
    let order = shop.more(BUYER).await;
    shop.service.set_fault(Endpoint::EsimSims, as_it_is());
    shop.service.set_fault(Endpoint::EsimSims, Fault::json(ONE_UNREADABLE));
    assert_eq!(shop.confirm_more(order.clone()).await.active_subscriptions, None);
    let full: Vec<String> = (0..15).map(|at| format!(r#"{{"id":"{at}","status":"ACTIVE"}}"#)).collect();
    shop.service.set_fault(Endpoint::EsimSims, as_it_is());
    shop.service.set_fault(Endpoint::EsimSims, Fault::json(format!("[{},{{}}]", full.join(","))));
    assert!(shop.confirm_more(order.clone()).await.is_full, "those that are read are as many as can be");
    assert!(shop.confirm_more(order).await.active_subscriptions.is_some());
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_a_sim_without_an_end_is_no_whole_list() {
    let shop = Shop::open().await;
    shop.service.set_fault(Endpoint::EsimSims, as_it_is());
    for next in 1..=60 {
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Next-Page: /v1?page={next}\r\n\
             Content-Length: 2\r\nConnection: close\r\n\r\n[]"
        );
        shop.service.set_fault(Endpoint::EsimSims, Fault::before(Effect::Raw(head.into_bytes())));
    }
    let before = shop.service.hits_on(Endpoint::EsimSims);
    assert_eq!(shop.sim(BUYER).await.unwrap_err().code, ErrorCode::OddAnswer);
    assert!(shop.service.hits_on(Endpoint::EsimSims) - before < 60, "it ends");
    shop.service.clear_faults();
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_a_search_says_what_it_left_out() {
    let shop = Shop::open().await;
    shop.service.set_fault(Endpoint::EsimSubscriptions, Fault::json(ONE_UNREADABLE));
    let request = shop.every_subscription();
    let page = shop.world.shown(shop.world.till().search_subscriptions(request.clone()).await).unwrap();
    assert_eq!((page.subscriptions.len(), page.left_out, page.next), (1, 1, None));
    let page = shop.world.shown(shop.world.till().search_subscriptions(request).await).unwrap();
    assert_eq!(page.left_out, 0);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_cannot_be_read_is_not_called_unknown() {
    let shop = Shop::open().await;
    let connection = shop.reseller.key.clone();
    let find = || LookUpCustomer { connection: connection.clone(), email: "buyer@practice".to_owned() };
    let look_up = async |answer: &str| {
        shop.service.set_fault(Endpoint::EsimCustomers, Fault::json(answer));
        shop.world.shown(shop.world.till().look_up_customer(find()).await)
    };
    assert_eq!(look_up("[]").await.unwrap().customer, None, "an empty list is an answer");
    for unreadable in [r#"[{"firstName":"Amal"}]"#, "[null]", r#"{"firstName":"Amal"}"#] {
        assert_eq!(look_up(unreadable).await.unwrap_err().code, ErrorCode::OddAnswer, "{unreadable}");
    }
    shop.service.set_fault(Endpoint::EsimCustomers, Fault::json(r#"[{"name":"Card"},7]"#));
    let asked = ForCustomer { connection, customer: "c".to_owned() };
    let methods = shop.world.shown(shop.world.till().payment_methods(asked).await).unwrap();
    assert_eq!((methods.methods.len(), methods.left_out), (1, 1));
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_cannot_be_read_is_not_called_empty() {
    let shop = Shop::open().await;
    let sim = format!(r#"{{"iccid":"{BUYER}","status":"Released","eid":"8904","last_modified":"yesterday"}}"#);
    let subscriptions =
        r#"[{"id":"YQ==","status":"PAUSED","spentBalance":"much","expirationDate":7,"product":{"name":7}}]"#;
    for fault in [Fault::json(sim), Fault::json(subscriptions), as_it_is()] {
        shop.service.set_fault(Endpoint::EsimSims, fault);
    }
    let sim = shop.sim(BUYER).await.unwrap();
    assert_eq!((sim.eid, sim.last_modified), (None, None));
    assert_eq!(sim.unread, [UnreadField::Eid, UnreadField::LastModified]);
    let all = [UnreadField::Expires, UnreadField::Product, UnreadField::Usage, UnreadField::Status];
    assert_eq!(sim.subscriptions[0].unread, all, "a status that no document names is told all the same");

    let answer = r#"{"id":"c","email":"buyer@practice","type":"VIP","phoneNumber":211925,"billingAddress":{"city":7}}"#;
    shop.service.set_fault(Endpoint::EsimCustomers, Fault::json(answer));
    let find = LookUpCustomer { connection: shop.reseller.key.clone(), email: "buyer@practice".to_owned() };
    let found = shop.world.shown(shop.world.till().look_up_customer(find).await).unwrap().customer.unwrap();
    assert_eq!(found.unread, [CustomerField::Billing, CustomerField::Phone, CustomerField::Type]);
    shop.close().await;
}
