//! Whether a sale may be sent at all: asked and recorded in one transaction, so that no second window or second copy of
//! the program can slip between the question and the record.
//!
//! Subjects are compared across all connections, since a customer is served twice whichever float pays. A sale of the
//! future counts as recent: the clock may have been set back. Whether the float suffices is not asked here, and how a
//! limit of the company is compared, [`crate::limits`] says. A confirmation asks [`Ledger::earlier`], so it shows a
//! person exactly what the record will ask about.

use std::time::Duration;

use airtill_domain::{Iccid, Order, OrderKind, Price, SaleId, SaleState, Timestamp};
use rusqlite::Connection;

use crate::append::{Writing, Written};
use crate::derived::{day_of, float_seen, of_float, sale, sales, subject_of};
use crate::entry::{Entry, Fact, Intended, NewEntry};
use crate::error::LedgerError;
use crate::handle::Ledger;
use crate::limits::{Limiting, OverLimit, over_limit};
use crate::sale::{Bearing, Sale};

/// The facts that a new sale is held against.
pub struct Guard {
    /// The present, by the wall clock.
    pub now: Timestamp,
    /// For how long after a sale the same subject needs a reason.
    pub repeat_window: Duration,
    /// The limits of the company.
    pub limiting: Limiting,
}

/// The outcome of an intent. Only [`Intent::Recorded`] allows a request.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "one at a time, on its way to a person")]
pub enum Intent {
    /// It is on disk: send now, once.
    Recorded {
        /// The sale as it begins, or as its next attempt begins.
        sale: Sale,
        /// The intent, completed.
        entry: Entry,
    },
    /// The sale was intended before: the same press of a button, twice.
    Already(Sale),
    /// Another sale of this till from this float is under way.
    Busy(Sale),
    /// It is over a limit of the company, which nobody at the till can override.
    OverLimit(OverLimit),
    /// [`Earlier::recent`]; an intent with a reason is recorded.
    RepeatNeedsReason(Vec<Sale>),
    /// [`Earlier::open`], without those that are overridden; an intent that overrides all of them is recorded.
    DoubtNeedsOverride(Vec<Sale>),
}

/// The earlier sales that speak against an order, newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Earlier {
    /// Sales of the same kind of thing, and of the same product where there are products, to the subject within the
    /// window, which arrived or may have. To the customer of a new eSIM belong the SIMs that they were sold.
    pub recent: Vec<Sale>,
    /// Sales of every age of which nobody knows the end: of the same product to the subject, whatever its price, or of
    /// the same price where there is no product. An order that its service took and has not finished is among them once
    /// it is older than the window.
    pub open: Vec<Sale>,
}

impl Ledger {
    /// The sales that [`Ledger::intend`] will ask about when it gets this order.
    ///
    /// # Errors
    /// An error of the disk or of the database while the file is read.
    pub fn earlier(&self, order: &Order, guard: &Guard) -> Result<Earlier, LedgerError> {
        earlier(&self.connection, order, guard)
    }

    /// Records an intent unless something speaks against it, all in one immediate transaction.
    ///
    /// The intent is completed by what only the transaction knows for sure: the float before it. Asked in this order:
    /// is it the same sale, is another of this till under way, is it over a limit, is the same subject and price open,
    /// was the subject served lately.
    /// The next attempt of a sale that was turned away is asked nothing: it passed at its first.
    ///
    /// # Errors
    /// `IllegalTransition` for an attempt that does not directly follow one that was turned away, or for any other fact
    /// than an intent; `NotThisSale` for an intent of another order; `Full`, `ReadOnly`, `Busy` by the disk.
    pub fn intend(&mut self, mut entry: NewEntry, guard: Guard) -> Result<Intent, LedgerError> {
        let Fact::Intended(Intended { sale: id, attempt, order, repeat_reason, override_of, .. }) = &entry.fact else {
            return Err(not_an_intent(&entry));
        };
        let id = *id;
        let till = self.till;
        let mut writing = Writing::begin(self)?;
        let tx = &writing.tx;
        let mut here = sales(tx, "open = 1 AND state = 'intended'", [])?;
        // No outcome of another till's sale may ever be written here.
        here.retain(|other| {
            other.till == till
                && (other.connection() == order.connection() || (other.float.is_some() && other.float == entry.float))
        });
        match sale(tx, id)? {
            Some(existing) if *attempt <= existing.attempt => return Ok(Intent::Already(existing)),
            // Writing refuses what does not follow a refusal at the door.
            Some(_) => {}
            None => {
                if let Some(other) = here.first() {
                    return Ok(Intent::Busy(other.clone()));
                }
                if let Some(limit) = over_limit(tx, order, guard.now, &guard.limiting)? {
                    return Ok(Intent::OverLimit(limit));
                }
                let Earlier { recent, mut open } = earlier(tx, order, &guard)?;
                open.retain(|other| !override_of.contains(&other.id));
                if !open.is_empty() {
                    return Ok(Intent::DoubtNeedsOverride(open));
                }
                let has_reason = repeat_reason.as_deref().is_some_and(|reason| !reason.trim().is_empty());
                if !has_reason && !recent.is_empty() {
                    return Ok(Intent::RepeatNeedsReason(recent));
                }
            }
        }
        if let Fact::Intended(Intended { order, float_before, .. }) = &mut entry.fact
            && let Some(of) = of_float(Some(order.connection()), entry.float.as_ref())
        {
            *float_before = float_seen(tx, of)?.map(|(_, _, balance)| balance);
        }
        let Written { sale: Some(sale), entry } = writing.write(entry)? else {
            return Err(LedgerError::NoSuchSale { sale: id });
        };
        writing.commit()?;
        Ok(Intent::Recorded { sale, entry })
    }
}

