//! Correlation ids of requests about an order.
//!
//! A number is used once, and only behind the entry that allows it; which numbers there are, says [`super::numbers`].

use airtill_domain::{CorrelationId, SaleId};
use airtill_ledger::{Fact, Ledger, LedgerError};

use super::Esim;
use super::numbers::Allowed;
use super::requests::RequestIds;
use crate::TillError;

/// The most requests of one question: a second one follows where the first was turned away.
const PER_QUESTION: u32 = 2;

impl Esim {
    /// Correlation ids for the next question about an order; they are on disk when they come back.
    ///
    /// # Errors
    /// The ledger cannot be written; nothing may be asked then.
    pub(super) async fn correlations(&self, sale: SaleId) -> Result<RequestIds, TillError> {
        let mut numbers = self.numbers.0.lock().await;
        let known = numbers.get(&sale).copied();
        let mut allowed = match known.filter(|allowed| allowed.needed(PER_QUESTION).is_none()) {
            Some(allowed) => allowed,
            None => self.allow_more(sale, known).await?,
        };
        let first = allowed.next;
        allowed.next = first.saturating_add(PER_QUESTION);
        numbers.insert(sale, allowed);
        let ids = (first..allowed.next).map(|number| CorrelationId::of_request(sale, number));
        Ok(RequestIds::recorded(ids.collect()))
    }

    /// Allows the numbers of the next question, behind all that the ledger allows already.
    async fn allow_more(&self, sale: SaleId, known: Option<Allowed>) -> Result<Allowed, LedgerError> {
        let mut entry = self.own_entry(Fact::RequestsNumbered { sale, through: 0 });
        let write = move |ledger: &mut Ledger| {
            let recorded = ledger.sale(sale)?.ok_or(LedgerError::NoSuchSale { sale })?.requests_through;
            let mut allowed = known.map_or_else(|| Allowed::behind(recorded), |known| known.beside(recorded));
            if let Some(through) = allowed.needed(PER_QUESTION) {
                entry.fact = Fact::RequestsNumbered { sale, through };
                ledger.append(entry)?;
                allowed.through = through;
            }
            Ok(allowed)
        };
        self.environment.ledger.call(write).await
    }

    /// Forgets the numbers of an order that ended.
    pub(super) async fn forget_numbers(&self, sale: SaleId) {
        self.numbers.0.lock().await.remove(&sale);
    }
}
