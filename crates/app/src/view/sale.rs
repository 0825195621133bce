//! One sale as lists and outcomes show it, with what the evidence and a person said of it.
//!
//! Only translation: the claim was decided when it was written, and the window words it.

use airtill_apis::twenty_one::RefusalReason;
use airtill_contract::{
    AlertKind, AlertView, ConnectionKey, EvidenceLine, IndicationView, ReopeningView, SaidView, SaleView,
    SeenSubscriptionView, TraceView, VerdictView,
};
use airtill_domain::{DeclineReason, DoubtCause, EndOfEpoch, Environment, SaleState, Speaker};
use airtill_ledger::{Entry, Fact, Noted, Sale, SeenSubscription};

use super::claim::claim;
use super::correlation::correlation;
use super::order::{esim as esim_view, order as order_view};
use super::{environment, money, price, time, words};

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
    // Every field by name: what is added to a sale is shown, or not, before it compiles.
    let Sale {
        id,
        till,
        order,
        // Not written today.
        list: _,
        state,
        sold_by,
        asked_at,
        // A history is in this order.
        first: _,
        last,
        last_at,
        // The correlation id follows from these two.
        attempt: _,
        turned_away: _,
        reference,
        // By `why_declined`, as far as the state speaks of a refusal.
        reason: _,
        cause,
        code,
        message,
        float_before,
        float_after,
        refused,
        // The window knows it by its connection.
        float: _,
        at_rest,
        // The evidence alone counts with it.
        closed: _,
        esim,
        progress,
        // By functions of their own.
        verdict: _,
        trace: _,
        reopening: _,
        said: _,
        // The entries of the timeline show these.
        requests_through: _,
        repeat_reason: _,
        override_of: _,
        number_warned: _,
    } = sale;
    let (state, is_doubt) = (*state, *state == SaleState::InDoubt);
    let evidence = evidence(timeline);
    let doubt = timeline.iter().find_map(|entry| match &entry.fact {
        Fact::InDoubt { cause, .. } => Some(*cause),
        _ => None,
    });
    let doubt = doubt.or_else(|| is_doubt.then_some(cause.unwrap_or(DoubtCause::Unreadable)));
    let seen = evidence.iter().rev().find_map(|line| line.seen.clone());
    let reason = why_declined(sale);
    let message = message.clone().unwrap_or_default();
    let speaker = speaker(sale, doubt);
    // Words about a doubt stand beside its cause, whoever wrote them.
    let (service_message, till_message) = match speaker {
        Speaker::Till if reason.is_some() => (String::new(), message),
        Speaker::Till | Speaker::Service | Speaker::Unsure => (message, String::new()),
    };
    SaleView {
        id: id.to_string(),
        revision: last.0,
        connection: ConnectionKey { environment: environment(place), id: sale.connection().to_string() },
        order: order_view(order),
        price: order.price().map(price),
        state: words::state(state),
        progress: progress.filter(|_| !sale.is_finished()).map(words::progress),
        esim: esim.as_ref().map(esim_view),
        trace: trace(sale),
        at: time(*asked_at),
        updated_at: time(*last_at),
        sold_by: sold_by.clone(),
        till: till.short(),
        reference: reference.clone().filter(|reference| !reference.is_empty()),
        reason: reason.map(words::decline_reason),
        uncharged: reason.is_some_and(DeclineReason::says_uncharged),
        speaker: words::speaker(speaker),
        code: *code,
        service_message,
        till_message,
        float_before: float_before.map(money),
        float_after: float_after.map(money).or(seen),
        doubt: doubt.map(words::doubt_cause),
        checking: shown.checking && is_doubt,
        refused: *refused,
        verdict: verdict(sale),
        reopening: reopening(sale),
        said: said(sale),
        indication: indication(sale, timeline),
        rest_in: shown.rest_in.filter(|_| is_doubt && !refused && !at_rest),
        notice: notice(sale, shown),
        claim: claim(sale, place),
        correlation: correlation(sale),
        evidence,
    }
}

/// The entry by which it was opened again, where nobody has looked since.
fn notice(sale: &Sale, shown: Shown) -> Option<i64> {
    let is_told = sale.state == SaleState::Reopened && !shown.looked_at;
    sale.reopening.as_ref().filter(|_| is_told).map(|reopening| reopening.seq.0)
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

fn trace(sale: &Sale) -> Option<TraceView> {
    sale.trace.as_ref().map(|told| TraceView {
        at: time(told.at),
        seen: time(told.found.seen),
        subscription: subscription(&told.found.subscription),
    })
}

fn subscription(seen: &SeenSubscription) -> SeenSubscriptionView {
    SeenSubscriptionView {
        id: seen.id.clone(),
        iccid: seen.iccid.as_ref().map(|iccid| iccid.grouped()),
        created: seen.created.map(time),
        has_our_device: seen.has_our_device,
    }
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
        | Fact::Progressed { .. }
        | Fact::RequestsNumbered { .. }
        | Fact::NeverHandedOver { .. }
        | Fact::Declined { .. }
        | Fact::InDoubt { .. }
        | Fact::EvidenceNoted { .. }
        | Fact::CameToRest { .. }
        | Fact::Judged { .. }
        | Fact::Traced { .. }
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
            if_charged: noted.if_charged.map(money),
            if_not_charged: noted.if_not_charged.map(money),
            seen: noted.seen.map(money),
            exactly: noted.exactly,
            of: (!noted.among.is_empty()).then(|| u32::try_from(noted.among.len()).unwrap_or(u32::MAX)),
            moved: noted.moved.map(money),
            from: noted.from.map(time),
            subscriptions: noted.subscriptions.iter().map(subscription).collect(),
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

/// The author of the last words that came with it.
fn speaker(sale: &Sale, doubt: Option<DoubtCause>) -> Speaker {
    match sale.state {
        SaleState::NeverHandedOver => Speaker::Till,
        SaleState::Intended | SaleState::Confirmed | SaleState::Accepted => Speaker::Service,
        SaleState::Declined
        | SaleState::DeclinedButCharged
        | SaleState::InDoubt
        | SaleState::Charged
        | SaleState::NotCharged
        | SaleState::Reopened
        | SaleState::Said => {
            let refused = sale.reason.map(DeclineReason::speaker);
            refused.or_else(|| doubt.map(DoubtCause::speaker)).unwrap_or(Speaker::Service)
        }
    }
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
