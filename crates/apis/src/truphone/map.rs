//! The meaning of each answer of Truphone Connect. The tables under `fixtures/truphone` hold every rule with its cases.
//!
//! The status decides, since the service's `type` is free text. Any 401 asks for a new token. A page for people is the
//! gateway's and never the service's word. For an order the question is whether the service can have accepted it: only
//! its documented refusals (400, 403, 404, 406), a 429 that it or its gateway is known to write, and a request that
//! never left say no; everything else without an id leaves the order in doubt.

use std::collections::HashSet;
use std::time::Duration;

use airtill_domain::Secret;
use airtill_http::{Failure, Fields, Reply, elements};

use super::answer::{
    Customer, Listed, Notification, OrderAnswer, OrderDoubt, OrderLook, OrderRefusal, PaymentMethod, Product, Sim,
    Subscription,
};
use super::paging::{NextPage, SubscriptionPage};
use super::wire::{self, Object};
use crate::error::{ApiError, OddError};
use crate::reading;

/// The gateway's header for the end of a limit, in milliseconds since 1970.
const LIMIT_RESET: &str = "x-rate-limit-reset";
/// The sentences of a refusal that are shown.
const MOST_SENTENCES: usize = 5;

/// The catalogue; a product that stands there twice counts once.
pub(super) fn products(reply: &Reply, token: &Secret) -> Result<Listed<Product>, ApiError> {
    if lacks_the_path(reply) {
        return Err(ApiError::Settings);
    }
    let mut list = list(reply, token, wire::product)?;
    let (all, mut seen) = (list.entries.len(), HashSet::new());
    list.entries.retain(|product| seen.insert(product.id.clone()));
    list.left_out += all - list.entries.len();
    Ok(list)
}

/// One product, as an object or as the only one of a list.
pub(super) fn product(reply: &Reply, token: &Secret) -> Result<Product, ApiError> {
    let body = good(reply, token)?;
    let only = wire::array(body).filter(|elements| elements.len() == 1).map(|elements| elements[0].as_bytes());
    let object = Object::read(only.unwrap_or(body), token).ok_or(odd(OddError::NotJson))?;
    wire::product(&object).ok_or(odd(OddError::Field("id")))
}

/// Whether two texts are one id of the service, whose padding may be left out.
pub fn is_same_id(one: &str, other: &str) -> bool {
    one.trim_end_matches('=') == other.trim_end_matches('=')
}

/// The state of the order `order_id`. An answer that names another order is none.
pub(super) fn order_look(reply: &Reply, order_id: &str, token: &Secret) -> Result<OrderLook, ApiError> {
    let order = object(reply, token)?;
    if order.id(&["id", "externalId"]).is_some_and(|id| !is_same_id(&id, order_id)) {
        return Err(odd(OddError::Field("id")));
    }
    if order.text(&["status"]).is_none() {
        return Err(odd(OddError::Field("status")));
    }
    Ok(wire::order_look(&order))
}

/// The SIM that the answer holds.
pub(super) fn sim(reply: &Reply, token: &Secret) -> Result<Sim, ApiError> {
    Ok(wire::sim(&object(reply, token)?))
}

/// The notifications of a SIM; none where the service leaves the list out.
pub(super) fn notifications(reply: &Reply, token: &Secret) -> Result<Listed<Notification>, ApiError> {
    let raw = object(reply, token)?.raw(&["notifications"]);
    let elements = raw.map_or(Some(Vec::new()), elements).ok_or(odd(OddError::Field("notifications")))?;
    Ok(wire::listed(&elements, token, wire::notification))
}

/// The subscription that the answer holds.
pub(super) fn subscription(reply: &Reply, token: &Secret) -> Result<Subscription, ApiError> {
    wire::subscription(&object(reply, token)?).ok_or(odd(OddError::Field("id")))
}

/// A page of subscriptions.
pub(super) fn subscriptions(reply: &Reply, token: &Secret) -> Result<SubscriptionPage, ApiError> {
    let list = list(reply, token, wire::subscription)?;
    let previous = match NextPage::read(reply.header("x-previous-page")) {
        NextPage::At(position) => Some(position),
        NextPage::None | NextPage::Unreadable => None,
    };
    Ok(SubscriptionPage { list, next: NextPage::read(reply.header("x-next-page")), previous })
}

