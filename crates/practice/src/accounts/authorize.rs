//! `/oauth/authorize`: a person signs in, allows or denies, and the browser is sent back with the answer.
//!
//! `GET` shows the page that comes next; every form posts to the same address and carries the request, so that it is
//! checked again, and the token of its session. A decision is the only thing that redirects out of here.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::accounts::options::{Iss, OUT_OF_BAND};
use crate::accounts::request::AuthorizationRequest;
use crate::accounts::session::Session;
use crate::accounts::store::Grant;
use crate::accounts::{Shared, Trouble, pages};
use crate::token;

/// `GET /oauth/authorize`
pub(crate) async fn show(State(shared): State<Arc<Shared>>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    if shared.troubles.is_on(Trouble::HtmlErrorPage) {
        return pages::broken();
    }
    let request = match AuthorizationRequest::read(query.as_deref().unwrap_or_default(), &shared) {
        Ok(request) => request,
        Err(refusal) => return pages::refused(refusal),
    };
    match shared.sessions.of(&headers, shared.address.port()) {
        Some(session) => match session.user.and_then(|id| shared.store.user(id)) {
            Some(user) => pages::consent(&request, &session, &user),
            None => pages::sign_in(&request, &session, None),
        },
        None => {
            let session = shared.sessions.open(None);
            with_cookie(pages::sign_in(&request, &session, None), &session, &shared)
        }
    }
}

/// `POST /oauth/authorize`: signing in, changing the account, allowing, denying.
pub(crate) async fn decide(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let form: HashMap<String, String> = url::form_urlencoded::parse(&body).into_owned().collect();
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    let session = shared.sessions.of(&headers, shared.address.port()).filter(|session| session.csrf == field("authenticity_token"));
    let Some(session) = session else { return pages::rejected() };
    let request = match AuthorizationRequest::read(field("request"), &shared) {
        Ok(request) => request,
        Err(refusal) => return pages::refused(refusal),
    };
    match field("step") {
        "sign_in" => sign_in(&shared, &request, &session, field("email").to_owned(), field("password").to_owned()).await,
        "switch" => change_session(&shared, &request, &session, None),
        step @ ("allow" | "deny") => match session.user {
            Some(user) => decided(&shared, &request, user, step == "allow"),
            None => again(&request),
        },
        _ => pages::rejected(),
    }
}

async fn sign_in(shared: &Arc<Shared>, request: &AuthorizationRequest, session: &Session, email: String, password: String) -> Response {
    let given = email.clone();
    match shared.blocking(move |store| store.user_by_password(&email, &password)).await {
        Some(user) => change_session(shared, request, session, Some(user.id)),
        None => pages::sign_in(request, session, Some(&given)),
    }
}

/// Another person, another session: a cookie from before the sign-in is worth nothing after it.
fn change_session(shared: &Shared, request: &AuthorizationRequest, old: &Session, user: Option<u64>) -> Response {
    shared.sessions.close(old);
    let session = shared.sessions.open(user);
    with_cookie(again(request), &session, shared)
}

/// Back to the page, which then shows what comes next.
fn again(request: &AuthorizationRequest) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, format!("/oauth/authorize?{}", request.query))]).into_response()
}

fn with_cookie(mut page: Response, session: &Session, shared: &Shared) -> Response {
    let cookie = session.cookie(shared.address.port()).parse().expect("hex digits fit a header");
    page.headers_mut().insert(header::SET_COOKIE, cookie);
    page
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
    if redirect_uri == OUT_OF_BAND {
        return (StatusCode::FOUND, [(header::LOCATION, format!("/oauth/authorize/native?{}", answer.finish()))]).into_response();
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
pub(crate) async fn native(RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let code = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "code").map(|(_, code)| code.into_owned());
    match code {
        Some(code) => pages::code(&code),
        None => pages::refused(crate::accounts::request::Refusal { error: "access_denied", description: DENIED }),
    }
}
