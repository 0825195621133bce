//! Reading: sales and entries, newest first or in order.
//!
//! Here is all that is looked up by a name, a number or a key. The list of sales that a person searches is in
//! [`crate::search`].

use airtill_domain::{ConnectionId, FloatKey, Iccid, Money, SaleId, SaleState, Timestamp};
use rusqlite::Params;

use crate::derived::{self, IN_DOUBT, float_seen, of_float, sales};
use crate::entry::{Entry, Seq};
use crate::error::LedgerError;
use crate::handle::Ledger;
use crate::row::{EntryRow, rows};
use crate::sale::Sale;
use crate::text_folding::folded;

impl Ledger {
    /// One sale.
    ///
    /// # Errors
    /// An error of the disk or of the database while the file is read.
    pub fn sale(&self, id: SaleId) -> Result<Option<Sale>, LedgerError> {
        derived::sale(&self.connection, id)
    }

    /// Everything that was recorded about one sale, in order.
    ///
    /// # Errors
    /// An error of the disk or of the database while the file is read.
    pub fn timeline(&self, id: SaleId) -> Result<Vec<Entry>, LedgerError> {
        self.read_entries("WHERE sale = ?1 ORDER BY seq", [id.to_string()])
    }

    /// The sales of which it is still open whether money moved, newest first.
    ///
    /// # Errors
    /// An error of the disk or of the database while the file is read.
    pub fn open_sales(&self, connection: Option<&ConnectionId>) -> Result<Vec<Sale>, LedgerError> {
        let mut found = match connection {
            Some(id) => sales(&self.connection, "open = 1 AND connection = ?1", [id.as_str()])?,
            None => sales(&self.connection, "open = 1", [])?,
        };
        // The index also has those of which it is known, or was said, while the service may still work on them: they
        // are left out.
        found.retain(Sale::is_money_unknown);
        Ok(found)
    }

    /// The sales of a connection that somebody here can still settle, newest first: those of which it is open whether
    /// money moved, but for those that another till left without an outcome. No outcome of these may be written here,
    /// and no person may speak of them.
    ///
    /// # Errors
    /// An error of the disk or of the database while the file is read.
    pub fn unsettled_sales(&self, connection: &ConnectionId) -> Result<Vec<Sale>, LedgerError> {
        let mut found = self.open_sales(Some(connection))?;
        found.retain(|sale| sale.till == self.till || sale.state != SaleState::Intended);
        Ok(found)
    }

    /// The orders that the service took and has not finished, newest first, of which this till sold: at most `limit`,
    /// begun before `before`.
    ///
    /// # Errors
    /// An error of the disk or of the database while the file is read.
    pub fn open_orders(
        &self,
        connection: &ConnectionId,
        before: Option<Seq>,
        limit: usize,
    ) -> Result<Vec<Sale>, LedgerError> {
        let mut before = before.map_or(i64::MAX, |before| before.0);
        let newest = "SELECT first_seq FROM sale INDEXED BY sale_open
                      WHERE open = 1 AND connection = ?1 AND first_seq < ?2 AND state = 'accepted'
                      ORDER BY first_seq DESC LIMIT ?3";
        let condition = format!("first_seq IN ({newest})");
        let mut found = Vec::new();
        loop {
            let page = sales(&self.connection, &condition, (connection.as_str(), before, rows(limit)))?;
            let is_last = page.len() < limit;
            before = page.last().map_or(before, |last| last.first.0);
            // No outcome of another till's sale may ever be written here; airtime that was accepted is finished.
            found.extend(page.into_iter().filter(|sale| sale.till == self.till && !sale.is_finished()));
            if is_last || found.len() >= limit {
                found.truncate(limit);
                return Ok(found);
            }
        }
    }

