//! A whole till without its screen: a data folder, the practice service as the service, a clock, a keyring, a window.
//!
//! A journey goes through [`airtill_app::Till`] and nothing else, over real sockets. Two kinds of connection: the
//! built-in one that practises, and a test connection that was imported from a file and signed in by the form, as a
//! live one is. [`World::close`] ends every journey: it compares the ledger with the truth log of the service, and
//! looks for secrets.

mod accounts;
mod canary;
mod child;
mod clock;
mod company;
mod compare;
mod connection;
mod esim;
mod keyring;
mod named;
mod ordered;
mod outlet;
mod selling;
mod shop;
mod stored;
mod trust;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use airtill_app::ports::Promise;
use airtill_app::{
    DataFolder, Policy, Ports, PracticeEsimPlace, PracticeHost, PracticePlace, PracticeUnavailable, Till, TillError,
};
use airtill_contract::*;
use airtill_domain::{Environment, TillId};
use airtill_ledger::Ledger;
use airtill_practice::{Endpoint, Options, Practice};
use tempfile::TempDir;
use tokio::sync::mpsc;

use crate::browser::Opener;
use crate::port::Port;

pub use accounts::{Company, FILE as ACCOUNTS_FILE, file_over_https, filled, filled_at};
pub use canary::{log, secrets_of_json};
pub use child::{Commanded, Ending};
pub use clock::{MORNING, TestClock};
pub use company::CompanyFolder;
pub use compare::{compare, disagreements, is_true};
pub use esim::{FILE as ESIM_FILE, Reseller};
pub use keyring::{Keyring, TestKeyring};
pub use ordered::{is_esim, made_for, order_disagreements, order_is_true};
pub use outlet::{PATIENCE, Window};
pub use selling::{Yes, number};
pub use shop::{Shop, confirmed, more_for, new_for, refused};
pub use trust::TestTrust;

/// The id of the test connection.
const DESK: &str = "desk";
/// The declarations of a test connection's file unless a journey sets others: only this till uses the float.
pub const ALONE: &str = "used_by = \"this till\"\nsmallest_deposit = \"500\"\nrest = \"2 min\"\nbooks_one_at_a_time = true\nsecond_debit = \"no\"\n";
/// The rest that is declared in every world, by the settable clock.
pub const QUIET: Duration = Duration::from_secs(120);

/// The beginning of a world.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Practice, or a test connection.
    pub environment: EnvironmentView,
    /// The behaviour of the service.
    pub options: Options,
    /// The declarations of the test connection's file about its float: lines of it, each with its end.
    pub declared: String,
    /// The durations of the till.
    pub policy: Policy,
    /// The state of the keyring from the first moment on.
    pub keyring: Keyring,
    /// Whether the clerk signs in.
    pub signed_in: bool,
    /// Whether the service stores its state while it is cut off.
    pub service_remembers: bool,
    /// The company's policy, if its folder has one from the first start on.
    pub company_policy: Option<String>,
}

impl Default for Setup {
    fn default() -> Self {
        let policy = Policy {
            // Evidence is gathered when a journey asks for it.
            evidence_after: Vec::new(),
            // A journey looks at the stored sign-in as soon as the till has started.
            start_patience: PATIENCE,
            ..Policy::default()
        };
        let options = Options { slow: Duration::from_millis(50), ..Options::default() };
        Self {
            environment: EnvironmentView::Test,
            options,
            declared: ALONE.to_owned(),
            policy,
            keyring: Keyring::Works,
            signed_in: true,
            service_remembers: false,
            company_policy: None,
        }
    }
}

/// The practice service as the till's host of it: one that runs elsewhere, at this address.
pub struct Elsewhere(pub url::Url, pub PracticeEsimAt);

/// Where the practice eSIM service runs, for a world that has one; set before practising begins.
pub type PracticeEsimAt = Arc<Mutex<Option<PracticeEsimPlace>>>;

impl PracticeHost for Elsewhere {
    fn start(&self) -> Promise<'_, Result<PracticePlace, PracticeUnavailable>> {
        let account = Practice::account();
        let place = PracticePlace {
            base_address: self.0.clone(),
            username: account.email.to_owned(),
            password: account.password.to_owned(),
            accounts: None,
            esim: self.1.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        };
        Box::pin(async move { Ok(place) })
    }
}

