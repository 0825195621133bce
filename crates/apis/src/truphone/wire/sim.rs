//! Orders as the service has them, SIMs, their notifications and their subscriptions.
//!
//! The service spells some names and words in two ways; both are read. A word that is not documented is passed on as it
//! is.

use airtill_domain::{DataAmount, Eid};

use super::{Object, is};
use crate::truphone::answer::{
    Activation, Notification, NotificationKind, OrderLook, OrderOutput, OrderStatus, Sim, SimStatus, SubscribedProduct,
    Subscription, SubscriptionStatus,
};

/// The state of an order; Other without a word where it names none.
pub(crate) fn order_status(order: &Object<'_>) -> OrderStatus {
    match order.text(&["status"]) {
        Some(word) if is(&word, &["ACCEPTED"]) => OrderStatus::Accepted,
        Some(word) if is(&word, &["FULFILLING", "FULFILING"]) => OrderStatus::Fulfilling,
        Some(word) if is(&word, &["COMPLETED"]) => OrderStatus::Completed,
        Some(word) if is(&word, &["FAILED"]) => OrderStatus::Failed,
        word => OrderStatus::Other(word.unwrap_or_default()),
    }
}

/// An order with its result.
pub(crate) fn order_look(order: &Object<'_>) -> OrderLook {
    let output = order.object(&["output"]).map(|output| OrderOutput {
        iccid: output.iccid(&["iccid"]),
        subscription_id: output.id(&["subscription_id", "subscriptionId"]),
        activation: activation(&output),
    });
    OrderLook { status: order_status(order), output }
}

/// The parts of an activation code. `qrcode_url` is never read: it puts the code into an address.
fn activation(holder: &Object<'_>) -> Activation {
    Activation {
        smdp: holder.text(&["smdpUrl", "smdp_url"]),
        matching_id: holder.secret(&["matchingId", "matching_id"]),
        lpa_url: holder.secret(&["lpa_url", "lpaUrl"]),
    }
}

/// The SIM in an object.
pub(crate) fn sim(sim: &Object<'_>) -> Sim {
    let mut one = Sim {
        iccid: sim.iccid(&["iccid"]),
        status: sim.text(&["status", "profileStatus"]).map(|word| match word {
            word if is(&word, &["RELEASED"]) => SimStatus::Released,
            word if is(&word, &["DOWNLOADED"]) => SimStatus::Downloaded,
            word if is(&word, &["INSTALLED"]) => SimStatus::Installed,
            word if is(&word, &["UNAVAILABLE"]) => SimStatus::Unavailable,
            word => SimStatus::Other(word),
        }),
        eid: sim.noted(&["eid"], sim.id(&["eid"]).and_then(|eid| Eid::parse(&eid).ok())),
        last_modified: sim.instant(&["last_modified", "lastModified"]),
        activation: activation(sim),
        unread: Vec::new(),
    };
    one.unread = sim.unread();
    one
}

/// A notification; `None` without a type, since nobody could remove it.
pub(crate) fn notification(notification: &Object<'_>) -> Option<Notification> {
    let word = notification.id(&["type"])?;
    let kind = [NotificationKind::SubscriptionEnd, NotificationKind::UsageThreshold]
        .into_iter()
        .find(|kind| is(&word, &notification_words(kind)))
        .unwrap_or(NotificationKind::Other(word));
    Some(Notification { kind, webhook_url: notification.text(&["webhook_url", "webhookUrl"]).unwrap_or_default() })
}

/// The words of an event, the likelier first. The service's own table misspells one.
pub(crate) fn notification_words(kind: &NotificationKind) -> Vec<&str> {
    match kind {
        NotificationKind::SubscriptionEnd => vec!["SUBSCRIPTION_END", "SUBSCRITPION_END"],
        NotificationKind::UsageThreshold => vec!["USAGE_THRESHOLD"],
        NotificationKind::Other(word) => vec![word],
    }
}

/// A subscription; `None` without an id, under which it is activated and looked up.
pub(crate) fn subscription(subscription: &Object<'_>) -> Option<Subscription> {
    let bytes = |keys: &[&str]| {
        let number = subscription.number(keys);
        subscription.noted(keys, number.and_then(|number| DataAmount::parse(&number).ok()))
    };
    let mut one = Subscription {
        id: subscription.id(&["id"])?,
        status: subscription.text(&["status"]).map(|word| match word {
            word if is(&word, &["PENDING"]) => SubscriptionStatus::Pending,
            word if is(&word, &["ACTIVE"]) => SubscriptionStatus::Active,
            word if is(&word, &["DEPLETED"]) => SubscriptionStatus::Depleted,
            word if is(&word, &["EXPIRED"]) => SubscriptionStatus::Expired,
            word => SubscriptionStatus::Other(word),
        }),
        initial_balance: bytes(&["initialBalance", "initial_balance"]),
        spent_balance: bytes(&["spentBalance", "spent_balance"]),
        activation_date: subscription.instant(&["activationDate", "activation_date"]),
        expiration_date: subscription.instant(&["expirationDate", "expiration_date"]),
        created_date: subscription.instant(&["createdDate", "created_date"]),
        product: subscription.object(&["product"]).map(|product| {
            let name = product.text(&["name"]);
            // A name that cannot be read is a product that cannot.
            let is_told = name.is_some() || !product.says(&["name"]);
            subscription.noted(&["product"], is_told.then_some(()));
            SubscribedProduct {
                id: product.id(&["id"]),
                name,
                period: product.period(),
                plan_id: product.id(&["plan_id", "planId"]),
            }
        }),
        iccid: subscription.iccid(&["iccid"]),
        device_id: subscription.id(&["device_id", "deviceId"]),
        auto_renew: subscription.truth(&["auto_renew", "autoRenew"]),
        unread: Vec::new(),
    };
    one.unread = subscription.unread();
    Some(one)
}
