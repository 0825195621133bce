//! The ledger against the fates of the service: no sale twice, none lost, and no sentence that its fate makes untrue.
//!
//! Sales and fates of one number and amount belong together one to one: each request that reached the service is of one
//! sale, and a sale without one never reached the service. A sale in doubt fits every fate. A charge or its absence is
//! compared at the time that the sentence names, and the charge is the net sum: a refunded debit is none.

use crate::sold::AirtimeSale;
use std::collections::BTreeMap;
use std::sync::PoisonError;

use airtill_contract::{OrderView, SaleStateView, SaleView, VerdictView};
use airtill_practice::{ChangeKind, Fate};
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

use super::{World, canary};

impl World {
    /// Ends the journey: the ledger proves itself, it and the truth log agree, and no secret is anywhere.
    pub async fn close(mut self) {
        if self.service.is_some() && self.till.is_some() {
            compare(&self).await;
        }
        self.shut().await;
        self.prove();
        let mut secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(service) = &self.service {
            secrets.extend(canary::secrets_of(&service.hits()));
        }
        let mut reported = self.reported.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for event in self.window.events() {
            reported.push_str(&serde_json::to_string(&event).expect("events are plain"));
        }
        canary::search(&secrets, &reported, &self.data());
    }
}

/// Compares the ledger with the truth of the service.
///
/// # Panics
/// They disagree.
pub async fn compare(world: &World) {
    let disagreements = disagreements(world).await;
    assert!(disagreements.is_empty(), "ledger and truth disagree:\n{}", disagreements.join("\n"));
}

/// The points in which the ledger and the truth differ.
pub async fn disagreements(world: &World) -> Vec<String> {
    let mut groups: BTreeMap<(String, Decimal), (Vec<SaleView>, Vec<Fate>)> = BTreeMap::new();
    // Another service has a truth of its own.
    let airtime = |sale: &SaleView| matches!(sale.order, OrderView::TopUp(_));
    for sale in world.sales().await.into_iter().filter(airtime) {
        groups.entry((sale.msisdn().to_owned(), decimal(&sale.amount().amount))).or_default().0.push(sale);
    }
    for fate in world.service().fates() {
        groups.entry((fate.msisdn.clone(), fate.amount.normalize())).or_default().1.push(fate);
    }
    let fits = |(sales, fates): &&(Vec<SaleView>, Vec<Fate>)| fit(sales, fates);
    groups.values().filter(|group| !fits(group)).map(|(sales, fates)| format!("{sales:#?}\n{fates:#?}")).collect()
}

/// Whether the state of `sale` is true with this fate; `None` where it never reached the service.
pub fn is_true(sale: &SaleView, fate: Option<&Fate>) -> bool {
    let debited = fate.is_some_and(|fate| fate.changes.iter().any(|change| change.kind == ChangeKind::Debit));
    let delivered = fate.is_some_and(|fate| fate.delivered.is_some());
    let by_verdict = |charged| {
        sale.verdict.as_ref().is_some_and(|verdict| verdict.charged == charged && fell_as_shown(verdict, fate))
    };
    match sale.state {
        SaleStateView::Confirmed => debited && delivered,
        // That it was refused or will be delivered is the service's word, and shown as such.
        SaleStateView::Accepted => debited,
        SaleStateView::Declined if sale.verdict.is_none() => !debited,
        SaleStateView::DeclinedButCharged | SaleStateView::Charged => by_verdict(true),
        SaleStateView::Declined | SaleStateView::NotCharged => by_verdict(false),
        SaleStateView::NeverHandedOver => fate.is_none(),
        SaleStateView::Intended | SaleStateView::InDoubt | SaleStateView::Reopened | SaleStateView::Said => true,
    }
}

/// Whether the float was lower because of it at the verdict's time, and was not before; or was not by then.
fn fell_as_shown(verdict: &VerdictView, fate: Option<&Fate>) -> bool {
    let by = |at: Timestamp| fate.map_or(Decimal::ZERO, |fate| fate.charged_at(at));
    // An event within the same millisecond may have come first.
    let just_before = |at: &str| by(time(at) - SignedDuration::from_millis(1));
    if !verdict.charged {
        return just_before(&verdict.to) <= Decimal::ZERO;
    }
    let fell = by(time(&verdict.to));
    let reported = verdict.debit.as_ref().map_or(fell, |debit| decimal(&debit.amount));
    fell > Decimal::ZERO && fell == reported && just_before(&verdict.from) <= Decimal::ZERO
}

/// Whether every fate belongs to a sale of its own that it makes true, and every sale without one is true all the same.
fn fit(sales: &[SaleView], fates: &[Fate]) -> bool {
    let edges: Vec<Vec<usize>> =
        fates.iter().map(|fate| (0..sales.len()).filter(|at| is_true(&sales[*at], Some(fate))).collect()).collect();
    // Where the fates can be matched, and the sales that need one can be, both can be at once.
    let needy: Vec<usize> = (0..sales.len()).filter(|at| !is_true(&sales[*at], None)).collect();
    let backwards: Vec<Vec<usize>> =
        needy.iter().map(|sale| (0..fates.len()).filter(|fate| edges[*fate].contains(sale)).collect()).collect();
    matches_all(&edges) && matches_all(&backwards)
}

/// Whether each of `edges` can have a partner of its own.
fn matches_all(edges: &[Vec<usize>]) -> bool {
    let mut partners = BTreeMap::new();
    (0..edges.len()).all(|one| augment(one, edges, &mut partners, &mut Vec::new()))
}

fn augment(one: usize, edges: &[Vec<usize>], partners: &mut BTreeMap<usize, usize>, tried: &mut Vec<usize>) -> bool {
    for other in edges[one].iter().copied() {
        if tried.contains(&other) {
            continue;
        }
        tried.push(other);
        let free = partners.get(&other).copied().is_none_or(|holder| augment(holder, edges, partners, tried));
        if free {
            partners.insert(other, one);
            return true;
        }
    }
    false
}

fn decimal(text: &str) -> Decimal {
    text.parse::<Decimal>().expect("amounts are decimal").normalize()
}

fn time(text: &str) -> Timestamp {
    text.parse().expect("times are RFC 3339")
}