/// The customers that fit: the service documents one object, and a list is read as well.
pub(super) fn customers(reply: &Reply, token: &Secret) -> Result<Listed<Customer>, ApiError> {
    let body = good(reply, token)?;
    match Object::read(body, token) {
        Some(one) => {
            let customer = wire::customer(&one).ok_or(odd(OddError::Field("id")))?;
            Ok(Listed { entries: vec![customer], left_out: 0 })
        }
        None => list(reply, token, wire::customer),
    }
}

/// The payment methods of a customer.
pub(super) fn payment_methods(reply: &Reply, token: &Secret) -> Result<Listed<PaymentMethod>, ApiError> {
    list(reply, token, |method| Some(wire::payment_method(method)))
}

/// The id of a new customer, where the answer names one: its form is not documented, and any success is one.
pub(super) fn created(reply: &Reply, token: &Secret) -> Result<Option<String>, ApiError> {
    done(reply, token)?;
    let told = Some(&reply.body).filter(|_| reply.is_readable());
    Ok(told.and_then(|body| Object::read(body, token)?.id(&["id"])))
}

/// A change of which any success is the answer, whatever it holds.
pub(super) fn done(reply: &Reply, token: &Secret) -> Result<(), ApiError> {
    match refusal(reply, token) {
        Some(error) => Err(error),
        None if matches!(reply.status, 200..=299) => Ok(()),
        None => Err(odd(OddError::Status(reply.status))),
    }
}

/// The meaning of a missing or broken answer to an order.
pub(super) fn order_failure(failure: Failure) -> OrderAnswer {
    match failure {
        Failure::NotSent(error) => OrderAnswer::NotSent { error },
        Failure::NoAnswer { timed_out } => lost(OrderDoubt::NoAnswer { timed_out }),
        Failure::BrokenAnswer { timed_out } => lost(OrderDoubt::BrokenAnswer { timed_out }),
    }
}

/// The meaning of a whole answer to an order.
pub(super) fn order(reply: &Reply, token: &Secret) -> OrderAnswer {
    let message = message(reply, token);
    // A gateway answers so before the service has seen anything, with a page, with nothing or with too much.
    if reply.status == 401 {
        return OrderAnswer::TurnedAway { message };
    }
    let cause = match reply.status {
        300..=399 => Some(OrderDoubt::Redirect),
        500..=599 => Some(OrderDoubt::ServerError),
        _ if !reply.whole => Some(OrderDoubt::TooBig),
        _ if reply.is_encoded() => Some(OrderDoubt::Encoded),
        _ if reply.is_html() => Some(OrderDoubt::Html),
        _ => None,
    };
    // The status says that the service wants a backoff, whatever the rest is.
    let cause = cause.map(|cause| if reply.status == 429 { OrderDoubt::UnknownLimit } else { cause });
    let told = Some(&reply.body).filter(|_| reply.is_readable()).and_then(|body| Object::read(body, token));
    let order_id = told.as_ref().and_then(|order| order.id(&["id", "externalId"]));
    let retry_after = wait(reply).filter(|_| matches!(reply.status, 429 | 500..=599));
    if let Some(cause) = cause {
        return OrderAnswer::Unclear { cause, order_id, retry_after, message };
    }
    let in_doubt = |cause, order_id, message| OrderAnswer::Unclear { cause, order_id, retry_after, message };
    let reason = match (reply.status, told, order_id) {
        (200..=299, Some(order), Some(order_id)) => {
            return OrderAnswer::Accepted { order_id, status: wire::order_status(&order) };
        }
        (200..=299, Some(_), None) => return in_doubt(OrderDoubt::NoId, None, message),
        (200..=299, None, _) => return in_doubt(OrderDoubt::NotJson, None, message),
        (429, _, order_id @ Some(_)) => return in_doubt(OrderDoubt::UnknownLimit, order_id, message),
        (_, _, order_id @ Some(_)) => return in_doubt(OrderDoubt::Contradiction, order_id, message),
        (400, ..) => OrderRefusal::Request,
        (403, ..) => OrderRefusal::Forbidden,
        (404, ..) => OrderRefusal::NotFound,
        (406, ..) => OrderRefusal::Quota,
        (429, ..) if is_a_known_limit(reply) => OrderRefusal::RateLimited { retry_after },
        (429, ..) => return in_doubt(OrderDoubt::UnknownLimit, None, message),
        _ => return in_doubt(OrderDoubt::Status, None, message),
    };
    OrderAnswer::Refused { reason, message }
}

