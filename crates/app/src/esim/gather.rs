//! Gathering evidence on orders whose answer was lost: read the subscriptions, write down what they show, and say what
//! follows.
//!
//! The only place here that writes what evidence or a person says. Nothing is ordered. A list that cannot be read to
//! its end is a finding too.

use std::sync::Arc;
use std::time::Duration;

use airtill_apis::ApiError;
use airtill_apis::truphone::{Pages, Subscription, SubscriptionFilter, SubscriptionQuery};
use airtill_contract::ErrorCode;
use airtill_domain::{Finding, Order, SaleId};
use airtill_ledger::{Fact, Ledger, LedgerError, Noted, Query, Sale, Trace};

use super::Esim;
use super::evidence::{Sought, weigh};
use super::requests::RequestIds;
use super::watch::gaps;
use crate::TillError;

/// The version of the rules by which subscriptions are weighed.
const RULES: u32 = 2;
/// The most pages of subscriptions that are read for one order.
const MOST_PAGES: usize = 40;
/// The most sales about one SIM or customer that are compared.
const MOST_SALES: usize = 200;

impl Esim {
    /// Reads the subscriptions for each order in doubt that the service may never have named, and records what they
    /// show. Orders are sent meanwhile. A connection that is out of use reads nothing.
    ///
    /// # Errors
    /// The ledger could not be read or written. Subscriptions that cannot be read are a finding.
    pub async fn gather(&self) -> Result<(), TillError> {
        let no_order = self.no_order().await;
        if self.is_retired() {
            // An order that is under way here is sent by the connection in its place, under a lock of its own.
            return Ok(());
        }
        no_order.write_outcomes().await?;
        // Nobody waits with an order until all lists are read.
        drop(no_order);
        let _one = self.gathering.lock().await;
        for sale in self.traceable().await?.into_iter().map(|sale| sale.id) {
            if self.is_retired() || self.is_backing_off() {
                break;
            }
            self.weigh(sale).await?;
        }
        Ok(())
    }

    /// The orders of this till in doubt that a subscription may explain.
    async fn traceable(&self) -> Result<Vec<Sale>, LedgerError> {
        let id = self.connection.id.clone();
        let read = move |ledger: &Ledger| {
            let mut open = ledger.open_sales(Some(&id))?;
            let till = ledger.till();
            open.retain(|sale| sale.till == till && sale.may_be_traced());
            Ok(open)
        };
        self.environment.ledger.read(read).await
    }

    /// Whether another reading may show something of an order.
    pub async fn is_waiting(&self) -> bool {
        self.traceable().await.map_or(true, |open| !open.is_empty())
    }

    /// Weighs the subscriptions for one order, unless it was ended since the list of them was read.
    async fn weigh(&self, id: SaleId) -> Result<(), TillError> {
        let read = move |ledger: &Ledger| ledger.sale(id);
        let Some(sale) = self.environment.ledger.read(read).await?.filter(Sale::may_be_traced) else { return Ok(()) };
        let sale = &sale;
        let seen = self.subscriptions_for(sale).await?;
        if self.is_retired() {
            // Another connection has taken its place meanwhile, and is asked instead.
            return Ok(());
        }
        let (noted, trace) = match seen {
            Err(error) => {
                tracing::info!(%error, "the subscriptions could not be read");
                (Noted::of_subscriptions(Finding::SubscriptionsUnreadable, Vec::new()), None)
            }
            Ok(seen) => {
                let others = self.other_sales(sale, &seen).await?;
                let taken: Vec<String> = others.iter().filter_map(subscription_of).collect();
                let skew = self
                    .session
                    .clock_skew()
                    .map_or(Duration::ZERO, |skew| Duration::from_secs(skew.seconds.unsigned_abs()));
                let weighed = weigh(&Sought { order: &sale.order, sent: sale.asked_at, skew }, &seen, &taken);
                let trace = weighed.proof.map(|subscription| Trace { subscription, seen: self.now(), rules: RULES });
                (Noted::of_subscriptions(weighed.finding, weighed.fitting), trace)
            }
        };
        let (line, proof) = (
            self.own_entry(Fact::EvidenceNoted { sale: id, noted: noted.clone() }),
            trace.map(|trace| self.own_entry(Fact::Traced { sale: id, trace })),
        );
        let write = move |ledger: &mut Ledger| {
            let Some(sale) = ledger.sale(id)?.filter(Sale::may_be_traced) else { return Ok(false) };
            let last = ledger.timeline(sale.id)?.into_iter().rev().find_map(|entry| match entry.fact {
                Fact::EvidenceNoted { noted, .. } => Some(noted),
                _ => None,
            });
            let line = Some(line).filter(|_| !last.is_some_and(|last| last.says_the_same(&noted)));
            let entries: Vec<_> = line.into_iter().chain(proof).collect();
            let is_new = !entries.is_empty();
            ledger.append_all(entries)?;
            Ok::<_, LedgerError>(is_new)
        };
        if self.environment.ledger.call(write).await? {
            self.announce_sale(id).await;
            self.announce().await;
        }
        Ok(())
    }

