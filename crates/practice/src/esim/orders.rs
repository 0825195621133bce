//! `POST /v1/order` and `GET /v1/order/{id}`: orders are taken at once and fulfilled later.
//!
//! The trouble that an order meets is its customer's, or else one that is switched on. There is no idempotency key:
//! every order that is taken is made.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::esim::answers::{Answer, Kind, Refusal};
use crate::esim::environment::Environment;
use crate::esim::numbers::{is_eid, new_iccid, new_id, new_matching_id};
use crate::esim::order_body::{OrderBody, body};
use crate::esim::practice_customers::trouble_of;
use crate::esim::records::{Course, Customer, Operation, Order, OrderEnd, SimStatus};
use crate::esim::seed::{ACTIVE_LIMIT, status_for};
use crate::esim::shared::{Caller, Shared};
use crate::esim::sims::{own_sim, shown, wrong_eid};
use crate::esim::state::{Change, Data};
use crate::esim::troubles::Trouble;
use crate::esim::views;
use crate::json::json_of;
use crate::wire::{Cut, End, Line};

/// The troubles of one order that a switch can cause; a customer's own comes first.
const SWITCHED: [Trouble; 11] = [
    Trouble::OrderFails,
    Trouble::OrderStuck,
    Trouble::OrderLostBefore,
    Trouble::OrderLostAfter,
    Trouble::OrderLostUndated,
    Trouble::OrderErrorBefore,
    Trouble::OrderErrorAfter,
    Trouble::OrderBadGateway,
    Trouble::ActiveLimitRefused,
    Trouble::ActiveLimitFails,
    Trouble::Quota,
];

/// How long the gateway's limit lasts that a practice customer meets, in milliseconds.
const LIMITED_FOR: i64 = 5_000;

/// `POST /v1/order`
pub(crate) async fn order(
    State(shared): State<Arc<Shared>>,
    Extension(environment): Extension<Environment>,
    Extension(caller): Extension<Caller>,
    Extension(line): Extension<Line>,
    bytes: Bytes,
) -> Response {
    let made = shared.change(environment, move |shared, data, now| {
        let wish = OrderBody::read(&body(&bytes)?, &shared.store.catalogue, now)?;
        take(shared, data, environment, &caller, wish, now)
    });
    let answer = match made.await {
        Ok((order, trouble)) => answer(&order, trouble),
        Err(refusal) => Err(refusal),
    };
    if matches!(answer, Err(Refusal::Lost)) {
        line.cut(Cut::Start, End::Close);
    }
    answer.into_response()
}

/// The answer to an order that was made.
fn answer(order: &Order, trouble: Option<Trouble>) -> Answer {
    match trouble {
        Some(Trouble::OrderLostAfter | Trouble::OrderLostUndated) => Err(Refusal::Lost),
        Some(Trouble::OrderErrorAfter) => Err(Refusal::new(Kind::InternalError, "Something went wrong")),
        Some(Trouble::OrderBadGateway) => Err(Refusal::Page(502)),
        _ => {
            let status = [StatusCode::OK, StatusCode::CREATED, StatusCode::ACCEPTED][(order.number % 3) as usize];
            let mut taken = json!({ "id": order.id, "status": "ACCEPTED" });
            // The deprecated name of the id comes with some answers.
            if order.number.is_multiple_of(2) {
                taken["externalId"] = order.id.as_str().into();
            }
            Ok(json_of(status, &taken))
        }
    }
}

type Made = ((Order, Option<Trouble>), Vec<Change>);

