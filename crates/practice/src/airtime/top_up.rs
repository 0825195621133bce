//! The top-up, in the service's order: user, body, size of the float, recharge, booking, answer.
//!
//! The work and the answer are two things: the number of the subscriber chooses both. The work stands in the request's
//! fate before any answer leaves. The answers themselves are in `airtime`.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use rust_decimal::Decimal;
use serde_json::{Map, Value};
use tokio::time::sleep;

use crate::airtime::answers::{failed, float_too_small, page, refusal, success, unauthorized};
use crate::airtime::auth::{Bearer, bearer};
use crate::airtime::edition::Edition;
use crate::airtime::numbers::{Presented, Work, behaviour, is_msisdn};
use crate::airtime::shared::Shared;
use crate::airtime::store::{ChargeError, Fate, OldFloat, Order};
use crate::airtime::users::User;
use crate::front::Visit;
use crate::lock::lock;
use crate::token::{self, Refused};
use crate::wire::{Cut, End, Line};

/// The sale of the other till at practice number 9603: an unusual amount, so that the float fits neither outcome.
const OTHER_TILL: Decimal = Decimal::from_parts(17, 0, 0, false, 0);

/// On an answer: the reference of its request.
#[derive(Clone, Debug)]
pub(crate) struct Booked(pub String);

/// `POST /airtime/api/subscriber/topup`
pub(crate) async fn top_up(
    State(shared): State<Arc<Shared>>,
    Extension(line): Extension<Line>,
    Extension(visit): Extension<Visit>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Bearer { user, access_token, .. } = match bearer(&shared, &headers) {
        Ok(who) => who,
        Err(refused) => return unauthorized(refused),
    };
    let Some((msisdn, amount)) = read(&body, shared.edition()) else {
        return refusal("", 10, "");
    };
    let fate = Fate::new(shared.store.new_reference(), shared.options.clock.now(), msisdn, amount, visit.number);
    let does = behaviour(&fate.msisdn);
    if matches!(does.work, Work::ExpireToken | Work::EndSignIn) && ends_token(&shared, &fate.msisdn, &access_token) {
        return end_session(&shared, does.work, user).await;
    }
    let work = if is_msisdn(&fate.msisdn) { does.work } else { Work::Refuse { result: 32, charged: false } };
    let float = shared.store.read_float();
    if let Some(gate) = &visit.between {
        gate.pass().await;
    }
    if shared.options.unguarded_float && does.answer == Presented::Slowly {
        sleep(shared.options.slow).await;
    }
    let reference = fate.reference.clone();
    let right = do_work(&shared, work, fate, float).await;
    let mut answer = present(&shared, does.answer, right, &line).await;
    answer.extensions_mut().insert(Booked(reference));
    answer
}

/// Does the work, writes it down, and gives the right answer to it. `float` is the float as the request read it at
/// first.
async fn do_work(shared: &Arc<Shared>, work: Work, fate: Fate, float: OldFloat) -> Response {
    let unguarded = shared.options.unguarded_float;
    let small = float.float < fate.amount && work != Work::Nothing;
    match work {
        Work::Nothing => take(shared, fate, failed()).await,
        _ if small || work == Work::FloatTooSmall => {
            take(shared, Fate { refused: Some(403), ..fate }, float_too_small()).await
        }
        Work::Wait => {
            let answer = take(shared, Fate { waiting: true, ..fate }, failed()).await;
            shared.late.send_modify(|_| {});
            answer
        }
        Work::DeliverUncharged => take(shared, Fate { delivered: Some(fate.at), ..fate }, failed()).await,
        Work::Refuse { result, charged: false } => {
            if unguarded && let Err(error) = shared.blocking(move |store| store.write_back(float)).await {
                tracing::warn!(%error, "practice float could not be written down");
            }
            let answer = refusal(&fate.reference, result, &fate.msisdn);
            take(shared, Fate { refused: Some(result), ..fate }, answer).await
        }
        Work::Refuse { charged: true, .. }
        | Work::Queue { .. }
        | Work::Deliver
        | Work::FloatTooSmall
        | Work::ExpireToken
        | Work::EndSignIn => charge(shared, work, fate, unguarded.then_some(float)).await,
    }
}

