//! The airtime half: the float and the top-up, with every answer the service's page describes.
//!
//! The order of a top-up is the service's: who asks, what for, is the float large enough, recharge, answer. A refusal
//! says `"balance":0`, which is not the balance. Failures are JSON under `text/plain`, as Go's `http.Error` writes them.

use std::sync::{Arc, PoisonError};

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Map, Number, Value};
use tokio::time::sleep;

use crate::Cut;
use crate::Edition;
use crate::auth::bearer;
use crate::front::Visit;
use crate::numbers::{Does, behaviour, is_msisdn, result_name};
use crate::server::{Booked, Shared, no_such_path};
use crate::store::{Charge, ChargeError, Order};
use crate::token::{self, Refused};
use crate::users::User;
use crate::wire::{End, Line};

/// What the other desk of practice number 9603 sells: no usual amount, so that the float fits neither story.
const OTHER_DESK: Decimal = Decimal::from_parts(17, 0, 0, false, 0);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Balance<'a> {
    status_code: u16,
    status_message: &'a str,
    currency: &'a str,
    balance: Number,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    reference: &'a str,
    status_code: u16,
    status_message: &'a str,
    receiver: &'a str,
    balance: Number,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Refusal<'a> {
    error: bool,
    message: &'a str,
}

/// `GET /airtime/api/subscriber/balancev2`
pub(crate) async fn balance_v2(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    match shared.edition() {
        Edition::Of2020 => no_such_path(),
        Edition::Of2021 => float(&shared, &headers),
    }
}

/// `GET /airtime/api/subscriber/balance`
pub(crate) async fn balance(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    match shared.edition() {
        Edition::Of2020 => float(&shared, &headers),
        Edition::Of2021 => only("POST"),
    }
}

/// `POST /airtime/api/subscriber/balance`: a call of 2021 whose body is not public.
pub(crate) async fn balance_by_post(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    match (shared.edition(), bearer(&shared, &headers)) {
        (Edition::Of2020, _) => only("GET, HEAD"),
        (Edition::Of2021, Err(refused)) => unauthorized(refused),
        (Edition::Of2021, Ok(_)) => error(StatusCode::BAD_REQUEST, "Bad Request"),
    }
}

/// As a router answers to a method that the path does not have; before it looks at any token.
fn only(methods: &'static str) -> Response {
    (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, methods)]).into_response()
}

fn float(shared: &Shared, headers: &HeaderMap) -> Response {
    if let Err(refused) = bearer(shared, headers) {
        return unauthorized(refused);
    }
    let balance = number(shared.store.float());
    json_of(StatusCode::OK, &Balance { status_code: 0, status_message: "", currency: "SSP", balance })
}

/// `POST /airtime/api/subscriber/topup`
pub(crate) async fn top_up(
    State(shared): State<Arc<Shared>>,
    Extension(line): Extension<Line>,
    Extension(Visit(hit)): Extension<Visit>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (user, access_token) = match bearer(&shared, &headers) {
        Ok(who) => who,
        Err(refused) => return unauthorized(refused),
    };
    let Some((msisdn, amount)) = read(&body, shared.edition()) else {
        return outcome("", 10, result_name(10), "", Decimal::ZERO);
    };
    if !is_msisdn(&msisdn) {
        return refusal(&shared, 32, &msisdn);
    }
    let does = behaviour(&msisdn);
    if matches!(does, Does::ExpireToken | Does::EndSignIn) && ends_token(&shared, &msisdn, &access_token) {
        return end_session(&shared, does, user).await;
    }
    let float = shared.store.float();
    match does {
        Does::ServiceDown => return service_down(),
        Does::LoseAnswer { charged: false } => return lost(&line),
        Does::FloatTooSmall => return float_too_small(),
        _ if float < amount => return float_too_small(),
        Does::Fail { charged: false } => return failed(),
        Does::Decline { result } => return refusal(&shared, result, &msisdn),
        _ => {}
    }
    let unguarded = shared.options.unguarded_float;
    if unguarded && does == Does::Slow {
        sleep(shared.options.slow).await;
    }
    let order = Order {
        float_read: unguarded.then_some(float),
        msisdn,
        amount,
        hit,
        delivered: !matches!(does, Does::Accept { .. } | Does::DeclineCharged { .. }),
        queued: if let Does::Accept { charged_again, .. } = does { Some(charged_again) } else { None },
    };
    let charge = match charge(&shared, order).await {
        Ok(charge) => charge,
        Err(ChargeError::FloatTooSmall) => return float_too_small(),
        Err(ChargeError::Journal(error)) => {
            tracing::warn!(%error, "practice charge could not be written down");
            return failed();
        }
    };
    let mut answer = match does {
        Does::Accept { result, .. } => success(&charge, result),
        Does::DeclineCharged { result } => outcome(&charge.reference, result, result_name(result), &charge.msisdn, Decimal::ZERO),
        Does::Fail { .. } => failed(),
        Does::LoseAnswer { .. } => lost(&line),
        Does::OtherDesk => other_desk(&shared, &line).await,
        Does::Slow if !unguarded => {
            sleep(shared.options.slow).await;
            success(&charge, 0)
        }
        _ => success(&charge, 0),
    };
    answer.extensions_mut().insert(Booked(charge.reference));
    answer
}

