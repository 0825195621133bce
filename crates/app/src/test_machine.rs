//! A machine on which nothing happens, for tests of parts of a till: its clock stands, and no question is answered.
//!
//! The journeys have whole machines. A test replaces the one part that it is about.

use std::sync::Arc;
use std::time::Duration;

use airtill_contract::Event;
use airtill_domain::{Clock, Moment, Timestamp};
use url::Url;

use crate::ports::{
    NotOpened, OsKeyring, Outlet, Ports, PracticeHost, PracticePlace, PracticeUnavailable, Promise, TrustNotChanged,
    TrustStore, UserAgent,
};

/// 2026-11-21T20:00:00Z, at which the clock stands.
pub const NOW: Timestamp = Timestamp(1_795_291_200_000);

/// The parts of the machine.
pub fn ports() -> Ports {
    let machine = Arc::new(IdleMachine);
    Ports {
        clock: machine.clone(),
        outlet: machine.clone(),
        keyring: Arc::new(OsKeyring::new()),
        practice: machine.clone(),
        user_agent: machine.clone(),
        trust: machine,
        company: None,
    }
}

/// A machine on which nothing happens.
struct IdleMachine;

impl Clock for IdleMachine {
    fn now(&self) -> Moment {
        Moment { wall: NOW, monotonic: Duration::from_secs(3600) }
    }
}

impl Outlet for IdleMachine {
    fn emit(&self, _event: Event) {}
}

impl PracticeHost for IdleMachine {
    fn start(&self) -> Promise<'_, Result<PracticePlace, PracticeUnavailable>> {
        Box::pin(std::future::pending())
    }
}

impl UserAgent for IdleMachine {
    fn is_here(&self) -> bool {
        false
    }

    fn open(&self, _: &Url) -> Promise<'_, Result<(), NotOpened>> {
        Box::pin(std::future::pending())
    }

    fn come_back(&self) {}
}

impl TrustStore for IdleMachine {
    fn trusts<'a>(&'a self, _: &'a [u8]) -> Promise<'a, Option<bool>> {
        Box::pin(std::future::pending())
    }

    fn trust<'a>(&'a self, _: &'a [u8]) -> Promise<'a, Result<(), TrustNotChanged>> {
        Box::pin(std::future::pending())
    }

    fn distrust<'a>(&'a self, _: &'a [u8]) -> Promise<'a, Result<(), TrustNotChanged>> {
        Box::pin(std::future::pending())
    }

    fn distrust_all(&self) -> Promise<'_, Result<(), TrustNotChanged>> {
        Box::pin(std::future::pending())
    }
}
