//! Backoff: a service that named a time is asked nothing before it, whoever wants to know.
//!
//! The requests are counted at the service. Nothing is ordered meanwhile, and nothing is lost.

use std::time::Duration;

use airtill_contract::*;
use airtill_practice::esim::{Options, Trouble};
use airtill_practice::{Effect, Endpoint, Fault, Gate};
use airtill_tests::world::{PATIENCE, Shop};

/// As many look-ups as the poller takes to ask, several times over.
const LOOKS: usize = 50;
/// Over for the till, and not yet for the service: the life of a token is five minutes.
const NEARLY_OVER: Duration = Duration::from_secs(290);
const BUYER: &str = "8944474000000000008";

/// A 503 of a gateway that names a time.
const DOWN: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 30\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// Has everybody ask, a person who orders too, and looks that nothing reached the service.
async fn nobody_asks(shop: &Shop, open: &SaleView, intent: &str, code: ErrorCode) {
    let before = shop.service.hits().len();
    let refused = shop.send(intent).await.unwrap_err();
    assert_eq!((refused.code, refused.money_moved), (code, MoneyMoved::No));
    let seconds: u64 = refused.detail.parse().expect("it names when");
    assert!((25..=31).contains(&seconds), "{seconds}");
    assert_eq!(shop.sim(BUYER).await.unwrap_err().code, code);
    assert_eq!(shop.code(BUYER).await.unwrap_err().code, code);
    assert_eq!(shop.ask(open).await.unwrap_err().code, code);
    assert_eq!(shop.catalogue().await.error.map(|error| error.code), Some(code));
    assert_eq!(shop.service.hits().len(), before, "nothing was asked");
    assert_eq!(shop.world.sales().await.len(), 1, "nothing was recorded");
}

