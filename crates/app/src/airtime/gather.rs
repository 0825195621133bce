//! Gathering evidence on a connection's float: read the float, write it down, and write what follows.
//!
//! The only place that writes what evidence or a person says. It holds the service's gate, so that no sale of this till
//! moves the float between the reading and what is concluded from it; what follows, the chain says.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use airtill_contract::ErrorCode;
use airtill_domain::connection::UsedBy;
use airtill_domain::{FloatKey, Money, SaleId, lock};
use airtill_ledger::{Fact, Ledger, LedgerError, NewEntry};

use super::Airtime;
use super::at_gate::GateHeld;
use super::evidence::RULES;
use super::evidence::chain::{Chain, Epoch};
use super::evidence::follow::{Followed, Following, Own};
use super::visits::end_all_orphans;
use crate::TillError;
use crate::environment::TILL;
use crate::view::Proof;

/// How soon an outcome is written again that a full disk did not take.
const WRITE_AGAIN: Duration = Duration::from_secs(5);

impl Airtime {
    /// Reads the float, and tells what it shows. Waits for a sale that is under way.
    ///
    /// # Errors
    /// The ledger could not be read or written. A float that cannot be read is a finding, and the error of a float that
    /// was asked for: `Ok(Err(…))`.
    pub async fn gather(&self) -> Result<Result<Money, TillError>, TillError> {
        self.at_gate().await.gather_held().await
    }
}

impl GateHeld<'_> {
    /// Reads the float, and tells what it shows.
    ///
    /// # Errors
    /// As [`Airtime::gather`].
    pub(super) async fn gather_held(&self) -> Result<Result<Money, TillError>, TillError> {
        self.write_kept_outcomes().await?;
        if let Err(error) = self.described().await {
            tracing::info!(%error, "the service did not say whose float it is");
        }
        let Some(key) = self.float_key() else { return Ok(self.read_float().await) };
        self.prepare_evidence().await?;
        let asked = self.ports.clock.now();
        let seen = self.read_float().await;
        let changed = match &seen {
            Ok(balance) => {
                let asked_ms = u64::try_from(asked.monotonic.as_millis()).unwrap_or(u64::MAX);
                let reading = self.entry(Fact::FloatSeen {
                    balance: *balance,
                    run: Some(self.environment.run),
                    asked_ms: Some(asked_ms),
                    turn: None,
                });
                let reading = NewEntry { at: asked.wall, float: Some(key.clone()), ..reading };
                self.follow(&key, move |following, ledger, key, own| following.go_on(ledger, key, Some(reading), own))
                    .await?
            }
            Err(_) => self.follow(&key, |following, ledger, key, own| following.unread(ledger, key, own)).await?,
        };
        for sale in changed {
            self.announce_sale(sale).await;
        }
        self.announce_float().await;
        Ok(seen)
    }

    /// Reads the float from the service and notes it.
    ///
    /// # Errors
    /// By what the service or the network said; nothing is noted then.
    async fn read_float(&self) -> Result<Money, TillError> {
        if let Err(error) = self.described().await {
            tracing::info!(%error, "the service did not say whose float it is");
        }
        let seen = self.ask_float().await;
        *lock(&self.float_unread) = seen.as_ref().err().map(|error| error.code);
        seen
    }

    /// Writes what must stand before a reading, or before a sale whose answer states a float.
    ///
    /// # Errors
    /// The ledger's.
    pub(super) async fn prepare_evidence(&self) -> Result<(), TillError> {
        let Some(key) = self.float_key() else { return Ok(()) };
        let (declarations, run) = (self.declared(), self.environment.run);
        let changed = self
            .follow(&key, move |following, ledger, key, own| following.prepare(ledger, key, &declarations, run, own))
            .await?;
        self.announce_changed(changed).await;
        Ok(())
    }

    /// Writes outcomes that a full disk left in memory, and ends sales that nobody works on any more: here, and on
    /// every other connection to the same service, since a reading that contains a sale must stand behind its outcome.
    ///
    /// # Errors
    /// The disk still does not take them.
    pub async fn write_kept_outcomes(&self) -> Result<(), TillError> {
        self.write_from_memory().await?;
        let (idle, now) = (self.idle(), self.now());
        let ended = self.environment.ledger.call(move |ledger| end_all_orphans(ledger, &idle, now)).await?;
        self.announce_ended(ended).await;
        Ok(())
    }

    /// Writes outcomes that a full disk left in memory, of every connection at this gate.
    ///
    /// # Errors
    /// The disk still does not take them.
    pub(super) async fn write_from_memory(&self) -> Result<(), TillError> {
        for other in self.beside() {
            self.lent_to(&other).ok_or(TillError::new(ErrorCode::Internal))?.write_own_from_memory().await?;
        }
        self.write_own_from_memory().await
    }

    async fn write_own_from_memory(&self) -> Result<(), TillError> {
        while let Some(entry) = self.unwritten.first() {
            let written = self.environment.ledger.call(move |ledger| ledger.append(entry)).await;
            if let Some(sale) = self.unwritten.first_was_tried(written)?.and_then(|written| written.sale) {
                self.announce_sale(sale.id).await;
            }
        }
        Ok(())
    }
}

