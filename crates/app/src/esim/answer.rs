//! The service's answers about an order, as the facts that the ledger stores.
//!
//! The decision which answer is which was made by the service's client; here it only gets the till's words.

use airtill_apis::truphone::{OrderAnswer, OrderDoubt, OrderLook, OrderOutput, OrderRefusal, OrderStatus};
use airtill_domain::{DeclineReason, DoubtCause, Order, OrderProgress, SaleId, SaleState};
use airtill_ledger::{EsimDelivery, Fact, Sale};

use crate::selling::never_sent;

/// The fact that an answer to the order amounts to, for the `attempt` that was sent.
pub fn fact(sale: SaleId, attempt: u32, answer: OrderAnswer) -> Fact {
    match answer {
        // How far it is with it, the first look says.
        OrderAnswer::Accepted { order_id, status: _ } => {
            Fact::Accepted { sale, reference: order_id, code: None, float_after: None, message: String::new() }
        }
        OrderAnswer::Refused { reason, message } => {
            Fact::Declined { sale, reason: refused(reason), code: None, reference: None, message }
        }
        OrderAnswer::TurnedAway { message } => Fact::TurnedAway { sale, attempt, status: 401, message },
        // The attempt before it was handed over, and turned away.
        OrderAnswer::NotSent { error } if attempt > 1 => {
            tracing::info!(%sale, %error, "an order that was turned away could not be tried again");
            turned_away_for_good(sale, DeclineReason::SignInNotRenewed, error.to_string())
        }
        OrderAnswer::NotSent { error } => {
            Fact::NeverHandedOver { sale, reason: never_sent(&error), message: error.to_string() }
        }
        OrderAnswer::Unclear { cause, order_id, retry_after: _, message } => {
            tracing::warn!(%sale, cause = cause.word(), "an answer leaves an order in doubt");
            Fact::InDoubt { sale, cause: unclear(cause), refusal_code: None, code: None, reference: order_id, message }
        }
    }
}

/// An order that was turned away at the door and cannot be tried again: nothing was ordered. The message names what
/// stopped it, where the reason does not.
pub fn turned_away_for_good(sale: SaleId, reason: DeclineReason, message: String) -> Fact {
    Fact::Declined { sale, reason, code: None, reference: None, message }
}

/// The doubt about an order that is accepted under the name of another.
pub fn named_as_another(sale: SaleId, reference: String) -> Fact {
    let (cause, message) = (DoubtCause::Unreadable, String::new());
    Fact::InDoubt { sale, cause, refusal_code: None, code: None, reference: Some(reference), message }
}

/// Whether a look says that a new eSIM is done and does not say which SIM it is.
pub fn lacks_its_sim(sale: &Sale, look: &OrderLook) -> bool {
    let names_none = look.output.as_ref().is_none_or(|output| output.iccid.is_none());
    matches!(sale.order, Order::NewEsim(_)) && look.status == OrderStatus::Completed && names_none
}

/// The doubt about an order that has a name and none of whose ends is known.
pub fn doubt(sale: &Sale, cause: DoubtCause) -> Fact {
    Fact::InDoubt {
        sale: sale.id,
        cause,
        refusal_code: None,
        code: None,
        reference: sale.reference.clone(),
        message: String::new(),
    }
}

/// The fact by which an order goes on or ends, of what the service says of it now; `None` where nothing changed, or where
/// the answer may be about another order.
pub fn change(sale: &Sale, look: OrderLook) -> Option<Fact> {
    let reference = sale.reference.clone().unwrap_or_default();
    match look.status {
        OrderStatus::Accepted => None,
        OrderStatus::Fulfilling => (sale.progress == Some(OrderProgress::Accepted))
            .then_some(Fact::Progressed { sale: sale.id, progress: OrderProgress::Preparing }),
        OrderStatus::Completed => {
            let output = look.output;
            let told = output.as_ref().and_then(|output| output.iccid.clone());
            if told.is_some() && sale.order.iccid().is_some_and(|ordered| told.as_ref() != Some(ordered)) {
                tracing::warn!(sale = %sale.id, "an order for one SIM is called done with another");
                return None;
            }
            let iccid = told.or_else(|| sale.order.iccid().cloned());
            let subscription = output.and_then(|output| output.subscription_id);
            Some(Fact::Confirmed {
                sale: sale.id,
                reference,
                float_after: None,
                message: String::new(),
                esim: iccid.map(|iccid| EsimDelivery { iccid, subscription }),
            })
        }
        // An order that failed is not the one whose request may have been fulfilled.
        OrderStatus::Failed if sale.may_be_misnamed() => {
            tracing::warn!(sale = %sale.id, "an order failed whose name stood in an error about another request");
            None
        }
        // Something may have been made for it all the same.
        OrderStatus::Failed if names_something_made(sale, look.output.as_ref()) => {
            tracing::warn!(sale = %sale.id, "an order failed whose answer names a SIM or a subscription");
            (sale.state == SaleState::Accepted).then(|| doubt(sale, DoubtCause::Unreadable))
        }
        OrderStatus::Failed => Some(Fact::Declined {
            sale: sale.id,
            reason: DeclineReason::OrderFailed,
            code: None,
            reference: Some(reference),
            message: String::new(),
        }),
        OrderStatus::Other(word) => {
            tracing::info!(sale = %sale.id, %word, "an order stands where no document knows");
            None
        }
    }
}

/// Whether a result names a subscription, or a SIM that the order did not name itself.
fn names_something_made(sale: &Sale, output: Option<&OrderOutput>) -> bool {
    output.is_some_and(|output| {
        let names_a_sim = output.iccid.as_ref().is_some_and(|iccid| sale.order.iccid() != Some(iccid));
        names_a_sim || output.subscription_id.is_some()
    })
}

fn refused(reason: OrderRefusal) -> DeclineReason {
    match reason {
        OrderRefusal::Request => DeclineReason::RequestUnreadable,
        OrderRefusal::Forbidden => DeclineReason::NotPermitted,
        OrderRefusal::NotFound => DeclineReason::Other,
        OrderRefusal::Quota => DeclineReason::QuotaReached,
        OrderRefusal::RateLimited { .. } => DeclineReason::RateLimited,
    }
}

fn unclear(cause: OrderDoubt) -> DoubtCause {
    match cause {
        OrderDoubt::NoAnswer { timed_out: true } => DoubtCause::NoAnswer,
        OrderDoubt::NoAnswer { timed_out: false } => DoubtCause::LineBroken,
        OrderDoubt::BrokenAnswer { .. } => DoubtCause::AnswerCut,
        OrderDoubt::ServerError => DoubtCause::ServiceFault,
        OrderDoubt::TooBig
        | OrderDoubt::Redirect
        | OrderDoubt::Encoded
        | OrderDoubt::Html
        | OrderDoubt::NotJson
        | OrderDoubt::NoId
        | OrderDoubt::Contradiction
        | OrderDoubt::UnknownLimit
        | OrderDoubt::Status => DoubtCause::Unreadable,
    }
}

/// Whether the service may still say something of an order by the name that it gave it.
pub fn may_be_asked_about(sale: &Sale) -> bool {
    is_doubt_with_a_name(sale) || (sale.state == SaleState::Accepted && !sale.is_finished())
}

/// Whether an order is in doubt under a name that the service gave it.
pub fn is_doubt_with_a_name(sale: &Sale) -> bool {
    sale.state == SaleState::InDoubt && sale.reference.is_some() && sale.order.kind().finishes_later()
}
