//! The evidence of the service's subscriptions about an order whose answer was lost.
//!
//! Only rules: what was read, and which other orders are known, comes from [`super::gather`]. A subscription decides
//! only where it is the one that fits, has a date, and no other order can be its cause: then the order was made. The
//! device id was made for the order alone, so one that carries it fits whatever the clocks say. One that carries another
//! may be ours as well: nobody knows that the service gives back the id that it was sent. That nothing fits says
//! nothing, because a subscription may come later.

use std::time::Duration;

use airtill_apis::truphone::{Subscription, is_same_id};
use airtill_domain::{Finding, Order, Timestamp};
use airtill_ledger::SeenSubscription;
use uuid::Uuid;

/// By how much the service's clock and this computer's may differ without anything being said about it.
const CLOCKS: Duration = Duration::from_secs(120);

/// The order that is looked for.
pub struct Sought<'a> {
    /// The order as a person confirmed it.
    pub order: &'a Order,
    /// When it was sent.
    pub sent: Timestamp,
    /// By how much the service's clock is known to differ from this one.
    pub skew: Duration,
}

/// The evidence of the subscriptions: the finding, those that fit, and the one that is there because of the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// The finding for the line of evidence.
    pub finding: Finding,
    /// The subscriptions that fit.
    pub fitting: Vec<SeenSubscription>,
    /// The subscription by which the order is known to have been made.
    pub proof: Option<SeenSubscription>,
}

/// Weighs all subscriptions of the SIM or the customer, but for those that are `taken`: they belong to other orders of
/// the ledger.
pub fn weigh(sought: &Sought<'_>, seen: &[Subscription], taken: &[String]) -> Weighed {
    let mut fitting: Vec<_> = seen.iter().filter_map(|one| fits(sought, one, taken)).collect();
    if fitting.iter().any(|one| one.has_our_device == Some(true)) {
        fitting.retain(|one| one.has_our_device != Some(false));
    }
    let finding = match fitting.as_slice() {
        [] => Finding::NoSubscription,
        [one] if one.created.is_none() => Finding::UndatedSubscription,
        // The device id was made for this order alone: no other one can have brought it there.
        [one] if one.has_our_device == Some(true) => Finding::OneSubscription,
        // Another till may have ordered the same, and nothing that is seen here decides it.
        [_] => Finding::DisputedSubscription,
        _ => Finding::SeveralSubscriptions,
    };
    let proof = fitting.first().filter(|_| finding == Finding::OneSubscription).cloned();
    Weighed { finding, fitting, proof }
}

/// The subscription, if the order may be its cause.
fn fits(sought: &Sought<'_>, one: &Subscription, taken: &[String]) -> Option<SeenSubscription> {
    let (iccid, device) = match sought.order {
        Order::TopUp(_) => return None,
        Order::NewEsim(order) => (None, order.device.id),
        Order::EsimTopUp(order) => (Some(&order.iccid), order.device_id),
    };
    let product = sought.order.product()?;
    let told = one.product.as_ref().and_then(|product| product.id.as_ref());
    let has_our_device = one.device_id.as_deref().map(|text| Uuid::try_parse(text).ok() == Some(device));
    let begun = sought.sent.minus(CLOCKS).minus(sought.skew);
    // A clock that was set right since the order was sent makes its subscription look older than the order.
    let is_older = has_our_device != Some(true) && one.created_date.is_some_and(|created| created < begun);
    let excluded = taken.iter().any(|taken| is_same_id(taken, &one.id))
        || told.is_some_and(|told| !is_same_id(told, &product.id))
        || matches!((iccid, &one.iccid), (Some(ours), Some(theirs)) if ours != theirs)
        || is_older;
    (!excluded).then(|| SeenSubscription {
        id: one.id.clone(),
        iccid: one.iccid.clone(),
        created: one.created_date,
        has_our_device,
    })
}

#[cfg(test)]
mod tests {
    use airtill_domain::order::{EsimTopUpOrder, OrderedProduct};
    use airtill_domain::{ConnectionId, CountryCode, Iccid};

    use super::*;

    const SENT: Timestamp = Timestamp(1_700_000_000_000);
    const DEVICE: Uuid = Uuid::from_u128(7);

