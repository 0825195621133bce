//! The right to send an order, and to write the outcome of one: one holder at a time on each connection.
//!
//! [`OrderingHeld`] knows the connection whose lock it holds, and is the only way to the methods that must run alone
//! there: without it, or with that of another connection, a call does not compile. It does not keep its holder from
//! waiting for the lock again, which never ends: the methods of [`Esim`] that take it, as [`Esim::gather`] does, can be
//! called on it as well.

use std::ops::Deref;
use std::time::Duration;

use airtill_contract::ErrorCode;
use airtill_ledger::{Ledger, LedgerError};

use super::Esim;
use crate::TillError;
use crate::environment::end_of_orphan;

/// The right to send an order of this connection, and to write outcomes, until it is dropped.
pub struct OrderingHeld<'a> {
    esim: &'a Esim,
    _guard: tokio::sync::MutexGuard<'a, ()>,
}

impl Deref for OrderingHeld<'_> {
    type Target = Esim;

    fn deref(&self) -> &Esim {
        self.esim
    }
}

impl Esim {
    /// Waits until no order is being sent here.
    pub(super) async fn no_order(&self) -> OrderingHeld<'_> {
        OrderingHeld { esim: self, _guard: self.ordering.lock().await }
    }

    /// Writes outcomes that a full disk left in memory, unless an order is being sent: that one writes them first.
    pub(super) async fn write_outcomes_between_orders(&self) {
        if self.unwritten.is_empty() {
            return;
        }
        let Ok(guard) = self.ordering.try_lock() else { return };
        let no_order = OrderingHeld { esim: self, _guard: guard };
        if let Err(error) = no_order.write_outcomes().await {
            tracing::info!(%error, "the outcome of an order still waits for the disk");
        }
    }

    /// Writes outcomes that a full disk left in memory, for the last time before the till closes. An order that is
    /// still being sent is waited for no longer than `patience`.
    ///
    /// # Errors
    /// The disk still does not take them.
    pub async fn write_outcomes_at_the_end(&self, patience: Duration) -> Result<(), TillError> {
        if self.unwritten.is_empty() {
            return Ok(());
        }
        let no_order = tokio::time::timeout(patience, self.no_order()).await;
        no_order.map_err(|_| TillError::new(ErrorCode::OutcomeNotWritten))?.write_outcomes().await
    }
}

impl OrderingHeld<'_> {
    /// Writes outcomes that a full disk left in memory, and ends orders on which nobody works any more.
    ///
    /// # Errors
    /// The disk still does not take them.
    pub(super) async fn write_outcomes(&self) -> Result<(), TillError> {
        while let Some(entry) = self.unwritten.first() {
            self.unwritten.first_was_tried(self.append_outcome(entry).await)?;
        }
        let id = self.connection.id.clone();
        let orphans = move |ledger: &Ledger| {
            let till = ledger.till();
            let under_way = ledger.under_way(&id)?.into_iter().filter(|sale| sale.till == till);
            Ok::<_, LedgerError>(under_way.filter_map(|sale| end_of_orphan(&sale)).collect::<Vec<_>>())
        };
        for fact in self.environment.ledger.call(move |ledger| orphans(ledger)).await? {
            self.append_outcome(self.own_entry(fact)).await?;
        }
        Ok(())
    }
}
