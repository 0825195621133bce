//! From the words of the trade to the structures that the window shows. No decisions, only translation.
//!
//! The window gets data and words from closed lists, never sentences: those are in its message files. Nothing secret has a way
//! through here.

mod float_use;

use airtill_contract::{
    ApiView, ConnectionKey, DeclineReason, DoubtCause, EntryKind, EntryView, EnvironmentView, EvidenceLine, FactView, MoneyView, NumberAdvice, NumberFault,
    PartingView, PersonView, PkceView, PointsView, RegistrationView, RoleView, SaleStateView, SaleView, SessionView, SignInWay,
};
use airtill_domain::connection::SignInMethod;
use airtill_domain::msisdn::{MsisdnFault, PlanAdvice};
use airtill_domain::{Api, Connection, Environment, Money, Msisdn, SaleState, Timestamp};
use airtill_ledger::{Entry, Fact, Sale, SettledBy};
use serde::de::DeserializeOwned;

use crate::evidence::Noted;
use crate::learned::{Facts, Pkce};
use crate::session::{Parting, Person, Role, Standing, Told};

pub use float_use::{Proof, changed_lines, declarations, float_use};

/// The operator whose airtime 21 Systems sells.
const SOLD_OPERATOR: &str = "MTN";

pub fn environment(environment: Environment) -> EnvironmentView {
    match environment {
        Environment::Live => EnvironmentView::Live,
        Environment::Test => EnvironmentView::Test,
        Environment::Practice => EnvironmentView::Practice,
    }
}

pub fn environment_from(view: EnvironmentView) -> Environment {
    match view {
        EnvironmentView::Live => Environment::Live,
        EnvironmentView::Test => Environment::Test,
        EnvironmentView::Practice => Environment::Practice,
    }
}

pub fn api(api: Api) -> ApiView {
    match api {
        Api::TwentyOneSystems => ApiView::TwentyOneSystems,
        Api::AccountsV1 => ApiView::AccountsV1,
        Api::TruphoneConnect => ApiView::TruphoneConnect,
    }
}

pub fn money(money: Money) -> MoneyView {
    MoneyView { amount: money.to_decimal_text(), currency: money.currency.code().to_owned() }
}

/// RFC 3339 in UTC, milliseconds.
pub fn time(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0).map_or_else(|_| "1970-01-01T00:00:00Z".to_owned(), |at| format!("{at:.3}"))
}

pub fn session(standing: &Standing) -> SessionView {
    // Somebody of whom only a number is known yet is nobody to show.
    let known = |who: &Option<Person>| who.as_ref().filter(|who| who.is_described()).map(person);
    match standing {
        Standing::SignedOut => SessionView::SignedOut,
        Standing::SignedIn { person, ends_at, remembered } => {
            SessionView::SignedIn { person: known(person), ends_at: ends_at.map(time), remembered: *remembered }
        }
        Standing::SignInAgain { person } => SessionView::SignInAgain { person: known(person) },
    }
}

/// What came of the last sign-out at the service.
pub fn parting(parting: Option<Parting>) -> Option<PartingView> {
    parting.map(|parting| match parting {
        Parting::Telling => PartingView::Telling,
        Parting::Told(Told::Now) => PartingView::Told,
        Parting::Told(Told::Before) => PartingView::OverAlready,
        Parting::NotTold(fault) => PartingView::NotTold { error: fault.view(String::new()) },
        Parting::NotKnown => PartingView::NotKnown,
    })
}

/// Whether PKCE protects the sign-in through the browser, where there is one.
pub fn pkce(connection: &Connection, facts: &Facts) -> Option<PkceView> {
    let known = match facts.pkce {
        _ if !connection.oauth.pkce => PkceView::OffByFile,
        Pkce::Unknown | Pkce::Costly => PkceView::Unknown,
        Pkce::Proven => PkceView::Proven,
        Pkce::Ignored => PkceView::Ignored,
        Pkce::SwitchedOff => PkceView::SwitchedOff,
    };
    connection.sign_in.contains(&SignInMethod::Browser).then_some(known)
}

pub fn person(person: &Person) -> PersonView {
    PersonView {
        email: person.email.clone(),
        id: person.id.clone(),
        created_at: person.created_at.clone(),
        name: person.name.clone(),
        role: person.role.map(|role| match role {
            Role::Staff => RoleView::Staff,
            Role::Administrator => RoleView::Administrator,
            Role::Other => RoleView::Other,
        }),
        points: person.points.map(|points| PointsView { to_send: points.to_send, received: points.received }),
    }
}

