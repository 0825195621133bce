//! The machine as the use cases need it, each part named by its use.
//!
//! The shell gives the real ones; tests give a clock that they set, a keyring that fails on demand, and an outlet that
//! kills the process at a step.

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use airtill_contract::{Event, UpdateTrouble, UpdateWay};
use airtill_domain::Clock;
#[cfg(unix)]
pub use airtill_files::guard::Modes;
/// The judge of who can write the company's folder.
pub use airtill_files::guard::{Guard, Opened, Writers};
/// The parts of updates that only the shell knows, and how a program is replaced.
pub use airtill_updates::{Channel, Keys, Limits, Ready, Target, Till as UpdatedTill, Version, Web, install};
/// The keyring of this machine, and the ban on core dumps: for the shell, which knows no vault.
pub use airtill_vault::{KeyStore, OsKeyring, refuse_core_dumps};
use url::Url;

/// A future that a trait object can return.
pub type Promise<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Where events go: to the window.
pub trait Outlet: Send + Sync {
    /// Must return soon; an event that cannot be shown is dropped, because every view can be asked for again.
    fn emit(&self, event: Event);
}

/// The host of the practice service.
pub trait PracticeHost: Send + Sync {
    /// Starts it, or says again where it runs.
    fn start(&self) -> Promise<'_, Result<PracticePlace, PracticeUnavailable>>;
}

/// Where the practice service runs, and its made-up account.
#[derive(Clone, Debug)]
pub struct PracticePlace {
    /// On a loopback address.
    pub base_address: Url,
    /// Opens nothing but the practice service.
    pub username: String,
    /// Opens nothing but the practice service.
    pub password: String,
    /// The company's accounts, imitated too; absent where they could not start.
    pub accounts: Option<PracticeAccountsPlace>,
    /// The service that sells eSIMs, imitated too; absent where it could not start.
    pub esim: Option<PracticeEsimPlace>,
}

/// Where the practice eSIM service runs, and its one client. None of it is a secret: it opens nothing else.
#[derive(Clone, Debug)]
pub struct PracticeEsimPlace {
    /// The base address of its API, on a loopback address; its token endpoint has the same origin.
    pub base_address: Url,
    /// The client that it knows.
    pub client_id: String,
    /// The secret of that client.
    pub client_secret: String,
}

/// Where the practice accounts run, and what is registered with them. None of it is a secret: it opens nothing else.
#[derive(Clone, Debug)]
pub struct PracticeAccountsPlace {
    /// On a loopback address.
    pub base_address: Url,
    /// The one client that they know.
    pub client_id: String,
    /// The secret of that client.
    pub client_secret: String,
    /// Registered; its port is ignored.
    pub redirect_uri: Url,
    /// Their made-up person.
    pub username: String,
    /// Their made-up person's.
    pub password: String,
}

/// The system's browser (RFC 8252: the external user agent).
pub trait UserAgent: Send + Sync {
    /// Whether a browser of this computer can reach this program: not in a remote session, nor without a desktop.
    fn is_here(&self) -> bool;

    /// Asks the system to open an address. That it was asked does not say that anything opened.
    fn open(&self, address: &Url) -> Promise<'_, Result<(), NotOpened>>;

    /// Brings the till in front of the browser; a system that does not let it may only mark its window.
    fn come_back(&self);
}

/// The system did not take the address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the browser could not be opened: {reason}")]
pub struct NotOpened {
    /// Plain words of the operating system.
    pub reason: String,
}

/// The certificates that this person's browsers trust.
pub trait TrustStore: Send + Sync {
    /// Whether they trust a certificate, DER; `None` where the till cannot know or change it.
    fn trusts<'a>(&'a self, certificate: &'a [u8]) -> Promise<'a, Option<bool>>;

    /// Has them trust it, for servers and as no authority.
    fn trust<'a>(&'a self, certificate: &'a [u8]) -> Promise<'a, Result<(), TrustNotChanged>>;

    /// Takes that back; no error where they did not.
    fn distrust<'a>(&'a self, certificate: &'a [u8]) -> Promise<'a, Result<(), TrustNotChanged>>;