impl Airtime {
    /// Reports to the window the sales that evidence changed, and the float.
    pub(super) async fn announce_changed(&self, changed: Vec<SaleId>) {
        let some = !changed.is_empty();
        for sale in changed {
            self.announce_sale(sale).await;
        }
        if some {
            self.announce_float().await;
        }
    }

    /// Runs `work` on the ledger's thread with the float as it is followed.
    async fn follow<T: Send + 'static>(
        &self,
        key: &FloatKey,
        work: impl FnOnce(&mut Following, &mut Ledger, &FloatKey, &Own) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, TillError> {
        let float = self.followed_by(key.clone());
        Ok(self.environment.ledger.call(move |ledger| float.run(ledger, work)).await?)
    }

    /// The float for a visit to the ledger that begins now. `None` where the account is not known.
    pub(super) fn followed(&self) -> Option<Followed> {
        self.float_key().map(|key| self.followed_by(key))
    }

    fn followed_by(&self, key: FloatKey) -> Followed {
        let (clock, connection, float) = (Arc::clone(&self.ports.clock), self.connection.id.clone(), key.clone());
        let own: Own = Box::new(move |fact| NewEntry {
            at: clock.now().wall,
            actor: TILL.to_owned(),
            connection: Some(connection.clone()),
            float: Some(float.clone()),
            fact,
        });
        Followed { following: self.following(&key), key, own, now: self.ports.clock.now().monotonic }
    }

    /// The float as it is followed in this run.
    pub(crate) fn following(&self, key: &FloatKey) -> Arc<Mutex<Following>> {
        self.shared.floats.of(key)
    }

    /// Remembers since when the service may be working on a sale without this till knowing, by the clock that cannot
    /// jump.
    pub fn doubt_began(&self, sale: SaleId) {
        let Some(key) = self.float_key() else { return };
        let now = self.ports.clock.now().monotonic;
        lock(&self.following(&key)).began(sale, now);
    }

    /// Reads the float's chain from the ledger, unless that was done.
    pub(crate) async fn read_proof(&self) -> Result<(), TillError> {
        let Some(key) = self.float_key() else { return Ok(()) };
        if lock(&self.following(&key)).chain().is_some() {
            return Ok(());
        }
        self.follow(&key, |following, ledger, key, _| following.catch_up(ledger, key).map(drop)).await
    }

    /// How far the proof is that only this till moves the float.
    pub(crate) fn proof(&self) -> Proof {
        let Some(key) = self.float_key() else { return Proof::AccountUnknown };
        let following = self.following(&key);
        let following = lock(&following);
        match following.chain().and_then(Chain::epoch) {
            Some(Epoch { ended: Some((at, moved)), .. }) => Proof::Ended { at: *at, moved: *moved },
            Some(Epoch { since: Some(since), .. }) => Proof::Since(*since),
            Some(_) | None => Proof::NeverRead,
        }
    }

    /// For how many seconds the service may still be working on a sale, as declared; `None` when that is over.
    pub fn rest_in(&self, sale: SaleId) -> Option<u32> {
        let key = self.float_key()?;
        let now = self.ports.clock.now().monotonic;
        let left = lock(&self.following(&key)).left(sale, now, self.declared().rest)?;
        Some(u32::try_from(left.as_millis().div_ceil(1000)).unwrap_or(u32::MAX))
    }