fn lost(cause: OrderDoubt) -> OrderAnswer {
    OrderAnswer::Unclear { cause, order_id: None, retry_after: None, message: String::new() }
}

/// Whether a 429 is one of the two that are known: the service's own error, or its gateway's with the end of the limit.
fn is_a_known_limit(reply: &Reply) -> bool {
    let form = Fields::read(reading::refusal_body(reply)).is_some_and(|fields| {
        fields.raw("messages").is_some()
            || fields.text("type").is_some()
            || fields.integer("http_status_code") == Some(429)
    });
    form || reply.header(LIMIT_RESET).is_some()
}

/// Whether the server has nothing at the path. The service's own refusal of an id is a 404 as well, in its own form.
pub(super) fn lacks_the_path(reply: &Reply) -> bool {
    let own = || Fields::read(reading::refusal_body(reply)).is_some_and(|error| error.raw("messages").is_some());
    reply.status == 405 || reply.status == 404 && !own()
}

/// The class of an answer that holds no value; `None` for one whose body is worth reading.
fn refusal(reply: &Reply, token: &Secret) -> Option<ApiError> {
    if reply.status >= 400 {
        tracing::info!(status = reply.status, "the service refused");
    }
    Some(match reply.status {
        401 => ApiError::Unauthorised,
        300..=399 | 407 | 511 => ApiError::Portal,
        429 => ApiError::RateLimited { retry_after: wait(reply) },
        408 | 425 | 500..=599 => ApiError::Busy { retry_after: wait(reply) },
        200..=499 if reply.is_html() && !reply.is_encoded() => ApiError::Portal,
        405 | 410 => ApiError::Settings,
        400..=499 => ApiError::Denied { status: reply.status, message: message(reply, token) },
        _ => return None,
    })
}

/// The body of a good answer.
fn good<'a>(reply: &'a Reply, token: &Secret) -> Result<&'a [u8], ApiError> {
    done(reply, token)?;
    match reply {
        reply if reply.is_encoded() => Err(odd(OddError::Encoded)),
        reply if !reply.whole => Err(ApiError::TooBig),
        reply => Ok(&reply.body),
    }
}

fn object<'a>(reply: &'a Reply, token: &'a Secret) -> Result<Object<'a>, ApiError> {
    Object::read(good(reply, token)?, token).ok_or(odd(OddError::NotJson))
}

fn list<'a, T>(
    reply: &'a Reply,
    token: &'a Secret,
    read: impl Fn(&Object<'a>) -> Option<T>,
) -> Result<Listed<T>, ApiError> {
    let elements = wire::array(good(reply, token)?).ok_or(odd(OddError::NotAList))?;
    Ok(wire::listed(&elements, token, read))
}

/// The service's words in `{"type":"…","messages":["…"]}`, or its gateway's in `{"message":"…"}`; possibly empty.
fn message(reply: &Reply, token: &Secret) -> String {
    let fields = Fields::read(reading::refusal_body(reply));
    let said = fields.and_then(|fields| {
        let sentences = fields.texts("messages").or_else(|| Some(vec![fields.text("messages")?]));
        let sentences = sentences.filter(|sentences| !sentences.is_empty());
        sentences.or_else(|| Some(vec![fields.text("message")?]))
    });
    let sentences: Vec<String> = said.unwrap_or_default().into_iter().take(MOST_SENTENCES).collect();
    wire::words(&sentences.join(" "), token)
}

/// How long a backoff the service or its gateway wants, at most ten minutes by the server's own clock.
fn wait(reply: &Reply) -> Option<Duration> {
    reply.retry_after().or_else(|| reply.until(reply.header(LIMIT_RESET)?.trim().parse().ok()?))
}

fn odd(error: OddError) -> ApiError {
    ApiError::Odd { error }
}

#[cfg(test)]
mod tests;
