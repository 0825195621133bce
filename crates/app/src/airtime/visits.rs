//! The visits of a sale to the ledger: one before its request, one behind it.
//!
//! Each visit waits for the thread of the ledger, so all that a sale needs there at one time is done at once. Before
//! the request, sales that were left behind are ended, the evidence is brought up to date, and the intent is written.
//! Behind it, the outcome is written, then what follows from it, and the account is read. The window gets its events
//! after a visit.

use std::sync::Arc;

use airtill_domain::{ConnectionId, OrderKind, SaleId, Timestamp};
use airtill_ledger::{Fact, Guard, Intent, Ledger, LedgerError, NewEntry};

use super::at_gate::GateHeld;
use super::evidence::follow::Followed;
use super::record::{Account, Recorded};
use crate::TillError;
use crate::environment::end_orphans;
use crate::selling::money_moved;

/// A connection at a gate that is held. Nobody works on its sales, so one that is under way was left behind by an error
/// of the program.
pub(super) struct Idle {
    connection: ConnectionId,
    /// `None` where the account is not known.
    float: Option<Followed>,
}

/// The sales that were left behind and ended, each with its connection.
type Ended = Vec<(ConnectionId, SaleId)>;

/// Ends the sales of these connections that are under way.
///
/// # Errors
/// The ledger's.
pub(super) fn end_all_orphans(ledger: &mut Ledger, idle: &[Idle], now: Timestamp) -> Result<Ended, LedgerError> {
    let mut ended = Vec::new();
    for Idle { connection, float } in idle {
        let under_way = ledger.under_way(connection)?;
        for sale in end_orphans(ledger, under_way, now)? {
            if let Some(float) = float {
                float.run(ledger, |following, _, _, _| following.began(sale, float.now));
            }
            ended.push((connection.clone(), sale));
        }
    }
    Ok(ended)
}

/// The outcome of a request on disk, and the facts for the window about it.
pub(super) struct Outcome {
    /// The sale with it.
    pub recorded: Recorded,
    /// The account behind it. That it cannot be read does not undo what was written.
    pub account: Result<Account, LedgerError>,
    /// The sales that changed by what follows from it.
    pub changed: Vec<SaleId>,
}

impl GateHeld<'_> {
    /// The connections at this gate that are in use.
    pub(super) fn idle(&self) -> Vec<Idle> {
        let others = self.beside();
        let all = others.iter().map(Arc::as_ref).chain([&**self]);
        // A sale of a retired one may be that of the connection in its place, at another address and gate.
        let in_use = all.filter(|airtime| !airtime.is_retired());
        in_use.map(|airtime| Idle { connection: airtime.connection.id.clone(), float: airtime.followed() }).collect()
    }

    /// Reports to the window the sales that were left behind and ended.
    pub(super) async fn announce_ended(&self, ended: Ended) {
        let others = self.beside();
        for (connection, sale) in ended {
            let its = others.iter().find(|other| other.connection.id == connection);
            its.map_or(&**self, Arc::as_ref).announce_sale(sale).await;
        }
    }

    /// Writes what must stand before the first intent of a sale, and then that intent under the ledger's guards.
    ///
    /// # Errors
    /// The ledger's; nothing may be sent then.
    pub(super) async fn begin_sale(&self, intent: NewEntry, guard: Guard) -> Result<Intent, TillError> {
        let (idle, float, now) = (self.idle(), self.followed(), self.now());
        let (declarations, run) = (self.declared(), self.environment.run);
        let visit = move |ledger: &mut Ledger| {
            let ended = end_all_orphans(ledger, &idle, now)?;
            let prepare = |float: Followed| {
                float.run(ledger, |following, ledger, key, own| following.prepare(ledger, key, &declarations, run, own))
            };
            let changed = float.map(prepare).transpose()?.unwrap_or_default();
            Ok::<_, LedgerError>((ended, changed, ledger.intend(intent, guard)))
        };
        let (ended, changed, intent) = self.environment.ledger.call(visit).await?;
        self.environment.ledger.note(&intent).await;
        self.announce_ended(ended).await;
        self.announce_changed(changed).await;
        Ok(intent?)
    }

    /// Writes what the service answered behind what is recorded, and what follows from it. A disk that does not take the
    /// answer leaves it in memory, to be written first of all later; the intent on disk keeps a crash in between in
    /// doubt.
    ///
    /// # Errors
    /// The answer is not on disk; with what is known of the money.
    pub(super) async fn write_outcome(&self, fact: Fact, before: Recorded) -> Result<Outcome, TillError> {
        let money_moved = money_moved(&fact, OrderKind::TopUp);
        let entry = self.entry(fact);
        let (writing, connection, others) = (entry.clone(), self.connection.id.clone(), self.others_here());
        let float = self.followed();
        let visit = move |ledger: &mut Ledger| {
            let key = writing.float.clone();
            let written = ledger.append(writing)?;
            let conclude = |float: Followed| {
                float.run(ledger, |following, ledger, key, own| following.go_on(ledger, key, None, own))
            };
            let changed = float.map(conclude).transpose();
            Ok::<_, LedgerError>((written, changed, Account::read(ledger, &connection, key.as_ref(), &others)))
        };
        let (written, changed, account) = match self.environment.ledger.call(visit).await {
            Ok(done) => done,
            Err(error) => {
                self.unwritten.push(entry);
                return Err(TillError { money_moved, ..error.into() });
            }
        };
        self.environment.ledger.note(&changed).await;
        self.environment.ledger.note(&account).await;
        let changed = changed.unwrap_or_else(|error| {
            tracing::warn!(%error, "evidence could not be written after a sale");
            None
        });
        Ok(Outcome { recorded: before.with(written), account, changed: changed.unwrap_or_default() })
    }
}
