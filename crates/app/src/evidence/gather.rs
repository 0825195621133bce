//! Gathering evidence at a desk: read the float, weigh the case, write what was found.
//!
//! The only place that writes what evidence or a person settled. It holds the desk's gate, so that no sale of this till moves the
//! float between the reading and the verdict; what the verdict is, `rules` says.

use std::sync::Arc;

use airtill_contract::{Finding, SaleStep};
use airtill_domain::connection::UsedBy;
use airtill_domain::{Money, SaleId, SaleState};
use airtill_ledger::{Fact, LedgerError, Sale, SettledBy};

use super::chain;
use super::rules::{Case, Opinion, unexplained_debit, weigh};
use super::{Noted, RULES};
use crate::Fault;
use crate::books::end_of_orphan;
use crate::desk::Desk;

/// How far back a case is read: some days of the busiest counter.
const ENTRIES: usize = 5_000;

impl Desk {
    /// Reads the float, and settles what it settles. Waits for a sale that is under way.
    ///
    /// # Errors
    /// The ledger could not be read or written. A float that cannot be read is a finding, and the fault of a float that was
    /// asked for: `Ok(Err(…))`.
    pub async fn gather(&self) -> Result<Result<Money, Fault>, Fault> {
        let _gate = self.gate.lock().await;
        self.gather_at_the_gate().await
    }

    /// The same for a caller who holds the gate.
    pub(crate) async fn gather_at_the_gate(&self) -> Result<Result<Money, Fault>, Fault> {
        self.write_what_was_not_written().await?;
        let seen = self.read_float().await;
        let float = seen.as_ref().ok().copied();
        let doubts = self.open_sales().await?.into_iter().filter(|sale| sale.state == SaleState::InDoubt).collect::<Vec<_>>();
        let mut weighed = Vec::new();
        for case in self.cases(float).await? {
            if let Some((amount, pending)) = unexplained_debit(&case) {
                self.append(self.entry(Fact::UnexplainedDebit { amount, pending: Some(pending) })).await?;
                self.announce_sale(pending).await;
            }
            for opinion in weigh(&case) {
                weighed.push(opinion.sale);
                if let Some(sale) = doubts.iter().find(|sale| sale.id == opinion.sale) {
                    self.note(sale.clone(), opinion, case.seen).await?;
                }
            }
        }
        // Of another account, or too long ago: the float that was read says nothing about them.
        for sale in doubts.into_iter().filter(|sale| !weighed.contains(&sale.id)) {
            let opinion = Opinion { sale: sale.id, finding: Finding::NothingToCompare, if_sent: None, if_not_sent: None, debit: None };
            self.note(sale, opinion, None).await?;
        }
        if let Some(balance) = float {
            self.append(self.entry(Fact::FloatSeen { balance, run: None, asked_ms: None })).await?;
        }
        self.announce().await;
        Ok(seen)
    }

    async fn cases(&self, seen: Option<Money>) -> Result<Vec<Case>, Fault> {
        let id = self.connection.id.clone();
        let entries = self.books.ledger.call(move |ledger| ledger.last_entries(Some(&id), ENTRIES)).await?;
        let rest = self.rest();
        Ok(chain::cases(&entries, &self.session.actor(), seen, |sale| rest.has(sale)))
    }

    /// Writes one opinion: a settlement, or a line of evidence unless the last line already says it.
    async fn note(&self, sale: Sale, opinion: Opinion, seen: Option<Money>) -> Result<(), Fault> {
        let (exactly, among, moved, from, to, rest_seconds) = Default::default();
        let noted =
            Noted { finding: opinion.finding, if_sent: opinion.if_sent, if_not_sent: opinion.if_not_sent, seen, exactly, among, moved, from, to, rest_seconds };
        let finding = serde_json::to_value(&noted).expect("plain fields");
        let fact = match opinion.decides() {
            Some(charged) => Fact::Settled {
                sale: sale.id,
                state: settled_state(&sale, charged),
                by: SettledBy::Evidence,
                reason: crate::view::word(opinion.finding),
                debit: opinion.debit.filter(|_| charged),
                finding: Some(finding),
                person: None,
            },
            None => {
                if self.last_noted(sale.id).await? == Some(noted) {
                    return Ok(());
                }
                Fact::EvidenceNoted { sale: sale.id, finding }
            }
        };
        self.append(self.own_entry(fact)).await?;
        self.announce_sale(sale.id).await;
        Ok(())
    }

