//! The text that a person hands to the service's support about a sale: its facts, nothing that is concluded from them.
//!
//! English whatever the window speaks, since it is for the service. A refusal that was charged is claimed; of a sale
//! that was charged without a clear answer it is asked what became of it. Each line names its source: the service's
//! answer, the float as the till read it, or the person whose word it is.

use airtill_domain::{Environment, SaleState};
use airtill_ledger::{Sale, SettledBy};

use super::time;

/// The text of a sale whose charge is known and whose delivery was not confirmed; `None` of any other.
pub fn claim(sale: &Sale, place: Environment) -> Option<String> {
    let said_charged = sale.said.as_ref().is_some_and(|said| said.charged == Some(true) && said.arrived != Some(true));
    let title = match sale.state {
        SaleState::DeclinedButCharged => title_of_refusal(sale),
        SaleState::Said if said_charged && sale.refused => title_of_refusal(sale),
        SaleState::Charged => QUESTION,
        SaleState::Said if said_charged => QUESTION,
        SaleState::Reopened => "Question: was this top-up charged, and was it delivered?",
        _ => return None,
    };
    let mut lines = match place {
        Environment::Live => Vec::new(),
        Environment::Test => vec!["TEST: no real money. Do not send this claim.".to_owned()],
        Environment::Practice => vec!["PRACTICE: no real money. Do not send this claim.".to_owned()],
    };
    lines.extend([
        title.to_owned(),
        format!("Connection: {}", sale.connection),
        format!("Number: {}", sale.msisdn.digits()),
        format!("Amount: {}", sale.amount),
        format!("Asked for: {} by {}", time(sale.asked_at), sale.asked_by),
        format!("Service answer: {}", answer(sale)),
        format!(
            "Service reference: {}",
            sale.reference.as_deref().filter(|reference| !reference.is_empty()).unwrap_or("none")
        ),
    ]);
    lines.extend(floats(sale));
    lines.extend(words(sale));
    lines.push(format!("Airtill sale: {}", sale.id));
    Some(lines.join("\n"))
}

const QUESTION: &str = "Question: the float was charged for this top-up. Was it delivered?";

/// Older versions took a sale that may still be approved for a refusal.
fn title_of_refusal(sale: &Sale) -> &'static str {
    if sale.code == Some(crate::airtime::answer::PENDING_APPROVAL) {
        "Question: airtime waits for an approval, and the float was charged. Will it be delivered?"
    } else {
        "Claim: airtime was refused, yet the float was charged."
    }
}

/// What the service answered, as far as the till could read it.
fn answer(sale: &Sale) -> String {
    let message = sale.message.as_deref().unwrap_or("");
    match sale.code {
        Some(code) => format!("code {code} {message}").trim_end().to_owned(),
        None if message.is_empty() => "none that could be read".to_owned(),
        None => message.to_owned(),
    }
}

/// The floats between which the charge is seen; of a sale that an older version settled, only that version's.
fn floats(sale: &Sale) -> Vec<String> {
    if let Some(verdict) = sale.verdict.as_ref().map(|judged| &judged.found) {
        let mut lines = vec![
            format!("Float at {}: {}", time(verdict.from), verdict.before),
            format!("Float at {}: {}", time(verdict.to), verdict.after),
        ];
        lines.extend(verdict.debit.map(|debit| format!("Float went down by: {debit}")));
        return lines;
    }
    let debit = sale.settlement.as_ref().and_then(|settled| settled.debit);
    let mut lines = Vec::new();
    lines.extend(sale.float_before.map(|before| format!("Float before: {before}")));
    lines.extend(debit.map(|debit| format!("Float went down by: {debit}")));
    let after = sale.float_before.zip(debit).and_then(|(before, debit)| before.minus(debit));
    lines.extend(after.map(|after| format!("Float after: {after}")));
    lines
}

/// What a person said of it: the charge is then their word and no reading of the till.
fn words(sale: &Sale) -> Option<String> {
    if let Some(said) = &sale.said {
        return Some(format!("Said by {} at {}: {}", said.person, time(said.at), said.reason));
    }
    let settled = sale.settlement.as_ref().filter(|settled| settled.by == SettledBy::Person)?;
    Some(format!("Said by {} at {}: {}", settled.actor, time(settled.at), settled.reason))
}
