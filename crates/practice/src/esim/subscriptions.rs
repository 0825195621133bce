//! `/v1/sim/{iccid}/subscriptions` and `/v1/subscription`: the list of a SIM, one subscription, the search, activation.
//!
//! The search has pages, whose neighbours are named by two headers, and holds no balances. The single subscription has
//! no date of creation.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use jiff::Timestamp;
use serde_json::Value;

use crate::esim::answers::{Answer, Refusal};
use crate::esim::catalogue::find;
use crate::esim::environment::{Base, Environment};
use crate::esim::products::fields;
use crate::esim::records::Subscription;
use crate::esim::shared::{Caller, Shared};
use crate::esim::sims::own_sim;
use crate::esim::state::{Change, Data};
use crate::esim::troubles::Trouble;
use crate::esim::views::{self, Leaves};
use crate::json::json_of;

/// The most that a page holds.
const LARGEST_PAGE: usize = 100;

/// The host that the gateway puts into the headers while that trouble is on.
const WRONG_HOST: &str = "http://connect-internal.practice.example:8443";

fn view(shared: &Shared, subscription: &Subscription, leaves: Leaves, now: i64) -> Value {
    let is_on = |trouble| shared.troubles.is_on(trouble);
    let leaves = Leaves {
        balances: leaves.balances,
        created_date: leaves.created_date || is_on(Trouble::NoCreatedDates),
        device_id: leaves.device_id || is_on(Trouble::NoDeviceIds),
    };
    views::subscription(subscription, find(&shared.store.catalogue, &subscription.product), leaves, now)
}

/// `GET /v1/sim/{iccid}/subscriptions`
pub(crate) async fn of_sim(
    State(shared): State<Arc<Shared>>,
    Extension(environment): Extension<Environment>,
    Extension(caller): Extension<Caller>,
    Path(iccid): Path<String>,
) -> Answer {
    let list = shared.read(environment, move |shared, data, now| {
        let sim = own_sim(shared, data, &caller, &iccid)?;
        let balances = shared.troubles.is_on(Trouble::ListsWithoutBalances);
        let leaves = Leaves { balances, created_date: false, device_id: false };
        let list = data.subscriptions_of(&sim.iccid).map(|subscription| view(shared, subscription, leaves, now));
        Ok(list.collect::<Vec<_>>())
    });
    Ok(json_of(StatusCode::OK, &list.await?))
}

/// A subscription, where its SIM is the caller's.
fn own<'a>(shared: &Shared, data: &'a Data, caller: &Caller, id: &str) -> Result<&'a Subscription, Refusal> {
    let subscription = data.subscription(id).ok_or_else(|| shared.unknown())?;
    own_sim(shared, data, caller, &subscription.iccid)?;
    Ok(subscription)
}

/// The single subscription has no date of creation.
const SINGLE: Leaves = Leaves { balances: false, created_date: true, device_id: false };

/// `GET /v1/subscription/{id}`
pub(crate) async fn one(
    State(shared): State<Arc<Shared>>,
    Extension(environment): Extension<Environment>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let answer = shared
        .read(environment, move |shared, data, now| Ok(view(shared, own(shared, data, &caller, &id)?, SINGLE, now)));
    Ok(json_of(StatusCode::OK, &answer.await?))
}

/// `POST /v1/subscription/{id}/activate`: starts a future plan now
pub(crate) async fn activate(
    State(shared): State<Arc<Shared>>,
    Extension(environment): Extension<Environment>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let answer = shared.change(environment, move |shared, data, now| {
        let subscription = own(shared, data, &caller, &id)?;
        if subscription.state(now) != "PENDING" {
            return Err(Refusal::params("The subscription is not PENDING"));
        }
        let earlier = subscription.activation - now;
        let expiration = subscription.expiration - earlier;
        let started = Subscription { activation: now, expiration, ..subscription.clone() };
        let answer = view(shared, &started, SINGLE, now);
        Ok((answer, vec![Change::Subscription(Box::new(started))]))
    });
    Ok(json_of(StatusCode::OK, &answer.await?))
}

/// The wishes of a search.
struct Search {
    iccid: Option<String>,
    customer: Option<String>,
    product: Option<String>,
    /// Created before and after these times, Unix milliseconds.
    before: Option<i64>,
    after: Option<i64>,
    size: usize,
    /// From 0, whatever the service calls it.
    page: usize,
}

