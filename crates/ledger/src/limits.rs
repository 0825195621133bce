//! The limits of the company against what was sold: whether a sale is over one of them, and what a day has sold.
//!
//! A day is one of UTC, as in the search, so a changed time zone moves no sale to another day. To today belong the sales
//! dated today, every sale that was recorded behind the last one dated before today, and what was recorded between two
//! sales of today unless days passed there: a clock that is set back frees nothing, and one that was ahead is forgotten
//! with the next day, unless that is the day that it showed. A sale counts unless nothing was charged for it as far as
//! the service says or the evidence shows: a refusal alone does not, and what a person says frees nothing.
//!
//! A sale counts in each currency in which it has a price: its own or that of the service's list, the greater of the two.

use std::collections::HashMap;
use std::sync::Arc;

use airtill_domain::{Currency, Limits, Money, Order, Price, SaleState, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::derived::{day_of, sale_of};
use crate::error::LedgerError;
use crate::handle::Ledger;
use crate::sale::Sale;

/// The prices of products in the lists that services gave, by the connection and the service's id of each.
pub type ListPrices = HashMap<String, HashMap<String, Vec<Price>>>;

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
        /// The sum that the day has sold.
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

    /// The sum that the day of `now` has sold in a currency, as a limit of the day counts it.
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
    let product = order.product().map(|product| product.id.as_str());
    let (own, listed_ones) = (order.price(), listed_prices(listed, order.connection().as_str(), product));
    if own.is_none() && listed_ones.is_empty() {
        return Ok(Some(OverLimit::Unpriced));
    }
    let counted = |limit: Money| counted(own, listed_ones, limit.currency);
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

/// The prices of a product in the lists of its connection.
fn listed_prices<'a>(listed: &'a ListPrices, connection: &str, product: Option<&str>) -> &'a [Price] {
    let of_product = product.and_then(|product| listed.get(connection)?.get(product));
    of_product.map(Vec::as_slice).unwrap_or_default()
}

/// The amount by which a sale counts in a currency, by its own price and those of the list.
fn counted(own: Option<Price>, listed: &[Price], currency: Currency) -> Option<Price> {
    let in_currency = own.iter().chain(listed).copied().filter(|price| price.currency() == currency);
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
        "SELECT first_seq, asked_at, state, product, price_minor, currency, connection FROM sale
         WHERE first_seq >= ?1 ORDER BY first_seq",
    )?;
    let mut rows = rows.query([from])?;
    let (mut sold, mut between) = (Money::from_minor(0, currency), Between::default());
    while let Some(row) = rows.next()? {
        let (seq, day): (i64, i64) = (row.get(0)?, day_of(Timestamp(row.get(1)?)));
        let cost = cost(connection, row, currency, listed)?;
        if seq > before || day == today {
            sold.minor = sold.minor.saturating_add(between.end()).saturating_add(cost);
        } else {
            between.add(day, today, cost);
        }
    }
    sold.minor = sold.minor.saturating_add(between.end());
    Ok(sold)
}

/// Sales that are dated otherwise and were recorded between two of today. They belong to today, where a clock was set
/// back for them. Where the clock went on from one earlier day to another, one was ahead before, and days have passed.
#[derive(Default)]
struct Between {
    cost: i64,
    last: Option<i64>,
    days_passed: bool,
}

impl Between {
    fn add(&mut self, day: i64, today: i64, cost: i64) {
        self.cost = self.cost.saturating_add(cost);
        if day < today {
            self.days_passed |= self.last.is_some_and(|last| last < day);
            self.last = Some(day);
        }
    }

    /// The sum that they count towards today.
    fn end(&mut self) -> i64 {
        let Self { cost, days_passed, .. } = std::mem::take(self);
        if days_passed { 0 } else { cost }
    }
}

/// The most that a sale may have cost, in minor units of a currency.
fn cost(connection: &Connection, row: &Row<'_>, currency: Currency, listed: &ListPrices) -> Result<i64, LedgerError> {
    let (seq, state): (i64, String) = (row.get(0)?, row.get(2)?);
    let (product, code): (Option<String>, Option<String>) = (row.get(3)?, row.get(5)?);
    let is_priced_in_it = code.as_deref() == Some(currency.code());
    // A state that is not known may have cost something.
    let known = SaleState::ALL.into_iter().find(|known| known.word() == state);
    if known.is_some_and(|known| !known.may_have_cost()) || (!is_priced_in_it && product.is_none()) {
        return Ok(0);
    }
    let minor: Option<i64> = row.get(4)?;
    let own = match minor.filter(|_| is_priced_in_it) {
        Some(minor) => Some(Money::from_minor(minor, currency).into()),
        // A price of more places than its currency stands in the sale itself.
        None if is_priced_in_it => whole(connection, seq)?.and_then(|sale| sale.order.price()),
        None => None,
    };
    let through: String = row.get(6)?;
    let listed = listed_prices(listed, &through, product.as_deref());
    let Some(price) = counted(own, listed, currency) else { return Ok(0) };
    // The reason of a refusal stands in the sale itself, too; few sales are refused.
    if known == Some(SaleState::Declined) && whole(connection, seq)?.is_some_and(|sale| sale.is_refused_free()) {
        return Ok(0);
    }
    Ok(price.rounded_up().minor)
}

/// The whole of a sale.
fn whole(connection: &Connection, first: i64) -> Result<Option<Sale>, LedgerError> {
    let mut statement = connection.prepare_cached("SELECT first_seq, body FROM sale_body WHERE first_seq = ?1")?;
    let mut rows = statement.query([first])?;
    rows.next()?.map(sale_of).transpose()
}