/// A till and everything around it.
pub struct World {
    temp: TempDir,
    service: Option<Practice>,
    /// The port of the service, also while it is cut off.
    _port: Port,
    /// The clock of the till and of the service.
    pub clock: TestClock,
    /// The keyring of the till.
    pub keyring: TestKeyring,
    /// The window that records events.
    pub window: Arc<Window>,
    /// The system's browser.
    pub browser: Arc<Opener>,
    /// The addresses that the till asked the browser to open.
    pub opened: tokio::sync::Mutex<mpsc::UnboundedReceiver<url::Url>>,
    /// The trust of the browsers.
    pub trust: Arc<TestTrust>,
    /// The setup with which it began.
    pub setup: Setup,
    /// The connection through which it sells.
    pub key: ConnectionKey,
    /// Where the practice eSIM service runs, once a journey has started one.
    pub practice_esim: PracticeEsimAt,
    /// The company's folder, which is not there unless a journey puts something in it.
    pub company: CompanyFolder,
    till: Option<Till>,
    reported: Arc<Mutex<String>>,
    /// Typed passwords and other secrets that stand in no request of the present service.
    pub secrets: Mutex<Vec<String>>,
}

impl World {
    /// A test connection at which the clerk is signed in.
    pub async fn test() -> Self {
        Self::with(Setup::default()).await
    }

    /// The built-in connection that practises.
    pub async fn practising() -> Self {
        Self::with(Setup { environment: EnvironmentView::Practice, ..Setup::default() }).await
    }

    /// A world with this setup.
    pub async fn with(mut setup: Setup) -> Self {
        canary::listen();
        let temp = tempfile::tempdir().expect("a temporary folder");
        let clock = TestClock::at(MORNING);
        setup.options.clock = clock.elsewhere();
        if setup.service_remembers {
            setup.options.folder = Some(temp.path().join("service"));
        }
        let port = Port::free();
        setup.options.port = port.as_u16();
        let service = Practice::start(setup.options.clone()).await.expect("a practice service");
        let id = if setup.environment == EnvironmentView::Practice { "practice" } else { DESK };
        let (browser, opened) = Opener::new();
        let mut world = Self {
            browser: Arc::new(browser),
            opened: tokio::sync::Mutex::new(opened),
            trust: Arc::default(),
            keyring: TestKeyring::new(temp.path().join("keyring")),
            clock,
            window: Arc::default(),
            key: ConnectionKey { environment: setup.environment, id: id.to_owned() },
            service: Some(service),
            _port: port,
            practice_esim: PracticeEsimAt::default(),
            company: CompanyFolder::below(temp.path()),
            till: None,
            reported: Arc::default(),
            secrets: Mutex::default(),
            setup,
            temp,
        };
        world.keyring.set(world.setup.keyring);
        if let Some(policy) = &world.setup.company_policy {
            world.company.put("policy.toml", policy);
        }
        world.open().await.expect("a new folder opens");
        if world.setup.environment == EnvironmentView::Practice {
            if world.setup.signed_in {
                world.shown(world.till().practise().await).expect("practising needs nobody");
            }
        } else {
            let text = world.connection_file();
            world.import(&text).await.expect("a good file");
            if world.setup.signed_in {
                world.sign_in().await.expect("the clerk signs in");
                // Signing in reads person and float in the background; from here on only a journey asks.
                world.asked(Endpoint::Balance, 1).await;
                world.float().await.expect("the float can be read");
            }
        }
        world
    }

    /// Opens a till on the folder, as starting the program does.
    ///
    /// # Errors
    /// Another copy is running there.
    pub async fn open(&mut self) -> Result<StartView, airtill_app::FolderError> {
        let folder = self.folder().await?;
        let till = Till::new(folder, self.ports(), self.setup.policy.clone(), "0.0.0".to_owned(), false);
        let start = self.shown(till.start().await).expect("starting does not fail");
        self.till = Some(till);
        Ok(start)
    }

    /// The data folder, once nobody else has it. A program that another test starts holds a copy of every lock of this
    /// process until it has begun, so one may outlive its owner by a moment.
    ///
    /// # Errors
    /// Another copy is running there.
    pub async fn folder(&self) -> Result<DataFolder, airtill_app::FolderError> {
        let opened = async {
            loop {
                match DataFolder::open(&self.data()) {
                    Err(airtill_app::FolderError::InUse { .. }) => tokio::time::sleep(Duration::from_millis(2)).await,
                    opened => return opened,
                }
            }
        };
        tokio::time::timeout(PATIENCE, opened).await.unwrap_or_else(|_| DataFolder::open(&self.data()))
    }

