//! Outcomes that a full disk did not take: held in memory in their order, and written before anything else is.
//!
//! The intent on disk keeps a crash in between in doubt. An outcome that contradicts what is on disk is dropped: no
//! room on the disk helps it, and nothing would be sold behind it.

use std::sync::Mutex;

use airtill_domain::lock;
use airtill_ledger::{Fact, LedgerError, NewEntry};

/// The outcomes of one connection that are not on disk yet, oldest first.
#[derive(Default)]
pub struct Unwritten(Mutex<Vec<NewEntry>>);

impl Unwritten {
    /// Holds one behind the others.
    pub fn push(&self, entry: NewEntry) {
        lock(&self.0).push(entry);
    }

    /// The oldest outcome that is not on disk yet.
    pub fn first(&self) -> Option<NewEntry> {
        lock(&self.0).first().cloned()
    }

    /// Forgets the oldest outcome where it was `written`, or contradicts what is on disk. Gives the value of a
    /// successful write.
    ///
    /// # Errors
    /// The ledger takes nothing now: the outcome stays here.
    pub fn first_was_tried<T>(&self, written: Result<T, LedgerError>) -> Result<Option<T>, LedgerError> {
        let written = match written {
            Ok(written) => Some(written),
            Err(
                error @ (LedgerError::IllegalTransition { .. }
                | LedgerError::NoSuchSale { .. }
                | LedgerError::NotThisSale { .. }),
            ) => {
                let entry = self.first();
                let sale = entry.as_ref().and_then(|entry| entry.fact.sale());
                let reference = entry.as_ref().and_then(|entry| reference(&entry.fact));
                tracing::error!(?sale, reference, %error, "an outcome contradicts the ledger and is dropped");
                None
            }
            Err(error) => return Err(error),
        };
        let mut kept = lock(&self.0);
        if !kept.is_empty() {
            kept.remove(0);
        }
        Ok(written)
    }

    /// Whether everything is on disk.
    pub fn is_empty(&self) -> bool {
        lock(&self.0).is_empty()
    }
}

/// The service's name of the order, where an outcome has one.
fn reference(fact: &Fact) -> Option<&str> {
    match fact {
        Fact::Confirmed { reference, .. } | Fact::Accepted { reference, .. } => Some(reference),
        Fact::Declined { reference, .. } | Fact::InDoubt { reference, .. } => reference.as_deref(),
        Fact::RunStarted { .. }
        | Fact::Intended(_)
        | Fact::TurnedAway { .. }
        | Fact::Progressed { .. }
        | Fact::RequestsNumbered { .. }
        | Fact::NeverHandedOver { .. }
        | Fact::EvidenceNoted { .. }
        | Fact::CameToRest { .. }
        | Fact::Judged { .. }
        | Fact::Traced { .. }
        | Fact::Reopened { .. }
        | Fact::Said { .. }
        | Fact::FloatSeen { .. }
        | Fact::Declared { .. }
        | Fact::EpochEnded { .. }
        | Fact::UnexplainedDebit { .. }
        | Fact::Seen { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use airtill_domain::{SaleId, SaleState, Timestamp};

    use super::*;

    fn one() -> (SaleId, Unwritten) {
        let sale = SaleId(uuid::Uuid::from_u128(1));
        let (reference, message) = ("b3JkZXI=".to_owned(), String::new());
        let fact = Fact::Accepted { sale, reference, code: None, float_after: None, message };
        let unwritten = Unwritten::default();
        unwritten.push(NewEntry { at: Timestamp(0), actor: "till".to_owned(), connection: None, float: None, fact });
        (sale, unwritten)
    }

    #[test]
    fn an_outcome_that_the_disk_does_not_take_is_kept() {
        let (_, unwritten) = one();
        let full = LedgerError::Full { source: "no room".into() };
        assert!(matches!(unwritten.first_was_tried::<()>(Err(full)), Err(LedgerError::Full { .. })));
        assert!(!unwritten.is_empty());
        assert!(matches!(unwritten.first_was_tried(Ok(7)), Ok(Some(7))));
        assert!(unwritten.is_empty());
    }

    #[test]
    fn an_outcome_that_contradicts_the_ledger_holds_up_nothing_for_ever() {
        let (sale, unwritten) = one();
        let (from, to) = (Some(SaleState::InDoubt), SaleState::Accepted);
        let contradiction = LedgerError::IllegalTransition { sale, from, to };
        assert!(matches!(unwritten.first_was_tried::<()>(Err(contradiction)), Ok(None)));
        assert!(unwritten.is_empty());
    }
}
