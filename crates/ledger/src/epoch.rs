//! The entries that the evidence on a float is computed from: where reading them begins.
//!
//! An epoch begins with a declaration, or with the end of the one before it, and everything behind that counts. A long
//! epoch is read from a later place, but only from one where no window is open: a doubt of which the beginning is cut
//! off would be missing from the sums, and a sum without it proves what is not so. What the entries mean is not decided
//! here.

use std::collections::BTreeSet;

use airtill_domain::{FloatKey, SaleId};

use crate::derived;
use crate::entry::{Entry, Fact, Intended, Seq};
use crate::error::LedgerError;
use crate::handle::Ledger;
use crate::row::rows;
use crate::sale::Sale;

/// The entries from which the evidence on a float is computed.
#[derive(Clone, Debug, PartialEq)]
pub struct EpochEntries {
    /// The entry that began the epoch, a `Declared` or an `EpochEnded`; none where nothing was ever declared.
    pub begun: Option<Entry>,
    /// The entries of the float behind it, in order; of a long epoch the last ones.
    pub entries: Vec<Entry>,
}

impl Ledger {
    /// The entries of a float in its epoch. Where they are more than `least`, reading begins at a later entry: the last
    /// one across which no window is open and from which on there are at least `least` (and at least one). A window is
    /// open across an entry if its sale was intended before and is closed by that entry, by a later one, or not yet
    /// ([`Sale::closed`]). Where there is no such entry, the whole epoch is read.
    ///
    /// # Errors
    /// An error of the disk or of the database while the file is read; `Broken` for an entry that cannot be understood.
    pub fn epoch_of(&self, float: &FloatKey, least: usize) -> Result<EpochEntries, LedgerError> {
        // One view of the file, whatever another process writes.
        let _view = self.connection.unchecked_transaction()?;
        let boundary = "WHERE float = ?1 AND kind IN ('declared', 'epoch_ended') ORDER BY seq DESC LIMIT 1";
        let begun = self.read_entries(boundary, [float.as_str()])?.pop();
        let first = Seq(begun.as_ref().map_or(0, |entry| entry.seq.0) + 1);
        let mut start = self.leaving(float, first, least.max(1))?;
        let mut earliest = start;
        let across = |sale: &Sale, place| if is_across(sale, float, place) { sale.first } else { place };
        for sale in self.at_work(float)? {
            earliest = earliest.min(across(&sale, start));
        }
        let mut entries = self.between(float, start, Seq(i64::MAX))?;
        let mut added = entries.len();
        loop {
            for sale in begun_before(&entries[..added]) {
                if let Some(sale) = derived::sale(&self.connection, sale)? {
                    earliest = earliest.min(across(&sale, start));
                }
            }
            let end = start;
            start = earliest.max(first);
            if start == end {
                return Ok(EpochEntries { begun, entries });
            }
            let mut earlier = self.between(float, start, end)?;
            added = earlier.len();
            earlier.append(&mut entries);
            entries = earlier;
        }
    }

    /// The entry from which on the float has exactly `least`; `first` if it has no more than that from there on.
    fn leaving(&self, float: &FloatKey, first: Seq, least: usize) -> Result<Seq, LedgerError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT seq FROM entry WHERE float = ?1 AND seq >= ?2 ORDER BY seq DESC LIMIT 1 OFFSET ?3",
        )?;
        let mut found = statement.query((float.as_str(), first.0, rows(least - 1)))?;
        Ok(found.next()?.map(|row| row.get(0)).transpose()?.map_or(first, Seq))
    }

    /// The entries of a float from `start` on and before `end`, in order.
    fn between(&self, float: &FloatKey, start: Seq, end: Seq) -> Result<Vec<Entry>, LedgerError> {
        self.read_entries("WHERE float = ?1 AND seq >= ?2 AND seq < ?3 ORDER BY seq", (float.as_str(), start.0, end.0))
    }
}

/// The sales that these entries name without their first intent.
fn begun_before(entries: &[Entry]) -> BTreeSet<SaleId> {
    let begun = entries
        .iter()
        .filter(|entry| matches!(entry.fact, Fact::Intended(Intended { attempt: 1, .. })))
        .filter_map(|entry| entry.fact.sale());
    let begun = begun.collect::<BTreeSet<_>>();
    entries.iter().filter_map(|entry| entry.fact.sale()).filter(|sale| !begun.contains(sale)).collect()
}

/// Whether it is a sale of the float of which the window is open across `place`.
fn is_across(sale: &Sale, float: &FloatKey, place: Seq) -> bool {
    sale.float.as_ref() == Some(float) && sale.first < place && sale.closed.is_none_or(|closed| closed >= place)
}
