//! The limits of the company against what was sold: whether a sale is over one of them, and what a day has sold.
//!
//! A day is one of UTC, as in the search, so a changed time zone moves no sale to another day. To today belong the sales
//! dated today, and every sale that was recorded behind the last one dated before today: a clock that is set back
//! frees nothing, and one that was ahead for a while is forgotten with the next day. A sale counts unless nothing was
//! charged for it as far as the service says or the evidence shows; what a person says of it frees nothing.
//!
//! A sale counts in each currency in which it has a price: its own or that of the service's list, the greater of the two.

use std::collections::HashMap;
use std::sync::Arc;

use airtill_domain::{Currency, Limits, Money, Order, Price, SaleState, Timestamp};
use rusqlite::{Connection, OptionalExtension};

use crate::derived::{day_of, sale_of};
use crate::error::LedgerError;
use crate::handle::Ledger;

/// The prices of products in the lists that services gave, by the service's id of each.
pub type ListPrices = HashMap<String, Vec<Price>>;

/// The limits of a company, and the prices that are compared with them beside those of the orders.
#[derive(Clone, Debug, Default)]
pub struct Limiting {
    /// The most that one sale may cost, and that a day may sell.
    pub limits: Limits,
    /// For products, whose orders need not have a price.
    pub listed: Arc<ListPrices>,
}

/// The limit that speaks against a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverLimit {
    /// It costs more than one sale may.
    Sale {
        /// The most that one sale may cost.
        most: Money,
    },
    /// With it, the day would sell more than it may.
    Day {
        /// The most that a day may sell.
        most: Money,
        /// What the day has sold.
        sold: Money,
    },
    /// Neither the order nor a list has a price, so no limit can be compared.
    Unpriced,
}

impl Ledger {
    /// The limit that [`Ledger::intend`] will refuse this order by.
    ///
    /// # Errors
    /// An error of the disk or of the database while the file is read.
    pub fn over_limit(
        &self,
        order: &Order,
        now: Timestamp,
        limiting: &Limiting,
    ) -> Result<Option<OverLimit>, LedgerError> {
        over_limit(&self.connection, order, now, limiting)
    }

    /// What the day of `now` has sold in a currency, as a limit of the day counts it.
    ///
    /// # Errors
    /// An error of the disk or of the database while the file is read.
    pub fn sold_today(&self, currency: Currency, now: Timestamp, listed: &ListPrices) -> Result<Money, LedgerError> {
        sold_today(&self.connection, currency, now, listed)
    }
}

/// The limit that an order is over. Without any limit nothing is read.
pub(crate) fn over_limit(
    connection: &Connection,
    order: &Order,
    now: Timestamp,
    Limiting { limits, listed }: &Limiting,
) -> Result<Option<OverLimit>, LedgerError> {
    if limits.is_empty() {
        return Ok(None);
    }
    let (own, product) = (order.price(), order.product().map(|product| product.id.as_str()));
    if prices(own, product, listed).next().is_none() {
        return Ok(Some(OverLimit::Unpriced));
    }
    let counted = |limit: Money| counted(own, product, listed, limit.currency);
    if let Some(most) =
        limits.per_sale().iter().find(|most| counted(**most).is_some_and(|price| price > Price::from(**most)))
    {
        return Ok(Some(OverLimit::Sale { most: *most }));
    }
    for most in limits.per_day() {
        let Some(price) = counted(*most) else { continue };
        let sold = sold_today(connection, most.currency, now, listed)?;
        if sold.minor.saturating_add(price.rounded_up().minor) > most.minor {
            return Ok(Some(OverLimit::Day { most: *most, sold }));
        }
    }
    Ok(None)
}

/// Every price of a sale: its own, and those of its product in a list.
fn prices(own: Option<Price>, product: Option<&str>, listed: &ListPrices) -> impl Iterator<Item = Price> {
    let listed = product.and_then(|product| listed.get(product)).into_iter().flatten().copied();
    own.into_iter().chain(listed)
}

/// The amount by which a sale counts in a currency.
fn counted(own: Option<Price>, product: Option<&str>, listed: &ListPrices, currency: Currency) -> Option<Price> {
    let in_currency = prices(own, product, listed).filter(|price| price.currency() == currency);
    in_currency.reduce(|one, other| if one < other { other } else { one })
}

fn sold_today(
    connection: &Connection,
    currency: Currency,
    now: Timestamp,
    listed: &ListPrices,
) -> Result<Money, LedgerError> {
    let today = day_of(now);
    let mut days = connection.prepare_cached("SELECT max(last) FROM sale_day WHERE day < ?1")?;
    let before: i64 = days.query_row([today], |row| row.get::<_, Option<i64>>(0))?.unwrap_or(0);
    let mut days = connection.prepare_cached("SELECT first FROM sale_day WHERE day = ?1")?;
    let first: Option<i64> = days.query_row([today], |row| row.get(0)).optional()?;
    // Days overlap where the clock was set back.
    let from = first.map_or(before + 1, |first| first.min(before + 1));
    let mut rows = connection.prepare_cached(
        "SELECT first_seq, asked_at, state, product, price_minor, currency
         FROM sale WHERE first_seq >= ?1 AND (currency = ?2 OR product IS NOT NULL)",
    )?;
    let mut rows = rows.query((from, currency.code()))?;
    let mut sold = Money::from_minor(0, currency);
    while let Some(row) = rows.next()? {
        let (seq, asked_at): (i64, i64) = (row.get(0)?, row.get(1)?);
        let is_of_today = seq > before || day_of(Timestamp(asked_at)) == today;
        let state: String = row.get(2)?;
        // A state that is not known may have cost something.
        let is_free = SaleState::ALL.into_iter().any(|known| known.word() == state && !known.may_have_cost());
        if !is_of_today || is_free {
            continue;
        }
        let product: Option<String> = row.get(3)?;
        let (minor, code): (Option<i64>, Option<String>) = (row.get(4)?, row.get(5)?);
        let own = match (minor, code.as_deref().and_then(Currency::from_code)) {
            (Some(minor), Some(currency)) => Some(Money::from_minor(minor, currency).into()),
            // A price of more places than its currency stands in the sale itself.
            (None, Some(_)) => whole(connection, seq)?,
            (_, None) => None,
        };
        if let Some(price) = counted(own, product.as_deref(), listed, currency) {
            sold.minor = sold.minor.saturating_add(price.rounded_up().minor);
        }
    }
    Ok(sold)
}

/// The price of a sale with all of its places.
fn whole(connection: &Connection, first: i64) -> Result<Option<Price>, LedgerError> {
    let mut statement = connection.prepare_cached("SELECT first_seq, body FROM sale_body WHERE first_seq = ?1")?;
    let mut rows = statement.query([first])?;
    let sale = rows.next()?.map(sale_of).transpose()?;
    Ok(sale.and_then(|sale| sale.order.price()))
}
