//! One sale as lists and outcomes show it, with what the evidence and a person said of it.
//!
//! Only translation: what may be said was decided when it was written, and the window words it.

use airtill_apis::twenty_one::RefusalReason;
use airtill_contract::{
    AlertKind, AlertView, ConnectionKey, EvidenceLine, IndicationView, ReopeningView, SaidView, SaleView, VerdictView,
};
use airtill_domain::{DeclineReason, DoubtCause, EndOfEpoch, Environment, Order, SaleState};
use airtill_ledger::{Entry, Fact, Noted, Sale};

use super::claim::claim;
use super::{environment, money, operator, time, words};

/// The parts of a shown sale that the ledger does not hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shown {
    /// The till looks for evidence by itself.
    pub checking: bool,
    /// Seconds until the service is done with it, as declared, where that is waited for.
    pub rest_in: Option<u32>,
    /// Somebody has looked since it was opened again.
    pub looked_at: bool,
}

/// A sale with the evidence of its timeline.
pub fn sale(sale: &Sale, timeline: &[Entry], place: Environment, shown: Shown) -> SaleView {
    let Order::TopUp(order) = &sale.order;
    let evidence = evidence(timeline);
    let doubt = timeline.iter().find_map(|entry| match &entry.fact {
        Fact::InDoubt { cause, .. } => Some(*cause),
        _ => None,
    });
    let doubt =
        doubt.or_else(|| (sale.state == SaleState::InDoubt).then_some(sale.cause.unwrap_or(DoubtCause::Unreadable)));
    let seen = evidence.iter().rev().find_map(|line| line.seen.clone());
    let reason = why_declined(sale);
    let message = sale.message.clone().unwrap_or_default();
    let (service_message, till_message) = if reason.is_some_and(DeclineReason::is_the_tills_own) {
        (String::new(), message)
    } else {
        (message, String::new())
    };
    SaleView {
        id: sale.id.to_string(),
        revision: sale.last.0,
        connection: ConnectionKey { environment: environment(place), id: sale.connection().to_string() },
        msisdn: order.msisdn.digits().to_owned(),
        grouped: order.msisdn.grouped(),
        operator: operator(&order.msisdn),
        amount: money(order.amount),
        state: words::state(sale.state),
        at: time(sale.asked_at),
        updated_at: time(sale.last_at),
        sold_by: sale.sold_by.clone(),
        till: sale.till.short(),
        reference: sale.reference.clone().filter(|reference| !reference.is_empty()),
        reason: reason.map(words::decline_reason),
        code: sale.code,
        service_message,
        till_message,
        float_before: sale.float_before.map(money),
        float_after: sale.float_after.map(money).or(seen),
        doubt: doubt.map(words::doubt_cause),
        checking: shown.checking && sale.state == SaleState::InDoubt,
        refused: sale.refused,
        verdict: verdict(sale),
        reopening: reopening(sale),
        said: said(sale),
        indication: indication(sale, timeline),
        rest_in: shown.rest_in.filter(|_| sale.state == SaleState::InDoubt && !sale.refused && !sale.at_rest),
        notice: sale
            .reopening
            .as_ref()
            .filter(|_| sale.state == SaleState::Reopened && !shown.looked_at)
            .map(|reopening| reopening.seq.0),
        claim: claim(sale, place),
        evidence,
    }
}

fn verdict(sale: &Sale) -> Option<VerdictView> {
    sale.verdict.as_ref().map(|told| VerdictView {
        charged: told.found.charged,
        at: time(told.at),
        from: time(told.found.from),
        to: time(told.found.to),
        debit: told.found.debit.map(money),
        before: money(told.found.before),
        after: money(told.found.after),
        rest_seconds: u32::try_from(told.found.rest_seconds).unwrap_or(u32::MAX),
    })
}

fn reopening(sale: &Sale) -> Option<ReopeningView> {
    sale.reopening.as_ref().map(|told| ReopeningView {
        at: time(told.at),
        moved: told.found.moved.map(money),
        from: time(told.found.from),
        to: time(told.found.to),
    })
}

fn said(sale: &Sale) -> Option<SaidView> {
    sale.said.as_ref().map(|said| SaidView {
        person: said.person.clone(),
        at: time(said.at),
        arrived: said.arrived,
        charged: said.charged,
        reason: said.reason.clone(),
        adopted: said.adopted,
    })
}

