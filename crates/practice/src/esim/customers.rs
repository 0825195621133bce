//! `/v1/customer`: customers and their payment methods, for clients with the role `ACCOUNT_MANAGER`.
//!
//! A change leaves alone the fields that are not sent, and `null` deletes one; `verified` is the service's own. The id
//! of a changed customer stands in the path, or in the query as in the samples.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::{Map, Value};

use crate::esim::answers::{Answer, Kind, Refusal};
use crate::esim::environment::Environment;
use crate::esim::numbers::new_id;
use crate::esim::options::Role;
use crate::esim::order_body::body;
use crate::esim::products;
use crate::esim::records::{Customer, Method};
use crate::esim::shared::{Caller, Shared};
use crate::esim::state::{Change, Data};
use crate::esim::troubles::Trouble;
use crate::json::json_of;

const TYPES: [&str; 3] = ["PERSONAL", "BUSINESS", "BUSSINESS"];

/// 403 for a client without the role.
fn check_role(caller: &Caller) -> Result<(), Refusal> {
    match caller.role {
        Role::AccountManager => Ok(()),
        Role::Reseller => Err(Refusal::new(Kind::AccessDenied, "Access is denied")),
    }
}

fn is_own(customer: &Customer, caller: &Caller) -> bool {
    customer.client.as_ref().is_none_or(|client| *client == caller.client)
}

fn own<'a>(shared: &Shared, data: &'a Data, caller: &Caller, id: &str) -> Result<&'a Customer, Refusal> {
    check_role(caller)?;
    data.customers.get(id).filter(|customer| is_own(customer, caller)).ok_or_else(|| shared.unknown())
}

fn view(customer: &Customer) -> Value {
    let mut fields = customer.fields.clone();
    fields.insert("id".to_owned(), customer.id.as_str().into());
    Value::Object(fields)
}

/// The fields of a body, but for those that are the service's own.
fn fields(bytes: &[u8]) -> Result<Map<String, Value>, Refusal> {
    let Value::Object(mut fields) = body(bytes)? else {
        return Err(Refusal::new(Kind::InvalidHttpMessage, "The body is no object"));
    };
    fields.retain(|name, _| !["id", "verified"].contains(&name.as_str()));
    Ok(fields)
}

fn check_fields(fields: &Map<String, Value>) -> Result<(), Refusal> {
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let mut messages = Vec::new();
    if text("email").trim().is_empty() {
        messages.push("email is required".to_owned());
    }
    if !TYPES.contains(&text("type")) {
        messages.push("type is unknown".to_owned());
    }
    if text("type") != "PERSONAL" && text("companyName").is_empty() {
        messages.push("companyName is required".to_owned());
    }
    if messages.is_empty() { Ok(()) } else { Err(Refusal::Documented(Kind::InvalidRequestParams, messages)) }
}

/// `GET /v1/customer?email=`
pub(crate) async fn look_up(
    State(shared): State<Arc<Shared>>,
    Extension(environment): Extension<Environment>,
    Extension(caller): Extension<Caller>,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = products::fields(query);
    let answer = shared.read(environment, move |shared, data, _| {
        check_role(&caller)?;
        let email = query.get("email").ok_or_else(|| Refusal::params("email is required"))?;
        let mut known = data.customers.values().filter(|customer| is_own(customer, &caller));
        Ok(view(known.find(|customer| customer.is(email)).ok_or_else(|| shared.unknown())?))
    });
    Ok(json_of(StatusCode::OK, &answer.await?))
}

/// `POST /v1/customer`
pub(crate) async fn create(
    State(shared): State<Arc<Shared>>,
    Extension(environment): Extension<Environment>,
    Extension(caller): Extension<Caller>,
    bytes: Bytes,
) -> Answer {
    let answer = shared.change(environment, move |_, data, now| {
        check_role(&caller)?;
        let mut fields = fields(&bytes)?;
        fields.retain(|_, value| !value.is_null());
        check_fields(&fields)?;
        let email = fields.get("email").and_then(Value::as_str).unwrap_or_default();
        if data.customers.values().any(|customer| customer.is(email)) {
            return Err(Refusal::params("email is taken"));
        }
        fields.insert("verified".to_owned(), false.into());
        let customer = Customer {
            id: new_id(),
            number: data.next_customer(),
            client: Some(caller.client),
            fields,
            methods: Vec::new(),
            used_at: now,
            stays: false,
        };
        Ok((view(&customer), vec![Change::Customer(Box::new(customer))]))
    });
    Ok(json_of(StatusCode::CREATED, &answer.await?))
}

