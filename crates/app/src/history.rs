//! Looking back: pages of sales, and the timeline of one.
//!
//! The caller says which connections are watched for evidence right now, so that a doubt is shown as looked after.

use std::collections::BTreeSet;

use airtill_contract::{ErrorCode, HistoryPage, SaleDetail, SaleList, SaleView};
use airtill_domain::{ConnectionId, SaleId, SaleState};
use airtill_ledger::{Ledger, LedgerError, Query, Sale, Seq};

use crate::environment::OpenEnvironment;
use crate::view::Shown;
use crate::{TillError, view};

/// The connections of an environment at which the till looks for evidence by itself.
pub type Watched = BTreeSet<ConnectionId>;

/// A page of sales, newest first.
///
/// # Errors
/// The ledger cannot be read.
pub async fn page(environment: &OpenEnvironment, query: Query, watched: Watched) -> Result<HistoryPage, TillError> {
    let limit = query.limit;
    let sales = environment.ledger.read(move |ledger| ledger.sales(&query)).await?;
    let next = if sales.len() < limit { None } else { sales.last().map(|sale| sale.first.0) };
    Ok(HistoryPage { sales: shown(environment, sales, watched).await?, next })
}

/// The last sales of a connection, newest first.
///
/// # Errors
/// The ledger cannot be read.
pub async fn last(
    environment: &OpenEnvironment,
    connection: ConnectionId,
    limit: usize,
    watched: Watched,
) -> Result<SaleList, TillError> {
    let query = Query { connection: Some(connection), limit, ..Query::default() };
    Ok(SaleList { sales: page(environment, query, watched).await?.sales })
}

/// The orders of a connection whose outcome is to come, newest first: those that are handed over now, and those that the
/// service took and has not finished. All of them, since each is followed.
///
/// # Errors
/// The ledger cannot be read.
pub async fn open_orders(
    environment: &OpenEnvironment,
    connection: ConnectionId,
    watched: Watched,
) -> Result<SaleList, TillError> {
    let read = move |ledger: &Ledger| {
        let till = ledger.till();
        let mut found = ledger.under_way(&connection)?;
        found.retain(|sale| sale.till == till);
        found.extend(ledger.open_orders(&connection, None, usize::MAX)?);
        found.sort_by_key(|sale| std::cmp::Reverse(sale.first));
        Ok::<_, LedgerError>(found)
    };
    let sales = environment.ledger.read(read).await?;
    Ok(SaleList { sales: shown(environment, sales, watched).await? })
}

/// One sale with everything that the ledger holds of it.
///
/// # Errors
/// There is no such sale, or the ledger cannot be read.
pub async fn detail(environment: &OpenEnvironment, id: SaleId, watched: Watched) -> Result<SaleDetail, TillError> {
    let read = move |ledger: &Ledger| {
        let Some(sale) = ledger.sale(id)? else { return Ok(None) };
        let looked_at = ledger.is_looked_at(&sale)?;
        Ok::<_, LedgerError>(Some((sale, ledger.timeline(id)?, looked_at)))
    };
    let (sale, timeline, looked_at) =
        environment.ledger.read(read).await?.ok_or(TillError::new(ErrorCode::NotFound))?;
    let checking = watched.contains(sale.connection());
    Ok(SaleDetail {
        sale: view::sale(&sale, &timeline, environment.kind, Shown { checking, rest_in: None, looked_at }),
        timeline: view::timeline(&timeline),
    })
}

/// Sales for a list: only those in doubt need their timeline.
async fn shown(environment: &OpenEnvironment, sales: Vec<Sale>, watched: Watched) -> Result<Vec<SaleView>, TillError> {
    let kind = environment.kind;
    let views = environment
        .ledger
        .read(move |ledger| {
            let shown = |sale: &Sale| {
                let timeline = if sale.state == SaleState::InDoubt { ledger.timeline(sale.id)? } else { Vec::new() };
                let shown = Shown {
                    checking: watched.contains(sale.connection()),
                    rest_in: None,
                    looked_at: ledger.is_looked_at(sale)?,
                };
                Ok::<_, LedgerError>(view::sale(sale, &timeline, kind, shown))
            };
            sales.iter().map(shown).collect::<Result<Vec<_>, _>>()
        })
        .await?;
    Ok(views)
}

/// The key of the next page, as requests carry it.
pub fn before(next: Option<i64>) -> Option<Seq> {
    next.map(Seq)
}
