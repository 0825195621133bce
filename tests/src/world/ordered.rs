//! The ledger's orders of eSIMs against the orders that were really made: none twice, none forgotten, and no state that
//! the truth makes false.
//!
//! An order and its sale belong together by the correlation id of the request that made it, which follows from the
//! sale. A sale in doubt fits every truth.

use airtill_contract::{OrderView, SaleStateView, SaleView};
use airtill_domain::{CorrelationId, Iccid, SaleId};
use airtill_practice::esim::{OrderEnd, OrderMade};

/// More attempts than an order has.
const ATTEMPTS: u32 = 3;

/// Whether a sale is an order of an eSIM, or of more data for one.
pub fn is_esim(sale: &SaleView) -> bool {
    matches!(sale.order, OrderView::NewEsim(_) | OrderView::EsimTopUp(_))
}

/// The orders that were made for a sale.
pub fn made_for<'a>(sale: &SaleView, made: &'a [OrderMade]) -> Vec<&'a OrderMade> {
    let id = SaleId::parse(&sale.id).expect("sales are named by ids");
    let attempts: Vec<_> = (1..=ATTEMPTS).map(|attempt| CorrelationId::of_attempt(id, attempt).to_string()).collect();
    made.iter().filter(|order| attempts.contains(&order.correlation_id)).collect()
}

/// Whether the state of `sale` is true with the order that was made for it; `None` where none was made.
pub fn order_is_true(sale: &SaleView, made: Option<&OrderMade>) -> bool {
    let is_named = |made: &OrderMade| sale.reference.as_deref() == Some(made.id.as_str());
    let is_on = |made: &OrderMade, iccid: &str| Iccid::parse(iccid).is_ok_and(|iccid| iccid.digits() == made.iccid);
    match sale.state {
        SaleStateView::Confirmed => made.is_some_and(|made| {
            let delivered = sale.esim.as_ref().is_some_and(|esim| is_on(made, &esim.iccid));
            made.end == OrderEnd::Completed && is_named(made) && delivered
        }),
        SaleStateView::Accepted => made.is_some_and(is_named),
        SaleStateView::Declined => made.is_none_or(|made| made.end == OrderEnd::Failed),
        SaleStateView::Charged => made.is_some_and(|made| {
            let found = sale.trace.as_ref().and_then(|trace| trace.subscription.iccid.as_ref());
            made.end == OrderEnd::Completed && found.is_none_or(|iccid| is_on(made, iccid))
        }),
        SaleStateView::NeverHandedOver => made.is_none(),
        SaleStateView::Intended | SaleStateView::InDoubt | SaleStateView::Reopened | SaleStateView::Said => {
            sale.reference.is_none() || made.is_some_and(is_named)
        }
        // No evidence on an order says that nothing was charged.
        SaleStateView::NotCharged | SaleStateView::DeclinedButCharged => false,
    }
}

/// The points in which the sales and the orders that were made by this till differ.
pub fn order_disagreements(sales: &[SaleView], made: &[OrderMade]) -> Vec<String> {
    let mut disagreements = Vec::new();
    let mut known = Vec::new();
    for sale in sales.iter().filter(|sale| is_esim(sale)) {
        let orders = made_for(sale, made);
        if orders.len() > 1 {
            disagreements.push(format!("made {} times: {sale:#?}\n{orders:#?}", orders.len()));
        }
        if !order_is_true(sale, orders.first().copied()) {
            disagreements.push(format!("not true: {sale:#?}\n{orders:#?}"));
        }
        known.extend(orders.into_iter().map(|order| &order.id));
    }
    let forgotten = made.iter().filter(|order| !known.contains(&&order.id));
    disagreements.extend(forgotten.map(|order| format!("in no ledger: {order:#?}")));
    disagreements
}
