//! Whether the ledger was found whole: how far its check has come, and what depends on that.
//!
//! Opening looks at the end of the chain alone. Behind the first screen the recent entries are checked with what is
//! derived from them, and then the whole ledger. The first sale waits for the recent entries, which takes a moment; no
//! sale waits for the whole. Damage that either finds, or that any call of the ledger meets, stops selling from then on,
//! and so does a check that did not come to its end: nobody knows the entries behind that place.

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
    /// A check did not come to its end: nothing is sold until another start checks it.
    Unchecked,
}

/// How often a check is begun that finds the ledger in another program's hands. SQLite waits for five seconds each time.
const MOST_TRIES: usize = 6;

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

    /// Takes in how a check ended. The notice of the damage that it found, or of its failure, if it is news.
    pub(super) fn ended(&self, result: Result<Verified, LedgerError>) -> Option<Notice> {
        let error = match result {
            Ok(verified) => {
                tracing::info!(entries = verified.entries, sales = verified.sales, "the ledger agrees with itself");
                self.learn(Known::Whole);
                return None;
            }
            Err(error) => error,
        };
        tracing::error!(?error, "the check of the ledger did not find it whole");
        let (known, code) = match &error {
            LedgerError::Broken { .. } | LedgerError::Unreadable { .. } => (Known::Broken, NoticeCode::LedgerBroken),
            // Opening refused these, so another file has taken the ledger's place since.
            LedgerError::Older { .. } | LedgerError::Newer { .. } | LedgerError::WrongEnvironment { .. } => {
                (Known::Broken, NoticeCode::LedgerBroken)
            }
            LedgerError::Unchecked
            // The disk did not give a page: a bad sector is this one.
            | LedgerError::Sqlite(_)
            // Nor the file, or the system gave no thread to prove the entries.
            | LedgerError::Io(_)
            // A disk that is only full or read-only prevents no check: reading writes nothing. A check that ends with one
            // of these could not open or map what it reads, so it has read too little.
            | LedgerError::Full { .. }
            | LedgerError::ReadOnly { .. }
            // Another program held the ledger through all tries.
            | LedgerError::Busy
            // A check appends nothing, so these are mistakes of the program.
            | LedgerError::IllegalTransition { .. }
            | LedgerError::NoSuchSale { .. }
            | LedgerError::NotThisSale { .. } => (Known::Unchecked, NoticeCode::LedgerUnchecked),
        };
        self.learn(known).then(|| Notice { code, detail: detail_of(&error) })
    }

    /// Takes in an error that a call of the ledger met. The notice of the damage in it, if it is the first.
    pub(super) fn met(&self, error: &LedgerError) -> Option<Notice> {
        match error {
            LedgerError::Broken { .. } | LedgerError::Unreadable { .. } => {}
            // One call that failed says nothing of what the ledger holds; each error is told where it was met.
            LedgerError::Full { .. }
            | LedgerError::ReadOnly { .. }
            | LedgerError::Older { .. }
            | LedgerError::Newer { .. }
            | LedgerError::WrongEnvironment { .. }
            | LedgerError::IllegalTransition { .. }
            | LedgerError::NoSuchSale { .. }
            | LedgerError::NotThisSale { .. }
            | LedgerError::Busy
            | LedgerError::Unchecked
            | LedgerError::Io(_)
            | LedgerError::Sqlite(_) => return None,
        }
        tracing::error!(?error, "a call met damage in the ledger");
        self.learn(Known::Broken).then(|| Notice { code: NoticeCode::LedgerBroken, detail: detail_of(error) })
    }

    /// Notes what is known now, unless that is better than what was known before. Whether it is news.
    fn learn(&self, next: Known) -> bool {
        let worse = |known: Known| match known {
            Known::Nothing => true,
            Known::Whole => next != Known::Whole,
            Known::Unchecked => next == Known::Broken,
            Known::Broken => false,
        };
        self.0.send_if_modified(|known| {
            let is_news = worse(*known);
            if is_news {
                *known = next;
            }
            is_news
        })
    }
}

/// The place and the kind of the damage, or why nobody can tell.
fn detail_of(error: &LedgerError) -> String {
    match error {
        LedgerError::Broken { seq: Some(seq), what } => format!("entry {}: {what}", seq.0),
        LedgerError::Broken { seq: None, what } => what.to_string(),
        error => match std::error::Error::source(error) {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        },
    }
}

