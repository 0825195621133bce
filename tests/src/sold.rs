//! The parts of a sale of airtime as journeys compare them.
//!
//! A sale holds its order by its kind. Journeys that sell airtime alone read its number and amount here, and fail where
//! another kind turns up.

use airtill_contract::{MoneyView, OrderView, SaleView, TopUpView};

/// A sale of airtime; any other has none of this.
pub trait AirtimeSale {
    /// The number in E.164 digits.
    fn msisdn(&self) -> &str;
    /// The number in groups of digits.
    fn grouped(&self) -> &str;
    /// The amount of airtime.
    fn amount(&self) -> &MoneyView;
}

impl AirtimeSale for SaleView {
    fn msisdn(&self) -> &str {
        &top_up(self).msisdn
    }

    fn grouped(&self) -> &str {
        &top_up(self).grouped
    }

    fn amount(&self) -> &MoneyView {
        self.price.as_ref().expect("airtime has an amount")
    }
}

fn top_up(sale: &SaleView) -> &TopUpView {
    match &sale.order {
        OrderView::TopUp(order) => order,
        OrderView::NewEsim(_) | OrderView::EsimTopUp(_) => panic!("not a sale of airtime: {sale:?}"),
    }
}
