//! The meaning of each answer of 21 Systems. The table `fixtures/twenty_one/top_up.table` holds every rule with its
//! cases.
//!
//! For a top-up the body decides first and the status only where the body says nothing. Success must be complete: the
//! code, the word SUCCESS, a reference, our number, a 2xx status. A decline must be clear: `"Error":true` with a status
//! below 500, or 429. A documented result code besides is a refusal that says nothing about the float, except for 1:
//! that sale may still be approved. All else is doubt: an answer that cannot be understood is neither success nor
//! decline. No answer loses its code, its reference or its words: a claim is found by them.

use airtill_domain::{Msisdn, Secret};
use airtill_http::Fields;
use airtill_http::{Failure, Reply};

use super::answer::{
    Balance, DeclineReason, FloatPath, PENDING_APPROVAL, RefusalReason, TopUpAnswer, UnclearCause, User,
};
use super::wire::{float, is_in_our_currency, reference, result_code, shown};
use crate::error::{ApiError, OddError};
use crate::reading::{self, instant};

/// The word that a delivered and an accepted top-up carry.
const SUCCESS: &str = "SUCCESS";

/// The meaning of a missing or broken answer to a top-up.
pub(super) fn top_up_error(error: Failure) -> TopUpAnswer {
    let cause = match error {
        Failure::NotSent(error) => return TopUpAnswer::NotSent { error },
        Failure::NoAnswer { timed_out } => UnclearCause::NoAnswer { timed_out },
        Failure::BrokenAnswer { timed_out } => UnclearCause::BrokenAnswer { timed_out },
    };
    unclear(cause)
}

/// The meaning of a whole answer to a top-up of `msisdn`.
pub(super) fn top_up(reply: &Reply, msisdn: &Msisdn, token: &Secret) -> TopUpAnswer {
    if (300..=399).contains(&reply.status) {
        return unclear(UnclearCause::Redirect);
    }
    if !reply.whole {
        return unclear(UnclearCause::TooBig);
    }
    if reply.is_encoded() {
        return unclear(UnclearCause::Encoded);
    }
    if reply.is_empty() {
        return match reply.status {
            401 if reply.asks_for_a_token() => TopUpAnswer::TurnedAway { message: String::new() },
            429 => declined(DeclineReason::RateLimited { retry_after: reply.retry_after() }, String::new()),
            _ => unclear(UnclearCause::Empty),
        };
    }
    // The body decides, under any content type: this service sends JSON as plain text.
    let Some(fields) = Fields::read(&reply.body) else {
        if reply.status == 401 && reply.challenge().is_some_and(|bearer| bearer.wants_another_token()) {
            return TopUpAnswer::TurnedAway { message: shown(reading::words_of_the_challenge(reply), token) };
        }
        return unclear(if reply.is_html() { UnclearCause::Html } else { UnclearCause::NotJson });
    };
    let outcome = fields.raw("statusCode").is_some() || fields.raw("reference").is_some();
    match (outcome, if outcome { complains(&fields) } else { fields.is_true("Error") }) {
        (true, true) => doubtful(UnclearCause::Contradiction, &fields, token),
        (true, false) => by_result(&fields, reply.status, msisdn, token),
        (false, true) => by_error(&fields, reply, token),
        (false, false) => by_status(&fields, reply, token),
    }
}

