//! The options with which the practice service starts.
//!
//! Everything has a default that suits a clerk who practises; a test changes only the option of its subject.

use std::path::PathBuf;
use std::time::Duration;

use rust_decimal::Decimal;

use crate::airtime::edition::Edition;
use crate::airtime::store::Tier;
use crate::clock::Clock;

/// The behaviour of a practice service.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder in which its state outlives the process; `None` holds it in memory only. One process at a time may
    /// use a folder.
    pub folder: Option<PathBuf>,
    /// The loopback port; 0 lets the system choose one. A test that brings the service back at its address names it.
    pub port: u16,
    /// The state of the service's document that it follows at first; [`crate::Practice::follow`] changes it.
    pub edition: Edition,
    /// The lifetime of an access token.
    pub access_token_lifetime: Duration,
    /// The float in SSP on the first start in a folder, or on every start without one.
    pub opening_float: Decimal,
    /// The share of the amount that the float is not debited: with 0.05 a top-up of 100 debits 95.
    pub commission: Decimal,
    /// Other shares of the commission from some amounts on. [`crate::Practice::set_commission`] changes both, and a
    /// folder remembers that.
    pub tiers: Vec<Tier>,
    /// The duration of the answer to a "slow" number.
    pub slow: Duration,
    /// How many token requests are answered in five minutes before 429; `None` answers them all.
    pub rate_limit: Option<u32>,
    /// The interval at which the service retries accepted top-ups by itself; `None` leaves it to
    /// [`crate::Practice::retry_accepted`].
    pub retry_every: Option<Duration>,
    /// The time after which a "late" number is charged and delivered, when its client is no longer waiting; `None`
    /// leaves it to [`crate::Practice::begin_waiting`].
    pub late: Option<Duration>,
    /// Reads the float before a recharge and writes it after, without a lock, as the real service does: two top-ups at
    /// once can lose a debit, and a refused one writes the old float back. A "slow" number then waits in between.
    pub unguarded_float: bool,
    /// How many of the last requests are remembered word for word; 0 remembers none, as the till itself wants it.
    pub keep_hits: usize,
    /// The wall clock.
    pub clock: Clock,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            folder: None,
            port: 0,
            edition: Edition::default(),
            access_token_lifetime: Duration::from_secs(3600),
            opening_float: Decimal::new(500_000, 2),
            commission: Decimal::ZERO,
            tiers: Vec::new(),
            slow: Duration::from_secs(8),
            rate_limit: None,
            retry_every: None,
            late: None,
            unguarded_float: false,
            keep_hits: 10_000,
            clock: Clock::system(),
        }
    }
}
