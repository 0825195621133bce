//! The movements of the float: sales, the service's own retries, refunds, other tills, and old floats that are written
//! back.
//!
//! Each movement is one event, and its effect on a request stands in that request's fate. The routes and the trainer
//! decide when it moves.

use std::io;

use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::airtime::store::event::Event;
use crate::airtime::store::{Charge, ChargeKind, Commission, Fate, Store, new_reference};

/// A float that was read and may be written back later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OldFloat {
    /// The balance in SSP.
    pub float: Decimal,
    /// After how many movements it was read.
    pub(crate) movements: u64,
}

/// A top-up that the service is about to charge.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub reference: String,
    /// The float as it was read before the recharge, when nothing guards it; movements since then are lost.
    pub read: Option<OldFloat>,
    pub msisdn: String,
    pub amount: Decimal,
    pub hit: u64,
    pub delivered: bool,
    /// Queued for the retry; `Some(true)` charges again then.
    pub queued: Option<bool>,
    /// The code of a refusal that is charged all the same.
    pub refused: Option<u16>,
}

/// The reason for which no charge was made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ChargeError {
    #[error("the float is smaller than the amount")]
    FloatTooSmall,
    #[error("the charge could not be written down")]
    Journal(#[from] io::Error),
}

impl Store {
    pub fn float(&self) -> Decimal {
        self.lock().state.float
    }

    /// The float as a request reads it that may write it back.
    pub fn read_float(&self) -> OldFloat {
        let inner = self.lock();
        OldFloat { float: inner.state.float, movements: inner.state.movements }
    }

    pub fn truth(&self) -> Vec<Charge> {
        self.lock().state.charges.clone()
    }

    pub fn fates(&self) -> Vec<Fate> {
        self.lock().state.fates.clone()
    }

    pub fn set_float(&self, float: Decimal) -> io::Result<()> {
        self.lock().commit(Event::Float { float })
    }

    pub fn move_float(&self, by: Decimal) -> io::Result<()> {
        let mut inner = self.lock();
        let float = inner.state.float + by;
        inner.commit(Event::Float { float })
    }

    /// Writes an old float over every movement since it was read.
    pub fn write_back(&self, old: OldFloat) -> io::Result<()> {
        self.lock().commit(Event::WrittenBack { float: old.float, read: old.movements, at: self.clock.now() })
    }

    /// The float before the latest charge that still stands.
    pub fn before_last_charge(&self) -> Option<OldFloat> {
        let inner = self.lock();
        let state = &inner.state;
        let charged = |charge: &&Charge| {
            state.fates.iter().any(|fate| fate.reference == charge.reference && !fate.charged().is_zero())
        };
        let last = state.charges.iter().rev().filter(|charge| charge.kind == ChargeKind::TopUp).find(charged)?;
        let movement = state.fates.iter().find(|fate| fate.reference == last.reference)?.changes.first()?.movement;
        Some(OldFloat { float: last.float_after + last.debit, movements: movement - 1 })
    }

    pub fn commission(&self) -> Commission {
        self.lock().state.commission.clone().unwrap_or_else(|| self.commission.clone())
    }

    pub fn set_commission(&self, commission: Commission) -> io::Result<()> {
        self.lock().commit(Event::Commission { commission })
    }

    /// Writes down a request that is not charged, or not charged yet. Blocks until it is on disk.
    pub fn take(&self, fate: Fate) -> io::Result<()> {
        self.lock().commit(Event::Taken { fate })
    }

