//! The order of a sale as the window shows it, by its kind.
//!
//! Numbers are given as digits and in groups, countries as codes, which the window names. The device id of an order is
//! evidence and stands in the timeline alone.

use airtill_contract::{
    DeviceView, EsimCustomerView, EsimTopUpView, EsimView, NewEsimView, OrderView, OrderedProductView, TopUpView,
};
use airtill_domain::Order;
use airtill_domain::order::{EsimTopUpOrder, NewEsimOrder, OrderedProduct};
use airtill_ledger::EsimDelivery;

use super::{operator, time, words};

pub fn order(order: &Order) -> OrderView {
    match order {
        Order::TopUp(order) => OrderView::TopUp(TopUpView {
            msisdn: order.msisdn.digits().to_owned(),
            grouped: order.msisdn.grouped(),
            operator: operator(&order.msisdn),
        }),
        Order::NewEsim(order) => OrderView::NewEsim(new_esim(order)),
        Order::EsimTopUp(EsimTopUpOrder { product: plan, country, iccid, .. }) => OrderView::EsimTopUp(EsimTopUpView {
            product: product(plan),
            country: country.as_str().to_owned(),
            iccid: iccid.digits().to_owned(),
            grouped: iccid.grouped(),
        }),
    }
}

fn new_esim(order: &NewEsimOrder) -> NewEsimView {
    let NewEsimOrder { product: plan, country, customer, device, activation, .. } = order;
    NewEsimView {
        product: product(plan),
        country: country.as_str().to_owned(),
        customer: EsimCustomerView {
            identifier: customer.identifier.as_str().to_owned(),
            name: joined([&customer.first_name, &customer.last_name]),
            residence: customer.residence.map(|country| country.as_str().to_owned()),
        },
        device: DeviceView {
            kind: words::device(device.kind),
            model: joined([&device.make, &device.model]),
            eid: device.eid.as_ref().map(|eid| eid.grouped()),
        },
        activation: activation.map(time),
    }
}

fn product(product: &OrderedProduct) -> OrderedProductView {
    OrderedProductView { id: product.id.clone(), name: product.name.clone() }
}

/// Those that are given, with a space between them.
fn joined(parts: [&Option<String>; 2]) -> String {
    parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
}

pub fn esim(esim: &EsimDelivery) -> EsimView {
    EsimView {
        iccid: esim.iccid.digits().to_owned(),
        grouped: esim.iccid.grouped(),
        subscription: esim.subscription.clone(),
    }
}

#[cfg(test)]
mod tests {
    use airtill_domain::order::{CustomerIdentifier, Device, DeviceKind, EsimCustomer};
    use airtill_domain::{ConnectionId, CountryCode, Currency, Eid, Iccid, Money, Msisdn, TopUpOrder};
    use uuid::Uuid;

    use super::*;

    fn plan() -> OrderedProduct {
        OrderedProduct { id: "p-1=".into(), name: "Kenya 1 GB".into() }
    }

    fn connection() -> ConnectionId {
        ConnectionId::new("shop").expect("an id")
    }

    fn country() -> CountryCode {
        CountryCode::parse("KE").expect("a country")
    }

    fn new_esim() -> NewEsimOrder {
        NewEsimOrder {
            connection: connection(),
            product: plan(),
            country: country(),
            customer: EsimCustomer {
                identifier: CustomerIdentifier::parse("amal+sim@shop.example").expect("an identifier"),
                first_name: Some("Amal".into()),
                last_name: None,
                residence: CountryCode::parse("SS").ok(),
            },
            device: Device {
                kind: DeviceKind::Ios,
                id: Uuid::from_u128(7),
                make: Some("Apple".into()),
                model: Some("iPhone 15".into()),
                eid: Eid::parse("89049032000001000000012345678954").ok(),
            },
            activation: None,
            price: None,
        }
    }

    #[test]
    fn a_new_esim_is_shown_by_its_plan_customer_and_device() {
        let OrderView::NewEsim(shown) = order(&Order::from(new_esim())) else { panic!("another kind") };
        assert_eq!((shown.product.name.as_str(), shown.country.as_str()), ("Kenya 1 GB", "KE"));
        assert_eq!(
            (shown.customer.identifier.as_str(), shown.customer.name.as_str()),
            ("amal+sim@shop.example", "Amal")
        );
        assert_eq!((shown.customer.residence.as_deref(), shown.device.model.as_str()), (Some("SS"), "Apple iPhone 15"));
        assert_eq!(
            shown.device.eid.as_deref().map(|eid| eid.replace(' ', "")),
            new_esim().device.eid.map(|eid| eid.digits().to_owned())
        );
    }

    #[test]
    fn neither_kind_of_an_esim_order_carries_a_part_of_airtime() {
        let more = EsimTopUpOrder {
            connection: connection(),
            product: plan(),
            country: country(),
            iccid: Iccid::parse("8944501234567890124").expect("an ICCID"),
            device_id: Uuid::from_u128(7),
            price: None,
        };
        let orders = [Order::from(new_esim()), Order::from(more)].map(|sold| order(&sold));
        let top_up = order(&Order::from(TopUpOrder {
            connection: connection(),
            msisdn: Msisdn::parse("0925415377").expect("a number"),
            amount: Money::from_minor(5_000, Currency::SSP),
        }));
        let json = |shown: &OrderView| serde_json::to_value(shown).expect("plain fields");
        for part in ["msisdn", "operator"] {
            assert!(json(&top_up).get(part).is_some());
            assert!(orders.iter().all(|shown| json(shown).get(part).is_none()), "{part}");
        }
        let text = orders.iter().map(|shown| json(shown).to_string()).collect::<String>();
        assert!(!text.contains(&Uuid::from_u128(7).to_string()), "the device id is evidence: {text}");
    }
}
