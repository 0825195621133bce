//! Products, SIMs and subscriptions as the window shows them.
//!
//! Only translation. Texts are the service's own, made plain when they were read.

use airtill_apis::truphone::{
    ActiveCountries, DataVolume, Listed, Notification, NotificationKind, PeriodUnit as Unit, Product, Sim, SimStatus,
    Subscription, SubscriptionStatus,
};
use airtill_contract::{
    ErrorView, NotificationView, PeriodUnit, ProductView, SimNumberAdvice, SimStatusView, SimView,
    SubscriptionStatusView, SubscriptionView, UnreadField,
};
use airtill_domain::sim::{DataAmount, IccidAdvice};
use airtill_domain::{CountryCode, Eid, Iccid, Timestamp};

use super::{price, time};

/// Units of data with the zeros of their bytes, as IEC 80000-13 counts them: the service documents gigabytes alone, and
/// how many bytes they have nowhere.
const UNITS: [(&str, usize); 5] = [("B", 0), ("KB", 3), ("MB", 6), ("GB", 9), ("TB", 12)];

pub fn product(product: &Product) -> ProductView {
    let bytes = product.data.as_ref().and_then(bytes);
    let countries = |all: &[CountryCode]| all.iter().map(|country| country.as_str().to_owned()).collect();
    let mut prices: Vec<_> = product.prices.iter().copied().map(price).collect();
    prices.sort_by(|a, b| a.currency.cmp(&b.currency));
    ProductView {
        id: product.id.clone(),
        name: product.name.clone(),
        description: product.description.clone(),
        period: product.period.as_ref().map(|period| period.count),
        period_unit: match product.period.as_ref().map(|period| &period.unit) {
            Some(Unit::Days) | None => PeriodUnit::Days,
            Some(Unit::Other(_)) => PeriodUnit::Other,
        },
        data_told: product.data.as_ref().filter(|_| bytes.is_none()).map(told),
        bytes,
        footprint: countries(&product.footprint),
        sold_in: match &product.active_countries {
            Some(ActiveCountries::Listed(listed)) => Some(countries(listed)),
            Some(ActiveCountries::All) | None => None,
        },
        prices,
        prices_left_out: u32::try_from(product.prices_left_out).unwrap_or(u32::MAX),
        region: product.region.clone(),
        unread: unread(&product.unread),
    }
}