    /// Declares anew what the connection file declares: a new epoch of the evidence begins at the next reading.
    ///
    /// # Errors
    /// `ConnectionSettings` where a file declares that others use the float too, or nobody is signed in; the ledger's.
    pub async fn declare_again(&self) -> Result<(), TillError> {
        let declarations = self.declared();
        if declarations.used_by != UsedBy::ThisTill || self.float_key().is_none() {
            return Err(TillError::new(ErrorCode::ConnectionSettings));
        }
        {
            let gate = self.at_gate().await;
            gate.prepare_evidence().await?;
            self.append(self.entry(Fact::Declared { declarations, rules: RULES })).await?;
        }
        if let Err(error) = self.gather().await? {
            tracing::info!(%error, "the float could not be read after it was declared again");
        }
        Ok(())
    }

    /// Records a person's word, `fact`, on a sale, whether or not evidence concluded something of it.
    ///
    /// # Errors
    /// Nothing about it is open, or the ledger could not be written.
    pub async fn say(&self, id: SaleId, fact: Fact) -> Result<(), TillError> {
        let _gate = self.at_gate().await;
        let entry = self.entry(fact);
        self.environment.ledger.call(move |ledger| ledger.append(entry)).await.map_err(crate::selling::unsaid)?;
        self.announce_sale(id).await;
        self.announce().await;
        Ok(())
    }

    /// Writes outcomes that a full disk left in memory, for the last time before the till closes. A reading that still
    /// goes on is waited for no longer than `patience`, and only where there is something to write.
    ///
    /// # Errors
    /// The disk still does not take them.
    pub async fn write_kept_outcomes_at_the_end(&self, patience: Duration) -> Result<(), TillError> {
        let nothing_kept = self.unwritten.is_empty();
        let patience = if nothing_kept { Duration::ZERO } else { patience };
        match tokio::time::timeout(patience, self.at_gate()).await {
            Ok(gate) => gate.write_kept_outcomes().await,
            Err(_) if nothing_kept => Ok(()),
            Err(_) => Err(TillError::new(ErrorCode::OutcomeNotWritten)),
        }
    }

    /// Writes outcomes that a full disk kept in memory as soon as it takes them, and then looks for evidence, since a
    /// doubt may be among them. Ends when the till closes.
    pub async fn write_kept_outcomes_later(self: Arc<Self>) {
        while !self.unwritten.is_empty() {
            if self.closing.run_until_cancelled(tokio::time::sleep(WRITE_AGAIN)).await.is_none() {
                return;
            }
            if let Err(error) = self.at_gate().await.write_kept_outcomes().await {
                tracing::info!(%error, "the outcome of a sale still waits for the disk");
            }
        }
        if let Err(error) = self.gather().await {
            tracing::warn!(%error, "evidence could not be written");
        }
        self.watch().await;
    }

    /// Looks for evidence at growing gaps, and once the service is done, for as long as something may still be told and
    /// the till is open. One watch counts at a time: a new doubt begins a new one, with its first look soon.
    pub async fn watch(self: Arc<Self>) {
        let watch = self.begin_watch();
        let mut times = self.policy.evidence_after.clone();
        if !times.is_empty() {
            times.push(self.declared().rest + Duration::from_secs(1));
            times.sort_unstable();
        }
        let mut slept = Duration::ZERO;
        for at in times {
            // Only the pause is cut short: a look that has begun may be renewing the sign-in.
            if watch.run_until_cancelled(tokio::time::sleep(at.saturating_sub(slept))).await.is_none() {
                return;
            }
            slept = at;
            if !self.is_waiting() {
                break;
            }
            if let Err(error) = self.gather().await {
                tracing::warn!(%error, "evidence could not be written");
            }
        }
        watch.cancel();
        for sale in self.waited_for() {
            self.announce_sale(sale).await;
        }
    }

    /// The sales in doubt that the till looked after.
    fn waited_for(&self) -> Vec<SaleId> {
        let Some(key) = self.float_key() else { return Vec::new() };
        let following = self.following(&key);
        let following = lock(&following);
        following.chain().map(Chain::doubts).unwrap_or_default()
    }

    /// Whether another reading may show something of a sale in doubt; unless the ledger was not read yet, which may
    /// hold some.
    fn is_waiting(&self) -> bool {
        let Some(key) = self.float_key() else { return false };
        let following = self.following(&key);
        let following = lock(&following);
        following.chain().is_none_or(Chain::is_waiting)
    }
}
