//! The text that a person hands to the service's support about a sale: its facts, nothing that is concluded from them.
//!
//! English in every language of the window, since it is for the service. A refusal that was charged is claimed; of a
//! sale that was charged without a clear answer it is asked what became of it. Each line names its source: the
//! service's answer, the float as the till read it, or the person whose word it is.

use airtill_domain::{Environment, Order, SaleState};
use airtill_ledger::Sale;

use super::time;

/// The text of a sale whose charge is known and whose delivery was not confirmed; `None` of any other.
pub fn claim(sale: &Sale, place: Environment) -> Option<String> {
    let Order::TopUp(order) = &sale.order;
    let said_charged = sale.said.as_ref().is_some_and(|said| said.charged == Some(true) && said.arrived != Some(true));
    let title = match sale.state {
        SaleState::DeclinedButCharged => REFUSED,
        SaleState::Said if said_charged && sale.refused => REFUSED,
        SaleState::Charged => QUESTION,
        SaleState::Said if said_charged => QUESTION,
        SaleState::Reopened => "Question: was this top-up charged, and was it delivered?",
        SaleState::Intended
        | SaleState::NeverHandedOver
        | SaleState::Confirmed
        | SaleState::Accepted
        | SaleState::Declined
        | SaleState::InDoubt
        | SaleState::NotCharged
        | SaleState::Said => return None,
    };
    let mut lines = match place {
        Environment::Live => Vec::new(),
        Environment::Test => vec!["TEST: no real money. Do not send this claim.".to_owned()],
        Environment::Practice => vec!["PRACTICE: no real money. Do not send this claim.".to_owned()],
    };
    lines.extend([
        title.to_owned(),
        format!("Connection: {}", sale.connection()),
        format!("Number: {}", order.msisdn.digits()),
        format!("Amount: {}", order.amount),
        format!("Asked for: {} by {}", time(sale.asked_at), sale.sold_by),
        format!("Service answer: {}", answer(sale)),
        format!(
            "Service reference: {}",
            sale.reference.as_deref().filter(|reference| !reference.is_empty()).unwrap_or("none")
        ),
    ]);
    lines.extend(floats(sale));
    lines.extend(statement(sale));
    lines.push(format!("Airtill sale: {}", sale.id));
    lines.push(format!("Till: {}", sale.till.short()));
    Some(lines.join("\n"))
}

const REFUSED: &str = "Claim: airtime was refused, yet the float was charged.";
const QUESTION: &str = "Question: the float was charged for this top-up. Was it delivered?";

/// The service's answer, as far as the till could read it.
fn answer(sale: &Sale) -> String {
    let message = sale.message.as_deref().unwrap_or("");
    match sale.code {
        Some(code) => format!("code {code} {message}").trim_end().to_owned(),
        None if message.is_empty() => "none that could be read".to_owned(),
        None => message.to_owned(),
    }
}

/// The floats between which the charge is seen; the one before it where the evidence says nothing.
fn floats(sale: &Sale) -> Vec<String> {
    let Some(verdict) = sale.verdict.as_ref().map(|judged| &judged.found) else {
        return sale.float_before.map(|before| format!("Float before: {before}")).into_iter().collect();
    };
    let mut lines = vec![
        format!("Float at {}: {}", time(verdict.from), verdict.before),
        format!("Float at {}: {}", time(verdict.to), verdict.after),
    ];
    lines.extend(verdict.debit.map(|debit| format!("Float went down by: {debit}")));
    lines
}

/// A person's statement about it: the charge is then their statement and no reading of the till.
fn statement(sale: &Sale) -> Option<String> {
    sale.said.as_ref().map(|said| format!("Said by {} at {}: {}", said.person, time(said.at), said.reason))
}
