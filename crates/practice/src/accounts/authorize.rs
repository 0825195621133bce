//! `/oauth/authorize`: a person allows or denies, and the browser is sent back with the answer.
//!
//! Signing in comes first, in `sign_in`. The form carries the request, so that it is checked again, and the token of
//! its session. Only a decision redirects out of here, a remembered one too.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::accounts::options::{Iss, OUT_OF_BAND};
use crate::accounts::people::User;
use crate::accounts::request::AuthorizationRequest;
use crate::accounts::session::Session;
use crate::accounts::shared::Shared;
use crate::accounts::store::Grant;
use crate::accounts::troubles::Trouble;
use crate::accounts::{pages, resources, sign_in};
use crate::token;

/// `GET /oauth/authorize`
pub(crate) async fn show(State(shared): State<Arc<Shared>>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    if shared.troubles.is_on(Trouble::HtmlErrorPage) {
        return pages::broken();
    }
    let query = query.unwrap_or_default();
    let request = AuthorizationRequest::read(&query, &shared);
    if let (Err(refusal), false) = (&request, shared.options.login_first) {
        return pages::refused(*refusal, shared.options.error_pages);
    }
    let Some((session, user)) = signed_in(&shared, &headers) else {
        return sign_in::needed(&shared, format!("/oauth/authorize?{query}"));
    };
    match request {
        Err(refusal) => pages::refused(refusal, shared.options.error_pages),
        // A trainer who switches denial on wants the question to be seen.
        Ok(request)
            if shared.options.consent_once
                && shared.store.has_allowed(user.id)
                && !shared.troubles.is_on(Trouble::DeniedConsent) =>
        {
            decided(&shared, &request, user.id, true)
        }
        Ok(request) => pages::consent(&request, &session, &user),
    }
}

/// `POST /oauth/authorize`: allowing, denying, changing the account.
pub(crate) async fn decide(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let Some((session, form)) = sign_in::form(&shared, &headers, &body) else { return pages::rejected() };
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    let request = match AuthorizationRequest::read(field("request"), &shared) {
        Ok(request) => request,
        Err(refusal) => return pages::refused(refusal, shared.options.error_pages),
    };
    let here = format!("/oauth/authorize?{}", request.query);
    match field("step") {
        "switch" => sign_in::change_session(&shared, &Session { return_to: Some(here), ..session }, None),
        step @ ("allow" | "deny") => match session.user {
            Some(user) => decided(&shared, &request, user, step == "allow"),
            None => sign_in::needed(&shared, here),
        },
        _ => pages::rejected(),
    }
}

fn signed_in(shared: &Shared, headers: &HeaderMap) -> Option<(Session, User)> {
    let session = shared.sessions.of(headers, shared.address.port())?;
    let user = shared.store.user(session.user?)?;
    Some((session, user))
}

fn decided(shared: &Shared, request: &AuthorizationRequest, user: u64, allowed: bool) -> Response {
    let allowed = allowed && !shared.troubles.is_on(Trouble::DeniedConsent);
    let AuthorizationRequest { redirect_uri, challenge, .. } = request.clone();
    let mut answer = url::form_urlencoded::Serializer::new(String::new());
    if allowed {
        let code = shared.store.allow(Grant { user, redirect_uri: redirect_uri.clone(), challenge });
        answer.append_pair("code", &code);
    } else {
        answer.append_pair("error", "access_denied").append_pair("error_description", DENIED);
    }
    if redirect_uri == OUT_OF_BAND && !allowed {
        // Only the browser is there to get the answer, so it is shown the bare answer.
        let mut denied = serde_json::json!({ "error": "access_denied", "error_description": DENIED });
        if let Some(state) = &request.state {
            denied["state"] = state.as_str().into();
        }
        return resources::json(StatusCode::BAD_REQUEST, &denied);
    }
    if redirect_uri == OUT_OF_BAND {
        return (StatusCode::FOUND, [(header::LOCATION, format!("/oauth/authorize/native?{}", answer.finish()))])
            .into_response();
    }
    if let Some(state) = &request.state {
        if shared.troubles.is_on(Trouble::WrongState) {
            answer.append_pair("state", &URL_SAFE_NO_PAD.encode(token::random::<32>()));
        } else {
            answer.append_pair("state", state);
        }
    }
    match &shared.options.iss {
        Iss::Absent => {}
        Iss::Own => _ = answer.append_pair("iss", &shared.base_address()),
        Iss::Other(iss) => _ = answer.append_pair("iss", iss),
    }
    let joint = if redirect_uri.contains('?') { '&' } else { '?' };
    (StatusCode::FOUND, [(header::LOCATION, format!("{redirect_uri}{joint}{}", answer.finish()))]).into_response()
}

const DENIED: &str = "The resource owner or authorization server denied the request.";

/// `GET /oauth/authorize/native`: the code of a client without a listener, to be copied by hand.
pub(crate) async fn native(
    State(shared): State<Arc<Shared>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    if signed_in(&shared, &headers).is_none() {
        return sign_in::needed(&shared, format!("/oauth/authorize/native?{query}"));
    }
    let code = url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "code")
        .map(|(_, code)| code.into_owned());
    pages::code(&code.unwrap_or_default())
}
