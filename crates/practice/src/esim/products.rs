//! `GET /v1/product` and `GET /v1/product/{id}`, under both spellings of the path.
//!
//! Without a currency the answer has every price. The catalogue itself is in `catalogue`.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use serde_json::Value;

use crate::esim::answers::{Answer, Refusal};
use crate::esim::catalogue::{find, odd};
use crate::esim::shared::Shared;
use crate::esim::troubles::Trouble;
use crate::json::json_of;

/// The fields of a query; the last one counts where a name comes twice.
pub(crate) fn fields(query: Option<String>) -> HashMap<String, String> {
    url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect()
}

/// `GET /v1/product`
pub(crate) async fn products(State(shared): State<Arc<Shared>>, RawQuery(query): RawQuery) -> Answer {
    let query = fields(query);
    let currency = currency(&query, "targetCurrency")?;
    let plan = query.get("plan_id");
    let wanted = shared.store.catalogue.iter().filter(|product| plan.is_none_or(|plan| *plan == product.plan_id));
    let mut products: Vec<Value> = wanted.map(|product| product.json(currency)).collect();
    if shared.troubles.is_on(Trouble::OddCatalogue) {
        products.extend(odd(&shared.store.catalogue));
    }
    Ok(json_of(StatusCode::OK, &products))
}

/// `GET /v1/product/{id}`
pub(crate) async fn product(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = fields(query);
    let currency = currency(&query, "currency")?;
    let product = find(&shared.store.catalogue, &id).ok_or_else(|| shared.unknown())?;
    Ok(json_of(StatusCode::OK, &product.json(currency)))
}

/// The currency that the query wants.
fn currency<'a>(query: &'a HashMap<String, String>, name: &str) -> Result<Option<&'a str>, Refusal> {
    match query.get(name).map(String::as_str) {
        Some(code) if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) => {
            Err(Refusal::params(&format!("{name} is no currency")))
        }
        wanted => Ok(wanted),
    }
}
