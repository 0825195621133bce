//! 21 Systems airtime API, version 1.2: the signed-in person, the float, and a top-up.
//!
//! Servers speak one of two states of its document, which differ in the path of the float ([`FloatPath`]); a top-up is
//! the same request to both. The service has no idempotency key and no look-up of past sales, so a top-up is sent once
//! and its answer is given unchanged. Send serially on one account: the service reads the float before the recharge and
//! writes it afterwards without a lock. The token comes from outside; the step after a 401 is decided there as well.

mod answer;
mod map;
mod wire;

use airtill_domain::{Environment, Money, Msisdn, Secret};
use airtill_http::Timeouts;
use airtill_http::Unreached;
use url::Url;

pub use answer::{Balance, DeclineReason, FloatPath, PENDING_APPROVAL, RefusalReason, TopUpAnswer, UnclearCause, User};

use crate::error::ApiError;
use crate::http::Http;

/// One connection to 21 Systems.
pub struct TwentyOne {
    http: Http,
}

impl TwentyOne {
    /// A client below `base_address`, which may have a path. Nothing is opened yet.
    pub fn new(base_address: &Url, environment: Environment, timeouts: Timeouts) -> Self {
        Self { http: Http::new(base_address, environment, timeouts) }
    }

    /// The float, asked for at `known`, and once at the other path where the server has no such path. No other answer
    /// is followed by a second request, and no path is asked twice.
    ///
    /// # Errors
    /// See [`ApiError`]; Unauthorised for a token that is not accepted, Settings where neither path is there.
    pub async fn balance(&self, token: &Secret, known: FloatPath) -> Result<Balance, ApiError> {
        let at_known = self.http.get(known.segments(), token).await?;
        if !map::lacks_the_path(&at_known) {
            return map::balance(&at_known, known, token);
        }
        let at_other = self.http.get(known.other().segments(), token).await?;
        if map::lacks_the_path(&at_other) {
            map::balance(&at_known, known, token)
        } else {
            map::balance(&at_other, known.other(), token)
        }
    }

    /// The signed-in person.
    ///
    /// # Errors
    /// See [`ApiError`]; Unauthorised for a token that is not accepted.
    pub async fn user(&self, token: &Secret) -> Result<User, ApiError> {
        map::user(&self.http.get(&["auth", "user"], token).await?, token)
    }

    /// Sends airtime, once. Dropping the future does not cancel the request: await it to its end, or the sale is in
    /// doubt.
    pub async fn top_up(&self, token: &Secret, msisdn: &Msisdn, amount: Money) -> TopUpAnswer {
        if !amount.is_positive() || amount.currency != wire::CURRENCY {
            return TopUpAnswer::NotSent { error: Unreached::Unsendable };
        }
        match self
            .http
            .post_json(
                &["airtime", "api", "subscriber", "topup"],
                Some(token),
                wire::top_up_body(msisdn, amount).into_bytes().into(),
            )
            .await
        {
            Ok(reply) => map::top_up(&reply, msisdn, token),
            Err(error) => map::top_up_error(error),
        }
    }
}
