//! A sign-in at the practice accounts before any connection is there: its plan, and how a test begins one.
//!
//! Addresses, client and certificate are those that the practice accounts know. The words of the listener's pages stand
//! here alone, for the sign-ins of a whole till as well. The browsers are in [`crate::browser`] and
//! [`crate::chromium`].

use std::sync::Arc;

use airtill_app::ports::UserAgent;
use airtill_app::sign_in::{Exchanged, Plan, SignIn, SignInEnd, Way};
use airtill_contract::SignInPages;
use airtill_domain::{Clock, Environment, Moment, Secret, Timestamp};
use airtill_oauth::authorization::AuthorizationEndpoint;
use airtill_oauth::loopback::{Door, Leaf, Words};
use airtill_oauth::{Client, Settings, Timeouts, TokenClient, TokenEndpoint};
use airtill_practice::PracticeAccounts;
use airtill_practice::accounts::{CLIENT_ID, CLIENT_SECRET};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use url::Url;

use crate::browser::Opener;

/// The path of the redirect URI that the practice accounts know.
pub const PATH: &str = "/oauth/callback";

/// A sign-in on a task of its own, which answers how it ends.
pub type Driven = JoinHandle<Result<Exchanged, SignInEnd>>;

struct StillClock;

impl Clock for StillClock {
    fn now(&self) -> Moment {
        Moment { wall: Timestamp(1_795_291_200_000), monotonic: std::time::Duration::ZERO }
    }
}

/// A token client whose clock stands still.
pub fn tokens() -> Arc<TokenClient> {
    Arc::new(TokenClient::new(Settings {
        environment: Environment::Practice,
        timeouts: Timeouts::default(),
        clock: Arc::new(StillClock),
    }))
}

/// A sign-in at this practice service.
///
/// # Panics
/// Never: its address is one.
pub fn plan(service: &PracticeAccounts, way: Way) -> Plan {
    plan_at(&service.base_address().parse().expect("an address"), way)
}

/// A sign-in at the service at `base`.
///
/// # Panics
/// Where `base` cannot have a path.
pub fn plan_at(base: &Url, way: Way) -> Plan {
    let SignInPages { language, right_to_left, received, denied, failed, already, not_ours } = pages();
    Plan {
        authorization: AuthorizationEndpoint {
            address: base.join("/oauth/authorize").expect("a base"),
            client_id: CLIENT_ID.into(),
            scope: String::new(),
            pkce: true,
            issuer: None,
            issuer_always: false,
        },
        token: TokenEndpoint::doorkeeper(
            base,
            Client { id: CLIENT_ID.into(), secret: Some(Secret::new(CLIENT_SECRET.into())) },
        ),
        way,
        words: Words { language, right_to_left, received, denied, failed, already, not_ours },
        trusted: false,
        proves: false,
        asks: true,
        over: CancellationToken::new(),
    }
}

/// The words of the listener's pages.
pub fn pages() -> SignInPages {
    let word = str::to_owned;
    SignInPages {
        language: word("en"),
        right_to_left: false,
        received: word("Airtill has received your sign-in. Go back to Airtill."),
        denied: word("The sign-in was not allowed. Go back to Airtill."),
        failed: word("The sign-in did not go through. Go back to Airtill, which says why."),
        already: word("Airtill had this answer already."),
        not_ours: word("Airtill waits for no such answer."),
    }
}

/// Begins a sign-in in this browser and drives it to its end; work that it leaves running is among `tasks`.
///
/// # Panics
/// None was begun.
pub async fn drive(plan: Plan, browser: impl UserAgent + 'static, tasks: &TaskTracker) -> (Arc<SignIn>, Driven) {
    let (sign_in, course) = SignIn::begin(plan, Arc::new(browser), tasks.clone()).await.expect("a sign-in begins");
    let tokens = tokens();
    (sign_in, tokio::spawn(async move { course.run(&tokens, || {}).await }))
}

/// A sign-in that waits for its browser, and the address that the browser is given.
///
/// # Panics
/// None was begun.
pub async fn begun(plan: Plan) -> (Arc<SignIn>, Driven, Url) {
    let (opener, mut opened) = Opener::new();
    let (sign_in, driven) = drive(plan, opener, &TaskTracker::new()).await;
    let address = opened.recv().await.expect("the browser is asked for");
    (sign_in, driven, address)
}

/// By a listener on any port.
pub fn listening() -> Way {
    Way::Listen(Door { path: PATH.into(), port: 0, localhost: false, leaf: None })
}

/// A certificate that is valid today: a browser's verifier asks the computer's own clock.
///
/// # Panics
/// Where the system gives no random bytes.
#[allow(clippy::disallowed_methods, reason = "the certificate must be valid today")]
pub fn leaf() -> Leaf {
    let today = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_millis());
    Leaf::make(Timestamp(i64::try_from(today).unwrap_or(0))).expect("random bytes")
}
