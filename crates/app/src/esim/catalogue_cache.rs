//! The stored list of products: the last one of a connection, in memory and on disk, with its age.
//!
//! It is no secret and no record: one file beside the ledger, replaced whole. One that cannot be read is as good as
//! none. Nothing is sold from a list that is older than minutes by either clock: one stops while the computer sleeps.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use airtill_contract::{CatalogueView, ErrorView, ProductView};
use airtill_domain::{Moment, Timestamp};

use crate::view;

/// For how long products are sold from a list.
const SELLS_FOR: Duration = Duration::from_secs(10 * 60);
/// For how long a list is shown without asking anew.
const FRESH_FOR: Duration = Duration::from_secs(60);

/// The last list of a connection, in memory and on disk.
pub struct CatalogueCache {
    pub(super) file: PathBuf,
    pub(super) last: Mutex<Option<Arc<CachedList>>>,
}

/// A list as the service gave it.
#[derive(Clone, Debug)]
pub struct CachedList {
    pub(super) at: Timestamp,
    /// When it came by the clocks of this run; a list of an earlier run has none.
    pub(super) came: Option<Moment>,
    /// The currency that was asked for.
    pub(super) currency: Option<String>,
    pub(super) products: Vec<ProductView>,
    pub(super) left_out: u32,
}

impl CatalogueCache {
    /// The list stored in `file`, which need not be there.
    pub fn new(file: PathBuf) -> Self {
        Self { file, last: Mutex::default() }
    }
}

impl CachedList {
    fn is_younger(&self, now: Moment, age: Duration) -> bool {
        self.came.is_some_and(|came| now.since(came) < age)
    }

    /// Whether products may be sold from it.
    pub(super) fn sells(&self, now: Moment) -> bool {
        self.is_younger(now, SELLS_FOR)
    }

    /// Whether nobody needs to ask anew.
    pub(super) fn is_fresh(&self, now: Moment) -> bool {
        self.is_younger(now, FRESH_FOR)
    }

    /// The list as the window shows it, with the reason for which it could not be asked for anew.
    pub(super) fn view(&self, now: Moment, error: Option<ErrorView>) -> CatalogueView {
        let currencies: BTreeSet<&String> =
            self.products.iter().flat_map(|product| product.prices.iter().map(|price| &price.currency)).collect();
        CatalogueView {
            currencies: currencies.into_iter().cloned().collect(),
            products: self.products.clone(),
            at: Some(view::time(self.at)),
            sells: self.sells(now),
            error,
            left_out: self.left_out,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many seconds by the wall, and by the monotonic clock.
    fn at(wall: i64, monotonic: u64) -> Moment {
        Moment { wall: Timestamp(wall * 1000), monotonic: Duration::from_secs(monotonic) }
    }

    #[test]
    fn a_list_of_an_earlier_run_is_shown_and_sells_nothing() {
        let listed = CachedList { at: Timestamp(5), came: None, currency: None, products: Vec::new(), left_out: 2 };
        let view = listed.view(at(0, 0), None);
        assert_eq!((view.sells, view.at.as_deref(), view.left_out), (false, Some("1970-01-01T00:00:00.005Z"), 2));
    }

    #[test]
    fn a_list_sells_for_minutes_by_either_clock() {
        let came = at(100, 100);
        let listed = CachedList { at: came.wall, came: Some(came), currency: None, products: Vec::new(), left_out: 0 };
        let told = |now| (listed.is_fresh(now), listed.view(now, None).sells);
        assert_eq!(told(at(159, 159)), (true, true));
        assert_eq!(told(at(160, 159)), (false, true), "it slept for a second");
        assert_eq!(told(at(699, 699)), (false, true));
        assert_eq!(told(at(30_000, 130)), (false, false), "it slept for a night");
        assert_eq!(told(at(0, 700)), (false, false), "its clock was set back");
    }
}
