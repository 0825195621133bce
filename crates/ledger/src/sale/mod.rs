//! One sale, computed from its entries.
//!
//! It is derived and nothing else: [`Sale::after`] makes it from one entry after the other. It says where the sale
//! stands, what was said of it and by whom, and how far it speaks against another sale to the same number.

mod follow;

use airtill_domain::{
    ConnectionId, DeclineReason, DoubtCause, FloatKey, Iccid, Money, Order, OrderProgress, SaleId, SaleState, TillId,
    Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::entry::{EsimDelivery, ListRow, Reopening, Seq, Trace, Verdict};

/// One sale, as far as the ledger knows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sale {
    /// Its name for ever.
    pub id: SaleId,
    /// The till that sold it.
    pub till: TillId,
    /// The order as a person confirmed it.
    pub order: Order,
    /// The row of a list that it belongs to. Not written today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<ListRow>,
    /// Where it stands.
    pub state: SaleState,
    /// The member of the company's staff that sold it; the account that pays where no staff is known.
    pub sold_by: String,
    /// When it was first intended.
    pub asked_at: Timestamp,
    /// The number of its first entry; newest first means by this.
    pub first: Seq,
    /// The number of its last entry.
    pub last: Seq,
    /// When its last entry was written.
    pub last_at: Timestamp,
    /// The attempt that is, or was last, under way.
    pub attempt: u32,
    /// Whether that attempt was turned away and no other has begun: nothing is under way.
    pub turned_away: bool,
    /// The service's reference.
    pub reference: Option<String>,
    /// Why it was declined, or never handed over.
    pub reason: Option<DeclineReason>,
    /// Why it is or was in doubt.
    pub cause: Option<DoubtCause>,
    /// The service's code.
    pub code: Option<i64>,
    /// The last words of the service.
    pub message: Option<String>,
    /// The balance that was known before.
    pub float_before: Option<Money>,
    /// The balance after, by the service.
    pub float_after: Option<Money>,
    /// Whether the service refused it by a documented code, so that only its charge is or was open.
    pub refused: bool,
    /// The float that pays, where the account was known.
    pub float: Option<FloatKey>,
    /// Whether the service can no longer be working on it, as declared.
    pub at_rest: bool,
    /// The entry that closed its window, behind which its charge moves no float: an answer that says what was charged,
    /// a documented refusal, or its coming to rest. An accepted sale that may be debited again closes anew when it
    /// comes to rest.
    pub closed: Option<Seq>,
    /// The last verdict of the evidence.
    pub verdict: Option<Judgement<Verdict>>,
    /// The subscription by which an order is known to have been made.
    pub trace: Option<Judgement<Trace>>,
    /// The eSIM or plan that was delivered.
    pub esim: Option<EsimDelivery>,
    /// How far the service is with an order that it took and has not finished.
    pub progress: Option<OrderProgress>,
    /// The highest number of a request about the order that may be sent.
    pub requests_through: u32,
    /// The movement that contradicted it.
    pub reopening: Option<Judgement<Reopening>>,
    /// The last statement of a person.
    pub said: Option<Statement>,
    /// Why the same thing was sold again to the same subject so soon.
    pub repeat_reason: Option<String>,
    /// The open sales in spite of which this sale was made.
    pub override_of: Vec<SaleId>,
    /// Whether the number plan warned about the number.
    pub number_warned: bool,
}

/// Something that the till found, and when it said so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judgement<T> {
    /// The number of the entry.
    pub seq: Seq,
    /// When the entry was written.
    pub at: Timestamp,
    /// The finding itself, of either kind.
    pub found: T,
}

/// A person's statement about a sale: at least one of the two questions is answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// The person who said it.
    pub person: String,
    /// The time at which they were given.
    pub at: Timestamp,
    /// Whether it arrived.
    pub arrived: Option<bool>,
    /// Whether the float was charged.
    pub charged: Option<bool>,
    /// How the person knows.
    pub reason: String,
    /// Whether the person took over what the evidence indicated.
    pub adopted: bool,
}

