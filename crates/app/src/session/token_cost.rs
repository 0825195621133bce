//! The cost of asking for a fresh token.
//!
//! `cargo xtask bench` compiles this as the till is shipped, runs it and judges the figure. It stands among the tests
//! because a session is nobody's outside this crate: to make it public for a measure would be a door that the till does
//! not need.
#![allow(clippy::print_stdout, reason = "the figure is told to the program that judges it")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use airtill_domain::{Clock, Environment, Moment, Secret, TillId, Timestamp};
use airtill_oauth::{Client, RefreshToken, Settings, Timeouts, TokenClient, TokenEndpoint, TokenSet};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::provider::{Ending, Party};
use super::{Provider, Session};
use crate::environment::{LazyVault, OpenEnvironment};
use crate::learned::Learned;
use crate::ports::OsKeyring;

/// Batches that count.
const BATCHES: usize = 400;
/// Batches before that.
const WARM_UP: usize = 40;
/// Calls of one batch, so that reading the clock around it weighs nothing.
const CALLS: u32 = 1000;
/// A JWT as GoTrue gives it: each call copies the token and wipes the copy, so a short one would be a lighter load.
const TOKEN_CHARACTERS: usize = 1000;

/// The two clocks of this computer, read as the shell reads them: a call pays for both.
struct ComputerClock(Instant);

impl Clock for ComputerClock {
    #[allow(clippy::disallowed_methods, reason = "this is where the clock is passed in from")]
    fn now(&self) -> Moment {
        let wall = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |after| i64::try_from(after.as_millis()).unwrap_or(i64::MAX));
        Moment { wall: Timestamp(wall), monotonic: self.0.elapsed() }
    }
}

#[allow(clippy::disallowed_methods, reason = "spans of real time are what is measured")]
fn now() -> Instant {
    Instant::now()
}

/// A session that holds a token for an hour. Nobody listens at its service: a renewal would be an error.
async fn signed_in(folder: &std::path::Path) -> Session {
    let clock: Arc<dyn Clock> = Arc::new(ComputerClock(now()));
    // In practice no keyring is asked.
    let keyring = Arc::new(OsKeyring::new());
    let till = TillId::from_bits(7);
    let vault = LazyVault::new(folder, Environment::Practice, keyring, Arc::default(), None);
    let environment =
        OpenEnvironment::open(folder, Environment::Practice, till, vault, clock.now().wall, |_| (), |_| ())
            .await
            .expect("an empty folder holds nothing that could refuse to open");
    let base = "http://127.0.0.1:9".parse().expect("an address");
    let endpoint = TokenEndpoint::doorkeeper(&base, Client { id: "till".to_owned(), secret: None });
    let provider = Provider { party: Party::Person, endpoint, ending: Ending::Revocation, rest: None };
    let tokens = TokenClient::new(Settings {
        environment: Environment::Practice,
        timeouts: Timeouts::default(),
        clock: clock.clone(),
    });
    let session = Session::new(
        "a measure".to_owned(),
        provider,
        Arc::new(Learned::nothing()),
        tokens,
        environment.vault.clone(),
        clock.clone(),
        TaskTracker::new(),
    );
    let given = TokenSet {
        access_token: Secret::new("t".repeat(TOKEN_CHARACTERS)),
        refresh_token: RefreshToken::Given(Secret::new("r".repeat(64))),
        lifetime: Some(Duration::from_secs(3600)),
        refresh_lifetime: None,
        token_type: "bearer".to_owned(),
        user_id: Some(7),
        scope: None,
        sent_at: clock.now(),
        clock_skew: None,
    };
    assert!(session.adopt(given, None, &CancellationToken::new()).await.expect("the vault is in memory"));
    session
}

#[test]
#[ignore = "a measure, of use only when optimised: `cargo xtask bench` runs it"]
fn asking_for_a_fresh_token() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().to_owned();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    // On a worker of the runtime, as a command of the window is.
    let batches = runtime.spawn(async move {
        let session = signed_in(&path).await;
        let mut batches = Vec::with_capacity(BATCHES);
        for batch in 0..WARM_UP + BATCHES {
            let began = now();
            for _ in 0..CALLS {
                drop(black_box(black_box(&session).access_token().await));
            }
            let took = began.elapsed();
            let token = session.access_token().await.expect("a fresh token is there");
            assert_eq!(token.expose().len(), TOKEN_CHARACTERS, "it is the one that was given");
            if batch >= WARM_UP {
                batches.push(took.as_nanos() / u128::from(CALLS));
            }
        }
        batches
    });
    let mut batches = runtime.block_on(batches).expect("no batch panics");
    batches.sort_unstable();
    println!("fresh token: {} ns, {BATCHES} batches", batches[BATCHES / 2]);
}
