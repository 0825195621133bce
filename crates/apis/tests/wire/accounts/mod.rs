//! The client of the account service over real sockets.
//!
//! The server of these tests follows a script and shares no types with the client: both sides are literal bytes.

mod never_twice;
mod requests;
mod table;

use airtill_apis::Timeouts;
use airtill_apis::accounts::Accounts;
use airtill_domain::{Environment, Secret};
use url::Url;

const EMAIL: &str = "ayen@example.com";

fn client(base: &Url) -> Accounts {
    Accounts::new(base, Environment::Test, Timeouts::default())
}

fn password() -> Secret {
    Secret::new("hunter2-canary".to_owned())
}