    /// The parts of this machine that the till is given.
    pub fn ports(&self) -> Ports {
        let address = format!("http://127.0.0.1:{}", self.setup.options.port).parse().expect("an address");
        Ports {
            clock: Arc::new(self.clock.clone()),
            outlet: self.window.clone(),
            keyring: Arc::new(self.keyring.clone()),
            practice: Arc::new(Elsewhere(address, self.practice_esim.clone())),
            user_agent: self.browser.clone(),
            trust: self.trust.clone(),
            company: Some(self.company.place()),
        }
    }

    /// Ends the program in order.
    pub async fn shut(&mut self) {
        if let Some(till) = self.till.take() {
            till.close(std::time::Duration::from_secs(10)).await;
        }
    }

    /// Ends the program in order where nothing is worth waiting for: in far less time than the longest request takes.
    ///
    /// # Panics
    /// It waits.
    pub async fn shut_soon(&mut self) {
        let till = self.till.take().expect("the till is open");
        let closed = tokio::time::timeout(PATIENCE / 2, till.close(PATIENCE * 60)).await;
        assert!(closed.is_ok(), "closing waits");
    }

    /// Ends the program in order and starts it again, later, on the same folder.
    pub async fn restart(&mut self) -> StartView {
        self.shut().await;
        self.clock.advance(Duration::from_secs(1));
        self.clock.boot();
        let start = self.open().await.expect("the lock ended with its owner");
        if self.setup.environment == EnvironmentView::Practice {
            self.shown(self.till().practise().await).expect("practising needs nobody");
        }
        start
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.temp.path().join("data")
    }

    /// A folder outside the data folder that ends with the world.
    pub fn outside(&self) -> &Path {
        self.temp.path()
    }

    /// The folder of the environment's ledger and vault.
    pub fn environment_folder(&self) -> PathBuf {
        self.data().join(match self.setup.environment {
            EnvironmentView::Practice => "practice",
            EnvironmentView::Test => "test",
            EnvironmentView::Live => "live",
        })
    }

    /// The interface of the use cases.
    pub fn till(&self) -> &Till {
        self.till.as_ref().expect("the till is open")
    }

    /// The practice service of this world.
    pub fn service(&self) -> &Practice {
        self.service.as_ref().expect("the service is not cut off")
    }

    /// How many requests to this endpoint the present service remembers; none while it is cut off.
    pub fn hits(&self, endpoint: Endpoint) -> usize {
        self.service.as_ref().map_or(0, |service| service.hits_on(endpoint))
    }

    /// Waits until the service was asked this often at this endpoint.
    ///
    /// # Panics
    /// It was not, in time.
    pub async fn asked(&self, endpoint: Endpoint, times: usize) {
        let asked = async {
            while self.hits(endpoint) < times {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        assert!(tokio::time::timeout(PATIENCE, asked).await.is_ok(), "{endpoint:?} was not asked {times} times");
    }

    /// The service is gone: nothing listens at its address.
    pub async fn cut_off(&mut self) {
        if let Some(service) = self.service.take() {
            self.secrets.lock().unwrap_or_else(PoisonError::into_inner).extend(canary::secrets_of(&service.hits()));
            service.stop().await;
        }
    }

    /// The service is there again at its address.
    pub async fn bring_back(&mut self) {
        self.service = Some(Practice::start(self.setup.options.clone()).await.expect("its port is its own"));
    }

    /// Remembers an answer as the window would get it, so that the end of the journey looks for secrets in it.
    pub fn shown<T: serde::Serialize>(&self, answer: Result<T, TillError>) -> Result<T, TillError> {
        let text = match &answer {
            Ok(answer) => serde_json::to_string(answer),
            Err(fault) => serde_json::to_string(&fault.view("reference".to_owned())),
        };
        let mut reported = self.reported.lock().unwrap_or_else(PoisonError::into_inner);
        reported.push_str(&text.expect("answers are plain"));
        reported.push('\n');
        answer
    }

    /// The ledger on disk agrees with itself, from its first entry to its last.
    fn prove(&self) {
        let environment = match self.setup.environment {
            EnvironmentView::Practice => Environment::Practice,
            EnvironmentView::Test => Environment::Test,
            EnvironmentView::Live => Environment::Live,
        };
        let ledger = Ledger::open(&self.environment_folder().join("ledger.sqlite3"), environment, TillId::from_bits(7))
            .expect("the ledger opens");
        ledger.verify().expect("the ledger agrees with itself");
    }
}