/// Begins a check, and begins it again while another program holds the ledger, up to the most tries.
///
/// # Errors
/// That of the last try.
pub(super) async fn patiently<F>(mut check: impl FnMut() -> F) -> Result<Verified, LedgerError>
where
    F: Future<Output = Result<Verified, LedgerError>>,
{
    for _ in 1..MOST_TRIES {
        match check().await {
            Err(LedgerError::Busy) => tracing::warn!("another program holds the ledger, so its check begins anew"),
            ended => return ended,
        }
    }
    check().await
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

    /// An error of each kind, and whether it says that the ledger is damaged.
    fn of_each_kind() -> Vec<(LedgerError, bool)> {
        // An error of the database that no other variant names, as a page that the disk does not give.
        let failed = std::ffi::CString::new("\0").expect_err("no text of C holds it");
        let (sale, to) = (airtill_domain::SaleId(uuid::Uuid::nil()), airtill_domain::SaleState::Intended);
        let (found, wanted) = (airtill_domain::Environment::Practice, airtill_domain::Environment::Live);
        vec![
            (LedgerError::Broken { seq: None, what: Damage::Gap }, true),
            (LedgerError::Unreadable { source: None }, true),
            (LedgerError::Older { found: 2 }, true),
            (LedgerError::Newer { found: 4, known: 3 }, true),
            (LedgerError::WrongEnvironment { found, wanted }, true),
            (LedgerError::Unchecked, false),
            (LedgerError::Sqlite(failed.into()), false),
            (LedgerError::Io(std::io::Error::other("gone")), false),
            (LedgerError::Full { source: "no room".into() }, false),
            (LedgerError::ReadOnly { source: None }, false),
            (LedgerError::Busy, false),
            (LedgerError::IllegalTransition { sale, from: None, to }, false),
            (LedgerError::NoSuchSale { sale }, false),
            (LedgerError::NotThisSale { sale }, false),
        ]
    }

    #[tokio::test]
    async fn a_check_that_does_not_end_well_stops_selling_whatever_it_met() {
        for (error, is_damage) in of_each_kind() {
            let check = LedgerCheck::default();
            let (said, met) = (format!("{error:?}"), check.ended(Err(error)).expect("it is told"));
            let (notice, refused) = if is_damage {
                (NoticeCode::LedgerBroken, ErrorCode::LedgerBroken)
            } else {
                (NoticeCode::LedgerUnchecked, ErrorCode::LedgerUnchecked)
            };
            assert_eq!(met.code, notice, "{said}");
            assert!(!met.detail.is_empty(), "{said}");
            assert_eq!(check.may_sell().await.expect_err("stopped").code, refused, "{said}");
        }
    }

    #[tokio::test]
    async fn damage_that_any_call_meets_stops_selling_and_is_told_once() {
        for (error, _) in of_each_kind() {
            let check = LedgerCheck::default();
            check.ended(WHOLE);
            let is_damage = matches!(error, LedgerError::Broken { .. } | LedgerError::Unreadable { .. });
            let told = check.met(&error).map(|notice| notice.code);
            assert_eq!(told, is_damage.then_some(NoticeCode::LedgerBroken), "{error:?}");
            let refused = check.may_sell().await.err().map(|error| error.code);
            assert_eq!(refused, is_damage.then_some(ErrorCode::LedgerBroken), "{error:?}");
            assert_eq!(check.met(&error), None, "once");
        }
    }

    #[tokio::test]
    async fn damage_goes_before_a_check_that_did_not_end() {
        let check = LedgerCheck::default();
        check.ended(Err(LedgerError::Busy)).expect("it is told");
        assert_eq!(check.ended(broken()).expect("so is this").code, NoticeCode::LedgerBroken);
        assert_eq!(check.may_sell().await.expect_err("stopped").code, ErrorCode::LedgerBroken);
        assert_eq!(check.ended(Err(LedgerError::Unchecked)), None);
    }

    #[tokio::test]
    async fn a_ledger_that_another_program_holds_is_checked_again() {
        for (busy, tries) in [(0, 1), (MOST_TRIES - 1, MOST_TRIES), (usize::MAX, MOST_TRIES)] {
            let tried = std::cell::Cell::new(0);
            let ended = patiently(|| {
                let is_busy = tried.replace(tried.get() + 1) < busy;
                async move { if is_busy { Err(LedgerError::Busy) } else { WHOLE } }
            });
            assert_eq!(ended.await.is_ok(), busy < MOST_TRIES);
            assert_eq!(tried.get(), tries);
        }
        let tried = std::cell::Cell::new(0);
        let ended = patiently(|| {
            tried.set(tried.get() + 1);
            async { broken() }
        });
        assert!(matches!(ended.await, Err(LedgerError::Broken { .. })));
        assert_eq!(tried.get(), 1, "only a ledger that is held is checked again");
    }
}