/// Sends the yes again once the time is over, and follows the order that was open.
async fn all_goes_on(shop: Shop, open: &SaleView, intent: &str) {
    shop.world.clock.advance(Duration::from_secs(32));
    assert_eq!(shop.send(intent).await.unwrap().state, SaleStateView::Accepted);
    assert_eq!(shop.ask(open).await.unwrap().state, SaleStateView::Confirmed);
    assert_eq!(shop.made().len(), 2);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t18_nothing_goes_out_before_the_reset_of_the_gateways_limit() {
    let shop = Shop::open().await;
    let open = shop.sell("amal@shop.example").await;
    let intent = shop.confirm(shop.order("other@shop.example").await).await.intent;
    shop.service.set_trouble(Trouble::GatewayLimit, Some(30));
    assert_eq!(shop.sim(BUYER).await.unwrap_err().code, ErrorCode::RateLimited);
    nobody_asks(&shop, &open, &intent, ErrorCode::RateLimited).await;
    all_goes_on(shop, &open, &intent).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t18_the_time_that_a_service_which_is_down_names_is_kept() {
    let shop = Shop::open().await;
    let open = shop.sell("amal@shop.example").await;
    let intent = shop.confirm(shop.order("other@shop.example").await).await.intent;
    shop.service.set_fault(Endpoint::EsimOrder, Fault::before(Effect::Raw(DOWN.to_vec())));
    assert_eq!(shop.ask(&open).await.unwrap_err().code, ErrorCode::ServiceDown);
    nobody_asks(&shop, &open, &intent, ErrorCode::ServiceDown).await;
    all_goes_on(shop, &open, &intent).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t18_a_limit_that_an_order_meets_holds_the_next_one_back() {
    let shop = Shop::open().await;
    let next = shop.confirm(shop.order("amal@shop.example").await).await;
    let refused = shop.sell("gateway-limit@practice").await;
    assert_eq!(refused.reason, Some(DeclineReason::RateLimited));
    let asked = shop.service.hits_on(Endpoint::EsimOrders);
    assert_eq!(shop.send(&next.intent).await.unwrap_err().code, ErrorCode::RateLimited);
    assert_eq!(shop.service.hits_on(Endpoint::EsimOrders), asked);
    shop.world.clock.advance(Duration::from_secs(7));
    assert_eq!(shop.send(&next.intent).await.unwrap().state, SaleStateView::Accepted);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t18_a_service_that_is_down_for_an_order_is_not_asked_until_its_time() {
    let shop = Shop::open().await;
    let intent = shop.confirm(shop.order("other@shop.example").await).await.intent;
    let doubt = shop.confirm(shop.order("amal@shop.example").await).await;
    shop.service.set_fault(Endpoint::EsimOrders, Fault::before(Effect::Raw(DOWN.to_vec())));
    let doubt = shop.send(&doubt.intent).await.unwrap();
    assert_eq!(doubt.doubt, Some(DoubtCause::ServiceFault));
    nobody_asks(&shop, &doubt, &intent, ErrorCode::ServiceDown).await;
    shop.world.clock.advance(Duration::from_secs(32));
    assert_eq!(shop.send(&intent).await.unwrap().state, SaleStateView::Accepted);
    shop.close().await;
}

/// Does something that renews the sign-in, so long after a look began. The answer to that look begins a backoff
/// meanwhile.
async fn limited_meanwhile<T>(shop: &Shop, later: Duration, act: impl Future<Output = T>) -> T {
    let [look, renewal] = [Gate::new(), Gate::new()];
    shop.service.set_fault(Endpoint::EsimSims, Fault::before(Effect::Wait(look.clone())));
    let looks = async {
        let limited = shop.sim(BUYER).await.unwrap_err();
        renewal.open();
        limited.code
    };
    let acts = async {
        look.reached(1).await;
        shop.world.clock.advance(later);
        shop.service.set_fault(Endpoint::KeycloakToken, Fault::before(Effect::Wait(renewal.clone())));
        act.await
    };
    let limits = async {
        renewal.reached(1).await;
        shop.service.set_trouble(Trouble::GatewayLimit, Some(30));
        look.open();
    };
    let (limited, done, ()) = tokio::join!(looks, acts, limits);
    assert_eq!(limited, ErrorCode::RateLimited);
    done
}

#[tokio::test(flavor = "multi_thread")]
async fn t18_nothing_goes_out_in_a_backoff_that_began_during_a_renewal() {
    let shop = Shop::open().await;
    let intent = shop.confirm(shop.order("amal@shop.example").await).await.intent;
    let refused = limited_meanwhile(&shop, NEARLY_OVER, shop.send(&intent)).await.unwrap_err();
    assert_eq!((refused.code, refused.money_moved), (ErrorCode::RateLimited, MoneyMoved::No));
    assert_eq!(shop.service.hits_on(Endpoint::EsimOrders), 0);
    assert!(shop.world.sales().await.is_empty(), "nothing was recorded");
    shop.world.clock.advance(Duration::from_secs(32));
    let before = shop.service.hits_on(Endpoint::EsimSims);
    let refused = limited_meanwhile(&shop, NEARLY_OVER, shop.sim(BUYER)).await.unwrap_err();
    assert_eq!((refused.code, refused.correlation), (ErrorCode::RateLimited, None), "it never left");
    assert_eq!(shop.service.hits_on(Endpoint::EsimSims), before + 1, "the look that was limited");
    shop.world.clock.advance(Duration::from_secs(32));
    assert_eq!(shop.sell("other@shop.example").await.state, SaleStateView::Accepted);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t18_an_order_turned_away_is_not_sent_again_in_a_backoff() {
    let shop = Shop::open().await;
    let intent = shop.confirm(shop.order("amal@shop.example").await).await.intent;
    shop.service.set_fault(Endpoint::EsimOrders, Fault::before(Effect::Unauthorized));
    let sale = limited_meanwhile(&shop, Duration::ZERO, shop.send(&intent)).await.unwrap();
    assert_eq!((sale.state, sale.reason), (SaleStateView::Declined, Some(DeclineReason::SignInNotRenewed)));
    assert_eq!((&*sale.till_message, &*sale.service_message), ("the service asked Airtill to wait", ""));
    assert_eq!(shop.service.hits_on(Endpoint::EsimOrders), 1);
    shop.close().await;
}

/// Sells beside an order whose status the service refuses again and again, each time with this answer.
async fn people_order_between_backoffs(refusal: Fault) {
    let shop = Shop::with(Options::default(), vec![Duration::from_secs(1)]).await;
    shop.sell("stuck@practice").await;
    let next = shop.confirm(shop.order("other@shop.example").await).await;
    let third = shop.confirm(shop.order("third@shop.example").await).await;
    shop.service.set_fault(Endpoint::EsimOrder, refusal.standing());
    let so_far = || shop.service.hits_on(Endpoint::EsimOrder);
    shop.world.clock.advance(Duration::from_secs(2));
    let refused = async {
        while shop.sim(BUYER).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, refused).await.is_ok(), "the poller asks about the order");
    shop.world.clock.advance(Duration::from_secs(31));
    // An order that goes out wakes the poller.
    assert_eq!(shop.send(&next.intent).await.unwrap().state, SaleStateView::Accepted);
    for _ in 0..LOOKS {
        shop.sim(BUYER).await.expect("no look at an order began a backoff again");
    }
    assert_eq!(so_far(), 1, "the poller rests behind the backoff");
    assert_eq!(shop.send(&third.intent).await.unwrap().state, SaleStateView::Accepted);
    shop.service.clear_faults();
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_order_that_answers_with_errors_keeps_no_other_from_being_sent() {
    people_order_between_backoffs(Fault::before(Effect::Raw(DOWN.to_vec()))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn looks_that_are_limited_keep_no_order_from_being_sent() {
    let limited = DOWN.strip_prefix(b"HTTP/1.1 503 Service Unavailable".as_slice()).expect("its status");
    let limited = [b"HTTP/1.1 429 Too Many Requests".as_slice(), limited].concat();
    people_order_between_backoffs(Fault::before(Effect::Raw(limited))).await;
}
