//! The public interface of the practice accounts: start them, read their state, set their switches.
//!
//! The switches that end tokens write to the journal when there is a folder and so may block for a moment; a failed
//! write is logged and leaves everything as it was. The calls that all practice services share are in `crate::running`.

use std::sync::Arc;

use crate::account::Account;
use crate::accounts::issued::Issued;
use crate::accounts::options::Options;
use crate::accounts::people;
use crate::accounts::server::{SERVICE, router};
use crate::accounts::session::Sessions;
use crate::accounts::shared::Shared;
use crate::accounts::state::Event;
use crate::accounts::store::Store;
use crate::accounts::troubles::Trouble;
use crate::accounts::troubles::Troubles;
use crate::front::{self, Front};
use crate::journal::{patiently, written};
use crate::running::{self, PracticeError, Running};

/// The company's accounts, imitated and running.
pub type PracticeAccounts = Running<Shared>;

impl PracticeAccounts {
    /// Starts the accounts on 127.0.0.1, on the tokio runtime of the caller.
    ///
    /// # Errors
    /// When no port can be had, or the folder cannot be used or read.
    pub async fn start(options: Options) -> Result<PracticeAccounts, PracticeError> {
        let (listener, address) = running::bind(options.port).await?;
        let Options { folder, keep_hits, clock, .. } = options.clone();
        let store = patiently(move || Store::open(folder.as_deref(), keep_hits, clock.clone())).await?;
        let front = Front::new(SERVICE, options.keep_hits, options.clock.clone());
        let (sessions, troubles) = (Sessions::default(), Troubles::default());
        let shared = Arc::new(Shared { options, address, store, front: Arc::clone(&front), sessions, troubles });
        let router = router(&shared);
        let serving = Arc::clone(&front);
        Ok(Running::spawn(shared, front, address, |stop| async move {
            front::serve(listener, router, &serving, stop).await
        }))
    }

    /// The made-up member of staff to sign in with; the role is `default`.
    pub fn account() -> Account {
        people::CLERK
    }

    /// The made-up administrator to sign in with; the role is `admin`.
    pub fn supervisor() -> Account {
        people::SUPERVISOR
    }

    /// Switches a trouble on, until it is switched off.
    pub fn set_trouble(&self, trouble: Trouble) {
        self.shared.troubles.set(trouble, true);
    }

    /// Switches a trouble off.
    pub fn end_trouble(&self, trouble: Trouble) {
        self.shared.troubles.set(trouble, false);
    }

    /// Switches every trouble off.
    pub fn clear_troubles(&self) {
        self.shared.troubles.clear();
    }

    /// The troubles that are on, in the order of [`crate::accounts::troubles`].
    pub fn troubles_on(&self) -> Vec<Trouble> {
        self.shared.troubles.on()
    }

    /// Every pair of tokens issued by this process, oldest first, even if its answer was lost.
    pub fn issued(&self) -> Vec<Issued> {
        self.shared.store.issued()
    }

    /// Ends every access token and refresh token: only a new sign-in helps.
    pub fn revoke_everything(&self) {
        written(self.shared.store.end(Event::EverythingRevoked {}));
    }

    /// Makes every access token issued so far expired; refresh tokens stay good.
    pub fn expire_access_tokens(&self) {
        written(self.shared.store.end(Event::AccessTokensExpired {}));
    }

    /// Ends every refresh token; access tokens live on to their end.
    pub fn end_refresh_tokens(&self) {
        written(self.shared.store.end(Event::RefreshTokensEnded {}));
    }
}