    /// Debits the float and writes it down. Blocks until it is on disk.
    pub fn charge(&self, order: Order) -> Result<Charge, ChargeError> {
        let commission = self.commission();
        let mut inner = self.lock();
        let float = order.read.map_or(inner.state.float, |read| read.float);
        if float < order.amount {
            return Err(ChargeError::FloatTooSmall);
        }
        let debit = commission.debit(order.amount);
        let charge = Charge {
            kind: ChargeKind::TopUp,
            at: self.clock.now(),
            float_after: float - debit,
            msisdn: order.msisdn,
            amount: order.amount,
            debit,
            reference: order.reference,
            delivered: order.delivered,
            answered: false,
            hit: order.hit,
        };
        let read = order.read.map(|read| read.movements);
        inner.commit(Event::Charged { charge: charge.clone(), queued: order.queued, refused: order.refused, read })?;
        Ok(charge)
    }

    /// Begins with the requests that wait since `before` or longer: charges and delivers each, where the float is large
    /// enough. Answers how many were charged. Blocks.
    pub fn begin_waiting(&self, before: Timestamp) -> io::Result<usize> {
        let mut charged = 0;
        for fate in self.fates().into_iter().filter(|fate| fate.waiting && fate.at <= before) {
            let reference = fate.reference.clone();
            let Fate { reference: for_order, msisdn, amount, hit, .. } = fate;
            let order = Order {
                reference: for_order,
                read: None,
                msisdn,
                amount,
                hit,
                delivered: true,
                queued: None,
                refused: None,
            };
            match self.charge(order) {
                Ok(_) => charged += 1,
                Err(ChargeError::FloatTooSmall) => self.lock().commit(Event::GivenUp { reference })?,
                Err(ChargeError::Journal(error)) => return Err(error),
            }
        }
        Ok(charged)
    }

    /// The time at which the longest waiting request arrived.
    pub fn waiting_since(&self) -> Option<Timestamp> {
        self.lock().state.fates.iter().filter(|fate| fate.waiting).map(|fate| fate.at).min()
    }

    /// Notes that the answer to the request with this reference went out whole.
    pub fn answered(&self, reference: String) -> io::Result<()> {
        self.lock().commit(Event::Answered { reference })
    }

    /// The hourly retry: delivers what is queued, and charges again where the practice number says so. Blocks.
    pub fn retry_accepted(&self) -> io::Result<usize> {
        let mut inner = self.lock();
        let queue = inner.state.queue.clone();
        for (reference, charged_again) in &queue {
            let again = if *charged_again {
                self.second_debit(&inner.state.charges, inner.state.float, reference)
            } else {
                None
            };
            inner.commit(Event::Retried { reference: reference.clone(), at: Some(self.clock.now()), again })?;
        }
        Ok(queue.len())
    }

    /// The retry of one request that was accepted, delivered since or not: it delivers and charges a second time.
    /// `None` where there is no such request.
    pub fn charge_again(&self, reference: &str) -> io::Result<Option<Charge>> {
        let mut inner = self.lock();
        if !inner.state.fates.iter().any(|fate| fate.reference == reference && fate.queued) {
            return Ok(None);
        }
        let again = self.second_debit(&inner.state.charges, inner.state.float, reference);
        inner.commit(Event::Retried {
            reference: reference.to_owned(),
            at: Some(self.clock.now()),
            again: again.clone(),
        })?;
        Ok(again)
    }

    /// Refunds the charge of a request; answers whether it was charged.
    pub fn refund(&self, reference: &str) -> io::Result<bool> {
        let mut inner = self.lock();
        let charged =
            inner.state.fates.iter().any(|fate| fate.reference == reference && fate.charged() > Decimal::ZERO);
        if charged {
            inner.commit(Event::Refunded { reference: reference.to_owned(), at: self.clock.now() })?;
        }
        Ok(charged)
    }

    fn second_debit(&self, charges: &[Charge], float: Decimal, reference: &str) -> Option<Charge> {
        let first = charges.iter().find(|charge| charge.reference == reference)?.clone();
        let at = self.clock.now();
        Some(Charge {
            kind: ChargeKind::Retry,
            at,
            float_after: float - first.debit,
            reference: new_reference(at),
            delivered: true,
            answered: false,
            ..first
        })
    }
}