/// The ways to sign in, the one to begin with first: the form where the service lets this client have one, else the browser.
pub fn sign_in_ways(connection: &Connection) -> Vec<SignInWay> {
    let way = |method: &SignInMethod| match method {
        SignInMethod::Password => SignInWay::Password,
        SignInMethod::Browser => SignInWay::Browser,
        SignInMethod::ClientCredentials => SignInWay::ClientCredentials,
    };
    let mut ways: Vec<SignInWay> = connection.sign_in.iter().map(way).collect();
    ways.sort_by_key(|way| *way != SignInWay::Password);
    ways
}

/// What the operator of the service must know of this till, where the browser is used.
pub fn registration(connection: &Connection) -> Option<RegistrationView> {
    connection.sign_in.contains(&SignInMethod::Browser).then(|| RegistrationView {
        client_id: connection.oauth.client_id.clone().unwrap_or_default(),
        redirect_uri: connection.redirect_to_register(),
        scope: connection.oauth.scope.clone(),
    })
}

pub fn advice(msisdn: &Msisdn) -> NumberAdvice {
    match msisdn.plan_advice() {
        PlanAdvice::Operator(SOLD_OPERATOR) => NumberAdvice::Good,
        PlanAdvice::Operator(_) => NumberAdvice::OtherNetwork,
        PlanAdvice::NotMobile => NumberAdvice::NotMobile,
        PlanAdvice::Unknown => NumberAdvice::Unknown,
    }
}

pub fn operator(msisdn: &Msisdn) -> Option<String> {
    match msisdn.plan_advice() {
        PlanAdvice::Operator(name) => Some(name.to_owned()),
        _ => None,
    }
}

pub fn number_fault(fault: MsisdnFault) -> NumberFault {
    match fault {
        MsisdnFault::Empty => NumberFault::Empty,
        MsisdnFault::NotDigits => NumberFault::NotDigits,
        MsisdnFault::TooShort => NumberFault::TooShort,
        MsisdnFault::TooLong => NumberFault::TooLong,
        MsisdnFault::OtherCountry => NumberFault::OtherCountry,
        MsisdnFault::Spreadsheet => NumberFault::Spreadsheet,
        MsisdnFault::Extension => NumberFault::Extension,
    }
}

pub fn state(state: SaleState) -> SaleStateView {
    match state {
        SaleState::Intended => SaleStateView::Intended,
        SaleState::Confirmed => SaleStateView::Confirmed,
        SaleState::Accepted => SaleStateView::Accepted,
        SaleState::Declined => SaleStateView::Declined,
        SaleState::DeclinedButCharged => SaleStateView::DeclinedButCharged,
        SaleState::InDoubt => SaleStateView::InDoubt,
        SaleState::SettledSent => SaleStateView::SettledSent,
        SaleState::SettledNotSent => SaleStateView::SettledNotSent,
    }
}

/// A sale with the evidence of its time line. `checking`: the till is still looking by itself.
pub fn sale(sale: &Sale, timeline: &[Entry], place: Environment, checking: bool) -> SaleView {
    let evidence = evidence(timeline);
    let doubt = timeline.iter().find_map(|entry| match &entry.fact {
        Fact::InDoubt { cause, .. } => Some(doubt_cause(cause)),
        _ => None,
    });
    let doubt = doubt.or_else(|| (sale.state == SaleState::InDoubt).then(|| sale.reason.as_deref().map_or(DoubtCause::Unreadable, doubt_cause)));
    let seen = evidence.iter().rev().find_map(|line| line.seen.clone());
    let reason = decline_reason(sale);
    let message = sale.message.clone().unwrap_or_default();
    let (service_message, till_message) = if reason.is_some_and(crate::sales::is_our_own) { (String::new(), message) } else { (message, String::new()) };
    SaleView {
        id: sale.id.to_string(),
        revision: sale.last.0,
        connection: ConnectionKey { environment: environment(place), id: sale.connection.to_string() },
        msisdn: sale.msisdn.digits().to_owned(),
        grouped: sale.msisdn.grouped(),
        operator: operator(&sale.msisdn),
        amount: money(sale.amount),
        state: state(sale.state),
        at: time(sale.asked_at),
        updated_at: time(sale.last_at),
        asked_by: sale.asked_by.clone(),
        reference: sale.reference.clone().filter(|reference| !reference.is_empty()),
        reason,
        code: sale.code,
        service_message,
        till_message,
        float_before: sale.float_before.map(money),
        float_after: sale.float_after.map(money).or(seen),
        debit: sale.settlement.as_ref().and_then(|s| s.debit).map(money),
        doubt,
        checking: checking && sale.state == SaleState::InDoubt,
        settled_by_person: sale.settlement.as_ref().is_some_and(|s| s.by == SettledBy::Person),
        claim: (sale.state == SaleState::DeclinedButCharged).then(|| claim(sale, place)),
        evidence,
    }
}

