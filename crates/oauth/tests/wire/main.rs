//! The token client over real sockets: its requests, its reading of answers, and the acts that it never does.
//!
//! The servers share no types with the client: their requests and answers are literal bytes.

mod answers;
mod client_credentials;
mod errors;
mod exchange;
mod probe;
#[cfg(target_os = "linux")]
mod proxies;
mod requests;
mod revocation;
#[cfg(target_os = "linux")]
mod trust;

use std::sync::Arc;
use std::time::Duration;

use airtill_domain::{Clock, Environment, Moment, Secret, Timestamp};
use airtill_oauth::{Encoding, Settings, Timeouts, TokenClient, TokenEndpoint};
use url::Url;

const GOOD: &str =
    r#"{"access_token":"canary-access","token_type":"bearer","expires_in":3600,"refresh_token":"canary-refresh-2"}"#;

/// 21 November 2026, 20:00:00 UTC, for ever.
struct FixedClock;

const NOW: Moment = Moment { wall: Timestamp(1_795_291_200_000), monotonic: Duration::from_secs(77) };

impl Clock for FixedClock {
    fn now(&self) -> Moment {
        NOW
    }
}

fn client_with(environment: Environment, timeouts: Timeouts) -> TokenClient {
    TokenClient::new(Settings { environment, timeouts, clock: Arc::new(FixedClock) })
}

fn client() -> TokenClient {
    client_with(Environment::Test, Timeouts::default())
}

fn endpoint(address: Url) -> TokenEndpoint {
    TokenEndpoint { address, assumes_bearer: false, client: None, encoding: Encoding::Form }
}

fn password() -> Secret {
    Secret::new("canary pass+word&=%é".to_owned())
}
