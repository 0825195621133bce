//! The service's own pages, outside of OAuth: a person signs in to it, sees the signed-in account, and signs out of it.
//!
//! A browser stays signed in here after the tokens end, which is why the next sign-in of a till may be the same
//! person's without a question. After a sign-in the browser goes on to the page that it wanted.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::accounts::pages;
use crate::accounts::session::Session;
use crate::accounts::shared::Shared;

/// The address of the sign-in page.
const SIGN_IN: &str = "/users/sign_in";

/// `GET /`: the person who is signed in at this browser.
pub(crate) async fn home(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    with_session(&shared, &headers, |session| {
        let user = session.user.and_then(|id| shared.store.user(id));
        pages::home(session, user.as_ref())
    })
}

/// `GET /users/sign_in`
pub(crate) async fn show(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    with_session(&shared, &headers, |session| pages::sign_in(session, None))
}

/// `POST /users/sign_in`
pub(crate) async fn sign_in(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let Some((session, form)) = form(&shared, &headers, &body) else { return pages::rejected() };
    let field = |name: &str| form.get(name).cloned().unwrap_or_default();
    let (email, password) = (field("email"), field("password"));
    let given = email.clone();
    match shared.blocking(move |store| store.user_by_password(&email, &password)).await {
        Some(user) => change_session(&shared, &session, Some(user.id)),
        None => pages::sign_in(&session, Some(&given)),
    }
}

/// `POST /users/sign_out`: the browser's session ends, and no token does.
pub(crate) async fn sign_out(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    match form(&shared, &headers, &body) {
        Some((session, _)) => change_session(&shared, &Session { return_to: None, ..session }, None),
        None => pages::rejected(),
    }
}

/// Sends a browser without a session to the sign-in page, from which it comes back to `return_to`.
pub(crate) fn needed(shared: &Shared, return_to: String) -> Response {
    let session = shared.sessions.open(None, Some(return_to));
    with_cookie(to(SIGN_IN), &session, shared)
}

/// A new session for another person: a cookie from before the change is worth nothing after it.
pub(crate) fn change_session(shared: &Shared, old: &Session, user: Option<u64>) -> Response {
    shared.sessions.close(old);
    let (next, return_to) = match (&old.return_to, user) {
        (Some(return_to), Some(_)) => (return_to.as_str(), None),
        (return_to @ Some(_), None) => (SIGN_IN, return_to.clone()),
        (None, _) => ("/", None),
    };
    let session = shared.sessions.open(user, return_to);
    with_cookie(to(next), &session, shared)
}

/// The form of a browser, with its session, where the form carries the session's token.
pub(crate) fn form(shared: &Shared, headers: &HeaderMap, body: &[u8]) -> Option<(Session, HashMap<String, String>)> {
    let form: HashMap<String, String> = url::form_urlencoded::parse(body).into_owned().collect();
    let session = shared.sessions.of(headers, shared.address.port())?;
    (form.get("authenticity_token") == Some(&session.csrf)).then_some((session, form))
}

fn with_session(shared: &Shared, headers: &HeaderMap, page: impl FnOnce(&Session) -> Response) -> Response {
    match shared.sessions.of(headers, shared.address.port()) {
        Some(session) => page(&session),
        None => {
            let session = shared.sessions.open(None, None);
            with_cookie(page(&session), &session, shared)
        }
    }
}

fn to(address: &str) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, address)]).into_response()
}

fn with_cookie(mut page: Response, session: &Session, shared: &Shared) -> Response {
    let cookie = session.cookie(shared.address.port()).parse().expect("base64url fits a header");
    page.headers_mut().insert(header::SET_COOKIE, cookie);
    page
}