async fn charge(shared: &Arc<Shared>, order: Order) -> Result<Charge, ChargeError> {
    shared
        .blocking(move |store| {
            let reference = store.new_reference();
            store.charge(order, reference)
        })
        .await
}

/// The number and amount of a request; `None` for a body that the service cannot read.
fn read(body: &[u8], edition: Edition) -> Option<(String, Decimal)> {
    let body: Map<String, Value> = serde_json::from_slice(body).ok()?;
    let (Some(Value::String(msisdn)), Some(Value::Number(amount))) = (body.get("msisdn"), body.get("amount")) else { return None };
    let text = amount.to_string();
    let amount = Decimal::from_str_exact(&text).or_else(|_| Decimal::from_scientific(&text)).ok()?;
    (amount > Decimal::ZERO && edition.takes(&body)).then(|| (msisdn.clone(), amount))
}

/// Whether this number ends this token now: it does so once for each sale, and another token goes through.
fn ends_token(shared: &Shared, msisdn: &str, access_token: &str) -> bool {
    let token = token::fingerprint(access_token);
    let mut ended = shared.ended.lock().unwrap_or_else(PoisonError::into_inner);
    if ended.by_number.remove(msisdn) {
        return false;
    }
    ended.by_number.insert(msisdn.to_owned());
    ended.tokens.insert(token);
    true
}

async fn end_session(shared: &Arc<Shared>, does: Does, user: &'static User) -> Response {
    if does == Does::EndSignIn
        && let Err(error) = shared.blocking(|store| store.sign_out(user)).await
    {
        tracing::warn!(%error, "practice sign-out could not be written down");
    }
    unauthorized(Refused::Expired)
}

fn success(charge: &Charge, result: u16) -> Response {
    outcome(&charge.reference, result, "SUCCESS", &charge.msisdn, charge.float_after)
}

fn refusal(shared: &Shared, result: u16, msisdn: &str) -> Response {
    outcome(&shared.store.new_reference(), result, result_name(result), msisdn, Decimal::ZERO)
}

fn outcome(reference: &str, status_code: u16, status_message: &str, receiver: &str, balance: Decimal) -> Response {
    json_of(StatusCode::OK, &Outcome { reference, status_code, status_message, receiver, balance: number(balance) })
}

/// The connection closes without an answer; what is returned never leaves.
fn lost(line: &Line) -> Response {
    line.cut(Cut::Start, End::Close);
    StatusCode::OK.into_response()
}

async fn other_desk(shared: &Arc<Shared>, line: &Line) -> Response {
    if let Err(error) = shared.blocking(|store| store.move_float(-OTHER_DESK)).await {
        tracing::warn!(%error, "practice float could not be written down");
    }
    lost(line)
}

fn float_too_small() -> Response {
    error(StatusCode::FORBIDDEN, "Account balance amount less than topup amount ")
}

fn failed() -> Response {
    error(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
}

fn service_down() -> Response {
    let page = "<html>\r\n<head><title>503 Service Temporarily Unavailable</title></head>\r\n<body>\r\n\
                <center><h1>503 Service Temporarily Unavailable</h1></center>\r\n</body>\r\n</html>\r\n";
    (StatusCode::SERVICE_UNAVAILABLE, [(header::CONTENT_TYPE, "text/html")], page).into_response()
}

/// The 401 of this half.
pub(crate) fn unauthorized(refused: Refused) -> Response {
    error(
        StatusCode::UNAUTHORIZED,
        match refused {
            Refused::Missing => "The Token is required",
            Refused::Invalid | Refused::Revoked => "The Token is invalid",
            Refused::Expired => "The Token is expired",
        },
    )
}

fn error(status: StatusCode, message: &str) -> Response {
    let body = serde_json::to_string(&Refusal { error: true, message }).expect("a message is plain text");
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")];
    (status, headers, body + "\n").into_response()
}

/// An amount as a JSON number, digit for digit and without trailing zeros.
pub(crate) fn number(amount: Decimal) -> Number {
    amount.normalize().to_string().parse().expect("a decimal is written as JSON writes numbers")
}

/// A JSON answer.
pub(crate) fn json_of(status: StatusCode, body: &impl Serialize) -> Response {
    json(status, serde_json::to_string(body).expect("answers are plain strings and numbers"))
}

/// A JSON answer from its text.
pub(crate) fn json(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}