    async fn last_noted(&self, sale: SaleId) -> Result<Option<Noted>, Fault> {
        let timeline = self.books.ledger.call(move |ledger| ledger.timeline(sale)).await?;
        Ok(timeline.iter().rev().find_map(|entry| match &entry.fact {
            Fact::EvidenceNoted { finding, .. } => serde_json::from_value(finding.clone()).ok(),
            _ => None,
        }))
    }

    /// Declares anew what the connection file declares: a new epoch of the evidence begins at the next reading.
    ///
    /// # Errors
    /// `ConnectionSettings` where the file declares that others use the float too; the ledger cannot be written.
    pub async fn declare_again(&self) -> Result<(), Fault> {
        let declarations = self.connection.declared.clone();
        if declarations.used_by != UsedBy::ThisTill {
            return Err(Fault::new(airtill_contract::ErrorCode::ConnectionSettings));
        }
        let _gate = self.gate.lock().await;
        self.append(self.entry(Fact::Declared { declarations, rules: RULES })).await?;
        self.announce().await;
        Ok(())
    }

    /// Keeps what a person says of a sale whose end the evidence cannot tell, or told.
    ///
    /// # Errors
    /// Nothing about it is open, or the ledger could not be written.
    pub async fn say(&self, id: SaleId, arrived: Option<bool>, charged: Option<bool>, reason: String, adopted: bool) -> Result<(), Fault> {
        let _gate = self.gate.lock().await;
        let fact = Fact::Said { sale: id, arrived, charged, reason, adopted, person: self.books.person() };
        let entry = self.entry(fact);
        match self.books.ledger.call(move |ledger| ledger.append(entry)).await {
            Ok(_) => {}
            Err(LedgerError::IllegalTransition { .. }) => return Err(Fault::new(airtill_contract::ErrorCode::NotInDoubt)),
            Err(error) => return Err(error.into()),
        }
        self.announce_sale(id).await;
        self.announce().await;
        Ok(())
    }

    /// Writes outcomes that a full disk kept in memory, and ends sales that nobody works on any more. The caller holds the
    /// gate, so whatever still counts as under way here was left behind by a fault of the program.
    ///
    /// # Errors
    /// The disk still does not take them.
    pub async fn write_what_was_not_written(&self) -> Result<(), Fault> {
        loop {
            let Some(entry) = self.unwritten.lock().unwrap_or_else(std::sync::PoisonError::into_inner).first().cloned() else { break };
            let sale = entry.fact.sale();
            self.append(entry).await?;
            self.unwritten.lock().unwrap_or_else(std::sync::PoisonError::into_inner).remove(0);
            if let Some(sale) = sale {
                self.announce_sale(sale).await;
            }
        }
        for sale in self.open_sales().await? {
            let Some(fact) = end_of_orphan(&sale) else { continue };
            self.doubt_began(sale.id);
            self.append(self.own_entry(fact)).await?;
            self.announce_sale(sale.id).await;
        }
        Ok(())
    }

    /// Looks for evidence at growing gaps for as long as something is in doubt and the till is open. One watch counts at a
    /// time: a new doubt begins a new one, with its first look soon.
    pub async fn watch(self: Arc<Self>) {
        let watch = self.take_watch();
        let mut slept = std::time::Duration::ZERO;
        for at in &self.policy.evidence_after {
            // Only the pause is cut short: a look that has begun may be renewing the sign-in.
            if watch.run_until_cancelled(tokio::time::sleep(at.saturating_sub(slept))).await.is_none() {
                return;
            }
            slept = *at;
            match self.open_sales().await {
                Ok(open) if open.is_empty() => break,
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "the ledger cannot say what is in doubt"),
            }
            if let Err(error) = self.gather().await {
                tracing::warn!(%error, "evidence could not be written");
            }
        }
        watch.cancel();
        for sale in self.open_sales().await.unwrap_or_default() {
            self.announce_sale(sale.id).await;
        }
    }

    pub(crate) fn step(&self, intent: SaleId, step: SaleStep) {
        self.ports.outlet.emit(airtill_contract::Event::SaleStep { intent: intent.to_string(), step });
    }
}

/// Where a doubt goes: a sale that the service refused was never delivered, only its charge was unknown.
fn settled_state(sale: &Sale, charged: bool) -> SaleState {
    match (sale.code.is_some(), charged) {
        (true, true) => SaleState::DeclinedButCharged,
        (true, false) => SaleState::Declined,
        (false, true) => SaleState::SettledSent,
        (false, false) => SaleState::SettledNotSent,
    }
}