fn evidence(timeline: &[Entry]) -> Vec<EvidenceLine> {
    let noted = |entry: &Entry| match &entry.fact {
        Fact::EvidenceNoted { finding, .. } | Fact::Settled { finding: Some(finding), .. } => serde_json::from_value::<Noted>(finding.clone()).ok(),
        _ => None,
    };
    let line = |entry: &Entry| {
        noted(entry).map(|noted| EvidenceLine {
            at: time(entry.at),
            finding: noted.finding,
            if_sent: noted.if_sent.map(money),
            if_not_sent: noted.if_not_sent.map(money),
            seen: noted.seen.map(money),
        })
    };
    timeline.iter().filter_map(line).collect()
}

/// For the service's support, whose language is English whatever the window speaks.
fn claim(sale: &Sale, place: Environment) -> String {
    let debit = sale.settlement.as_ref().and_then(|s| s.debit);
    let mut lines = match place {
        Environment::Live => Vec::new(),
        Environment::Test => vec!["TEST: no real money. Do not send this claim.".to_owned()],
        Environment::Practice => vec!["PRACTICE: no real money. Do not send this claim.".to_owned()],
    };
    lines.extend([
        "Claim: airtime was refused, yet the float was charged.".to_owned(),
        format!("Connection: {}", sale.connection),
        format!("Number: {}", sale.msisdn.digits()),
        format!("Amount: {}", sale.amount),
        format!("Asked for: {} by {}", time(sale.asked_at), sale.asked_by),
        format!("Service answer: code {} {}", sale.code.map_or("-".to_owned(), |code| code.to_string()), sale.message.as_deref().unwrap_or("")),
    ]);
    if let Some(before) = sale.float_before {
        lines.push(format!("Float before: {before}"));
    }
    if let Some(debit) = debit {
        lines.push(format!("Float went down by: {debit}"));
        if let Some(after) = sale.float_before.and_then(|before| before.minus(debit)) {
            lines.push(format!("Float after: {after}"));
        }
    }
    lines.push(format!("Airtill sale: {}", sale.id));
    lines.join("\n")
}

fn decline_reason(sale: &Sale) -> Option<DeclineReason> {
    if !matches!(sale.state, SaleState::Declined | SaleState::DeclinedButCharged) {
        return None;
    }
    let reason = sale.reason.as_deref()?;
    Some(worded(reason).or_else(|| sale.code.map(crate::sales::reason_of_code)).unwrap_or(DeclineReason::Other))
}

fn doubt_cause(cause: &str) -> DoubtCause {
    worded(cause).unwrap_or(DoubtCause::Unreadable)
}

/// The ledger's snake_case word of a contract enum.
pub fn word<T: serde::Serialize>(value: T) -> String {
    let text = serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
    let mut word = String::new();
    for c in text.chars() {
        if c.is_ascii_uppercase() {
            word.push('_');
        }
        word.push(c.to_ascii_lowercase());
    }
    word
}

/// The contract enum that a snake_case word of the ledger names, if this version knows it.
fn worded<T: DeserializeOwned>(word: &str) -> Option<T> {
    let mut text = String::new();
    let mut upper = false;
    for c in word.chars() {
        match c {
            '_' => upper = true,
            c if upper => {
                text.push(c.to_ascii_uppercase());
                upper = false;
            }
            c => text.push(c),
        }
    }
    serde_json::from_value(serde_json::Value::String(text)).ok()
}