async fn take(shared: &Arc<Shared>, fate: Fate, answer: Response) -> Response {
    match shared.blocking(move |store| store.take(fate)).await {
        Ok(()) => answer,
        Err(error) => not_written(&error.into()),
    }
}

async fn charge(shared: &Arc<Shared>, work: Work, fate: Fate, read: Option<OldFloat>) -> Response {
    let (refused, queued, result) = match work {
        Work::Refuse { result, .. } => (Some(result), None, result),
        Work::Queue { result, charged_again } => (None, Some(charged_again), result),
        _ => (None, None, 0),
    };
    let delivered = refused.is_none() && queued.is_none();
    let order = Order {
        reference: fate.reference.clone(),
        msisdn: fate.msisdn.clone(),
        amount: fate.amount,
        hit: fate.hit,
        read,
        delivered,
        queued,
        refused,
    };
    match shared.blocking(move |store| store.charge(order)).await {
        Ok(charge) if refused.is_some() => refusal(&charge.reference, result, &charge.msisdn),
        Ok(charge) => success(shared, &charge, result),
        Err(ChargeError::FloatTooSmall) => take(shared, Fate { refused: Some(403), ..fate }, float_too_small()).await,
        Err(error) => not_written(&error),
    }
}

/// The right answer as the client sees it.
async fn present(shared: &Arc<Shared>, presented: Presented, right: Response, line: &Line) -> Response {
    match presented {
        Presented::All => {}
        Presented::Slowly if shared.options.unguarded_float => {}
        Presented::Slowly => sleep(shared.options.slow).await,
        Presented::Failed => return failed(),
        Presented::BadGateway => return page(StatusCode::BAD_GATEWAY, "502 Bad Gateway"),
        Presented::Down => return page(StatusCode::SERVICE_UNAVAILABLE, "503 Service Temporarily Unavailable"),
        Presented::Lost => line.cut(Cut::Start, End::Close),
        Presented::LostWhileOtherTillSells => {
            if let Err(error) = shared.blocking(|store| store.move_float(-OTHER_TILL)).await {
                tracing::warn!(%error, "practice float could not be written down");
            }
            line.cut(Cut::Start, End::Close);
        }
        Presented::Cut => line.cut(Cut::Middle, End::Close),
        Presented::Silence => line.cut(Cut::Start, End::Silence),
    }
    right
}

/// The number and amount of a request; `None` for a body that the service cannot read.
fn read(body: &[u8], edition: Edition) -> Option<(String, Decimal)> {
    let body: Map<String, Value> = serde_json::from_slice(body).ok()?;
    let (Some(Value::String(msisdn)), Some(Value::Number(amount))) = (body.get("msisdn"), body.get("amount")) else {
        return None;
    };
    let text = amount.to_string();
    let amount = Decimal::from_str_exact(&text).or_else(|_| Decimal::from_scientific(&text)).ok()?;
    (amount > Decimal::ZERO && edition.takes(&body)).then(|| (msisdn.clone(), amount))
}

/// Whether this number ends this token now: it does so once for each sale, and another token goes through.
fn ends_token(shared: &Shared, msisdn: &str, access_token: &str) -> bool {
    let token = token::fingerprint(access_token);
    let mut ended = lock(&shared.ended);
    if ended.by_number.remove(msisdn) {
        return false;
    }
    ended.by_number.insert(msisdn.to_owned());
    ended.tokens.insert(token);
    true
}

async fn end_session(shared: &Arc<Shared>, work: Work, user: &'static User) -> Response {
    if work == Work::EndSignIn
        && let Err(error) = shared.blocking(|store| store.sign_out(user)).await
    {
        tracing::warn!(%error, "practice sign-out could not be written down");
    }
    unauthorized(Refused::Expired)
}

fn not_written(error: &ChargeError) -> Response {
    tracing::warn!(%error, "practice top-up could not be written down");
    failed()
}
