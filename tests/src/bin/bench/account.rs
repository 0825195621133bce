//! The till of the measures: the real use cases on a real disk, with the machine's clock and a window that only encodes
//! events.
//!
//! It has none of a test's doubles: no clock that stands still, no recorded log, no remembered events.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use airtill_app::ports::Promise;
use airtill_app::{DataFolder, Outlet, Policy, Ports, PracticeHost, PracticePlace, PracticeUnavailable, Till};
use airtill_contract::*;
use airtill_domain::{Clock, Moment, Timestamp};
use airtill_practice::Practice;
use airtill_tests::browser::Opener;
use airtill_tests::world::TestKeyring;

use crate::measure::Fallible;
use crate::samples;

/// The id of the connection.
const DESK: &str = "desk";

/// The clocks of this computer, which can be set ahead; clones are the same one.
#[derive(Clone)]
pub struct ComputerClock {
    began: Instant,
    ahead_seconds: Arc<AtomicU64>,
}

impl ComputerClock {
    /// A clock that is right and whose monotonic time begins now.
    pub fn new() -> Self {
        Self { began: samples::now(), ahead_seconds: Arc::default() }
    }

    /// Advances both clocks at once by this span.
    pub fn advance(&self, by: Duration) {
        self.ahead_seconds.fetch_add(by.as_secs(), Ordering::Relaxed);
    }
}

impl Clock for ComputerClock {
    #[allow(clippy::disallowed_methods, reason = "this is where the clock is passed in from")]
    fn now(&self) -> Moment {
        let ahead = Duration::from_secs(self.ahead_seconds.load(Ordering::Relaxed));
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).map_or(Duration::ZERO, |after| after + ahead);
        Moment {
            wall: Timestamp(i64::try_from(wall.as_millis()).unwrap_or(i64::MAX)),
            monotonic: self.began.elapsed() + ahead,
        }
    }
}

/// Encodes every event as the shell must, drops it, and remembers the times of the present sale's steps.
#[derive(Clone, Default)]
pub struct Encoder(Arc<Mutex<Vec<(SaleStep, Instant)>>>);

impl Encoder {
    /// The steps since it was last asked.
    pub fn steps(&self) -> Vec<(SaleStep, Instant)> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Outlet for Encoder {
    fn emit(&self, event: Event) {
        let _ = std::hint::black_box(serde_json::to_string(&event));
        if let Event::SaleStep { step, .. } = event {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push((step, samples::now()));
        }
    }
}

/// The practice host of a measure: it has no service.
struct NoPractice;

impl PracticeHost for NoPractice {
    fn start(&self) -> Promise<'_, Result<PracticePlace, PracticeUnavailable>> {
        Box::pin(async { Err(PracticeUnavailable { reason: "a measure does not practise".to_owned() }) })
    }
}

/// A till on `folder/data`, with its keyring in `folder/keyring`; `window` gets its events, `user_agent` its addresses.
pub fn open(folder: &Path, window: impl Outlet + 'static, user_agent: Opener, clock: ComputerClock) -> Fallible<Till> {
    open_with(folder, window, user_agent, clock, Policy::default())
}

/// As [`open`], with these durations.
pub fn open_with(
    folder: &Path,
    window: impl Outlet + 'static,
    user_agent: Opener,
    clock: ComputerClock,
    policy: Policy,
) -> Fallible<Till> {
    let ports = Ports {
        clock: Arc::new(clock),
        outlet: Arc::new(window),
        keyring: Arc::new(TestKeyring::new(folder.join("keyring"))),
        practice: Arc::new(NoPractice),
        user_agent: Arc::new(user_agent),
        trust: Arc::new(airtill_tests::world::TestTrust::default()),
        company: None,
    };
    Ok(Till::new(DataFolder::open(&data(folder))?, ports, policy, "0.0.0".to_owned(), false))
}

/// The data folder below `folder`.
pub fn data(folder: &Path) -> PathBuf {
    folder.join("data")
}

/// Imports a test connection to a service on this port.
pub async fn import(till: &Till, port: u16) -> Fallible<ConnectionKey> {
    let text = format!(
        "format = 1\nid = \"{DESK}\"\nname = \"Test desk\"\napi = \"21-systems\"\nenvironment = \"test\"\n\
         base_address = \"http://127.0.0.1:{port}\"\nsign_in = [\"password\"]\n"
    );
    import_file(till, &text, None).await
}

/// Reads a connection file and says yes to it.
pub async fn import_file(till: &Till, text: &str, secret: Option<&str>) -> Fallible<ConnectionKey> {
    let preview = till.read_connection_file("measured.airtill", text.as_bytes()).await.map_err(failed)?;
    let client_secret = secret.map(|secret| InwardSecret(secret.to_owned()));
    let yes =
        ConfirmImport { token: preview.token, confirmed_hosts: preview.other_hosts, client_id: None, client_secret };
    Ok(till.confirm_import(yes).await.map_err(failed)?.key)
}

/// Signs the clerk of the practice service in and reads the float.
pub async fn sign_in(till: &Till, key: &ConnectionKey) -> Fallible<()> {
    let account = Practice::account();
    let password = InwardSecret(account.password.to_owned());
    let request = SignInWithPassword { connection: key.clone(), username: account.email.to_owned(), password };
    till.sign_in_with_password(request).await.map_err(failed)?;
    till.refresh_float(ForConnection { connection: key.clone() }).await.map_err(failed)?;
    Ok(())
}

/// An error of the till as this program's own.
pub fn failed(error: airtill_app::TillError) -> Box<dyn std::error::Error + Send + Sync> {
    format!("the till refused: {:?} {}", error.code, error.detail).into()
}

/// A new folder on the disk that the build uses: measures of fsync mean nothing in memory.
pub fn folder() -> Fallible<tempfile::TempDir> {
    let program = std::env::current_exe()?;
    let beside = program.parent().unwrap_or(Path::new("."));
    Ok(tempfile::Builder::new().prefix("bench-").tempdir_in(beside)?)
}
