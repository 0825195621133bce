//! The answers of Truphone Connect in the words of the table.
//!
//! One line for each, in which every field has its place; a field that is not known is a dash.

use std::fmt::Display;
use std::time::Duration;

use airtill_apis::ApiError;
use airtill_apis::truphone::{
    Activation, ActiveCountries, Address, Customer, CustomerKind, Listed, Notification, NotificationKind, OrderLook,
    OrderStatus, PaymentMethod, Period, PeriodUnit, Product, Sim, SimStatus, Subscription, SubscriptionStatus,
};
use airtill_domain::CountryCode;

fn or_none(value: Option<impl Display>) -> String {
    value.map_or("-".to_owned(), |value| value.to_string())
}

fn unread(fields: &[String]) -> String {
    if fields.is_empty() { String::new() } else { format!(", unread {}", fields.join("+")) }
}

fn countries(countries: &[CountryCode]) -> String {
    countries.iter().map(CountryCode::as_str).collect::<Vec<_>>().join("+")
}

fn period(period: &Option<Period>) -> String {
    or_none(period.as_ref().map(|Period { count, unit }| match unit {
        PeriodUnit::Days => format!("{count} days"),
        PeriodUnit::Other(word) => format!("{count} of {word}"),
    }))
}

pub fn error(error: &ApiError) -> String {
    let after = |wait: &Option<Duration>| wait.map_or(String::new(), |wait| format!(" {}", wait.as_secs()));
    match error {
        ApiError::Busy { retry_after } => format!("busy{}", after(retry_after)),
        ApiError::RateLimited { retry_after } => format!("rate limited{}", after(retry_after)),
        ApiError::Denied { status, message } => format!("denied {status} {message}"),
        ApiError::Odd { error } => format!("odd: {error}"),
        ApiError::Unauthorised => "unauthorised".to_owned(),
        ApiError::Portal => "portal".to_owned(),
        ApiError::Settings => "settings".to_owned(),
        ApiError::TooBig => "too big".to_owned(),
        other => other.to_string(),
    }
}

pub fn list<T>(list: &Listed<T>, told: impl Fn(&T) -> String) -> String {
    let entries: Vec<String> = list.entries.iter().map(told).collect();
    let left_out = if list.left_out > 0 { format!(" ({} left out)", list.left_out) } else { String::new() };
    format!("[{}]{left_out}", entries.join("; "))
}

pub fn product(product: &Product) -> String {
    let sold = match &product.active_countries {
        None => "-".to_owned(),
        Some(ActiveCountries::All) => "all".to_owned(),
        Some(ActiveCountries::Listed(listed)) => countries(listed),
    };
    let mut prices: Vec<String> = product.prices.iter().map(ToString::to_string).collect();
    prices.extend((product.prices_left_out > 0).then(|| format!("{} left out", product.prices_left_out)));
    format!(
        "{} \"{}\" \"{}\" {}, {}, works {}, sold {sold}, {}, region {}{}",
        product.id,
        product.name,
        product.description,
        or_none(product.data.as_ref().map(|data| format!("{} {}", data.amount, data.unit).trim_end().to_owned())),
        period(&product.period),
        countries(&product.footprint),
        if prices.is_empty() { "no price".to_owned() } else { prices.join(" + ") },
        or_none(product.region.as_ref()),
        unread(&product.unread),
    )
}

pub fn status(status: &OrderStatus) -> String {
    match status {
        OrderStatus::Accepted => "accepted".to_owned(),
        OrderStatus::Fulfilling => "fulfilling".to_owned(),
        OrderStatus::Completed => "completed".to_owned(),
        OrderStatus::Failed => "failed".to_owned(),
        OrderStatus::Other(word) => format!("other {word}").trim_end().to_owned(),
    }
}

fn code(activation: &Activation) -> String {
    or_none(activation.code().map(|code| code.text().expose().to_owned()))
}

pub fn order(order: &OrderLook) -> String {
    let output = order.output.as_ref().map(|output| {
        let (iccid, subscription) = (or_none(output.iccid.as_ref()), or_none(output.subscription_id.as_ref()));
        format!(", SIM {iccid} {}, subscription {subscription}", code(&output.activation))
    });
    format!("{}{}", status(&order.status), output.unwrap_or_default())
}

