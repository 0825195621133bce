//! The clients over real sockets: their requests, their reading of answers, and the acts that they never do.
//!
//! `accounts` and `truphone` hold the tests of those services; the others here are 21 Systems'.

mod accounts;
mod float;
mod never_twice;
#[cfg(target_os = "linux")]
mod proxies;
mod reading;
mod requests;
mod rows;
mod table;
mod truphone;

use std::time::Duration;

use airtill_apis::Timeouts;
use airtill_apis::twenty_one::{TopUpAnswer, TwentyOne};
use airtill_domain::{Currency, Environment, Money, Msisdn, Secret};
use url::Url;

/// For servers that stay silent: long enough for a busy computer's loopback, short enough to wait for.
const SHORT: Timeouts = Timeouts { connect: Duration::from_secs(60), total: Duration::from_secs(5) };
/// For a handshake that never ends.
const SHORT_CONNECT: Timeouts = Timeouts { connect: Duration::from_secs(1), total: Duration::from_secs(60) };
/// Longer than any limit of a client.
const LIMIT: Duration = Duration::from_secs(120);

fn client(base: &Url) -> TwentyOne {
    TwentyOne::new(base, Environment::Test, Timeouts::default())
}

fn token() -> Secret {
    Secret::new("canary-access-token".to_owned())
}

/// The number in the service's own sample.
fn sample() -> Msisdn {
    Msisdn::parse("211965615584").expect("the service's sample")
}

fn six() -> Money {
    Money::from_minor(600, Currency::SSP)
}

/// One top-up, ended by the client's own limit or by this test's.
async fn top_up(client: &TwentyOne) -> TopUpAnswer {
    tokio::time::timeout(LIMIT, client.top_up(&token(), &sample(), six()))
        .await
        .expect("the client's own limit ends it")
}
