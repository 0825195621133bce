//! The real course of each sale, and the events outside the declarations.
//!
//! A [`Stray`] is an event that a declaration excludes, or that cannot be declared (a changed commission). Days without
//! one must have no false sentence; after one, a sentence that rests on the broken declaration is excused.

use super::script::{Declared, Minor, Ms, Second};

/// A sale as the service and the customer know it.
#[derive(Clone, Debug)]
pub struct Truth {
    /// The amount of the sale.
    pub amount: Minor,
    /// When its request left; never where the connection was not opened or the program died before.
    pub sent: Option<Ms>,
    /// When the float was debited for it, and by how much; more than once after a second debit.
    pub debits: Vec<(Ms, Minor)>,
    /// When airtime arrived.
    pub delivered: Option<Ms>,
    /// When it was refunded.
    pub refunded: Option<Ms>,
    /// The float that the service wrote when it booked it.
    pub stated: Option<Minor>,
}

impl Truth {
    /// A sale that was asked for and not sent.
    pub fn asked(amount: Minor) -> Self {
        Self { amount, sent: None, debits: Vec::new(), delivered: None, refunded: None, stated: None }
    }

    /// Whether the float was debited for it from `from` to `to`, both included.
    pub fn charged_within(&self, from: Ms, to: Ms) -> bool {
        self.debits.iter().any(|(at, _)| (from..=to).contains(at))
    }

    /// Whether the float was debited for it by `at`.
    pub fn charged_by(&self, at: Ms) -> bool {
        self.charged_within(Ms::MIN, at)
    }

    /// Whether airtime has arrived by `at`.
    pub fn delivered_by(&self, at: Ms) -> bool {
        self.delivered.is_some_and(|delivered| delivered <= at)
    }
}

/// An event that declarations are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stray {
    /// The time of the event.
    pub at: Ms,
    /// The kind of the event.
    pub what: Strayed,
}

/// The kind of a stray event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strayed {
    /// Another till moved the float.
    Other,
    /// The company paid in so much.
    Deposit(Minor),
    /// A refund came together with something else.
    HiddenRefund,
    /// The service worked on a request so long after it was sent.
    Late(Ms),
    /// An old float was written back over a newer one.
    WrittenBack,
    /// A sale was debited again so long after it was sent.
    DebitedAgain(Ms),
    /// Sales have another cost from here on.
    Tariff,
}

impl Strayed {
    /// Whether `declared` says that this does not happen.
    pub fn is_excluded(self, declared: &Declared) -> bool {
        match self {
            Strayed::Other | Strayed::HiddenRefund => declared.this_till,
            Strayed::Deposit(by) => declared.this_till && declared.smallest_deposit.is_none_or(|least| by < least),
            Strayed::Late(after) => after > declared.rest,
            Strayed::WrittenBack => declared.one_at_a_time,
            Strayed::DebitedAgain(after) => match declared.second_debit {
                Second::No => true,
                Second::Within(most) => after > most,
                Second::Unknown => false,
            },
            Strayed::Tariff => true,
        }
    }
}