/// Makes the order, or refuses it before anything is made.
pub(crate) fn take(
    shared: &Shared,
    data: &Data,
    environment: Environment,
    caller: &Caller,
    wish: OrderBody,
    now: i64,
) -> Result<Made, Refusal> {
    let sim = match &wish.iccid {
        Some(iccid) => Some(own_sim(shared, data, caller, iccid)?),
        None => None,
    };
    let customer = sim.map(|sim| sim.customer.clone()).or(wish.customer.clone()).unwrap_or_default();
    let trouble = trouble_of(&customer).or_else(|| {
        SWITCHED.into_iter().find(|trouble| fits(*trouble, wish.operation) && shared.troubles.happens(*trouble))
    });
    refuse(shared, trouble, &wish, now)?;
    let is_full = sim.is_some_and(|sim| data.active_on(&sim.iccid, now) >= ACTIVE_LIMIT);
    let fails_full = trouble == Some(Trouble::ActiveLimitFails);
    if is_full && !fails_full {
        return Err(full());
    }
    let is_top_up = wish.operation == Operation::TopUp;
    let cannot_be_used = sim.is_some_and(|sim| shown(shared, sim, now) == SimStatus::Unavailable);
    let course = match trouble {
        Some(Trouble::OrderStuck) => Course::Stuck,
        Some(Trouble::OrderFails) => Course::Fails,
        Some(Trouble::ActiveLimitFails) if is_top_up => Course::Fails,
        _ if cannot_be_used => Course::Fails,
        _ => Course::Completes,
    };
    let number = data.next_order();
    let (status, back_after) = status_for(trouble);
    let order = Order {
        id: new_id(),
        number,
        client: caller.client.clone(),
        operation: wish.operation,
        customer: customer.clone(),
        iccid: sim.map_or_else(|| new_iccid(environment as u8 + 1, number), |sim| sim.iccid.clone()),
        device_id: wish.device_id,
        eid: wish.eid,
        activation: wish.activation,
        correlation_id: caller.correlation_id.clone(),
        at: now,
        course,
        end: OrderEnd::Open,
        ended_at: None,
        matching_id: (!is_top_up).then(new_matching_id),
        subscriptions: wish.products.iter().map(|_| new_id()).collect(),
        products: wish.products,
        status,
        back_after,
        undated: trouble == Some(Trouble::OrderLostUndated),
    };
    let mut changes = vec![Change::Order(Box::new(order.clone()))];
    if !is_top_up && !data.customers.values().any(|known| known.is(&customer)) {
        changes.push(Change::Customer(Box::new(new_customer(data, caller, &customer, wish.about, now))));
    }
    Ok(((order, trouble), changes))
}

/// Whether a switched trouble can happen to this kind of order.
fn fits(trouble: Trouble, operation: Operation) -> bool {
    match trouble {
        Trouble::Quota => operation == Operation::NewEsim,
        Trouble::ActiveLimitRefused | Trouble::ActiveLimitFails => operation == Operation::TopUp,
        _ => true,
    }
}

/// The refusals after which nothing was made.
fn refuse(shared: &Shared, trouble: Option<Trouble>, wish: &OrderBody, now: i64) -> Result<(), Refusal> {
    let is_new = wish.operation == Operation::NewEsim;
    let checks_eid = trouble == Some(Trouble::WrongEid) || shared.troubles.is_on(Trouble::WrongEid);
    if checks_eid && wish.eid.as_ref().is_some_and(|eid| !is_eid(eid)) {
        return Err(wrong_eid());
    }
    match trouble {
        Some(Trouble::OrderLostBefore) => Err(Refusal::Lost),
        Some(Trouble::OrderErrorBefore) => Err(Refusal::new(Kind::InternalError, "Something went wrong")),
        Some(Trouble::GatewayDown) => Err(Refusal::Page(503)),
        Some(Trouble::GatewayForbidden) => Err(Refusal::Page(403)),
        Some(Trouble::GatewayLimit) => Err(Refusal::GatewayLimit { now, reset: now + LIMITED_FOR }),
        Some(Trouble::TooManyRequests) => Err(Refusal::new(Kind::TooManyRequests, "Too many requests")),
        Some(Trouble::Quota) if is_new => Err(Refusal::new(Kind::Unacceptable, "The quota of eSIMs is used up")),
        Some(Trouble::ActiveLimitRefused) if !is_new => Err(full()),
        _ => Ok(()),
    }
}

fn full() -> Refusal {
    Refusal::params("The eSIM has 15 active subscriptions")
}

/// An unknown customer is created with the order.
fn new_customer(
    data: &Data,
    caller: &Caller,
    identifier: &str,
    about: Vec<(&'static str, Value)>,
    now: i64,
) -> Customer {
    let mut fields: Map<String, Value> = about.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    fields.insert("email".to_owned(), identifier.into());
    fields.insert("type".to_owned(), "PERSONAL".into());
    Customer {
        id: new_id(),
        number: data.next_customer(),
        client: Some(caller.client.clone()),
        fields,
        methods: Vec::new(),
        used_at: now,
        stays: false,
    }
}

/// `GET /v1/order/{id}`
pub(crate) async fn order_by_id(
    State(shared): State<Arc<Shared>>,
    Extension(environment): Extension<Environment>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let pace = shared.store.pace();
    let answer = shared.read(environment, move |shared, data, now| {
        let known = data.orders.get(&id).filter(|order| order.client == caller.client);
        Ok(views::order(known.ok_or_else(|| shared.unknown())?, pace, now))
    });
    Ok(json_of(StatusCode::OK, &answer.await?))
}