/// An answer of the recharge system.
fn by_result(fields: &Fields<'_>, status: u16, msisdn: &Msisdn, token: &Secret) -> TopUpAnswer {
    let words = fields.text("statusMessage");
    let success = words.as_deref().is_some_and(|words| words.trim() == SUCCESS);
    let worded = words.is_some();
    let message = shown(words, token);
    let Some(code) = fields.integer("statusCode") else { return doubtful(UnclearCause::UnknownCode, fields, token) };
    if !success {
        let cause = match RefusalReason::of_code(code) {
            Some(reason) if worded && status < 500 => {
                return TopUpAnswer::Refused { code, reason, reference: reference(fields, token), message };
            }
            Some(_) if worded => UnclearCause::ServerError,
            Some(_) => UnclearCause::UnknownForm,
            None if code == PENDING_APPROVAL => UnclearCause::PendingApproval,
            None => UnclearCause::UnknownCode,
        };
        return doubtful(cause, fields, token);
    }
    let cause = match (fields.digits("reference"), code) {
        (_, code) if !matches!(code, 0 | 11 | 12) => match RefusalReason::of_code(code) {
            Some(_) => UnclearCause::Contradiction,
            None if code == PENDING_APPROVAL => UnclearCause::PendingApproval,
            None => UnclearCause::UnknownCode,
        },
        _ if !(200..=299).contains(&status) => UnclearCause::Contradiction,
        (None, _) => UnclearCause::NoReference,
        (Some(reference), code) => match (code, fields.digits("receiver")) {
            (0, Some(receiver)) if receiver == msisdn.digits() => {
                return TopUpAnswer::Confirmed { reference, float_after: float(fields), message };
            }
            (11 | 12, Some(receiver)) if receiver == msisdn.digits() => {
                return TopUpAnswer::Accepted { reference, code, float_after: float(fields), message };
            }
            (11 | 12, None) if fields.raw("receiver").is_none() => {
                return TopUpAnswer::Accepted { reference, code, float_after: float(fields), message };
            }
            _ => UnclearCause::OtherReceiver,
        },
    };
    doubtful(cause, fields, token)
}

/// A doubt with the code, the reference and the words of the answer.
fn doubtful(cause: UnclearCause, fields: &Fields<'_>, token: &Secret) -> TopUpAnswer {
    let words = ["statusMessage", "Message", "msg"]
        .iter()
        .find_map(|key| fields.text(key).filter(|words| !words.trim().is_empty()));
    TopUpAnswer::Unclear {
        cause,
        code: result_code(fields),
        reference: reference(fields, token),
        message: shown(words, token),
    }
}

/// `{"Error":true,"Message":"…"}`.
fn by_error(fields: &Fields<'_>, reply: &Reply, token: &Secret) -> TopUpAnswer {
    let message = shown(fields.text("Message"), token);
    match reply.status {
        401 => TopUpAnswer::TurnedAway { message },
        429 => declined(DeclineReason::RateLimited { retry_after: reply.retry_after() }, message),
        // 408 comes from a gateway that gave up waiting.
        408 | 500..=599 => doubtful(UnclearCause::ServerError, fields, token),
        200..=299 | 400..=499 => declined(decline_reason(&message, reply.status), message),
        _ => doubtful(UnclearCause::UnknownForm, fields, token),
    }
}

/// "Account balance amount less than topup amount " is the documented sentence; it varies in neighbouring versions.
/// Whole words count: "credit is not allowed" and "refund" say nothing of a float. Without such words nothing says that
/// the float was too small.
fn decline_reason(message: &str, status: u16) -> DeclineReason {
    let words = message.to_ascii_lowercase();
    let has = |known: &[&str]| words.split(|c: char| !c.is_alphanumeric()).any(|word| known.contains(&word));
    if has(&["balance", "float", "fund", "funds", "credit", "credits"])
        && has(&["less", "insufficient", "low", "enough", "exceed", "exceeds", "exceeded"])
    {
        return DeclineReason::InsufficientFloat;
    }
    match status {
        403 if !words.is_empty() => DeclineReason::Forbidden,
        400 | 422 => DeclineReason::Request,
        status => DeclineReason::Other { status },
    }
}

/// JSON that says nothing about a recharge: a gateway before the service may have written it.
fn by_status(fields: &Fields<'_>, reply: &Reply, token: &Secret) -> TopUpAnswer {
    let message = shown(fields.text("msg").or_else(|| fields.text("Message")), token);
    match reply.status {
        401 if fields.integer("code") == Some(401) && fields.text("msg").is_some() => {
            TopUpAnswer::TurnedAway { message }
        }
        // A form that is not the service's, of a gateway before it: its challenge says that the token is the reason.
        401 if reply.challenge().is_some_and(|bearer| bearer.wants_another_token()) => {
            TopUpAnswer::TurnedAway { message }
        }
        429 => declined(DeclineReason::RateLimited { retry_after: reply.retry_after() }, message),
        _ => doubtful(UnclearCause::UnknownForm, fields, token),
    }
}

