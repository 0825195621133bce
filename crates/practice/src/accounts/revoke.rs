//! `POST /oauth/revoke`: a client revokes a pair of tokens by either of them (RFC 7009), as Doorkeeper does.
//!
//! An unknown token, and none, are a success, and so is one that is over already: a refresh token whose access token
//! has expired is answered `{}` and lives on. An unknown client is refused with 403.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

use crate::accounts::resources;
use crate::accounts::shared::Shared;

/// `POST /oauth/revoke`
pub(crate) async fn revoke(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let fields = fields(&headers, &body);
    let field = |name: &str| fields.get(name).map(String::as_str);
    let token = field("token").unwrap_or_default().to_owned();
    if !shared.is_client(field("client_id"), field("client_secret")) {
        let refusal = json!({ "error": "unauthorized_client", "error_description": "You are not authorized to revoke this token" });
        return resources::json(StatusCode::FORBIDDEN, &refusal);
    }
    match shared.blocking(move |store| store.revoke(&token)).await {
        Ok(()) => resources::json(StatusCode::OK, &json!({})),
        Err(error) => resources::not_written(&error),
    }
}

/// The text fields of a form or of a JSON object, by the content type.
fn fields(headers: &HeaderMap, body: &[u8]) -> HashMap<String, String> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if content_type == "application/x-www-form-urlencoded" {
        return url::form_urlencoded::parse(body).into_owned().collect();
    }
    match resources::json_body(headers, body) {
        Ok(Value::Object(fields)) => {
            fields.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned()))).collect()
        }
        _ => HashMap::new(),
    }
}
