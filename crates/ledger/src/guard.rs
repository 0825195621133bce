//! Whether a sale may be sent at all: asked and recorded in one transaction, so that no second window or second copy of
//! the program can slip between the question and the record.
//!
//! Subjects are compared across all connections, since a customer is served twice whichever float pays. A sale of the
//! future counts as recent: the clock may have been set back. What a sale costs and whether the float suffices is not
//! asked here.

use std::time::Duration;

use airtill_domain::{SaleId, SaleState, Timestamp};

use crate::append::{Writing, Written};
use crate::derived::{float_seen, of_float, sale, sales};
use crate::entry::{Entry, Fact, Intended, NewEntry};
use crate::error::LedgerError;
use crate::handle::Ledger;
use crate::sale::{Bearing, Sale};

/// The limits for a new sale.
pub struct Guard {
    /// The present, by the wall clock.
    pub now: Timestamp,
    /// For how long after a sale the same subject needs a reason.
    pub repeat_window: Duration,
}

/// The outcome of an intent. Only [`Intent::Recorded`] allows a request.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "one at a time, on its way to a person")]
pub enum Intent {
    /// It is on disk: send now, once.
    Recorded {
        /// The sale as it begins, or as its next attempt begins.
        sale: Sale,
        /// The intent, completed.
        entry: Entry,
    },
    /// The sale was intended before: the same press of a button, twice.
    Already(Sale),
    /// Another sale of this till from this float is under way.
    Busy(Sale),
    /// The same kind of thing was sold to the subject lately, newest first; an intent with a reason is recorded.
    RepeatNeedsReason(Vec<Sale>),
    /// The same subject and price is still open, newest first; an intent that overrides all of them is recorded.
    DoubtNeedsOverride(Vec<Sale>),
}

impl Ledger {
    /// Records an intent unless something speaks against it, all in one immediate transaction.
    ///
    /// The intent is completed by what only the transaction knows for sure: the float before it. Asked in this order:
    /// is it the same sale, is another of this till under way, is the same subject and price open, was the subject
    /// served lately.
    /// The next attempt of a sale that was turned away is asked nothing: it passed at its first.
    ///
    /// # Errors
    /// `IllegalTransition` for an attempt that does not directly follow one that was turned away, or for any other fact
    /// than an intent; `NotThisSale` for an intent of another order; `Full`, `ReadOnly`, `Busy` by the disk.
    pub fn intend(&mut self, mut entry: NewEntry, guard: Guard) -> Result<Intent, LedgerError> {
        let Fact::Intended(Intended { sale: id, attempt, order, repeat_reason, override_of, .. }) = &entry.fact else {
            return Err(not_an_intent(&entry));
        };
        let id = *id;
        let till = self.till;
        let mut writing = Writing::begin(self)?;
        let tx = &writing.tx;
        let mut here = sales(tx, "open = 1 AND state = 'intended'", [])?;
        // No outcome of another till's sale may ever be written here.
        here.retain(|other| {
            other.till == till
                && (other.connection() == order.connection() || (other.float.is_some() && other.float == entry.float))
        });
        match sale(tx, id)? {
            Some(existing) if *attempt <= existing.attempt => return Ok(Intent::Already(existing)),
            // Writing refuses what does not follow a refusal at the door.
            Some(_) => {}
            None => {
                if let Some(other) = here.first() {
                    return Ok(Intent::Busy(other.clone()));
                }
                let (kind, subject, price) = (order.kind().word(), order.subject(), order.price());
                let same = (subject, kind, price.map(|price| price.minor), price.map(|price| price.currency.code()));
                let condition = "subject = ?1 AND kind = ?2 AND price_minor IS ?3 AND currency IS ?4";
                let mut open = sales(tx, condition, same)?;
                open.retain(|other| other.bearing() == Bearing::Open && !override_of.contains(&other.id));
                if !open.is_empty() {
                    return Ok(Intent::DoubtNeedsOverride(open));
                }
                if repeat_reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
                    let since = guard.now.minus(guard.repeat_window);
                    let mut recent =
                        sales(tx, "subject = ?1 AND kind = ?2 AND asked_at > ?3", (subject, kind, since.0))?;
                    recent.retain(|other| other.bearing() != Bearing::None);
                    if !recent.is_empty() {
                        return Ok(Intent::RepeatNeedsReason(recent));
                    }
                }
            }
        }
        if let Fact::Intended(Intended { order, float_before, .. }) = &mut entry.fact
            && let Some(of) = of_float(Some(order.connection()), entry.float.as_ref())
        {
            *float_before = float_seen(tx, of)?.map(|(_, _, balance)| balance);
        }
        let Written { sale: Some(sale), entry } = writing.write(entry)? else {
            return Err(LedgerError::NoSuchSale { sale: id });
        };
        writing.commit()?;
        Ok(Intent::Recorded { sale, entry })
    }
}

/// A fact that is no intent records nothing here: it names a sale that has not begun, or none.
fn not_an_intent(entry: &NewEntry) -> LedgerError {
    let sale = entry.fact.sale().unwrap_or(SaleId(Default::default()));
    LedgerError::IllegalTransition { sale, from: None, to: SaleState::Intended }
}
