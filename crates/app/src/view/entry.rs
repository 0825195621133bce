//! One entry of the ledger as the timeline shows it: its facts as names and plain values.
//!
//! Every name has its word in the window; a value is a sum, a time, a code of the contract, or somebody's own words.

use airtill_contract::{EntryKind, EntryView, FactView};
use airtill_domain::{CorrelationId, Money, Order, Speaker};
use airtill_ledger::{Entry, Fact, Intended, Noted, SeenSubscription};

use super::time;
use super::words::{self, decline_reason, doubt_cause, finding, name};

/// The entries of a sale, oldest first, with their facts as names and plain values.
pub fn timeline(entries: &[Entry]) -> Vec<EntryView> {
    let mut numbered = 0;
    let mut view = |one: &Entry| {
        let view = entry(one, numbered);
        if let Fact::RequestsNumbered { through, .. } = &one.fact {
            numbered = *through;
        }
        view
    };
    entries.iter().filter_map(&mut view).collect()
}

/// One entry. `numbered`: the highest number of a request that an entry before it allowed.
fn entry(entry: &Entry, numbered: u32) -> Option<EntryView> {
    let mut facts = Vec::new();
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            facts.push(FactView { name: name.to_owned(), value });
        }
    };
    let sum = |money: Option<Money>| money.map(|money| money.to_string());
    let kind = match &entry.fact {
        Fact::Intended(intended) => {
            // Every field by name: what is added to an intent is shown, or not, before it compiles.
            let Intended {
                // The timeline is of this sale.
                sale: _,
                attempt,
                order,
                float_before,
                repeat_reason,
                override_of,
                number_warned,
                // The actor of the entry is named by it.
                sold_by: _,
                // Not written today.
                list: _,
                turn: _,
                correlation,
            } = intended;
            match order {
                Order::TopUp(order) => add("number", Some(order.msisdn.grouped())),
                Order::NewEsim(order) => {
                    add("product", Some(order.product.name.clone()));
                    add("customer", Some(order.customer.identifier.as_str().to_owned()));
                    add("deviceId", Some(order.device.id.to_string()));
                    add("eid", order.device.eid.as_ref().map(|eid| eid.grouped()));
                }
                Order::EsimTopUp(order) => {
                    add("product", Some(order.product.name.clone()));
                    add("iccid", Some(order.iccid.grouped()));
                    add("deviceId", Some(order.device_id.to_string()));
                }
            }
            add("amount", order.price().map(|price| price.to_string()));
            add("floatBefore", sum(*float_before));
            add("attempt", (*attempt > 1).then(|| attempt.to_string()));
            add("repeatReason", repeat_reason.clone());
            add(
                "overrideOf",
                (!override_of.is_empty())
                    .then(|| override_of.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
            );
            add("correlation", correlation.map(|id| id.to_string()));
            add("numberWarned", number_warned.then(|| "yes".to_owned()));
            EntryKind::Intended
        }
        Fact::TurnedAway { status, message, .. } => {
            add("status", Some(status.to_string()));
            add("message", Some(message.clone()));
            EntryKind::TurnedAway
        }
        Fact::Confirmed { reference, float_after, message, esim, .. } => {
            add("reference", Some(reference.clone()));
            add("iccid", esim.as_ref().map(|esim| esim.iccid.grouped()));
            add("subscription", esim.as_ref().and_then(|esim| esim.subscription.clone()));
            add("floatAfter", sum(*float_after));
            add("message", Some(message.clone()));
            EntryKind::Confirmed
        }
        Fact::Accepted { reference, code, float_after, message, .. } => {
            add("reference", Some(reference.clone()));
            add("code", code.map(|code| code.to_string()));
            add("floatAfter", sum(*float_after));
            add("message", Some(message.clone()));
            EntryKind::Accepted
        }
        Fact::Progressed { progress, .. } => {
            add("progress", Some(name(words::progress(*progress))));
            EntryKind::Progressed
        }
        Fact::RequestsNumbered { sale, through } => {
            let id = |number| Some(CorrelationId::of_request(*sale, number).to_string());
            add("correlationFrom", id(numbered.saturating_add(1)));
            add("correlationThrough", id(*through));
            EntryKind::RequestsNumbered
        }
        Fact::Traced { trace, .. } => {
            subscription_facts(&trace.subscription, &mut add);
            add("seenAt", Some(time(trace.seen)));
            EntryKind::Traced
        }
        Fact::NeverHandedOver { reason, message, .. } => {
            add("reason", Some(name(decline_reason(*reason))));
            add("tillMessage", Some(message.clone()));
            EntryKind::NeverHandedOver
        }
        Fact::Declined { reason, code, reference, message, .. } => {
            add("reason", Some(name(decline_reason(*reason))));
            add("code", code.map(|code| code.to_string()));
            add("reference", reference.clone());
            let by = match reason.speaker() {
                Speaker::Till => "tillMessage",
                Speaker::Service | Speaker::Unsure => "message",
            };
            add(by, Some(message.clone()));
            EntryKind::Declined
        }
        Fact::InDoubt { cause, refusal_code, code, reference, message, .. } => {
            add("cause", Some(name(doubt_cause(*cause))));
            add("code", refusal_code.or(*code).map(|code| code.to_string()));
            add("reference", reference.clone());
            add("message", Some(message.clone()));
            EntryKind::InDoubt
        }
        Fact::EvidenceNoted { noted, .. } => {
            evidence_facts(noted, &mut add);
            EntryKind::Evidence
        }
        Fact::CameToRest { waited_ms, .. } => {
            add("waited", Some((waited_ms / 1000).to_string()));
            EntryKind::CameToRest
        }
        Fact::Judged { state, verdict, .. } => {
            add("outcome", Some(name(words::state(*state))));
            add("from", Some(time(verdict.from)));
            add("to", Some(time(verdict.to)));
            add("floatBefore", sum(Some(verdict.before)));
            add("floatAfter", sum(Some(verdict.after)));
            add("debit", sum(verdict.debit));
            EntryKind::Judged
        }
        Fact::Reopened { reopening, .. } => {
            add("moved", sum(reopening.moved));
            add("from", Some(time(reopening.from)));
            add("to", Some(time(reopening.to)));
            EntryKind::Reopened
        }
        Fact::Said { arrived, charged, reason, adopted, .. } => {
            let answer = |said: &Option<bool>| said.map(|yes| if yes { "yes" } else { "no" }.to_owned());
            add("arrived", answer(arrived));
            add("charged", answer(charged));
            add("adopted", adopted.then(|| "yes".to_owned()));
            add("settleReason", Some(reason.clone()));
            EntryKind::Said
        }
        Fact::UnexplainedDebit { amount, .. } => {
            add("amount", sum(Some(*amount)));
            EntryKind::UnexplainedDebit
        }
        Fact::RunStarted { .. } | Fact::FloatSeen { .. } | Fact::Declared { .. } => return None,
        Fact::EpochEnded { .. } | Fact::Seen { .. } => return None,
    };
    let hash = entry.hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    Some(EntryView {
        seq: entry.seq.0,
        at: time(entry.at),
        actor: entry.fact.person().unwrap_or(&entry.actor).to_owned(),
        kind,
        facts,
        hash,
    })
}

fn evidence_facts(noted: &Noted, add: &mut impl FnMut(&str, Option<String>)) {
    add("finding", Some(name(finding(noted.finding))));
    add("ifCharged", noted.if_charged.map(|money| money.to_string()));
    add("ifNotCharged", noted.if_not_charged.map(|money| money.to_string()));
    add("seen", noted.seen.map(|money| money.to_string()));
    add("exactly", noted.exactly.map(|count| count.to_string()));
    add("of", (!noted.among.is_empty()).then(|| noted.among.len().to_string()));
    add("moved", noted.moved.map(|money| money.to_string()));
    for subscription in &noted.subscriptions {
        subscription_facts(subscription, add);
    }
}

fn subscription_facts(seen: &SeenSubscription, add: &mut impl FnMut(&str, Option<String>)) {
    add("subscription", Some(seen.id.clone()));
    add("iccid", seen.iccid.as_ref().map(|iccid| iccid.grouped()));
    add("created", seen.created.map(time));
    add("ourDevice", seen.has_our_device.map(|ours| if ours { "yes" } else { "no" }.to_owned()));
}