    /// Takes all trust from certificates of ours, also from forgotten ones; no error where there is none.
    fn distrust_all(&self) -> Promise<'_, Result<(), TrustNotChanged>>;
}

/// The browsers' trust could not be changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the browsers' trust was not changed: {reason}")]
pub struct TrustNotChanged {
    /// Plain words of the operating system.
    pub reason: String,
}

/// The replacement of this copy of the program by a newer one.
pub trait Installer: Send + Sync {
    /// How new versions reach this copy. The system may have to be asked for that.
    fn way(&self) -> Promise<'_, UpdateWay>;

    /// Puts the program of a package that was proven in the place of this one, and has the till close and start again,
    /// unless it is at work. `language` is the window's. The old program is whole where this fails.
    fn install<'a>(&'a self, package: Ready, language: &'a str) -> Promise<'a, Result<Installed, UpdateTrouble>>;
}

/// The till after a newer program came to the place of this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Installed {
    /// It is about to close, and starts again.
    Closes,
    /// It goes on as it is: it was at work. The next start is one of the newer program.
    GoesOn,
}

/// The practice service could not start.
#[derive(Debug, thiserror::Error)]
#[error("the practice service could not start: {reason}")]
pub struct PracticeUnavailable {
    /// Plain words of the operating system.
    pub reason: String,
}

/// The folder in which a company places files for all tills of this computer.
#[derive(Clone)]
pub struct CompanyPlace {
    /// Where it lies; it need not be there.
    pub folder: PathBuf,
    /// The judge of who can write it.
    pub guard: Arc<dyn Guard>,
}

/// Everything of the machine.
#[derive(Clone)]
pub struct Ports {
    /// The wall clock and the monotonic one.
    pub clock: Arc<dyn Clock>,
    /// The way of events to the window.
    pub outlet: Arc<dyn Outlet>,
    /// The operating system's keyring.
    pub keyring: Arc<dyn KeyStore>,
    /// The practice service.
    pub practice: Arc<dyn PracticeHost>,
    /// The system's browser.
    pub user_agent: Arc<dyn UserAgent>,
    /// The certificates that this person's browsers trust.
    pub trust: Arc<dyn TrustStore>,
    /// The company's folder; `None` for a till that no company reaches.
    pub company: Option<CompanyPlace>,
}

/// The durations that people could argue about, in one place.
#[derive(Clone, Debug)]
pub struct Policy {
    /// How long a top-up to the same number is worth a second question.
    pub repeat_window: Duration,
    /// How old a float may be before it is read again while a sale is confirmed.
    pub float_age: Duration,
    /// How long a request to a service may take to connect and altogether.
    pub connect_limit: Duration,
    /// How long an answer of a service may take altogether.
    pub answer_limit: Duration,
    /// How long the first screen waits for what is stored; the rest arrives as events.
    pub start_patience: Duration,
    /// When evidence is looked for again after a doubt, counted from the doubt; for orders the last gap comes again and
    /// again.
    pub evidence_after: Vec<Duration>,
    /// The gaps between the looks at an order that a service finishes later; the last one again and again.
    pub order_gaps: Vec<Duration>,
    /// The shortest time between two looks at orders of one connection: a thousand a minute are allowed.
    pub order_pace: Duration,
    /// How often the till asks itself whether a check for updates is due.
    pub update_pace: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            repeat_window: Duration::from_secs(24 * 60 * 60),
            float_age: Duration::from_secs(120),
            connect_limit: Duration::from_secs(10),
            answer_limit: Duration::from_secs(60),
            start_patience: Duration::from_millis(300),
            evidence_after: [2, 5, 11, 30, 60, 125, 300, 900, 1800, 3600].map(Duration::from_secs).to_vec(),
            order_gaps: [2, 3, 5, 8, 13, 20, 30, 60, 120, 300].map(Duration::from_secs).to_vec(),
            order_pace: Duration::from_millis(65),
            update_pace: Duration::from_secs(10 * 60),
        }
    }
}