fn declined(reason: DeclineReason, message: String) -> TopUpAnswer {
    TopUpAnswer::Declined { reason, message }
}

fn unclear(cause: UnclearCause) -> TopUpAnswer {
    TopUpAnswer::Unclear { cause, code: None, reference: None, message: String::new() }
}

/// Whether the server has nothing at the path. Its own refusal of an account is a 404 as well, in its own form.
pub(super) fn lacks_the_path(reply: &Reply) -> bool {
    match reply.status {
        404 => !refuses(Fields::read(&reply.body).as_ref()),
        405 => true,
        _ => false,
    }
}

/// Whether an answer complains, in any form: beside an outcome only `false` is no complaint.
fn complains(fields: &Fields<'_>) -> bool {
    fields.raw("Error").is_some_and(|error| error != "false")
}

/// Whether an answer is `{"Error":true,…}`.
fn refuses(fields: Option<&Fields<'_>>) -> bool {
    fields.is_some_and(|fields| fields.is_true("Error"))
}

/// The float, from the answer at `path`.
pub(super) fn balance(reply: &Reply, path: FloatPath, token: &Secret) -> Result<Balance, ApiError> {
    let fields = read(reply, token)?;
    match fields.raw("statusCode").map(|_| fields.integer("statusCode")) {
        None | Some(Some(0)) => {}
        Some(Some(code)) => return Err(odd(OddError::ResultCode(code))),
        Some(None) => return Err(odd(OddError::Field("statusCode"))),
    }
    if !is_in_our_currency(&fields) {
        return Err(odd(OddError::Field("currency")));
    }
    Ok(Balance { balance: float(&fields).ok_or(odd(OddError::Field("balance")))?, path })
}

/// The signed-in person. GoTrue writes 400 for a token of another audience and 404 for one whose user is gone, both in
/// its own form: the token is no good, and nothing else in the request could be wrong.
pub(super) fn user(reply: &Reply, token: &Secret) -> Result<User, ApiError> {
    if matches!(reply.status, 400 | 404)
        && reply.whole
        && Fields::read(&reply.body).is_some_and(|fields| fields.raw("msg").is_some())
    {
        return Err(ApiError::Unauthorised);
    }
    let fields = read(reply, token)?;
    let required =
        |key| Some(shown(fields.text(key), token)).filter(|text| !text.is_empty()).ok_or(odd(OddError::Field(key)));
    Ok(User {
        id: required("id")?,
        email: required("email")?,
        created_at: instant(&fields, "created_at"),
        updated_at: instant(&fields, "updated_at"),
        confirmation_sent_at: instant(&fields, "confirmation_sent_at"),
    })
}

/// The object of a good answer to a reading call.
fn read<'a>(reply: &'a Reply, token: &Secret) -> Result<Fields<'a>, ApiError> {
    let fields = Fields::read(&reply.body);
    let refused = refuses(fields.as_ref());
    match reading::turned_down(reply) {
        // The service's own words about a person that it does not know.
        Some(_) if reply.status == 404 && refused => {}
        Some(class) => return Err(class),
        None => {}
    }
    match (reply.status, fields) {
        // A complaint in an undocumented form: the values beside it are no answer.
        (200..=299, Some(fields)) if !refused && complains(&fields) => Err(odd(OddError::Field("Error"))),
        (200..=299, Some(fields)) if !refused => Ok(fields),
        (200..=299, None) => Err(odd(OddError::NotJson)),
        (status @ (200..=299 | 400..=499), fields) => {
            let words = fields.and_then(|fields| fields.text("Message").or_else(|| fields.text("msg")));
            let words = words.or_else(|| reading::words_of_the_challenge(reply));
            Err(ApiError::Denied { status, message: shown(words, token) })
        }
        (status, _) => Err(odd(OddError::Status(status))),
    }
}

fn odd(error: OddError) -> ApiError {
    ApiError::Odd { error }
}

#[cfg(test)]
mod tests;