/// One entry with its facts as names and plain values.
pub fn entry(entry: &Entry) -> Option<EntryView> {
    let mut facts = Vec::new();
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            facts.push(FactView { name: name.to_owned(), value });
        }
    };
    let sum = |money: Option<Money>| money.map(|money| money.to_string());
    let kind = match &entry.fact {
        Fact::Intended { attempt, order, float_before, repeat_reason, override_of, number_warned, .. } => {
            add("number", Some(order.msisdn.grouped()));
            add("amount", sum(Some(order.amount)));
            add("floatBefore", sum(*float_before));
            add("attempt", (*attempt > 1).then(|| attempt.to_string()));
            add("repeatReason", repeat_reason.clone());
            add("overrideOf", (!override_of.is_empty()).then(|| override_of.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")));
            add("numberWarned", number_warned.then(|| "yes".to_owned()));
            EntryKind::Intended
        }
        Fact::TurnedAway { status, message, .. } => {
            add("status", Some(status.to_string()));
            add("message", Some(message.clone()));
            EntryKind::TurnedAway
        }
        Fact::Confirmed { reference, float_after, message, .. } => {
            add("reference", Some(reference.clone()));
            add("floatAfter", sum(*float_after));
            add("message", Some(message.clone()));
            EntryKind::Confirmed
        }
        Fact::Accepted { reference, code, float_after, message, .. } => {
            add("reference", Some(reference.clone()));
            add("code", Some(code.to_string()));
            add("floatAfter", sum(*float_after));
            add("message", Some(message.clone()));
            EntryKind::Accepted
        }
        Fact::Declined { reason, code, message, .. } => {
            add("reason", Some(reason.clone()));
            add("code", code.map(|code| code.to_string()));
            add(if worded(reason).is_some_and(crate::sales::is_our_own) { "tillMessage" } else { "message" }, Some(message.clone()));
            EntryKind::Declined
        }
        Fact::InDoubt { cause, refusal_code, message, .. } => {
            add("cause", Some(cause.clone()));
            add("code", refusal_code.map(|code| code.to_string()));
            add("message", Some(message.clone()));
            EntryKind::InDoubt
        }
        Fact::EvidenceNoted { finding, .. } => {
            evidence_facts(finding, &mut add);
            EntryKind::Evidence
        }
        Fact::Settled { state, by, reason, debit, finding, .. } => {
            add("outcome", Some(state.word().to_owned()));
            add("settledBy", Some(if *by == SettledBy::Person { "person" } else { "evidence" }.to_owned()));
            // What the evidence says stands in its finding; only a person has words of their own.
            add("settleReason", (*by == SettledBy::Person).then(|| reason.clone()));
            add("debit", sum(*debit));
            if let Some(finding) = finding {
                evidence_facts(finding, &mut add);
            }
            EntryKind::Settled
        }
        Fact::UnexplainedDebit { amount, .. } => {
            add("amount", sum(Some(*amount)));
            EntryKind::UnexplainedDebit
        }
        Fact::FloatSeen { .. } => return None,
    };
    let hash = entry.hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    Some(EntryView { seq: entry.seq.0, at: time(entry.at), actor: entry.fact.person().unwrap_or(&entry.actor).to_owned(), kind, facts, hash })
}

fn evidence_facts(finding: &serde_json::Value, add: &mut impl FnMut(&str, Option<String>)) {
    let Ok(noted) = serde_json::from_value::<Noted>(finding.clone()) else { return };
    add("finding", Some(word(noted.finding)));
    add("ifSent", noted.if_sent.map(|money| money.to_string()));
    add("ifNotSent", noted.if_not_sent.map(|money| money.to_string()));
    add("seen", noted.seen.map(|money| money.to_string()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_ledger_and_of_the_window_name_the_same() {
        assert_eq!(word(DeclineReason::InsufficientFloat), "insufficient_float");
        assert_eq!(worded::<DeclineReason>("insufficient_float"), Some(DeclineReason::InsufficientFloat));
        assert_eq!(worded::<DoubtCause>("refused_charge_unknown"), Some(DoubtCause::RefusedChargeUnknown));
        assert_eq!(worded::<DoubtCause>("a_cause_of_a_later_version"), None);
    }

    #[test]
    fn times_are_utc_with_milliseconds() {
        assert_eq!(time(Timestamp(1_800_000_000_005)), "2027-01-15T08:00:00.005Z");
    }
}