    /// The subscriptions of the SIM or the customer, to the end of the list.
    async fn subscriptions_for(&self, sale: &Sale) -> Result<Result<Vec<Subscription>, TillError>, TillError> {
        let asked = match &sale.order {
            Order::TopUp(_) => return Ok(Ok(Vec::new())),
            Order::EsimTopUp(order) => SubscriptionQuery::OfSim(order.iccid.clone()),
            Order::NewEsim(order) => SubscriptionQuery::Filtered(SubscriptionFilter {
                email: Some(order.customer.identifier.as_str().to_owned()),
                product_id: Some(order.product.id.clone()),
                ..SubscriptionFilter::default()
            }),
        };
        let (mut pages, mut seen) = (Pages::default(), Vec::new());
        for _ in 0..MOST_PAGES {
            let Some(position) = pages.position() else { return Ok(Ok(seen)) };
            let ids = self.correlations(sale.id).await?;
            let asked = &asked;
            let ask = |token, ids: RequestIds| async move {
                self.api.subscriptions(&token, &ids.next_id(), asked, position).await
            };
            match self.ask_under(ids, ask).await {
                Ok((ids, mut page)) => {
                    let whole = pages.read(&page);
                    if page.list.left_out > 0 {
                        // One that cannot be read may be the one.
                        return Ok(Err(ids.name(TillError::new(ErrorCode::OddAnswer))));
                    }
                    seen.append(&mut page.list.entries);
                    if let Err(error) = whole {
                        return Ok(Err(ids.name(error)));
                    }
                }
                Err(error) => return Ok(Err(error)),
            }
        }
        Ok(Err(ApiError::TooBig.into()))
    }

    /// Other sales about the same customer, or about a SIM that was seen.
    async fn other_sales(&self, sale: &Sale, seen: &[Subscription]) -> Result<Vec<Sale>, TillError> {
        let mut phrases: Vec<String> =
            seen.iter().filter_map(|one| Some(one.iccid.as_ref()?.digits().to_owned())).collect();
        phrases.push(sale.order.subject().to_owned());
        phrases.sort();
        phrases.dedup();
        let id = sale.id;
        let read = move |ledger: &Ledger| {
            let mut found: Vec<Sale> = Vec::new();
            for search in phrases {
                let query = Query { search, limit: MOST_SALES, ..Query::default() };
                for other in ledger.sales(&query)? {
                    if other.id != id && found.iter().all(|known| known.id != other.id) {
                        found.push(other);
                    }
                }
            }
            Ok::<_, LedgerError>(found)
        };
        Ok(self.environment.ledger.read(read).await?)
    }

    /// Looks for evidence whenever a watch begins, until the till closes or the connection is out of use: behind a doubt,
    /// however it came to be written, and as soon as somebody is signed in. A second call has nothing to do.
    pub async fn watch(self: Arc<Self>) {
        let Ok(_only) = self.watch.runs.try_lock() else { return };
        let mut awaits_sign_in = true;
        while !self.is_retired() {
            tokio::select! {
                () = self.closing.cancelled() => return,
                () = self.watch.changed.notified() => awaits_sign_in |= !self.look_for_evidence().await,
                () = self.session.signed_in(), if awaits_sign_in => {
                    awaits_sign_in = false;
                    if self.is_waiting().await {
                        self.begin_watch();
                    }
                }
            }
        }
    }

    /// Looks for evidence at growing gaps, until nothing is waited for any more or another watch begins. Whether somebody
    /// was signed in to the end.
    async fn look_for_evidence(&self) -> bool {
        let Some(watch) = self.watch.present() else { return true };
        let mut is_signed_in = true;
        for gap in gaps(&self.policy.evidence_after) {
            // Only the pause is cut short: a look that has begun may be renewing the sign-in.
            if watch.run_until_cancelled(tokio::time::sleep(gap)).await.is_none() {
                return true;
            }
            is_signed_in = self.session.is_signed_in();
            if !is_signed_in || self.is_retired() || !self.is_waiting().await {
                break;
            }
            if let Err(error) = self.gather().await {
                tracing::warn!(%error, "evidence could not be written");
            }
        }
        watch.cancel();
        self.announce_the_end_of_a_watch().await;
        is_signed_in
    }

    /// Reports to the window the orders for which nobody looks any more.
    async fn announce_the_end_of_a_watch(&self) {
        if self.is_retired() {
            return;
        }
        match self.traceable().await {
            Ok(sales) => {
                for sale in sales {
                    self.announce_sale(sale.id).await;
                }
            }
            Err(error) => tracing::warn!(%error, "the orders in doubt cannot be shown"),
        }
        self.announce().await;
    }

    /// Writes what a person says of an order.
    ///
    /// # Errors
    /// `NotInDoubt` where nothing is open about it; the ledger's.
    pub async fn say(&self, id: SaleId, fact: Fact) -> Result<(), TillError> {
        let entry = self.entry(fact);
        let write = move |ledger: &mut Ledger| ledger.append(entry);
        self.environment.ledger.call(write).await.map_err(crate::selling::unsaid)?;
        self.announce_sale(id).await;
        self.announce().await;
        Ok(())
    }
}

/// The subscription that is known to belong to a sale.
fn subscription_of(sale: &Sale) -> Option<String> {
    let delivered = sale.esim.as_ref().and_then(|esim| esim.subscription.clone());
    delivered.or_else(|| sale.trace.as_ref().map(|trace| trace.found.subscription.id.clone()))
}