impl Search {
    fn read(query: &HashMap<String, String>, page_size: usize, first: usize) -> Result<Search, Refusal> {
        let text = |name: &str| query.get(name).filter(|value| !value.is_empty()).cloned();
        let time = |name: &str| match text(name).map(|text| text.parse::<Timestamp>()) {
            Some(Ok(at)) => Ok(Some(at.as_millisecond())),
            Some(Err(_)) => Err(Refusal::params(&format!("{name} is no date"))),
            None => Ok(None),
        };
        let number = |name: &str| match text(name).map(|text| text.parse::<usize>()) {
            Some(Ok(number)) => Ok(Some(number)),
            Some(Err(_)) => Err(Refusal::params(&format!("{name} is no number"))),
            None => Ok(None),
        };
        let size = number("size")?.unwrap_or(page_size);
        if size == 0 || size > LARGEST_PAGE {
            return Err(Refusal::params("size is out of range"));
        }
        Ok(Search {
            iccid: text("iccid"),
            customer: text("email"),
            product: text("product-id"),
            before: time("before")?,
            after: time("after")?,
            size,
            page: number("page")?.unwrap_or(first).saturating_sub(first),
        })
    }

    fn finds(&self, data: &Data, caller: &Caller, subscription: &Subscription) -> bool {
        let Some(sim) = data.sims.get(&subscription.iccid) else { return false };
        let at = subscription.created_at.unwrap_or(subscription.activation);
        sim.client.as_ref().is_none_or(|client| *client == caller.client)
            && self.iccid.as_ref().is_none_or(|iccid| *iccid == sim.iccid)
            && self.customer.as_ref().is_none_or(|customer| customer.eq_ignore_ascii_case(&sim.customer))
            && self.product.as_ref().is_none_or(|product| *product == subscription.product)
            && self.before.is_none_or(|before| at < before)
            && self.after.is_none_or(|after| at > after)
    }
}

/// `GET /v1/subscription`
pub(crate) async fn search(
    State(shared): State<Arc<Shared>>,
    Extension(environment): Extension<Environment>,
    Extension(caller): Extension<Caller>,
    Extension(base): Extension<Base>,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = fields(query);
    let first = usize::from(shared.troubles.is_on(Trouble::PagesFromOne));
    let search = Search::read(&query, shared.options.page_size, first)?;
    let (page, size) = (search.page, search.size);
    let found = shared.read(environment, move |shared, data, now| {
        let all = data.subscriptions.values().filter(|subscription| search.finds(data, &caller, subscription));
        // One more than the page holds shows whether there is another page.
        let found: Vec<&Subscription> = all.skip(search.page.saturating_mul(size)).take(size + 1).collect();
        let leaves = Leaves { balances: true, created_date: false, device_id: false };
        let list = found.iter().take(size).map(|subscription| view(shared, subscription, leaves, now));
        Ok((list.collect::<Vec<_>>(), found.len() > size))
    });
    let (list, has_more) = found.await?;
    let mut answer = json_of(StatusCode::OK, &list);
    let host = if shared.troubles.is_on(Trouble::WrongPageHost) {
        WRONG_HOST.to_owned()
    } else {
        format!("http://{}", shared.address)
    };
    let address = |page: usize| page_address(&format!("{host}{}/v1/subscription", base.0), &query, page + first, size);
    if has_more {
        name_page(&mut answer, "x-next-page", &address(page + 1));
    }
    if let Some(before) = page.checked_sub(1) {
        name_page(&mut answer, "x-previous-page", &address(before));
    }
    Ok(answer)
}

fn name_page(answer: &mut Response, name: &'static str, address: &str) {
    if let Ok(value) = HeaderValue::from_str(address) {
        answer.headers_mut().insert(HeaderName::from_static(name), value);
    }
}

/// The address of a page, with the filters of the request.
fn page_address(base: &str, query: &HashMap<String, String>, page: usize, size: usize) -> String {
    let mut anew = url::form_urlencoded::Serializer::new(String::new());
    let mut filters: Vec<_> = query.iter().filter(|(name, _)| !["page", "size"].contains(&name.as_str())).collect();
    filters.sort();
    anew.extend_pairs(filters);
    anew.append_pair("page", &page.to_string()).append_pair("size", &size.to_string());
    format!("{base}?{}", anew.finish())
}