/// The indication of the last line of evidence, where it is no more than that.
fn indication(sale: &Sale, timeline: &[Entry]) -> Option<IndicationView> {
    if sale.state != SaleState::InDoubt {
        return None;
    }
    let (at, noted) = timeline.iter().rev().find_map(|entry| Some((entry.at, noted(entry)?)))?;
    let charged = noted.finding.says_charged()?;
    let rest_seconds = u32::try_from(noted.rest_seconds?).unwrap_or(u32::MAX);
    Some(IndicationView { charged, from: time(noted.from?), to: time(noted.to.unwrap_or(at)), rest_seconds })
}

/// A notice that is shown until somebody has looked.
pub fn alert(entry: &Entry) -> Option<AlertView> {
    let (kind, moved) = match &entry.fact {
        Fact::Reopened { reopening, .. } => (AlertKind::Reopened, reopening.moved),
        Fact::EpochEnded { cause: EndOfEpoch::Unexplained, moved, .. } => (AlertKind::Unexplained, *moved),
        Fact::EpochEnded { cause: EndOfEpoch::CostChanged, moved, .. } => (AlertKind::CostChanged, *moved),
        Fact::EpochEnded { cause: EndOfEpoch::Rose, moved, .. } => (AlertKind::Rose, *moved),
        Fact::UnexplainedDebit { amount, .. } => (AlertKind::SecondDebit, Some(*amount)),
        Fact::RunStarted { .. }
        | Fact::Intended(_)
        | Fact::TurnedAway { .. }
        | Fact::Confirmed { .. }
        | Fact::Accepted { .. }
        | Fact::NeverHandedOver { .. }
        | Fact::Declined { .. }
        | Fact::InDoubt { .. }
        | Fact::EvidenceNoted { .. }
        | Fact::CameToRest { .. }
        | Fact::Judged { .. }
        | Fact::Said { .. }
        | Fact::FloatSeen { .. }
        | Fact::Declared { .. }
        | Fact::Seen { .. } => return None,
    };
    Some(AlertView {
        notice: entry.seq.0,
        at: time(entry.at),
        kind,
        sale: entry.fact.sale().map(|id| id.to_string()),
        moved: moved.map(money),
    })
}

fn noted(entry: &Entry) -> Option<&Noted> {
    match &entry.fact {
        Fact::EvidenceNoted { noted, .. } => Some(noted),
        _ => None,
    }
}

fn evidence(timeline: &[Entry]) -> Vec<EvidenceLine> {
    let line = |entry: &Entry| {
        noted(entry).map(|noted| EvidenceLine {
            at: time(entry.at),
            finding: words::finding(noted.finding),
            if_sent: noted.if_charged.map(money),
            if_not_sent: noted.if_not_charged.map(money),
            seen: noted.seen.map(money),
            exactly: noted.exactly,
            of: (!noted.among.is_empty()).then(|| u32::try_from(noted.among.len()).unwrap_or(u32::MAX)),
            moved: noted.moved.map(money),
            from: noted.from.map(time),
        })
    };
    timeline.iter().filter_map(line).collect()
}

/// Why the service refused it, also while its charge is open.
fn why_declined(sale: &Sale) -> Option<DeclineReason> {
    let was_refused = match sale.state {
        SaleState::Declined | SaleState::DeclinedButCharged | SaleState::NeverHandedOver => true,
        SaleState::Intended
        | SaleState::Confirmed
        | SaleState::Accepted
        | SaleState::InDoubt
        | SaleState::Charged
        | SaleState::NotCharged
        | SaleState::Reopened
        | SaleState::Said => sale.refused,
    };
    if !was_refused {
        return None;
    }
    let of_code = || sale.code.map(reason_of_code);
    Some(sale.reason.or_else(of_code).unwrap_or(DeclineReason::Other))
}

/// The reason that a result code of the recharge system stands for.
fn reason_of_code(code: i64) -> DeclineReason {
    let Some(reason) = RefusalReason::of_code(code) else { return DeclineReason::Other };
    match reason {
        RefusalReason::NumberInvalid => DeclineReason::NumberInvalid,
        RefusalReason::NumberInactive => DeclineReason::NumberInactive,
        RefusalReason::NumberUnknown => DeclineReason::NumberUnknown,
        RefusalReason::BusinessRule => DeclineReason::RequestUnreadable,
        RefusalReason::Amount | RefusalReason::Payment => DeclineReason::AmountRefused,
        RefusalReason::TopUpRejected => DeclineReason::NetworkRefused,
        RefusalReason::Authentication
        | RefusalReason::Account
        | RefusalReason::Licence
        | RefusalReason::Unsupported => DeclineReason::AccountFault,
        RefusalReason::SystemError => DeclineReason::SystemError,
        RefusalReason::Busy => DeclineReason::ServiceBusy,
        RefusalReason::Unavailable => DeclineReason::ServiceUnavailable,
    }
}
