//! The ledger against the truth log: no sale twice, none lost, every doubt settled or stated.
//!
//! Sales and charges are matched by number and amount. A doubt allows either; what was decided must be so.

use std::collections::BTreeMap;

use airtill_contract::{SaleStateView, SaleView};
use airtill_practice::ChargeKind;
use rust_decimal::Decimal;

use super::World;

#[derive(Debug, Default)]
struct Count {
    charged: usize,
    doubtful: usize,
    truth: usize,
}

/// Compares what the ledger says with what the service charged.
///
/// # Panics
/// They disagree.
pub async fn compare(world: &World) {
    let disagreements = disagreements(world).await;
    assert!(disagreements.is_empty(), "ledger and truth disagree:\n{}", disagreements.join("\n"));
}

/// Where the ledger says something else than what the service charged.
pub async fn disagreements(world: &World) -> Vec<String> {
    let sales = world.sales().await;
    let mut counts: BTreeMap<(String, Decimal), Count> = BTreeMap::new();
    for sale in &sales {
        let count = counts.entry((sale.msisdn.clone(), amount(sale))).or_default();
        match charged(sale) {
            Some(true) => count.charged += 1,
            Some(false) => {}
            None => count.doubtful += 1,
        }
    }
    for charge in world.service().truth().iter().filter(|charge| charge.kind == ChargeKind::TopUp) {
        counts.entry((charge.msisdn.clone(), charge.amount.normalize())).or_default().truth += 1;
    }
    let agrees = |count: &Count| count.charged <= count.truth && count.truth <= count.charged + count.doubtful;
    let mut found: Vec<String> = counts.iter().filter(|(_, count)| !agrees(count)).map(|(what, count)| format!("{what:?}: {count:?}")).collect();
    if !found.is_empty() {
        found.push(format!("{sales:#?}"));
    }
    found
}

fn amount(sale: &SaleView) -> Decimal {
    sale.amount.amount.parse::<Decimal>().expect("amounts are decimal").normalize()
}

/// What the ledger says of the money of a sale; `None` where it claims nothing of it. A person's word is theirs.
fn charged(sale: &SaleView) -> Option<bool> {
    match sale.state {
        SaleStateView::Confirmed | SaleStateView::Accepted | SaleStateView::DeclinedButCharged | SaleStateView::Charged | SaleStateView::SettledSent => {
            Some(true)
        }
        SaleStateView::Declined | SaleStateView::NeverHandedOver | SaleStateView::NotCharged | SaleStateView::SettledNotSent => Some(false),
        SaleStateView::Intended | SaleStateView::InDoubt | SaleStateView::Reopened | SaleStateView::Said => None,
    }
}