/// `PATCH /v1/customer/{id}`
pub(crate) async fn change(
    State(shared): State<Arc<Shared>>,
    Extension(environment): Extension<Environment>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Answer {
    changed(shared, environment, caller, id, bytes).await
}

/// `PATCH /v1/customer?id=`
pub(crate) async fn change_by_query(
    State(shared): State<Arc<Shared>>,
    Extension(environment): Extension<Environment>,
    Extension(caller): Extension<Caller>,
    RawQuery(query): RawQuery,
    bytes: Bytes,
) -> Answer {
    let id = products::fields(query).remove("id").ok_or_else(|| Refusal::params("id is required"))?;
    changed(shared, environment, caller, id, bytes).await
}

async fn changed(shared: Arc<Shared>, environment: Environment, caller: Caller, id: String, bytes: Bytes) -> Answer {
    let answer = shared.change(environment, move |shared, data, now| {
        let known = own(shared, data, &caller, &id)?;
        let mut customer = Customer { used_at: now, ..known.clone() };
        for (name, value) in fields(&bytes)? {
            if value.is_null() {
                customer.fields.remove(&name);
            } else {
                customer.fields.insert(name, value);
            }
        }
        check_fields(&customer.fields)?;
        Ok((view(&customer), vec![Change::Customer(Box::new(customer))]))
    });
    Ok(json_of(StatusCode::OK, &answer.await?))
}

/// A payment method as the list shows it, or with its id.
fn method(method: &Method, with_id: bool) -> Value {
    let mut fields = method.fields.clone();
    if with_id {
        fields.insert("id".to_owned(), method.id.as_str().into());
    }
    Value::Object(fields)
}

/// `GET /v1/customer/{id}/payment-method`
pub(crate) async fn methods(
    State(shared): State<Arc<Shared>>,
    Extension(environment): Extension<Environment>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let answer = shared.read(environment, move |shared, data, _| {
        let hides_ids = shared.troubles.is_on(Trouble::PaymentMethodsWithoutId);
        let listed = |known: &Method| method(known, known.listed_id && !hides_ids);
        Ok(own(shared, data, &caller, &id)?.methods.iter().map(listed).collect::<Vec<_>>())
    });
    Ok(json_of(StatusCode::OK, &answer.await?))
}

/// `POST /v1/customer/{id}/payment-method`
pub(crate) async fn add_method(
    State(shared): State<Arc<Shared>>,
    Extension(environment): Extension<Environment>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Answer {
    let answer = shared.change(environment, move |shared, data, now| {
        let known = own(shared, data, &caller, &id)?;
        let fields = fields(&bytes)?;
        if fields.get("token").and_then(Value::as_str).is_none_or(str::is_empty) {
            return Err(Refusal::params("token is required"));
        }
        let new = Method { id: new_id(), listed_id: false, fields };
        let mut customer = Customer { used_at: now, ..known.clone() };
        customer.methods.push(new.clone());
        Ok((method(&new, true), vec![Change::Customer(Box::new(customer))]))
    });
    Ok(json_of(StatusCode::CREATED, &answer.await?))
}

/// `DELETE /v1/customer/{id}/payment-method/{paymentMethodId}`
pub(crate) async fn remove_method(
    State(shared): State<Arc<Shared>>,
    Extension(environment): Extension<Environment>,
    Extension(caller): Extension<Caller>,
    Path((id, wanted)): Path<(String, String)>,
) -> Answer {
    let removed = shared.change(environment, move |shared, data, now| {
        let known = own(shared, data, &caller, &id)?;
        let mut customer = Customer { used_at: now, ..known.clone() };
        customer.methods.retain(|known| known.id != wanted);
        if customer.methods.len() == known.methods.len() {
            return Err(shared.unknown());
        }
        Ok(((), vec![Change::Customer(Box::new(customer))]))
    });
    removed.await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
