//! The public interface of the practice service of 21 Systems: start it, read its state, set its switches.
//!
//! The switches write to the journal when there is a folder and so may block for a moment; they are for tests and for
//! the trainer's panel. A failed write is logged and leaves everything as it was. The calls that all practice services
//! share are in `running`.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::account::Account;
use crate::airtime::edition::Edition;
use crate::airtime::options::Options;
use crate::airtime::report_format::ReportFormat;
use crate::airtime::server::{SERVICE, serve};
use crate::airtime::shared::Shared;
use crate::airtime::store::Store;
use crate::airtime::store::{Charge, Commission, Fate, OldFloat};
use crate::airtime::users;
use crate::journal::{patiently, written};
use crate::lock::lock;
use crate::running::{self, PracticeError, Running};
use crate::token;

/// 21 Systems, imitated and running.
pub type Practice = Running<Shared>;

impl Practice {
    /// Starts the service on 127.0.0.1, on the tokio runtime of the caller.
    ///
    /// # Errors
    /// When no port can be had, or the folder cannot be used or read.
    pub async fn start(options: Options) -> Result<Practice, PracticeError> {
        let (listener, address) = running::bind(options.port).await?;
        let Options { folder, opening_float, commission: share, tiers, clock, .. } = options.clone();
        let commission = Commission { share, tiers };
        let store =
            patiently(move || Store::open(folder.as_deref(), opening_float, commission.clone(), clock.clone())).await?;
        let shared = Arc::new(Shared::new(SERVICE, options, store));
        let front = Arc::clone(&shared.front);
        Ok(Running::spawn(Arc::clone(&shared), front, address, |stop| serve(listener, shared, stop)))
    }

    /// The made-up account to sign in with.
    pub fn account() -> Account {
        users::CLERK.account
    }

    /// The truth log: every debit that was really made, oldest first, in this run and in earlier ones of the folder.
    pub fn truth(&self) -> Vec<Charge> {
        self.shared.store.truth()
    }

    /// The fate of every top-up request whose sign-in was good and whose body could be read, oldest first: deliveries,
    /// debits, refunds, second debits, refusals and queueing, each with its time. This run's and earlier ones of the
    /// folder.
    pub fn fates(&self) -> Vec<Fate> {
        self.shared.store.fates()
    }

    /// The float in SSP.
    pub fn float(&self) -> Decimal {
        self.shared.store.float()
    }

    /// Sets the float, as when the company pays in.
    pub fn set_float(&self, float: Decimal) {
        written(self.shared.store.set_float(float));
    }

    /// Moves the float by this sum, as when another till uses the account; a sale there is negative.
    pub fn move_float(&self, by: Decimal) {
        written(self.shared.store.move_float(by));
    }

    /// The float as the request of another till reads it now, which [`Practice::write_back`] may write back later.
    pub fn read_float(&self) -> OldFloat {
        self.shared.store.read_float()
    }

    /// The float before the latest sale that is still charged; `None` without one.
    pub fn before_last_sale(&self) -> Option<OldFloat> {
        self.shared.store.before_last_charge()
    }

    /// Writes an old float back, as the refused request of another till does: every movement since it was read is lost.
    pub fn write_back(&self, old: OldFloat) {
        written(self.shared.store.write_back(old));
    }

    /// Refunds the charge of the request with this reference. Answers whether it was charged.
    pub fn refund(&self, reference: &str) -> bool {
        written(self.shared.store.refund(reference)).unwrap_or(false)
    }

    /// Delivers the accepted request with this reference, delivered before or not, and charges it a second time. `None`
    /// where no request was accepted under it.
    pub fn charge_again(&self, reference: &str) -> Option<Charge> {
        written(self.shared.store.charge_again(reference)).flatten()
    }

    /// The commission of today.
    pub fn commission(&self) -> Commission {
        self.shared.store.commission()
    }

    /// Changes the cost of a sale, from the next one on.
    pub fn set_commission(&self, commission: Commission) {
        written(self.shared.store.set_commission(commission));
    }

    /// The time that a "late" number waits; `None` until [`Practice::begin_waiting`].
    pub fn late(&self) -> Option<Duration> {
        *self.shared.late.borrow()
    }

    /// Changes the time that "late" numbers wait, also for those that wait already.
    pub fn set_late(&self, late: Option<Duration>) {
        self.shared.late.send_replace(late);
    }

    /// Charges and delivers every request that waits, now. Answers for how many the float was large enough.
    pub fn begin_waiting(&self) -> usize {
        written(self.shared.store.begin_waiting(Timestamp::MAX)).unwrap_or(0)
    }

    /// The form in which the float is reported.
    pub fn report_format(&self) -> ReportFormat {
        self.shared.report_format()
    }

    /// Reports the float in this form from now on.
    pub fn report_float_as(&self, format: ReportFormat) {
        *lock(&self.shared.report_format) = format;
    }

    /// Gives the account this id and e-mail address from its next sign-in on; present sign-ins stay under the old name.
    pub fn rename_account(&self, id: &str, email: &str) {
        written(self.shared.store.rename(&users::CLERK, id, email));
    }

    /// Gives the account a new id from its next sign-in on; its e-mail address stays.
    pub fn give_account_new_id(&self) {
        let [a, b, c, d, e, f] = token::random();
        self.rename_account(
            &format!("{:08x}-0000-4000-8000-{:012x}", u32::from_be_bytes([a, b, c, d]), u16::from_be_bytes([e, f])),
            users::CLERK.account.email,
        );
    }

    /// Follows this state of the document from the next request on, as when the service is replaced while tills run.
    pub fn follow(&self, edition: Edition) {
        *lock(&self.shared.edition) = edition;
    }

    /// Ends every access token and refresh token: only a new sign-in helps.
    pub fn revoke_everything(&self) {
        written(self.shared.store.revoke_everything());
    }

    /// Makes every access token issued so far expired; refresh tokens stay good.
    pub fn expire_access_tokens(&self) {
        written(self.shared.store.expire_access_tokens());
    }

    /// Ends every refresh token; access tokens live on to their end.
    pub fn end_refresh_tokens(&self) {
        written(self.shared.store.end_refresh_tokens());
    }

    /// The service's own hourly retry, now: delivers the accepted requests, and charges the numbers again whose row in
    /// [`crate::troubles`] says so. Answers how many were delivered.
    pub fn retry_accepted(&self) -> usize {
        written(self.shared.store.retry_accepted()).unwrap_or(0)
    }
}