    fn order() -> Order {
        Order::from(EsimTopUpOrder {
            connection: ConnectionId::new("esim").expect("an id"),
            product: OrderedProduct { id: "p-1".into(), name: "Kenya 1 GB".into() },
            country: CountryCode::parse("KE").expect("a country"),
            iccid: iccid("8944474500000000012"),
            device_id: DEVICE,
            price: None,
        })
    }

    fn iccid(digits: &str) -> Iccid {
        Iccid::parse(digits).expect("an ICCID")
    }

    fn subscription(id: &str) -> Subscription {
        Subscription {
            id: id.into(),
            status: None,
            initial_balance: None,
            spent_balance: None,
            activation_date: None,
            expiration_date: None,
            created_date: Some(SENT),
            product: None,
            iccid: Some(iccid("8944474500000000012")),
            device_id: None,
            auto_renew: None,
            unread: Vec::new(),
        }
    }

    fn weighed(seen: &[Subscription]) -> (Finding, bool) {
        let order = order();
        let sought = Sought { order: &order, sent: SENT, skew: Duration::ZERO };
        let weighed = weigh(&sought, seen, &["taken".to_owned()]);
        (weighed.finding, weighed.proof.is_some())
    }

    /// One that the order of this test made.
    fn ours() -> Subscription {
        Subscription { device_id: Some(DEVICE.to_string()), ..subscription("a") }
    }

    #[test]
    fn one_dated_subscription_decides_only_by_the_device_of_the_order() {
        assert_eq!(weighed(&[ours()]), (Finding::OneSubscription, true), "the device id is this order's alone");
        assert_eq!(weighed(&[subscription("a")]), (Finding::DisputedSubscription, false), "another till's order");
        let undated = Subscription { created_date: None, ..ours() };
        assert_eq!(weighed(&[undated]), (Finding::UndatedSubscription, false));
        let two = [ours(), Subscription { id: "b".into(), ..ours() }];
        assert_eq!(weighed(&two), (Finding::SeveralSubscriptions, false));
        assert_eq!(weighed(&[]), (Finding::NoSubscription, false), "it may come later");
    }

    #[test]
    fn a_subscription_of_something_else_does_not_fit() {
        use airtill_apis::truphone::SubscribedProduct;
        let product =
            |id: &str| Some(SubscribedProduct { id: Some(id.into()), name: None, period: None, plan_id: None });
        let others = [
            Subscription { id: "taken".into(), ..subscription("x") },
            Subscription { product: product("p-2"), ..subscription("a") },
            Subscription { iccid: Some(iccid("8944474500000000020")), ..subscription("a") },
            Subscription { id: "taken==".into(), ..subscription("x") },
            Subscription { created_date: Some(SENT.minus(Duration::from_secs(121))), ..subscription("a") },
        ];
        for other in others {
            assert_eq!(weighed(std::slice::from_ref(&other)), (Finding::NoSubscription, false), "{other:?}");
        }
        let created_date = Some(SENT.minus(Duration::from_secs(119)));
        let near = Subscription { created_date, product: product("p-1"), ..subscription("a") };
        assert_eq!(weighed(&[near]), (Finding::DisputedSubscription, false), "the clocks differ a little");
        let padded = Subscription { product: product("p-1=="), ..ours() };
        assert_eq!(weighed(&[padded]), (Finding::OneSubscription, true), "the padding of an id says nothing");
    }

    #[test]
    fn the_device_of_the_order_outranks_a_clock_that_was_wrong() {
        let created_date = Some(SENT.minus(Duration::from_secs(2 * 60 * 60)));
        let early = Subscription { created_date, ..ours() };
        assert_eq!(weighed(&[early]), (Finding::OneSubscription, true));
    }

    #[test]
    fn another_device_disputes_a_subscription_and_hides_none() {
        let other = |id: &str| Subscription { device_id: Some("another".into()), ..subscription(id) };
        assert_eq!(weighed(&[other("b")]), (Finding::DisputedSubscription, false), "nobody knows whose id it is");
        assert_eq!(weighed(&[other("b"), other("c")]), (Finding::SeveralSubscriptions, false));
        assert_eq!(weighed(&[other("b"), ours()]), (Finding::OneSubscription, true), "ours is the one");
    }
}
