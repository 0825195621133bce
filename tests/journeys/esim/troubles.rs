//! Every trouble that a trainer can switch on, the act of a clerk while it is on, and its ending, in one table.
//!
//! The table is as long as the practice service's own, so a switch that is added has to be given its ending here. The
//! requests are those that the endpoint of the act was asked while the trouble was on.

use std::collections::BTreeSet;
use std::time::Duration;

use airtill_contract::*;
use airtill_practice::Endpoint;
use airtill_practice::esim::{Number, Trouble, customers, troubles};
use airtill_tests::world::{Shop, more_for, new_for};

const BUYER: &str = "8944474000000000008";
const HOOK: &str = "https://shop.example/hook";
/// Its check digits are wrong, as those of two of the service's three samples.
const ODD_EID: &str = "89049032000000000000000000000000";
/// The life of an access token.
const LIFE: Duration = Duration::from_secs(300);

/// The act of a clerk while a trouble is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    /// A new eSIM is ordered, asked about, and looked for where its answer was lost.
    NewEsim,
    /// A new eSIM is ordered for an iPhone with an EID whose check digits are wrong.
    PushInstall,
    /// More data is ordered.
    TopUp,
    /// Tokens end three times, then a new eSIM is ordered.
    Renewals,
    /// The catalogue is read and sold from.
    Catalogue,
    /// An order is asked about six times within a quarter of an hour after it was made.
    Follow,
    /// A SIM is looked up.
    Sim,
    /// The activation code is shown, and once more a minute later.
    Code,
    /// An address is set for the end of a subscription, and removed.
    Notification,
    /// All subscriptions are searched, page by page.
    Search,
    /// A SIM's list of subscriptions is read, and one of them alone.
    Usage,
    /// A customer is looked up.
    Customer,
    /// A customer's ways to pay are read.
    PaymentMethods,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Ending {
    Sold,
    Open,
    Refused(DeclineReason),
    InDoubt(DoubtCause, Option<Finding>),
    /// The order was in doubt, and its subscription proves that it was made.
    Traced(DoubtCause),
    Error(ErrorCode),
    /// The status of a SIM and whether it has a code, at once and a minute later.
    Codes([(SimStatusView, bool); 2]),
    /// The sentences that the screen would show, counted.
    Seen(&'static str, usize),
}

use DeclineReason::{NotPermitted, OrderFailed, QuotaReached, RateLimited, RequestUnreadable};
use DoubtCause::{DataWiped, LineBroken, ServiceFault, Unreadable};
use Ending::{Codes, Error, InDoubt, Open, Refused, Seen, Sold, Traced};
use Finding::{DisputedSubscription, NoSubscription, UndatedSubscription};
use SimStatusView::{Downloaded, Installed, Released, Unavailable};

/// Trouble, act, ending, the orders that were really made, and the requests.
const TABLE: &[(Trouble, Act, Ending, usize, usize)] = &[
    (Trouble::InvalidHttpMessage, Act::NewEsim, Refused(RequestUnreadable), 0, 1),
    (Trouble::InvalidRequestParams, Act::NewEsim, Refused(RequestUnreadable), 0, 1),
    (Trouble::Unauthorised, Act::NewEsim, Sold, 1, 2),
    (Trouble::EmptyUnauthorised, Act::NewEsim, Sold, 1, 2),
    (Trouble::AccessDenied, Act::NewEsim, Refused(NotPermitted), 0, 1),
    (Trouble::InternalError, Act::NewEsim, InDoubt(ServiceFault, Some(NoSubscription)), 0, 1),
    (Trouble::Quota, Act::NewEsim, Refused(QuotaReached), 0, 1),
    (Trouble::TooManyRequests, Act::NewEsim, Refused(RateLimited), 0, 1),
    (Trouble::GatewayLimit, Act::NewEsim, Refused(RateLimited), 0, 1),
    (Trouble::GatewayForbidden, Act::NewEsim, InDoubt(Unreadable, Some(NoSubscription)), 0, 1),
    (Trouble::BadGateway, Act::NewEsim, InDoubt(ServiceFault, Some(NoSubscription)), 0, 1),
    (Trouble::GatewayDown, Act::NewEsim, InDoubt(ServiceFault, Some(NoSubscription)), 0, 1),
    (Trouble::NoRefreshToken, Act::Renewals, Sold, 1, 1),
    (Trouble::RefreshRefused, Act::Renewals, Sold, 1, 1),
    (Trouble::ReuseEndsSession, Act::Renewals, Sold, 1, 1),
    (Trouble::ShortTokens, Act::Renewals, Sold, 1, 1),
    (Trouble::WrongSecret, Act::Renewals, Error(ErrorCode::ClientRefused), 0, 0),
    (Trouble::OrderFails, Act::NewEsim, Refused(OrderFailed), 1, 1),
    (Trouble::OrderStuck, Act::NewEsim, Open, 1, 1),
    (Trouble::OrderLostBefore, Act::NewEsim, InDoubt(LineBroken, Some(NoSubscription)), 0, 1),
    (Trouble::OrderLostAfter, Act::NewEsim, Traced(LineBroken), 1, 1),
    (Trouble::OrderLostUndated, Act::NewEsim, InDoubt(LineBroken, Some(UndatedSubscription)), 1, 1),
    (Trouble::OrderErrorBefore, Act::NewEsim, InDoubt(ServiceFault, Some(NoSubscription)), 0, 1),
    (Trouble::OrderErrorAfter, Act::NewEsim, Traced(ServiceFault), 1, 1),
    (Trouble::OrderBadGateway, Act::NewEsim, Traced(ServiceFault), 1, 1),
    (Trouble::ActiveLimitRefused, Act::TopUp, Refused(RequestUnreadable), 0, 1),
    (Trouble::ActiveLimitFails, Act::TopUp, Refused(OrderFailed), 1, 1),
    (Trouble::WrongEid, Act::PushInstall, Refused(RequestUnreadable), 0, 1),
    (Trouble::ForeignSim, Act::Sim, Error(ErrorCode::Denied), 0, 1),
    (Trouble::SimDownloaded, Act::Code, Codes([(Downloaded, true), (Downloaded, true)]), 0, 2),
    (Trouble::SimInstalled, Act::Code, Codes([(Installed, true), (Installed, true)]), 0, 2),
    (Trouble::SimUnavailable, Act::Code, Codes([(Unavailable, false), (Released, true)]), 0, 2),
    (Trouble::SimDeactivated, Act::Code, Codes([(Unavailable, false), (Unavailable, false)]), 0, 2),
    // Two words are tried to set it and two to remove it; each of the two looks at the SIM is three requests.
    (Trouble::MisspeltNotification, Act::Notification, Seen("addresses that were set and are gone", 1), 0, 10),
    (Trouble::WrongPageHost, Act::Search, Seen("subscriptions, each once", 55), 0, 3),
    (Trouble::PagesFromOne, Act::Search, Seen("subscriptions, each once", 55), 0, 3),
    (Trouble::ListsWithoutBalances, Act::Usage, Seen("usages that only the single one has", 4), 0, 4),
    (Trouble::NoDeviceIds, Act::NewEsim, InDoubt(LineBroken, Some(DisputedSubscription)), 1, 1),
    (Trouble::NoCreatedDates, Act::NewEsim, InDoubt(LineBroken, Some(UndatedSubscription)), 1, 1),
    (Trouble::OddCatalogue, Act::Catalogue, Sold, 1, 1),
    (Trouble::RoleDenied, Act::Customer, Error(ErrorCode::Denied), 0, 1),
    (Trouble::PaymentMethodsWithoutId, Act::PaymentMethods, Seen("ways to pay that can be removed", 0), 0, 2),
    (Trouble::Wipe, Act::Follow, InDoubt(DataWiped, None), 1, 1),
];

/// The endpoint whose requests are counted.
fn endpoint(act: Act) -> Endpoint {
    match act {
        Act::NewEsim | Act::PushInstall | Act::TopUp | Act::Renewals | Act::Catalogue | Act::Follow => {
            Endpoint::EsimOrders
        }
        Act::Sim | Act::Code | Act::Notification => Endpoint::EsimSims,
        Act::Search | Act::Usage => Endpoint::EsimSubscriptions,
        Act::Customer | Act::PaymentMethods => Endpoint::EsimCustomers,
    }
}

/// Switches a trouble on, for one request where the act is an order: later requests are looked at in peace.
fn switch_on(shop: &Shop, trouble: Trouble, act: Act) {
    let is_order = matches!(act, Act::NewEsim | Act::PushInstall | Act::TopUp);
    let counts_requests = matches!(trouble.number(), Some(Number::Requests { .. }));
    shop.service.set_trouble(trouble, (is_order && counts_requests).then_some(1));
}

/// The ending of an order: asked about where the service took it, looked for where its answer was lost.
async fn ending(shop: &Shop, sale: SaleView) -> Ending {
    shop.world.clock.advance(Duration::from_secs(60));
    let sale = match sale.state {
        SaleStateView::Accepted => shop.ask(&sale).await.expect("the service answers"),
        SaleStateView::InDoubt if sale.doubt != Some(DataWiped) => {
            shop.world.shown(shop.world.till().gather_evidence(shop.named(&sale)).await).expect("evidence is written")
        }
        _ => sale,
    };
    match (sale.state, sale.reason, sale.doubt) {
        (SaleStateView::Confirmed, ..) => Sold,
        (SaleStateView::Accepted, ..) => Open,
        (SaleStateView::Declined, Some(reason), _) => Refused(reason),
        (SaleStateView::InDoubt, _, Some(cause)) => InDoubt(cause, sale.evidence.last().map(|line| line.finding)),
        (SaleStateView::Charged, _, Some(cause)) => Traced(cause),
        _ => panic!("no ending: {sale:#?}"),
    }
}

/// Does an act, with the trouble from its decisive moment on.
async fn act(shop: &Shop, act: Act, trouble: Trouble) -> Ending {
    let (connection, till) = (shop.reseller.key.clone(), shop.world.till());
    match act {
        Act::NewEsim | Act::PushInstall => {
            // A trouble of the evidence shows only where an answer was lost.
            let is_of_evidence = matches!(trouble, Trouble::NoDeviceIds | Trouble::NoCreatedDates);
            let customer = if is_of_evidence { "lost-after@practice" } else { "amal@shop.example" };
            let mut order = shop.order(customer).await;
            if act == Act::PushInstall {
                order = PrepareNewEsim { device_kind: DeviceKindView::Ios, eid: ODD_EID.to_owned(), ..order };
            }
            let confirmation = shop.confirm(order).await;
            let warned = confirmation.advice.contains(&SimNumberAdvice::CheckDigit);
            assert_eq!(warned, act == Act::PushInstall, "the check digits only warn");
            switch_on(shop, trouble, act);
            ending(shop, shop.send(&confirmation.intent).await.expect("it is sent")).await
        }
        Act::TopUp => {
            let confirmation = shop.confirm_more(shop.more(BUYER).await).await;
            switch_on(shop, trouble, act);
            ending(shop, shop.send(&confirmation.intent).await.expect("it is sent")).await
        }
        Act::Renewals => {
            switch_on(shop, trouble, act);
            for _ in 0..3 {
                shop.world.clock.advance(LIFE);
                if let Err(code) = shop.reseller.look(&shop.world).await {
                    return Error(code);
                }
            }
            let sale = shop.sell("amal@shop.example").await;
            let kinds: Vec<_> = shop.detail(&sale).await.timeline.iter().map(|entry| entry.kind).collect();
            assert_eq!(kinds, [EntryKind::Intended, EntryKind::Accepted], "nobody notices a renewal");
            ending(shop, sale).await
        }
        Act::Catalogue => {
            let before = shop.catalogue().await;
            switch_on(shop, trouble, act);
            let odd = shop.catalogue().await;
            let ids: BTreeSet<_> = odd.products.iter().map(|product| &product.id).collect();
            assert_eq!(ids.len(), odd.products.len(), "each id once");
            assert!(before.left_out == 0 && odd.left_out > 0 && odd.products.len() > before.products.len(), "{odd:?}");
            let prices = odd.products.iter().flat_map(|product| &product.prices);
            assert!(prices.clone().all(|price| !price.amount.starts_with('-')), "no price below nothing");
            let is_new = |one: &&ProductView| before.products.iter().all(|known| known.id != one.id);
            let product = odd.products.iter().filter(is_new).find(|one| !one.footprint.is_empty()).expect("an odd one");
            let (id, country) = (product.id.clone(), product.footprint[0].clone());
            let odd = new_for(connection, id, country, "odd@shop.example");
            shop.confirm(odd).await;
            ending(shop, shop.sell("amal@shop.example").await).await
        }
        Act::Follow => {
            let mut sale = shop.sell("stuck@practice").await;
            switch_on(shop, trouble, act);
            for _ in 0..6 {
                shop.world.clock.advance(Duration::from_secs(150));
                sale = shop.ask(&sale).await.expect("the service answers");
            }
            ending(shop, sale).await
        }
        Act::Sim => {
            switch_on(shop, trouble, act);
            shop.sim(BUYER).await.map_or_else(|error| Error(error.code), |_| Seen("SIMs", 1))
        }
        Act::Code => {
            switch_on(shop, trouble, act);
            let at_once = shop.code(BUYER).await.expect("the SIM is ours");
            shop.world.clock.advance(Duration::from_secs(60));
            let later = shop.code(BUYER).await.expect("the SIM is ours");
            Codes([at_once, later].map(|code| (code.status, code.text.is_some())))
        }
        Act::Notification => {
            switch_on(shop, trouble, act);
            let (iccid, event) = (BUYER.to_owned(), "SUBSCRIPTION_END".to_owned());
            let set = SetNotification {
                connection: connection.clone(),
                iccid: iccid.clone(),
                event: event.clone(),
                address: HOOK.to_owned(),
            };
            shop.world.shown(till.set_notification(set).await).expect("it is set");
            let ours = async || format!("{:?}", shop.sim(BUYER).await.expect("the SIM is ours")).matches(HOOK).count();
            let set = ours().await;
            let remove = RemoveNotification { connection, iccid, event };
            shop.world.shown(till.remove_notification(remove).await).expect("it is removed");
            Seen("addresses that were set and are gone", set - ours().await)
        }
        Act::Search => {
            switch_on(shop, trouble, act);
            let (mut found, mut page) = (Vec::new(), None);
            loop {
                let [customer, iccid, product, after, before] = std::array::from_fn(|_| String::new());
                let connection = connection.clone();
                let search = SearchSubscriptions { connection, customer, iccid, product, after, before, page };
                let got = shop.world.shown(till.search_subscriptions(search).await).expect("a page");
                found.extend(got.subscriptions.into_iter().map(|one| one.id));
                page = got.next;
                if page.is_none() {
                    break;
                }
            }
            assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), found.len());
            Seen("subscriptions, each once", found.len())
        }
        Act::Usage => {
            let is_told = |one: &SubscriptionView| one.initial_bytes.is_some() && one.spent_bytes.is_some();
            assert!(shop.sim(BUYER).await.expect("the SIM is ours").subscriptions.iter().all(is_told));
            switch_on(shop, trouble, act);
            let listed = shop.sim(BUYER).await.expect("the SIM is ours").subscriptions;
            let mut told = 0;
            for one in listed.iter().filter(|one| !is_told(one)) {
                let one = ForSubscription { connection: connection.clone(), subscription: one.id.clone() };
                told += usize::from(is_told(&shop.world.shown(till.subscription(one).await).expect("it is ours")));
            }
            Seen("usages that only the single one has", told)
        }
        Act::Customer => {
            switch_on(shop, trouble, act);
            let find = LookUpCustomer { connection, email: "buyer@practice".to_owned() };
            let found = shop.world.shown(till.look_up_customer(find).await);
            found.map_or_else(|error| Error(error.code), |_| Seen("customers", 1))
        }
        Act::PaymentMethods => {
            switch_on(shop, trouble, act);
            let methods = shop.payment_methods("buyer@practice").await.1;
            assert_eq!(methods.len(), 2, "they are shown");
            Seen("ways to pay that can be removed", methods.iter().filter(|method| method.id.is_some()).count())
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_trouble_of_practice_comes_to_its_ending() {
    let rows: Vec<_> = TABLE.iter().map(|row| row.0).collect();
    assert_eq!(rows, troubles(), "the table has a row for every switch");
    for (trouble, does, ends, made, requests) in TABLE {
        let shop = Shop::open().await;
        let before = shop.service.hits_on(endpoint(*does));
        let ended = act(&shop, *does, *trouble).await;
        let asked = shop.service.hits_on(endpoint(*does)) - before;
        assert_eq!((&ended, shop.made().len(), asked), (ends, *made, *requests), "{}", trouble.code());
        shop.service.clear_troubles();
        shop.close().await;
    }
}

/// A customer's own trouble ends as its switch does, where it is about the order of a new eSIM.
#[tokio::test(flavor = "multi_thread")]
async fn every_practice_customer_comes_to_the_ending_of_the_trouble() {
    let shop = Shop::open().await;
    for customer in customers() {
        let row = TABLE.iter().find(|(trouble, does, ..)| Some(*trouble) == customer.trouble && *does == Act::NewEsim);
        let (ends, made) = row.map_or((Sold, 1), |(_, _, ends, made, _)| (ends.clone(), *made));
        let before = shop.made().len();
        let ended = ending(&shop, shop.sell(customer.identifier).await).await;
        assert_eq!((ended, shop.made().len() - before), (ends, made), "{}", customer.identifier);
    }
    shop.close().await;
}

/// A top-up of a SIM that is full is named before the yes, whether the service refuses it or fails it.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_sim_is_told_first_and_refused_at_once_or_later() {
    for (iccid, ends, made) in
        [("8944474000000000156", Refused(RequestUnreadable), 0), ("8944474000000000164", Refused(OrderFailed), 1)]
    {
        let shop = Shop::open().await;
        let (product, country) = shop.product().await;
        let order = more_for(shop.reseller.key.clone(), product.id, country, iccid);
        let confirmation = shop.confirm_more(order).await;
        assert!(confirmation.is_full && confirmation.active_subscriptions == Some(15), "{iccid}");
        let ended =
            ending(&shop, shop.send(&confirmation.intent).await.expect("a person may order all the same")).await;
        assert_eq!((ended, shop.made().len()), (ends, made), "{iccid}");
        shop.close().await;
    }
}