/// The fields that a person is shown; their names are the service's own.
fn unread(names: &[String]) -> Vec<UnreadField> {
    let field = |name: &String| match name.as_str() {
        "description" => Some(UnreadField::Description),
        "period" => Some(UnreadField::Period),
        "data" => Some(UnreadField::Data),
        "footprint" => Some(UnreadField::Footprint),
        "activeCountries" => Some(UnreadField::SoldIn),
        "status" => Some(UnreadField::Status),
        "eid" => Some(UnreadField::Eid),
        "last_modified" => Some(UnreadField::LastModified),
        "product" => Some(UnreadField::Product),
        "iccid" => Some(UnreadField::Iccid),
        "initialBalance" | "spentBalance" => Some(UnreadField::Usage),
        "createdDate" => Some(UnreadField::Created),
        "activationDate" => Some(UnreadField::Activated),
        "expirationDate" => Some(UnreadField::Expires),
        "auto_renew" => Some(UnreadField::Renewal),
        _ => None,
    };
    let mut fields = Vec::new();
    for field in names.iter().filter_map(field) {
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    fields
}

/// An amount of data in whole bytes; `None` for an unknown unit, or for a part of a byte.
fn bytes(data: &DataVolume) -> Option<String> {
    let (_, zeros) = UNITS.into_iter().find(|(unit, _)| data.unit.eq_ignore_ascii_case(unit))?;
    let (whole, part) = data.amount.split_once('.').unwrap_or((&data.amount, ""));
    let part = part.trim_end_matches('0');
    let digits = format!("{whole}{part}{}", "0".repeat(zeros.checked_sub(part.len())?));
    DataAmount::parse(&digits).ok().map(|amount| amount.bytes().to_string())
}

fn told(data: &DataVolume) -> String {
    format!("{} {}", data.amount, data.unit).trim_end().to_owned()
}

pub fn sim(
    asked: &Iccid,
    sim: &Sim,
    subscriptions: &Listed<Subscription>,
    notifications: Result<Listed<Notification>, ErrorView>,
    most_active: u32,
    at: Timestamp,
) -> SimView {
    SimView {
        iccid: sim.iccid.as_ref().unwrap_or(asked).digits().to_owned(),
        status: sim_status(sim.status.as_ref()),
        status_word: sim.status.as_ref().map(status_word).unwrap_or_default(),
        eid: sim.eid.as_ref().map(Eid::digits).map(str::to_owned),
        last_modified: sim.last_modified.map(time),
        subscriptions: subscriptions.entries.iter().map(subscription).collect(),
        subscriptions_left_out: count(subscriptions.left_out),
        most_active,
        notifications_left_out: notifications.as_ref().map_or(0, |list| count(list.left_out)),
        notifications_error: notifications.as_ref().err().cloned(),
        notifications: notifications.ok().map(|list| list.entries.iter().map(notification).collect()),
        at: time(at),
        unread: unread(&sim.unread),
    }
}

fn notification(one: &Notification) -> NotificationView {
    NotificationView { event: event(&one.kind), address: one.webhook_url.clone() }
}

/// A count that crosses to the window, at most what fits there.
pub fn count(all: usize) -> u32 {
    u32::try_from(all).unwrap_or(u32::MAX)
}

pub fn sim_status(status: Option<&SimStatus>) -> SimStatusView {
    match status {
        Some(SimStatus::Released) => SimStatusView::Released,
        Some(SimStatus::Downloaded) => SimStatusView::Downloaded,
        Some(SimStatus::Installed) => SimStatusView::Installed,
        Some(SimStatus::Unavailable) => SimStatusView::Unavailable,
        Some(SimStatus::Other(_)) | None => SimStatusView::Other,
    }
}

fn status_word(status: &SimStatus) -> String {
    match status {
        SimStatus::Released => "Released",
        SimStatus::Downloaded => "Downloaded",
        SimStatus::Installed => "Installed",
        SimStatus::Unavailable => "Unavailable",
        SimStatus::Other(word) => word,
    }
    .to_owned()
}

pub fn subscription(one: &Subscription) -> SubscriptionView {
    let product = one.product.as_ref();
    let mut unread = unread(&one.unread);
    // A status that no document names is shown, and not understood.
    unread.extend(matches!(one.status, Some(SubscriptionStatus::Other(_))).then_some(UnreadField::Status));
    let bytes = |amount: Option<DataAmount>| amount.map(|amount| amount.bytes().to_string());
    SubscriptionView {
        id: one.id.clone(),
        status: match &one.status {
            Some(SubscriptionStatus::Pending) => SubscriptionStatusView::Pending,
            Some(SubscriptionStatus::Active) => SubscriptionStatusView::Active,
            Some(SubscriptionStatus::Depleted) => SubscriptionStatusView::Depleted,
            Some(SubscriptionStatus::Expired) => SubscriptionStatusView::Expired,
            Some(SubscriptionStatus::Other(_)) | None => SubscriptionStatusView::Unknown,
        },
        product: product.and_then(|product| product.name.clone()).unwrap_or_default(),
        product_id: product.and_then(|product| product.id.clone()),
        iccid: one.iccid.as_ref().map(Iccid::digits).map(str::to_owned),
        initial_bytes: bytes(one.initial_balance),
        spent_bytes: bytes(one.spent_balance),
        created_at: one.created_date.map(time),
        activated_at: one.activation_date.map(time),
        expires_at: one.expiration_date.map(time),
        renews: one.auto_renew,
        unread,
    }
}

/// The service's word for an event.
fn event(kind: &NotificationKind) -> String {
    match kind {
        NotificationKind::SubscriptionEnd => "SUBSCRIPTION_END",
        NotificationKind::UsageThreshold => "USAGE_THRESHOLD",
        NotificationKind::Other(word) => word,
    }
    .to_owned()
}

pub fn notification_kind(event: &str) -> NotificationKind {
    match event {
        "SUBSCRIPTION_END" => NotificationKind::SubscriptionEnd,
        "USAGE_THRESHOLD" => NotificationKind::UsageThreshold,
        word => NotificationKind::Other(word.to_owned()),
    }
}

pub fn iccid_advice(advice: IccidAdvice) -> SimNumberAdvice {
    match advice {
        IccidAdvice::Length => SimNumberAdvice::Length,
        IccidAdvice::CheckDigit => SimNumberAdvice::CheckDigit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn volume(amount: &str, unit: &str) -> DataVolume {
        DataVolume { amount: amount.into(), unit: unit.into() }
    }

    #[test]
    fn data_is_whole_bytes_in_every_unit_that_is_known() {
        for (amount, unit, whole) in [
            ("1", "GB", Some("1000000000")),
            ("0.5", "gb", Some("500000000")),
            ("42.0", "GB", Some("42000000000")),
            ("500", "MB", Some("500000000")),
            ("0.25", "TB", Some("250000000000")),
            ("1.5", "KB", Some("1500")),
            ("7", "B", Some("7")),
            ("0.0000000001", "GB", None),
            ("1.5", "B", None),
            ("3", "GiB", None),
            ("1", "", None),
        ] {
            assert_eq!(bytes(&volume(amount, unit)).as_deref(), whole, "{amount} {unit}");
        }
    }

    #[test]
    fn each_field_that_could_not_be_read_is_named_once() {
        let names = ["initialBalance", "product", "spentBalance", "device_id"].map(str::to_owned);
        assert_eq!(unread(&names), [UnreadField::Usage, UnreadField::Product]);
    }

    #[test]
    fn a_product_says_what_it_could_not_read() {
        let odd = Product {
            id: "p".into(),
            name: "Kenya".into(),
            description: String::new(),
            period: None,
            data: Some(volume("3", "GiB")),
            footprint: Vec::new(),
            active_countries: Some(ActiveCountries::Listed(Vec::new())),
            prices: Vec::new(),
            prices_left_out: 2,
            region: None,
            unread: ["activeCountries", "data", "pricing"].map(str::to_owned).to_vec(),
        };
        let shown = product(&odd);
        assert_eq!((shown.bytes, shown.data_told.as_deref(), shown.prices_left_out), (None, Some("3 GiB"), 2));
        assert_eq!(shown.unread, [UnreadField::SoldIn, UnreadField::Data], "prices are counted");
        assert_eq!(shown.sold_in, Some(Vec::new()), "a list that cannot be read does not mean all countries");
        let told = |data, active_countries| {
            let shown = product(&Product { data, active_countries, ..odd.clone() });
            (shown.bytes, shown.data_told, shown.sold_in)
        };
        assert_eq!(told(None, None), (None, None, None));
        let small = Some(volume("500", "MB"));
        assert_eq!(told(small, Some(ActiveCountries::All)), (Some("500000000".to_owned()), None, None));
        assert_eq!(told(Some(volume("5", "")), None), (None, Some("5".to_owned()), None));
    }
}
