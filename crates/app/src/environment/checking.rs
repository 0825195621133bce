//! Whether the ledger was found whole: how far its check has come, and what depends on that.
//!
//! Opening looks at the end of the chain alone. Behind the first screen the recent entries are checked with what is
//! derived from them, and then the whole ledger. The first sale waits for the recent entries, which takes a moment; no
//! sale waits for the whole. Damage that either finds stops selling from then on, and so does a check that ends by a
//! mistake of the program.

use airtill_contract::{ErrorCode, Notice, NoticeCode};
use airtill_ledger::{LedgerError, Verified};
use tokio::sync::watch;

use crate::TillError;

/// The knowledge about a ledger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Known {
    /// The recent entries are being checked.
    #[default]
    Nothing,
    /// Nothing speaks against selling.
    Whole,
    /// It does not agree with itself: nothing is sold on it.
    Broken,
    /// A check ended by a mistake of the program: nothing is sold until another start checks it.
    Unchecked,
}

/// How far the check of an open ledger has come.
#[derive(Debug, Default)]
pub struct LedgerCheck(watch::Sender<Known>);

impl LedgerCheck {
    /// Whether a sale would have to wait now.
    pub fn is_awaited(&self) -> bool {
        *self.0.borrow() == Known::Nothing
    }

    /// Waits until the recent entries were checked.
    ///
    /// # Errors
    /// `LedgerBroken` if damage was found, now or before; `LedgerUnchecked` if the check itself failed.
    pub async fn may_sell(&self) -> Result<(), TillError> {
        let mut known = self.0.subscribe();
        let known = known.wait_for(|known| *known != Known::Nothing).await.map_or(Known::Broken, |known| *known);
        match known {
            Known::Whole => Ok(()),
            Known::Unchecked => Err(TillError::new(ErrorCode::LedgerUnchecked)),
            Known::Nothing | Known::Broken => Err(TillError::new(ErrorCode::LedgerBroken)),
        }
    }

    /// Takes in how a check ended. The notice of the damage that it found, if it is the first.
    pub(super) fn ended(&self, result: Result<Verified, LedgerError>) -> Option<Notice> {
        let (next, detail) = match result {
            Ok(verified) => {
                tracing::info!(entries = verified.entries, sales = verified.sales, "the ledger agrees with itself");
                (Known::Whole, String::new())
            }
            Err(LedgerError::Broken { seq, what }) => {
                let place = seq.map_or(String::new(), |seq| format!("entry {}: ", seq.0));
                (Known::Broken, format!("{place}{what}"))
            }
            Err(error @ LedgerError::Unreadable { .. }) => (Known::Broken, error.to_string()),
            Err(error @ LedgerError::Unchecked) => (Known::Unchecked, error.to_string()),
            // The disk or another program was in the way, which says nothing of the ledger.
            Err(error) => {
                tracing::warn!(%error, "the ledger could not be checked");
                (Known::Whole, String::new())
            }
        };
        let is_news = self.0.send_if_modified(|known| {
            let is_news = *known != next && matches!(*known, Known::Nothing | Known::Whole);
            if is_news {
                *known = next;
            }
            is_news
        });
        let code = match next {
            Known::Nothing | Known::Whole => None,
            Known::Broken => Some(NoticeCode::LedgerBroken),
            Known::Unchecked => Some(NoticeCode::LedgerUnchecked),
        };
        code.filter(|_| is_news).map(|code| Notice { code, detail })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use airtill_ledger::{Damage, Seq};

    use super::*;

    const WHOLE: Result<Verified, LedgerError> = Ok(Verified { entries: 2, sales: 1 });

    fn broken() -> Result<Verified, LedgerError> {
        Err(LedgerError::Broken { seq: Some(Seq(7)), what: Damage::Hash })
    }

    #[tokio::test]
    async fn the_first_sale_waits_for_the_check_of_the_recent_entries() {
        let check = Arc::new(LedgerCheck::default());
        assert!(check.is_awaited());
        let asked = check.clone();
        let sale = tokio::spawn(async move { asked.may_sell().await });
        tokio::task::yield_now().await;
        assert!(!sale.is_finished(), "nothing is known yet");
        assert_eq!(check.ended(WHOLE), None);
        sale.await.expect("no panic").expect("it may be sold now");
        assert!(!check.is_awaited());
    }

    #[tokio::test]
    async fn damage_that_a_check_finds_later_stops_selling_for_good() {
        for damage in [broken(), Err(LedgerError::Unreadable { source: None })] {
            let check = LedgerCheck::default();
            check.ended(WHOLE);
            check.may_sell().await.expect("nothing speaks against it yet");
            assert!(check.ended(damage).is_some());
            assert_eq!(check.may_sell().await.expect_err("stopped").code, ErrorCode::LedgerBroken);
            assert_eq!(check.ended(WHOLE), None);
            assert!(check.may_sell().await.is_err(), "another check does not mend it");
        }
    }

    #[tokio::test]
    async fn damage_is_told_once_with_its_place() {
        let check = LedgerCheck::default();
        let notice = check.ended(broken()).expect("it is told");
        assert_eq!((notice.code, &*notice.detail), (NoticeCode::LedgerBroken, "entry 7: an entry was altered"));
        assert_eq!(check.ended(broken()), None);
    }

    #[tokio::test]
    async fn a_check_that_fails_by_itself_stops_selling_and_says_so() {
        for before in [None, Some(WHOLE)] {
            let check = LedgerCheck::default();
            before.map(|before| check.ended(before));
            let notice = check.ended(Err(LedgerError::Unchecked)).expect("it is told");
            assert_eq!(notice.code, NoticeCode::LedgerUnchecked);
            assert_eq!(check.may_sell().await.expect_err("stopped").code, ErrorCode::LedgerUnchecked);
            assert_eq!(check.ended(WHOLE), None);
            assert!(check.may_sell().await.is_err(), "the next check may have come to less");
        }
    }

    #[tokio::test]
    async fn a_check_that_the_disk_prevents_does_not_stop_selling() {
        let check = LedgerCheck::default();
        assert_eq!(check.ended(Err(LedgerError::Busy)), None);
        check.may_sell().await.expect("nothing is known against it");
    }
}