/// How far a sale speaks against another one to its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearing {
    /// Nothing can have arrived.
    None,
    /// It arrived, or may have: another one wants a reason.
    Lately,
    /// Nobody knows, and it may have been charged: the same one again wants the risk accepted.
    Open,
}

impl Sale {
    /// The connection through which it is sold.
    pub fn connection(&self) -> &ConnectionId {
        self.order.connection()
    }

    /// The SIM that it is about, as far as that is known.
    pub fn iccid(&self) -> Option<&Iccid> {
        let traced = || self.trace.as_ref().and_then(|trace| trace.found.subscription.iccid.as_ref());
        self.order.iccid().or(self.esim.as_ref().map(|esim| &esim.iccid)).or_else(traced)
    }

    /// Whether nobody can say yet whether money moved.
    pub fn is_money_unknown(&self) -> bool {
        self.state.is_money_unknown()
    }

    /// Whether it was refused, and nothing was charged by the reason of that or by a verdict of the evidence.
    pub fn is_refused_free(&self) -> bool {
        let says_so = self.reason.is_some_and(DeclineReason::says_uncharged);
        self.state == SaleState::Declined && (says_so || self.verdict.is_some())
    }

    /// Whether the service has said its last of it.
    pub fn is_finished(&self) -> bool {
        self.state.is_finished(self.order.kind())
    }

    /// How far it speaks against another sale to its subject. Airtime may have arrived for all that was handed to the
    /// service, whatever was charged.
    pub fn bearing(&self) -> Bearing {
        match self.state {
            SaleState::NeverHandedOver | SaleState::Declined => Bearing::None,
            // The service said that it delivers nothing; only the charge is open.
            SaleState::InDoubt | SaleState::Reopened if self.refused => Bearing::None,
            SaleState::Intended | SaleState::InDoubt | SaleState::Reopened | SaleState::Charged => Bearing::Open,
            SaleState::Confirmed | SaleState::Accepted | SaleState::DeclinedButCharged | SaleState::NotCharged => {
                Bearing::Lately
            }
            SaleState::Said => match self.said.as_ref().map(|said| (said.arrived, said.charged)) {
                Some((Some(false), _)) => Bearing::None,
                Some((Some(true), _) | (None, Some(false))) => Bearing::Lately,
                Some((None, _)) | None => Bearing::Open,
            },
        }
    }

    /// Whether its charge may still move the float that it names: it was not answered and has not come to rest,
    /// whatever was said of it since.
    pub fn may_still_move_its_float(&self) -> bool {
        self.float.is_some() && self.closed.is_none()
    }

    /// Whether the evidence goes on: nobody knows whether it was charged.
    pub fn is_in_doubt(&self) -> bool {
        self.state == SaleState::InDoubt
    }

    /// Whether a subscription may prove that its order was made. One that the service named is asked for by its name.
    pub fn may_be_traced(&self) -> bool {
        let is_nameless = self.reference.is_none() || self.may_be_misnamed();
        self.state == SaleState::InDoubt && self.order.kind().finishes_later() && is_nameless
    }

    /// Whether its name may be another order's: the id in an error, or in an answer that cannot be understood or was
    /// given before, may name something else. The service's words about that name are believed with care.
    pub fn may_be_misnamed(&self) -> bool {
        let by_an_error = matches!(self.cause, Some(DoubtCause::ServiceFault | DoubtCause::Unreadable));
        let is_doubt = self.state == SaleState::InDoubt && self.order.kind().finishes_later();
        is_doubt && self.reference.is_some() && by_an_error
    }

    /// Whether a request may be under way, or its answer was lost before it was written.
    pub fn is_under_way(&self) -> bool {
        self.state == SaleState::Intended && !self.turned_away
    }
}
