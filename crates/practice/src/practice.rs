//! The practice service of 21 Systems as its users hold it: start it, look into it, turn its switches.
//!
//! The switches write to the journal when there is a folder and so may block for a moment; they are for tests and for
//! the trainer's panel. A failed write is logged and leaves everything as it was. What every practice service can do is in
//! `running`.

use std::sync::{Arc, PoisonError};

use rust_decimal::Decimal;

use crate::journal::{patiently, written};
use crate::running::{self, Running};
use crate::server::{Shared, serve};
use crate::store::Store;
use crate::{Account, Charge, Edition, Options, PracticeError, users};

/// 21 Systems, imitated and running.
pub type Practice = Running<Shared>;

impl Practice {
    /// Starts the service on 127.0.0.1, on the tokio runtime of the caller.
    ///
    /// # Errors
    /// When no port can be had, or the folder cannot be used or read.
    pub async fn start(options: Options) -> Result<Practice, PracticeError> {
        let (listener, address) = running::bind(options.port).await?;
        let Options { folder, opening_float, commission, clock, .. } = options.clone();
        let store = patiently(move || Store::open(folder.as_deref(), opening_float, commission, clock.clone())).await?;
        let shared = Arc::new(Shared::new(options, store));
        let front = Arc::clone(&shared.front);
        Ok(Running::spawn(Arc::clone(&shared), front, address, |told| serve(listener, shared, told)))
    }

    /// The made-up account to sign in with.
    pub fn account() -> Account {
        users::CLERK.account
    }

    /// The truth log: every debit that was really made, oldest first, this run's and earlier ones of the folder.
    pub fn truth(&self) -> Vec<Charge> {
        self.shared.store.truth()
    }

    /// The float in SSP.
    pub fn float(&self) -> Decimal {
        self.shared.store.float()
    }

    /// Sets the float, as when the company pays in.
    pub fn set_float(&self, float: Decimal) {
        written(self.shared.store.set_float(float));
    }

    /// Moves the float by this sum, as when another desk uses the account; a sale there is negative.
    pub fn move_float(&self, by: Decimal) {
        written(self.shared.store.move_float(by));
    }

    /// Follows this state of the document from the next request on, as when the service is replaced while tills run.
    pub fn follow(&self, edition: Edition) {
        *self.shared.edition.lock().unwrap_or_else(PoisonError::into_inner) = edition;
    }

    /// Ends every access token and refresh token: only a new sign-in helps.
    pub fn revoke_everything(&self) {
        written(self.shared.store.revoke_everything());
    }

    /// Makes every access token given out so far expired; refresh tokens stay good.
    pub fn expire_access_tokens(&self) {
        written(self.shared.store.expire_access_tokens());
    }

    /// Ends every refresh token; access tokens live on to their end.
    pub fn end_refresh_tokens(&self) {
        written(self.shared.store.end_refresh_tokens());
    }

    /// The service's own hourly retry, now: delivers what was accepted, and charges the numbers again whose row in
    /// [`crate::troubles`] says so. Answers how many were delivered.
    pub fn retry_accepted(&self) -> usize {
        written(self.shared.store.retry_accepted()).unwrap_or(0)
    }
}
