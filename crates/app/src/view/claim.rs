//! The text that a person hands to the service's support about a sale: its facts, nothing that is concluded from them.
//!
//! English in every language of the window, since it is for the service. A refusal that was charged is claimed; of a
//! sale that was charged without a clear answer it is asked what became of it, and of an order in doubt as well, since
//! its service finds it by the ids of its requests. Each line names its source: the service's answer, what the till
//! read there, or the person whose word it is.

use airtill_domain::{CorrelationId, Environment, EsimTopUpOrder, NewEsimOrder, Order, SaleState};
use airtill_ledger::Sale;

use super::time;

/// The text of a sale whose charge is known and whose delivery was not confirmed, or of an order in doubt; `None` of
/// any other.
pub fn claim(sale: &Sale, place: Environment) -> Option<String> {
    let questions = questions(&sale.order);
    let said_charged = sale.said.as_ref().is_some_and(|said| said.charged == Some(true) && said.arrived != Some(true));
    let title = match sale.state {
        SaleState::DeclinedButCharged => questions.refused,
        SaleState::Said if said_charged && sale.refused => questions.refused,
        SaleState::Charged => questions.charged,
        SaleState::Said if said_charged => questions.charged,
        SaleState::Reopened => questions.open,
        SaleState::InDoubt if sale.order.kind().finishes_later() => questions.open,
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
    lines.extend([title.to_owned(), format!("Connection: {}", sale.connection())]);
    lines.extend(ordered(&sale.order));
    lines.extend(correlations(sale));
    lines.extend([
        format!("Asked for: {} by {}", time(sale.asked_at), sale.sold_by),
        format!("Service answer: {}", answer(sale)),
        format!(
            "Service reference: {}",
            sale.reference.as_deref().filter(|reference| !reference.is_empty()).unwrap_or("none")
        ),
    ]);
    lines.extend(floats(sale));
    lines.extend(trace(sale));
    lines.extend(statement(sale));
    lines.push(format!("Airtill sale: {}", sale.id));
    lines.push(format!("Till: {}", sale.till.short()));
    Some(lines.join("\n"))
}

/// The first line, by what is known.
struct Questions {
    refused: &'static str,
    charged: &'static str,
    open: &'static str,
}

fn questions(order: &Order) -> Questions {
    match order {
        Order::TopUp(_) => Questions {
            refused: "Claim: airtime was refused, yet the float was charged.",
            charged: "Question: the float was charged for this top-up. Was it delivered?",
            open: "Question: was this top-up charged, and was it delivered?",
        },
        Order::NewEsim(_) | Order::EsimTopUp(_) => Questions {
            refused: "Claim: an order was refused, yet it was billed.",
            charged: "Question: this order was made, and its answer was lost. Was it fulfilled?",
            open: "Question: was this order made, and was it fulfilled?",
        },
    }
}

/// The parts of the order by which the service finds it.
fn ordered(order: &Order) -> Vec<String> {
    let mut lines = match order {
        Order::TopUp(order) => vec![format!("Number: {}", order.msisdn.digits())],
        Order::NewEsim(NewEsimOrder { product, customer, device, .. }) => vec![
            format!("Product: {} ({})", product.name, product.id),
            format!("Customer: {}", customer.identifier.as_str()),
            format!("Device id: {}", device.id),
        ],
        Order::EsimTopUp(EsimTopUpOrder { product, iccid, device_id, .. }) => vec![
            format!("Product: {} ({})", product.name, product.id),
            format!("ICCID: {iccid}"),
            format!("Device id: {device_id}"),
        ],
    };
    let price = order.price().map(|price| match order {
        Order::TopUp(_) => format!("Amount: {price}"),
        Order::NewEsim(_) | Order::EsimTopUp(_) => format!("Price: {price}"),
    });
    lines.extend(price);
    lines
}

/// The ids of the requests about it, where the service takes them: of each attempt at the order, and of what was asked
/// about it later.
fn correlations(sale: &Sale) -> Vec<String> {
    if !sale.order.kind().finishes_later() {
        return Vec::new();
    }
    let attempts = (1..=sale.attempt).map(|attempt| CorrelationId::of_attempt(sale.id, attempt));
    let mut lines: Vec<String> = attempts.map(|id| format!("X-Correlation-ID: {id}")).collect();
    if sale.requests_through > 0 {
        let [first, last] = [1, sale.requests_through].map(|number| CorrelationId::of_request(sale.id, number));
        lines.push(format!("X-Correlation-ID of later requests: from {first} to {last}"));
    }
    lines
}

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

/// The subscription by which an order is known to have been made.
fn trace(sale: &Sale) -> Option<String> {
    let found = &sale.trace.as_ref()?.found;
    Some(format!("Subscription seen at {}: {}", time(found.seen), found.subscription.id))
}

/// A person's statement about it: the charge is then their statement and no reading of the till.
fn statement(sale: &Sale) -> Option<String> {
    sale.said.as_ref().map(|said| format!("Said by {} at {}: {}", said.person, time(said.at), said.reason))
}
