//! The meaning of each answer of the account service. The table `fixtures/accounts/answers.table` holds every rule with
//! its cases.
//!
//! A reading call has an answer or a class of error. For a new account the question is first whether there can be one.
//! A status from 400 to 499 says no, except 408, which comes from a server that gave up waiting; a request that never
//! left says no. Everything else without a readable user leaves it open, a redirect too, since a server may redirect
//! after it has obeyed.

use airtill_domain::Secret;
use airtill_http::{Failure, Reply};
use airtill_http::{Fields, elements};

use super::answer::{Country, CreateUserError, User, UserAnswer, UserField};
use super::{field_errors, wire};
use crate::error::{ApiError, OddError};
use crate::reading;

/// The countries of the world.
pub(super) fn countries(reply: &Reply, token: &Secret) -> Result<Vec<Country>, ApiError> {
    let fields = read(reply, token)?;
    let listed = fields.raw("countries").and_then(elements).ok_or(odd(OddError::Field("countries")))?;
    let mut countries: Vec<Country> = Vec::new();
    for country in listed.iter().filter_map(|entry| wire::country(&Fields::read(entry.as_bytes())?, token)) {
        if countries.iter().all(|known| known.code != country.code) {
            countries.push(country);
        }
    }
    if countries.len() < listed.len() {
        tracing::debug!(listed = listed.len(), kept = countries.len(), "countries left out");
    }
    // Nobody may be left without a choice by an empty list: the list that was stored before is better.
    if countries.is_empty() { Err(odd(OddError::Field("countries"))) } else { Ok(countries) }
}

/// The person that the service names for `id`.
pub(super) fn user(reply: &Reply, id: i64, token: &Secret) -> Result<UserAnswer, ApiError> {
    let user = wire::user(read(reply, token)?, token, None).map_err(odd)?;
    Ok(if user.id == id { UserAnswer::Asked(user) } else { UserAnswer::Other(user) })
}

/// The new account of `email`, or the most that can be known of it.
pub(super) fn created(answer: Result<Reply, Failure>, email: &str, password: &Secret) -> Result<User, CreateUserError> {
    let reply = match answer {
        Ok(reply) => reply,
        Err(Failure::NotSent(error)) => return Err(CreateUserError::NotSent { error }),
        Err(error) => return Err(CreateUserError::Unknown { reason: error.into() }),
    };
    let no_account = (400..=499).contains(&reply.status) && reply.status != 408 || reply.status == 511;
    if let Some(reason) = reading::turned_down(&reply) {
        return Err(if no_account { CreateUserError::Refused { reason } } else { CreateUserError::Unknown { reason } });
    }
    let reason = match reply.status {
        200..=299 => match Fields::read(&reply.body)
            .ok_or(OddError::NotJson)
            .and_then(|fields| wire::user(fields, password, Some(email)))
        {
            Ok(user) => return Ok(user),
            Err(error) => odd(error),
        },
        422 => {
            return Err(CreateUserError::Invalid {
                errors: field_errors::read(reading::refusal_body(&reply), password),
            });
        }
        status if no_account => {
            let errors = field_errors::read(reading::refusal_body(&reply), password);
            // Some services write 400 or 409 for an error that a person can correct.
            if matches!(status, 400 | 409)
                && errors.iter().any(|error| matches!(error.field, UserField::Email | UserField::Password))
            {
                return Err(CreateUserError::Invalid { errors });
            }
            return Err(CreateUserError::Refused { reason: denied(&reply, password) });
        }
        status => odd(OddError::Status(status)),
    };
    Err(CreateUserError::Unknown { reason })
}

/// The object of a good answer to a reading call.
fn read<'a>(reply: &'a Reply, token: &Secret) -> Result<Fields<'a>, ApiError> {
    if let Some(class) = reading::turned_down(reply) {
        return Err(class);
    }
    match reply.status {
        200..=299 => Fields::read(&reply.body).ok_or(odd(OddError::NotJson)),
        400..=499 => Err(denied(reply, token)),
        status => Err(odd(OddError::Status(status))),
    }
}

fn denied(reply: &Reply, secret: &Secret) -> ApiError {
    let said = field_errors::read(reading::refusal_body(reply), secret)
        .into_iter()
        .map(|error| error.message)
        .find(|message| !message.is_empty());
    let message = said.unwrap_or_else(|| wire::words(reading::words_of_the_challenge(reply), secret));
    ApiError::Denied { status: reply.status, message }
}

fn odd(error: OddError) -> ApiError {
    ApiError::Odd { error }
}

#[cfg(test)]
mod tests;