fn earlier(connection: &Connection, order: &Order, guard: &Guard) -> Result<Earlier, LedgerError> {
    let (kind, subject) = (order.kind().word(), subject_of(order));
    let product = order.product().map(|product| product.id.as_str());
    // Without a product, the price says what is bought.
    let price = order.price().filter(|_| product.is_none()).and_then(Price::to_money);
    let currency = price.map(|price| price.currency.code());
    let since = guard.now.minus(guard.repeat_window);
    let same = "subject = ?1 AND kind = ?2 AND product IS ?3";
    let mut recent = sales(connection, &format!("{same} AND asked_at > ?4"), (&subject, kind, product, since.0))?;
    let same_price = format!("{same} AND (?4 IS NULL OR (price_minor = ?4 AND currency = ?5))");
    let mut open = sales(connection, &same_price, (&subject, kind, product, price.map(|price| price.minor), currency))?;
    match order {
        // The plan that came with a new eSIM was sold to its SIM.
        Order::EsimTopUp(order) => {
            let mut came_with = sold_as(connection, &order.iccid)?;
            came_with.retain(|sale| sale.order.product().is_some_and(|sold| sold.id == order.product.id));
            recent.extend(came_with.iter().filter(|sale| sale.asked_at > since).cloned());
            open.extend(came_with);
        }
        // An order for a SIM of the customer is one for the customer.
        Order::NewEsim(order) => {
            let [lately, still_open] = for_sims_of(connection, &subject, &order.product.id, since)?;
            recent.extend(lately);
            open.extend(still_open);
        }
        Order::TopUp(_) => {}
    }
    recent.retain(|sale| sale.bearing() != Bearing::None);
    // Within the window the end of an order that was taken is awaited, and a reason is all that is asked for.
    open.retain(|sale| sale.bearing() == Bearing::Open || (!sale.is_finished() && sale.asked_at <= since));
    for sales in [&mut recent, &mut open] {
        sales.sort_by_key(|sale| std::cmp::Reverse(sale.first));
    }
    Ok(Earlier { recent, open })
}

/// The further plans of this product for SIMs that a customer was sold: those of the window, and those that are open.
fn for_sims_of(
    connection: &Connection,
    customer: &str,
    product: &str,
    since: Timestamp,
) -> Result<[Vec<Sale>; 2], LedgerError> {
    let (further, kind) = ("kind = ?1 AND product = ?2", OrderKind::EsimTopUp.word());
    // Times are not indexed: the first sale of a day says where the window begins.
    let lately = "asked_at > ?3 AND first_seq >= (SELECT min(first) FROM sale_day WHERE day >= ?4)";
    let of_the_window = (kind, product, since.0, day_of(since));
    let lately = sales(connection, &format!("{further} AND {lately}"), of_the_window)?;
    let open = sales(connection, &format!("{further} AND open = 1"), (kind, product))?;
    let mut theirs = [Vec::new(), Vec::new()];
    for (found, theirs) in [lately, open].into_iter().zip(&mut theirs) {
        for sale in found {
            let Some(iccid) = sale.order.iccid().filter(|_| sale.bearing() != Bearing::None) else { continue };
            if sold_as(connection, iccid)?.iter().any(|sold| subject_of(&sold.order) == customer) {
                theirs.push(sale);
            }
        }
    }
    Ok(theirs)
}

/// The new eSIMs that became this SIM, newest first.
fn sold_as(connection: &Connection, iccid: &Iccid) -> Result<Vec<Sale>, LedgerError> {
    // Every block is asked for the name by itself, newest first: the key of a name begins with its block.
    let condition = "kind = ?1 AND first_seq IN (
        WITH RECURSIVE every (block) AS (
            SELECT max(block) FROM sale_name
            UNION ALL
            SELECT (SELECT max(block) FROM sale_name WHERE block < every.block) FROM every WHERE every.block IS NOT NULL
        )
        SELECT sale_name.first_seq FROM every CROSS JOIN sale_name
        WHERE sale_name.block = every.block AND sale_name.name = ?2)";
    let mut found = sales(connection, condition, (OrderKind::NewEsim.word(), iccid.digits()))?;
    // The end of a longer ICCID is a name as well.
    found.retain(|sale| sale.iccid() == Some(iccid));
    Ok(found)
}

/// A fact that is no intent records nothing here: it names a sale that has not begun, or none.
fn not_an_intent(entry: &NewEntry) -> LedgerError {
    let sale = entry.fact.sale().unwrap_or(SaleId(Default::default()));
    LedgerError::IllegalTransition { sale, from: None, to: SaleState::Intended }
}
