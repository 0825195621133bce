//! The company's accounts of the measures: a service on a thread of its own, a connection to it, and the clerk.
//!
//! The service shares only the computer with the till, and holds everything in memory.

use airtill_app::Till;
use airtill_contract::ConnectionKey;
use airtill_practice::PracticeAccounts;
use airtill_practice::accounts::{CLIENT_ID, CLIENT_SECRET, Options};
use airtill_tests::world::{ACCOUNTS_FILE, filled};
use tokio::sync::oneshot;

use crate::account;
use crate::measure::Fallible;

/// The running service; dropping it ends it and its thread.
pub struct Company {
    /// The service, for looking at its hits and its issued tokens.
    pub accounts: PracticeAccounts,
    _until: oneshot::Sender<()>,
}

impl Company {
    /// Starts the service on a thread of its own.
    pub fn start() -> Fallible<Self> {
        let (until, over) = oneshot::channel::<()>();
        let (tell, heard) = std::sync::mpsc::channel();
        std::thread::Builder::new().name("accounts".to_owned()).spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime needs nothing special");
            runtime.block_on(async {
                let _ = tell.send(PracticeAccounts::start(Options::default()).await);
                // The drop of its owner ends the wait.
                let _ = over.await;
            });
        })?;
        Ok(Self { accounts: heard.recv()??, _until: until })
    }

    /// Imports a connection to the service.
    pub async fn import(&self, till: &Till) -> Fallible<ConnectionKey> {
        let text = filled(ACCOUNTS_FILE, &self.accounts, CLIENT_ID);
        account::import_file(till, &text, Some(CLIENT_SECRET)).await
    }
}
