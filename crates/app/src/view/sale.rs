//! One sale as lists and outcomes show it, with what the evidence and a person said of it.
//!
//! Only translation: the claim was decided when it was written, and the window words it.

use airtill_apis::twenty_one::RefusalReason;
use airtill_contract::{
    AlertKind, AlertView, ConnectionKey, EvidenceLine, IndicationView, ReopeningView, SaidView, SaleView,
    SeenSubscriptionView, TraceView, VerdictView,
};
use airtill_domain::{CorrelationId, DeclineReason, DoubtCause, EndOfEpoch, Environment, SaleState, Speaker};
use airtill_ledger::{Entry, Fact, Noted, Sale, SeenSubscription};

use super::claim::claim;
use super::order::{esim, order};
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
    let speaker = speaker(sale, doubt);
    // Words about a doubt stand beside its cause, whoever wrote them.
    let (service_message, till_message) = match speaker {
        Speaker::Till if reason.is_some() => (String::new(), message),
        Speaker::Till | Speaker::Service | Speaker::Unsure => (message, String::new()),
    };
    SaleView {
        id: sale.id.to_string(),
        revision: sale.last.0,
        connection: ConnectionKey { environment: environment(place), id: sale.connection().to_string() },
        order: order(&sale.order),
        price: sale.order.price().map(price),
        state: words::state(sale.state),
        progress: sale.progress.filter(|_| !sale.is_finished()).map(words::progress),
        esim: sale.esim.as_ref().map(esim),
        trace: trace(sale),
        at: time(sale.asked_at),
        updated_at: time(sale.last_at),
        sold_by: sale.sold_by.clone(),
        till: sale.till.short(),
        reference: sale.reference.clone().filter(|reference| !reference.is_empty()),
        reason: reason.map(words::decline_reason),
        uncharged: reason.is_some_and(DeclineReason::says_uncharged),
        speaker: words::speaker(speaker),
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
        correlation: correlation(sale),
        evidence,
    }
}

fn correlation(sale: &Sale) -> Option<String> {
    match sale.state {
        SaleState::Intended | SaleState::NeverHandedOver | SaleState::Accepted | SaleState::Confirmed => None,
        SaleState::Declined
        | SaleState::DeclinedButCharged
        | SaleState::InDoubt
        | SaleState::Charged
        | SaleState::NotCharged
        | SaleState::Reopened
        | SaleState::Said => {
            let takes_one = sale.order.kind().finishes_later();
            takes_one.then(|| CorrelationId::of_attempt(sale.id, last_seen(sale)).to_string())
        }
    }
}

/// The last attempt that the service can have seen.
fn last_seen(sale: &Sale) -> u32 {
    let stayed_here = sale.reason.is_some_and(may_end_unsent) && !sale.turned_away;
    if stayed_here { sale.attempt.saturating_sub(1).max(1) } else { sale.attempt }
}

/// Whether a second attempt that never left this computer ends the sale by this reason. Such an attempt was not turned
/// away itself.
fn may_end_unsent(reason: DeclineReason) -> bool {
    match reason {
        DeclineReason::SignInNotRenewed => true,
        DeclineReason::InsufficientFloat
        | DeclineReason::NumberInvalid
        | DeclineReason::NumberInactive
        | DeclineReason::NumberUnknown
        | DeclineReason::NetworkRefused
        | DeclineReason::AmountRefused
        | DeclineReason::AccountFault
        | DeclineReason::RequestUnreadable
        | DeclineReason::ServiceBusy
        | DeclineReason::ServiceUnavailable
        | DeclineReason::SystemError
        | DeclineReason::RateLimited
        | DeclineReason::SignInEnded
        | DeclineReason::Unreachable
        | DeclineReason::ProxyBlocked
        | DeclineReason::NotPermitted
        | DeclineReason::QuotaReached
        | DeclineReason::OrderFailed
        | DeclineReason::ClientRefused
        | DeclineReason::Unsendable
        | DeclineReason::Other => false,
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

#[cfg(test)]
mod tests {
    use airtill_domain::order::{EsimTopUpOrder, OrderedProduct};
    use airtill_domain::{ConnectionId, CountryCode, Iccid, SaleId, TillId, Timestamp};
    use airtill_ledger::{Intended, Ledger, NewEntry};

    use super::*;

    /// The correlation id of an order whose last attempt ended so.
    fn named(attempts: u32, is_turned_away: bool, reason: DeclineReason) -> Option<String> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("ledger.sqlite3");
        let mut ledger = Ledger::open(&path, Environment::Test, TillId::from_bits(7)).expect("a new ledger");
        let connection = ConnectionId::new("sims").expect("an id");
        let order = EsimTopUpOrder {
            connection: connection.clone(),
            product: OrderedProduct { id: "p".to_owned(), name: "A product".to_owned() },
            country: CountryCode::parse("KE").expect("a country"),
            iccid: Iccid::parse("8944474000000000008").expect("a number"),
            device_id: uuid::Uuid::from_u128(2),
            price: None,
        };
        let sale = SaleId(uuid::Uuid::from_u128(1));
        let mut intended = Intended::first(sale, order.into()).correlated();
        let mut facts = Vec::new();
        for attempt in 1..=attempts {
            facts.push(Fact::Intended(intended.clone()));
            if attempt < attempts || is_turned_away {
                facts.push(Fact::TurnedAway { sale, attempt, status: 401, message: String::new() });
            }
            intended = intended.again();
        }
        facts.push(Fact::Declined { sale, reason, code: None, reference: None, message: String::new() });
        for fact in facts {
            let connection = Some(connection.clone());
            let entry = NewEntry { at: Timestamp(0), actor: "till".to_owned(), connection, float: None, fact };
            ledger.append(entry).expect("room on the disk");
        }
        correlation(&ledger.sale(sale).expect("it is read").expect("it is there"))
    }

    #[test]
    fn a_refused_order_is_named_by_the_attempt_that_the_service_saw() {
        let id = |attempt| Some(CorrelationId::of_attempt(SaleId(uuid::Uuid::from_u128(1)), attempt).to_string());
        assert_eq!(named(2, false, DeclineReason::SignInNotRenewed), id(1), "the second one never left");
        assert_eq!(named(1, true, DeclineReason::SignInNotRenewed), id(1));
        assert_eq!(named(2, true, DeclineReason::ClientRefused), id(2), "both were turned away");
        assert_eq!(named(2, false, DeclineReason::QuotaReached), id(2));
    }
}