pub fn sim(sim: &Sim) -> String {
    let status = sim.status.as_ref().map(|status| match status {
        SimStatus::Released => "released".to_owned(),
        SimStatus::Downloaded => "downloaded".to_owned(),
        SimStatus::Installed => "installed".to_owned(),
        SimStatus::Unavailable => "unavailable".to_owned(),
        SimStatus::Other(word) => format!("other {word}"),
    });
    let changed = or_none(sim.last_modified.map(|changed| changed.0));
    let (iccid, eid) = (or_none(sim.iccid.as_ref()), or_none(sim.eid.as_ref()));
    let unread = unread(&sim.unread);
    format!("{iccid} {}, EID {eid}, changed {changed}, {}{unread}", or_none(status), code(&sim.activation))
}

pub fn notification(notification: &Notification) -> String {
    let kind = match &notification.kind {
        NotificationKind::SubscriptionEnd => "end".to_owned(),
        NotificationKind::UsageThreshold => "usage".to_owned(),
        NotificationKind::Other(word) => format!("other {word}"),
    };
    format!("{kind} to {}", notification.webhook_url).trim_end().to_owned()
}

pub fn subscription(subscription: &Subscription) -> String {
    let status = subscription.status.as_ref().map(|status| match status {
        SubscriptionStatus::Pending => "pending".to_owned(),
        SubscriptionStatus::Active => "active".to_owned(),
        SubscriptionStatus::Depleted => "depleted".to_owned(),
        SubscriptionStatus::Expired => "expired".to_owned(),
        SubscriptionStatus::Other(word) => format!("other {word}"),
    });
    let bytes = |amount: Option<airtill_domain::DataAmount>| or_none(amount.map(|amount| amount.bytes()));
    let dates = [subscription.created_date, subscription.activation_date, subscription.expiration_date];
    let product = subscription.product.as_ref().map(|product| {
        let (id, plan) = (or_none(product.id.as_ref()), or_none(product.plan_id.as_ref()));
        format!("{id} \"{}\" {} plan {plan}", or_none(product.name.as_ref()), period(&product.period))
    });
    format!(
        "{} {}, {} of {}, dates {}, product {}, SIM {}, device {}, renews {}{}",
        subscription.id,
        or_none(status),
        bytes(subscription.spent_balance),
        bytes(subscription.initial_balance),
        dates.map(|date| or_none(date.map(|date| date.0))).join(" "),
        or_none(product),
        or_none(subscription.iccid.as_ref()),
        or_none(subscription.device_id.as_ref()),
        or_none(subscription.auto_renew),
        unread(&subscription.unread),
    )
}

pub fn customer(customer: &Customer) -> String {
    let kind = customer.kind.as_ref().map(|kind| match kind {
        CustomerKind::Personal => "personal".to_owned(),
        CustomerKind::Business => "business".to_owned(),
        CustomerKind::Other(word) => format!("other {word}"),
    });
    let texts = [
        &customer.id,
        &customer.email,
        &kind,
        &customer.first_name,
        &customer.last_name,
        &customer.language,
        &customer.country_of_residence,
        &customer.phone_number,
        &customer.default_currency,
        &customer.company_name,
        &customer.company_number,
        &customer.job_title,
    ];
    let address = |address: &Option<Address>| {
        or_none(address.as_ref().map(|address| {
            let lines = [
                &address.street_address_1,
                &address.street_address_2,
                &address.city,
                &address.state,
                &address.post_code,
                &address.country,
            ];
            lines.map(|line| or_none(line.as_ref())).join("/")
        }))
    };
    let addresses = format!("{} {}", address(&customer.billing_address), address(&customer.shipping_address));
    format!("{} {addresses}{}", texts.map(|text| or_none(text.as_ref())).join(" "), unread(&customer.unread))
}

pub fn payment_method(method: &PaymentMethod) -> String {
    format!(
        "{} {} {} …{} {}/{} {}{}",
        or_none(method.id.as_ref()),
        or_none(method.name.as_ref()),
        or_none(method.kind.as_ref()),
        or_none(method.last_digits.as_ref()),
        or_none(method.expiry_month),
        or_none(method.expiry_year),
        or_none(method.gateway.as_ref()),
        unread(&method.unread),
    )
}
