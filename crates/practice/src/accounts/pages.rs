//! The pages that a person sees: plain HTML, without script, image, font or anything from elsewhere.
//!
//! Every value from outside is escaped. The policy has no `form-action`, because browsers apply it to the redirect
//! after a form, too, and the answer goes to another port. The ids are stable: a driven browser relies on them.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::accounts::options::ErrorPages;
use crate::accounts::people::{self, User};
use crate::accounts::request::{AuthorizationRequest, Refusal};
use crate::accounts::session::Session;

const STYLE: &str = "body{font:1.05rem/1.5 system-ui,sans-serif;max-width:30rem;margin:8vh auto;padding:0 1.5rem;color:#1c2430;background:#f6f7f9}\
main{background:#fff;border:1px solid #d5dae1;border-radius:.6rem;padding:1.5rem 2rem}h1{font-size:1.4rem;margin:.2rem 0 1rem}\
label{display:block;margin:.8rem 0 .2rem;font-weight:600}input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;border:1px solid #8a94a3;border-radius:.3rem}\
button{font:inherit;padding:.5rem 1.2rem;margin:1rem .6rem 0 0;border:1px solid #1f4e8c;border-radius:.3rem;background:#1f4e8c;color:#fff;cursor:pointer}\
button.quiet{background:#fff;color:#1f4e8c}.note{color:#4b5666;font-size:.92rem}.wrong{color:#9b1c1c;font-weight:600}code{overflow-wrap:anywhere}pre{font:inherit;white-space:pre-wrap}";

const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

/// The sign-in page. `failed` is the e-mail address of an attempt that did not succeed.
pub(crate) fn sign_in(session: &Session, failed: Option<&str>) -> Response {
    let (clerk, supervisor) = (people::CLERK, people::SUPERVISOR);
    let wrong = if failed.is_some() {
        "<p id=\"wrong\" class=\"wrong\" role=\"alert\">Invalid Email or password.</p>"
    } else {
        ""
    };
    let body = format!(
        "<p>Airtill asks you to sign in to the practice accounts.</p>{wrong}\
         <form method=\"post\" action=\"/users/sign_in\" id=\"sign-in-form\">{hidden}\
         <label for=\"email\">E-mail address</label>\
         <input id=\"email\" name=\"email\" type=\"email\" autocomplete=\"username\" value=\"{email}\" required autofocus>\
         <label for=\"password\">Password</label>\
         <input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"current-password\" required>\
         <button id=\"sign-in\" name=\"step\" value=\"sign_in\">Sign in</button></form>\
         <p class=\"note\">This is practice: nothing here is real. Sign in as staff with <code id=\"clerk-email\">{}</code> and the password \
         <code id=\"clerk-password\">{}</code>, or as administrator with <code id=\"supervisor-email\">{}</code> and the password \
         <code id=\"supervisor-password\">{}</code>.</p>",
        clerk.email,
        clerk.password,
        supervisor.email,
        supervisor.password,
        hidden = token(session),
        email = escape(failed.unwrap_or_default()),
    );
    page(if failed.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, "Sign in", &body)
}

/// The consent page.
pub(crate) fn consent(request: &AuthorizationRequest, session: &Session, user: &User) -> Response {
    let body = format!(
        "<p>Allow <strong>Airtill</strong> to use your account?</p>\
         <p>You are signed in as <strong id=\"who\">{}</strong>. Airtill will see your name, your e-mail address and your role, and act in your name.</p>\
         <form method=\"post\" action=\"/oauth/authorize\" id=\"consent-form\">{}<input type=\"hidden\" name=\"request\" value=\"{}\">\
         <button id=\"allow\" name=\"step\" value=\"allow\">Allow</button>\
         <button id=\"deny\" name=\"step\" value=\"deny\" class=\"quiet\">Deny</button>\
         <button id=\"switch\" name=\"step\" value=\"switch\" class=\"quiet\">Use another account</button></form>\
         <p class=\"note\">This is practice: nothing here is real.</p>",
        escape(&user.email),
        token(session),
        escape(&request.query),
    );
    page(StatusCode::OK, "Authorization required", &body)
}

/// The service's own page: the person who is signed in at this browser, and the way out.
pub(crate) fn home(session: &Session, user: Option<&User>) -> Response {
    let body = match user {
        Some(user) => format!(
            "<p>You are signed in as <strong id=\"who\">{}</strong>.</p><form method=\"post\" action=\"/users/sign_out\" id=\"sign-out-form\">{}\
             <button id=\"sign-out\" name=\"step\" value=\"sign_out\">Sign out</button></form>",
            escape(&user.email),
            token(session),
        ),
        None => "<p id=\"nobody\">Nobody is signed in at this browser.</p>".to_owned(),
    };
    page(StatusCode::OK, "Practice accounts", &body)
}

/// The authorization code for a client without a listener, as Doorkeeper shows it: only the code.
pub(crate) fn code(code: &str) -> Response {
    page(
        StatusCode::OK,
        "Authorization code:",
        &format!("<p><code id=\"authorization_code\">{}</code></p>", escape(code)),
    )
}

/// The error page of a request that may not go on: the sentence alone, without its code.
pub(crate) fn refused(refusal: Refusal, pages: ErrorPages) -> Response {
    let status = match pages {
        ErrorPages::Ok => StatusCode::OK,
        ErrorPages::ByError if refusal.error == "invalid_client" => StatusCode::UNAUTHORIZED,
        ErrorPages::ByError => StatusCode::BAD_REQUEST,
    };
    page(
        status,
        "An error has occurred",
        &format!("<pre id=\"error-description\">{}</pre>", escape(refusal.description)),
    )
}

/// The page of a server that is broken.
pub(crate) fn broken() -> Response {
    page(
        StatusCode::INTERNAL_SERVER_ERROR,
        "We're sorry, but something went wrong.",
        "<p>If you are the application owner check the logs for more information.</p>",
    )
}

/// The page of a form that is not ours, or of a session that is over.
pub(crate) fn rejected() -> Response {
    page(
        StatusCode::UNPROCESSABLE_ENTITY,
        "The change you wanted was rejected.",
        "<p>Start the sign-in again in Airtill.</p>",
    )
}

/// The hidden field that every form carries.
fn token(session: &Session) -> String {
    format!("<input type=\"hidden\" name=\"authenticity_token\" value=\"{}\">", session.csrf)
}

fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let title = escape(title);
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} · Practice accounts</title><style>{STYLE}</style></head><body><main><h1>{title}</h1>{body}</main></body></html>\n"
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    (status, headers, html).into_response()
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}