    /// Whether another sale has this name of the service's, or was delivered this SIM as a new one.
    ///
    /// # Errors
    /// An error of the disk or of the database while the file is read.
    pub fn is_of_another(&self, id: SaleId, reference: &str, new: Option<&Iccid>) -> Result<bool, LedgerError> {
        // By every connection and block of entries, with which the index of references begins.
        let with_reference = "WITH RECURSIVE sold (connection) AS (
                 SELECT min(connection) FROM sale
                 UNION ALL SELECT (SELECT min(sale.connection) FROM sale WHERE sale.connection > sold.connection)
                 FROM sold WHERE sold.connection IS NOT NULL),
             blocks (block) AS (SELECT 0 UNION ALL SELECT block + 1 FROM blocks
                 WHERE block < (SELECT max(first_seq) >> 14 FROM sale))
             SELECT sale.first_seq FROM sold CROSS JOIN blocks CROSS JOIN sale INDEXED BY sale_reference
             WHERE sale.connection = sold.connection AND sale.first_seq >> 14 = blocks.block AND sale.reference = ?1";
        let condition = format!("first_seq IN ({with_reference}) AND id <> ?2");
        let mut others = sales(&self.connection, &condition, (folded(reference), id.to_string()))?;
        others.retain(|other| other.reference.as_deref() == Some(reference));
        if let Some(new) = new {
            // Block by block, because names are found within one.
            let with_name = "WITH RECURSIVE blocks (block) AS
                 (SELECT 0 UNION ALL SELECT block + 1 FROM blocks
                  WHERE block < (SELECT max(block) FROM sale_name))
                 SELECT first_seq FROM blocks CROSS JOIN sale_name USING (block) WHERE name = ?1";
            let condition = format!("first_seq IN ({with_name}) AND id <> ?2");
            let named = sales(&self.connection, &condition, (new.digits(), id.to_string()))?;
            let delivered = |other: &Sale| {
                other.order.iccid().is_none() && other.esim.as_ref().is_some_and(|esim| esim.iccid == *new)
            };
            others.extend(named.into_iter().filter(delivered));
        }
        Ok(!others.is_empty())
    }

    /// How many sales of a connection are in doubt or opened again.
    ///
    /// # Errors
    /// An error of the disk or of the database while the file is read.
    pub fn count_doubts(&self, connection: &ConnectionId) -> Result<usize, LedgerError> {
        let mut count = self
            .connection
            .prepare_cached(&format!("SELECT count(*) FROM sale WHERE {IN_DOUBT} AND connection = ?1"))?;
        let count: i64 = count.query_row([connection.as_str()], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or(0))
    }

    /// The sales of a connection whose request has no outcome yet, newest first.
    ///
    /// # Errors
    /// An error of the disk or of the database while the file is read.
    pub fn under_way(&self, connection: &ConnectionId) -> Result<Vec<Sale>, LedgerError> {
        sales(&self.connection, "open = 1 AND connection = ?1 AND state = 'intended'", [connection.as_str()])
    }

    /// The sales of a float whose charge may still move it, newest first, whatever was said of them
    /// ([`Sale::may_still_move_its_float`]).
    ///
    /// # Errors
    /// An error of the disk or of the database while the file is read.
    pub fn at_work(&self, float: &FloatKey) -> Result<Vec<Sale>, LedgerError> {
        let mut found = sales(&self.connection, "open = 1", [])?;
        found.retain(|sale| sale.float.as_ref() == Some(float) && sale.may_still_move_its_float());
        Ok(found)
    }

    /// Of the last `limit` intents of a float before `before`, newest first, the sales for which the service took, or
    /// may have taken, money.
    ///
    /// # Errors
    /// An error of the disk or of the database while the file is read.
    pub fn sold_before(&self, float: &FloatKey, before: Seq, limit: usize) -> Result<Vec<Sale>, LedgerError> {
        let intents =
            "SELECT seq FROM entry WHERE float = ?1 AND kind = 'intended' AND seq < ?2 ORDER BY seq DESC LIMIT ?3";
        let taken = "state NOT IN ('intended', 'never_handed_over', 'declined', 'not_charged')";
        sales(
            &self.connection,
            &format!("first_seq IN ({intents}) AND {taken}"),
            (float.as_str(), before.0, rows(limit)),
        )
    }

    /// Entries of one connection, or of all, after `after`, in order.
    ///
    /// # Errors
    /// An error of the disk or of the database while the file is read; `Broken` for an entry that cannot be understood.
    pub fn entries(
        &self,
        connection: Option<&ConnectionId>,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<Entry>, LedgerError> {
        match connection {
            Some(id) => self.read_entries(
                "WHERE connection = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
                (id.as_str(), after.0, rows(limit)),
            ),
            None => self.read_entries("WHERE seq > ?1 ORDER BY seq LIMIT ?2", (after.0, rows(limit))),
        }
    }

    /// The last entries of one connection, or of all, in order.
    ///
    /// # Errors
    /// An error of the disk or of the database while the file is read; `Broken` for an entry that cannot be understood.
    pub fn last_entries(&self, connection: Option<&ConnectionId>, limit: usize) -> Result<Vec<Entry>, LedgerError> {
        let mut found = match connection {
            Some(id) => {
                self.read_entries("WHERE connection = ?1 ORDER BY seq DESC LIMIT ?2", (id.as_str(), rows(limit)))?
            }
            None => self.read_entries("ORDER BY seq DESC LIMIT ?1", [rows(limit)])?,
        };
        found.reverse();
        Ok(found)
    }

    /// The newest balance of a float, and when it was recorded; of the connection where the account is not known.
    ///
    /// # Errors
    /// An error of the disk or of the database while the file is read.
    pub fn last_float(
        &self,
        connection: &ConnectionId,
        float: Option<&FloatKey>,
    ) -> Result<Option<(Timestamp, Money)>, LedgerError> {
        let Some(of) = of_float(Some(connection), float) else { return Ok(None) };
        Ok(float_seen(&self.connection, of)?.map(|(_, at, balance)| (at, balance)))
    }

    /// Entries of one float after `after`, in order.
    ///
    /// # Errors
    /// An error of the disk or of the database while the file is read; `Broken` for an entry that cannot be understood.
    pub fn entries_of(&self, float: &FloatKey, after: Seq, limit: usize) -> Result<Vec<Entry>, LedgerError> {
        self.read_entries("WHERE float = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3", (float.as_str(), after.0, rows(limit)))
    }

    /// The last entries of one float before `before`, in order.
    ///
    /// # Errors
    /// An error of the disk or of the database while the file is read; `Broken` for an entry that cannot be understood.
    pub fn entries_before(&self, float: &FloatKey, before: Seq, limit: usize) -> Result<Vec<Entry>, LedgerError> {
        let mut found = self.read_entries(
            "WHERE float = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT ?3",
            (float.as_str(), before.0, rows(limit)),
        )?;
        found.reverse();
        Ok(found)
    }

    /// The entries that are shown to a person until somebody has looked, in order.
    ///
    /// # Errors
    /// An error of the disk or of the database while the file is read; `Broken` for an entry that cannot be understood.
    pub fn notices(&self) -> Result<Vec<Entry>, LedgerError> {
        self.read_entries("WHERE seq IN (SELECT seq FROM unseen) ORDER BY seq", [])
    }

    /// Whether somebody has looked at the sale since it was opened again.
    ///
    /// # Errors
    /// An error of the disk or of the database while the file is read.
    pub fn is_looked_at(&self, sale: &Sale) -> Result<bool, LedgerError> {
        let Some(reopening) = &sale.reopening else { return Ok(true) };
        let mut statement = self.connection.prepare_cached("SELECT 1 FROM unseen WHERE seq = ?1")?;
        Ok(!statement.exists([reopening.seq.0])?)
    }

    /// Those of one float.
    ///
    /// # Errors
    /// An error of the disk or of the database while the file is read; `Broken` for an entry that cannot be understood.
    pub fn notices_of(&self, float: &FloatKey) -> Result<Vec<Entry>, LedgerError> {
        self.read_entries("WHERE seq IN (SELECT seq FROM unseen WHERE float = ?1) ORDER BY seq", [float.as_str()])
    }

    pub(crate) fn read_entries(&self, rest: &str, params: impl Params) -> Result<Vec<Entry>, LedgerError> {
        let mut statement = self.connection.prepare_cached(&EntryRow::select(rest))?;
        let mut rows = statement.query(params)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(EntryRow::read(row)?.entry()?);
        }
        Ok(found)
    }
}
