//! One sale and one connection as the ledger has them, read in one visit each.
//!
//! Plain values: how they are shown is decided where the connection is known.

use airtill_domain::{ConnectionId, FloatKey, Money, SaleId, Timestamp};
use airtill_ledger::{Entry, Ledger, LedgerError, Sale, Written};

/// A sale and its timeline as the ledger has them. On the way of a sale it grows with what is written: each reading
/// would be waited for.
pub struct Recorded(pub Sale, pub Vec<Entry>);

impl Recorded {
    /// `None` where there is no such sale.
    pub fn read(ledger: &Ledger, id: SaleId) -> Result<Option<Self>, LedgerError> {
        let Some(sale) = ledger.sale(id)? else { return Ok(None) };
        Ok(Some(Self(sale, ledger.timeline(id)?)))
    }

    /// With what was just written of the sale behind it.
    pub fn with(mut self, written: Written) -> Self {
        self.1.push(written.entry);
        Self(written.sale.unwrap_or(self.0), self.1)
    }
}

/// The notices about a connection that nobody has looked at yet, or about its float on whichever connection each
/// was found; of a sale on its own connection, and on every one of the float where that is none of `others` any more.
pub fn alerts(
    ledger: &Ledger,
    connection: &ConnectionId,
    float: Option<&FloatKey>,
    others: &[ConnectionId],
) -> Result<Vec<Entry>, LedgerError> {
    let mut notices = ledger.notices()?;
    let of_the_float = |entry: &Entry| entry.float.is_some() && entry.float.as_ref() == float;
    let is_told_there =
        |entry: &Entry| entry.fact.sale().is_some() && entry.connection.as_ref().is_some_and(|id| others.contains(id));
    notices.retain(|entry| {
        entry.connection.as_ref() == Some(connection) || (of_the_float(entry) && !is_told_there(entry))
    });
    Ok(notices)
}

/// A connection as the ledger has it: its last float, the number of its sales in doubt, and its open notices.
pub struct Account {
    /// The last float that was seen, and when.
    pub float: Option<(Timestamp, Money)>,
    /// How many of its sales are in doubt.
    pub doubts: usize,
    /// The notices that nobody has looked at yet.
    pub alerts: Vec<Entry>,
}

impl Account {
    /// The account as it is now.
    pub fn read(
        ledger: &Ledger,
        connection: &ConnectionId,
        float: Option<&FloatKey>,
        others: &[ConnectionId],
    ) -> Result<Self, LedgerError> {
        let doubts = ledger.count_doubts(connection)?;
        Ok(Self {
            float: ledger.last_float(connection, float)?,
            doubts,
            alerts: alerts(ledger, connection, float, others)?,
        })
    }
}
