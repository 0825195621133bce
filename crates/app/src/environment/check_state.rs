//! Whether the ledger was found whole: how far its check has come, and what depends on that.
//!
//! Opening looks at the end of the chain alone. Behind the first screen the recent entries are checked with what is
//! derived from them, and then the whole ledger. The first sale waits for the recent entries, which takes a moment; no
//! sale waits for the whole, unless something passing, as a disk that gave no page, kept the first check from its end.
//! Damage that either finds, or that any call of the ledger meets, stops selling from then on,
//! and so does a check that did not come to its end: nobody knows the entries behind that place.

use std::time::Duration;

use airtill_contract::{ErrorCode, Notice, NoticeCode};
use airtill_ledger::{LedgerError, Verified};
use tokio::sync::watch;

use super::diagnosis::Diagnosis;
use crate::TillError;

/// The knowledge about a ledger, the worse the later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Known {
    /// The recent entries are being checked.
    #[default]
    Nothing,
    /// Nothing speaks against selling.
    Whole,
    /// No check came to its end: nothing is sold until another start checks it.
    Unchecked,
    /// A table derived from the entries contradicts them: nothing is sold until another start has rebuilt it.
    IndexBroken,
    /// It does not agree with itself: nothing is sold on it.
    Broken,
}

impl Known {
    /// The error with which every sale is refused from now on.
    fn refusal(self) -> Option<ErrorCode> {
        match self {
            Self::Nothing | Self::Whole => None,
            Self::Unchecked => Some(ErrorCode::LedgerUnchecked),
            Self::IndexBroken => Some(ErrorCode::LedgerIndexBroken),
            Self::Broken => Some(ErrorCode::LedgerBroken),
        }
    }
}

/// How often a check is begun that something passing ended, as another program that holds the ledger.
const MOST_TRIES: usize = 6;
/// The time between two tries.
const PAUSE: Duration = Duration::from_secs(1);

/// How far the check of an open ledger has come.
#[derive(Debug, Default)]
pub struct CheckState(watch::Sender<Known>);

impl CheckState {
    /// Whether a sale would have to wait now.
    pub fn is_awaited(&self) -> bool {
        *self.0.borrow() == Known::Nothing
    }

    /// Waits until the recent entries were checked.
    ///
    /// # Errors
    /// `LedgerBroken` or `LedgerIndexBroken` if damage was found, now or before; `LedgerUnchecked` if the check itself
    /// failed.
    pub async fn may_sell(&self) -> Result<(), TillError> {
        let mut known = self.0.subscribe();
        let known = known.wait_for(|known| *known != Known::Nothing).await.map_or(Known::Broken, |known| *known);
        known.refusal().map_or(Ok(()), |code| Err(TillError::new(code)))
    }

    /// The error with which every sale of this run is refused; `None` where nothing speaks against selling so far.
    pub fn refusal(&self) -> Option<ErrorCode> {
        self.0.borrow().refusal()
    }

    /// Takes in how a check ended. The notice of the damage that it found, or of its failure, if it is news.
    pub(super) fn ended(&self, result: &Result<Verified, LedgerError>) -> Option<Notice> {
        let error = match result {
            Ok(verified) => {
                tracing::info!(entries = verified.entries, sales = verified.sales, "the ledger agrees with itself");
                self.learn(Known::Whole);
                return None;
            }
            Err(error) => error,
        };
        tracing::error!(?error, "the check of the ledger did not find it whole");
        let known = match Diagnosis::of(error) {
            Diagnosis::BrokenIndex => Known::IndexBroken,
            Diagnosis::DamagedEntries | Diagnosis::UnreadablePage | Diagnosis::ReplacedFile => Known::Broken,
            // The check did not read to the end.
            Diagnosis::Transient | Diagnosis::Mistake => Known::Unchecked,
        };
        self.told(known, error)
    }

    /// Takes in an error that a call of the ledger met. The notice of the damage in it, if it is the first.
    pub(super) fn met(&self, error: &LedgerError) -> Option<Notice> {
        let damage = match Diagnosis::of(error) {
            Diagnosis::BrokenIndex => Known::IndexBroken,
            Diagnosis::DamagedEntries | Diagnosis::UnreadablePage => Known::Broken,
            // One call that failed says nothing of the ledger's content; each error is shown where it was met.
            Diagnosis::ReplacedFile | Diagnosis::Transient | Diagnosis::Mistake => return None,
        };
        tracing::error!(?error, "a call met damage in the ledger");
        self.told(damage, error)
    }

    /// Takes in that the till closes: a sale that waits for the first check is not made.
    pub(super) fn given_up(&self) {
        self.0.send_if_modified(|known| {
            let is_awaited = *known == Known::Nothing;
            if is_awaited {
                *known = Known::Unchecked;
            }
            is_awaited
        });
    }

    /// Notes what is known now by an error. The notice, if it is news.
    fn told(&self, known: Known, error: &LedgerError) -> Option<Notice> {
        let code = match known {
            Known::Nothing | Known::Whole => return None,
            Known::Unchecked => NoticeCode::LedgerUnchecked,
            Known::IndexBroken => NoticeCode::LedgerIndexBroken,
            Known::Broken => NoticeCode::LedgerBroken,
        };
        self.learn(known).then(|| Notice { code, detail: detail_of(error) })
    }

    /// Notes what is known now, unless worse was known before. Whether it is news.
    fn learn(&self, next: Known) -> bool {
        self.0.send_if_modified(|known| {
            let is_news = next > *known;
            if is_news {
                *known = next;
            }
            is_news
        })
    }
}

/// The place and the kind of the damage, or why it is not known.
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

/// Begins a check, and begins it again while something passing ends it, up to the most tries.
///
/// # Errors
/// That of the last try.
pub(super) async fn with_retries<F>(mut check: impl FnMut() -> F) -> Result<Verified, LedgerError>
where
    F: Future<Output = Result<Verified, LedgerError>>,
{
    for _ in 1..MOST_TRIES {
        match check().await {
            Err(error) if Diagnosis::of(&error) == Diagnosis::Transient => {
                tracing::warn!(%error, "the check of the ledger begins anew")
            }
            ended => return ended,
        }
        tokio::time::sleep(PAUSE).await;
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
        let check = Arc::new(CheckState::default());
        assert!(check.is_awaited());
        let asked = check.clone();
        let sale = tokio::spawn(async move { asked.may_sell().await });
        tokio::task::yield_now().await;
        assert!(!sale.is_finished(), "nothing is known yet");
        assert_eq!(check.ended(&WHOLE), None);
        sale.await.expect("no panic").expect("it may be sold now");
        assert!(!check.is_awaited());
    }

    #[tokio::test]
    async fn damage_that_a_check_finds_later_stops_selling_for_good() {
        for damage in [broken(), Err(LedgerError::Unreadable { source: None })] {
            let check = CheckState::default();
            check.ended(&WHOLE);
            check.may_sell().await.expect("nothing speaks against it yet");
            assert!(check.ended(&damage).is_some());
            assert_eq!(check.may_sell().await.expect_err("stopped").code, ErrorCode::LedgerBroken);
            assert_eq!(check.ended(&WHOLE), None);
            assert!(check.may_sell().await.is_err(), "another check does not mend it");
        }
    }

    #[tokio::test]
    async fn damage_is_told_once_with_its_place() {
        let check = CheckState::default();
        let notice = check.ended(&broken()).expect("it is told");
        assert_eq!((notice.code, &*notice.detail), (NoticeCode::LedgerBroken, "entry 7: an entry was altered"));
        assert_eq!(check.ended(&broken()), None);
    }

    #[tokio::test]
    async fn a_check_that_fails_by_itself_stops_selling_and_says_so() {
        for before in [None, Some(WHOLE)] {
            let check = CheckState::default();
            before.map(|before| check.ended(&before));
            let notice = check.ended(&Err(LedgerError::Unchecked)).expect("it is told");
            assert_eq!(notice.code, NoticeCode::LedgerUnchecked);
            assert_eq!(check.may_sell().await.expect_err("stopped").code, ErrorCode::LedgerUnchecked);
            assert_eq!(check.ended(&WHOLE), None);
            assert!(check.may_sell().await.is_err(), "a mistake of the program does not pass");
        }
    }

    /// An error of each kind, with the refusals that follow where a check ends with it and where another call does.
    fn of_each_kind() -> Vec<(LedgerError, ErrorCode, Option<ErrorCode>)> {
        // An error of the database that no other variant names, as a page that the disk does not give.
        let failed = std::ffi::CString::new("\0").expect_err("no text of C holds it");
        let (sale, to) = (airtill_domain::SaleId(uuid::Uuid::nil()), airtill_domain::SaleState::Intended);
        let (found, wanted) = (airtill_domain::Environment::Practice, airtill_domain::Environment::Live);
        let (index, broken) = (ErrorCode::LedgerIndexBroken, ErrorCode::LedgerBroken);
        let unchecked = ErrorCode::LedgerUnchecked;
        vec![
            (LedgerError::Broken { seq: None, what: Damage::Gap }, broken, Some(broken)),
            (LedgerError::Broken { seq: None, what: Damage::Derived }, index, Some(index)),
            (LedgerError::Broken { seq: None, what: Damage::Index }, index, Some(index)),
            (LedgerError::Unreadable { source: None }, broken, Some(broken)),
            (LedgerError::Older { found: 2 }, broken, None),
            (LedgerError::Newer { found: 4, known: 3 }, broken, None),
            (LedgerError::WrongEnvironment { found, wanted }, broken, None),
            (LedgerError::Unchecked, unchecked, None),
            (LedgerError::Sqlite(failed.into()), unchecked, None),
            (LedgerError::Io(std::io::Error::other("gone")), unchecked, None),
            (LedgerError::Full { source: "no room".into() }, unchecked, None),
            (LedgerError::ReadOnly { source: None }, unchecked, None),
            (LedgerError::Busy, unchecked, None),
            (LedgerError::IllegalTransition { sale, from: None, to }, unchecked, None),
            (LedgerError::NoSuchSale { sale }, unchecked, None),
            (LedgerError::NotThisSale { sale }, unchecked, None),
        ]
    }

    /// The notice that belongs to a refusal.
    fn notice_of(refusal: ErrorCode) -> NoticeCode {
        match refusal {
            ErrorCode::LedgerBroken => NoticeCode::LedgerBroken,
            ErrorCode::LedgerIndexBroken => NoticeCode::LedgerIndexBroken,
            _ => NoticeCode::LedgerUnchecked,
        }
    }

    #[tokio::test]
    async fn a_check_that_does_not_end_well_stops_selling_whatever_it_met() {
        for (error, refusal, _) in of_each_kind() {
            let check = CheckState::default();
            let (said, met) = (format!("{error:?}"), check.ended(&Err(error)).expect("it is told"));
            assert_eq!(met.code, notice_of(refusal), "{said}");
            assert!(!met.detail.is_empty(), "{said}");
            assert_eq!(check.may_sell().await.expect_err("stopped").code, refusal, "{said}");
        }
    }

    #[tokio::test]
    async fn damage_that_any_call_meets_stops_selling_and_is_told_once() {
        for (error, _, refusal) in of_each_kind() {
            let check = CheckState::default();
            check.ended(&WHOLE);
            assert_eq!(check.met(&error).map(|notice| notice.code), refusal.map(notice_of), "{error:?}");
            assert_eq!(check.may_sell().await.err().map(|error| error.code), refusal, "{error:?}");
            assert_eq!(check.met(&error), None, "once");
        }
    }

    #[tokio::test]
    async fn a_sale_that_waits_for_the_first_check_ends_where_the_till_closes() {
        let check = CheckState::default();
        check.given_up();
        assert_eq!(check.may_sell().await.expect_err("not sold").code, ErrorCode::LedgerUnchecked);
        let check = CheckState::default();
        check.ended(&WHOLE);
        check.given_up();
        check.may_sell().await.expect("it was found whole before");
    }

    #[tokio::test]
    async fn damage_goes_before_a_check_that_did_not_end() {
        let check = CheckState::default();
        check.ended(&Err(LedgerError::Busy)).expect("it is told");
        assert_eq!(check.ended(&broken()).expect("so is this").code, NoticeCode::LedgerBroken);
        assert_eq!(check.may_sell().await.expect_err("stopped").code, ErrorCode::LedgerBroken);
        assert_eq!(check.ended(&Err(LedgerError::Unchecked)), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_check_that_something_passing_ended_begins_again() {
        for (busy, tries) in [(0, 1), (MOST_TRIES - 1, MOST_TRIES), (usize::MAX, MOST_TRIES)] {
            let tried = std::cell::Cell::new(0);
            let ended = with_retries(|| {
                let is_busy = tried.replace(tried.get() + 1) < busy;
                async move { if is_busy { Err(LedgerError::Busy) } else { WHOLE } }
            });
            assert_eq!(ended.await.is_ok(), busy < MOST_TRIES);
            assert_eq!(tried.get(), tries);
        }
        let tried = std::cell::Cell::new(0);
        let ended = with_retries(|| {
            tried.set(tried.get() + 1);
            async { broken() }
        });
        assert!(matches!(ended.await, Err(LedgerError::Broken { .. })));
        assert_eq!(tried.get(), 1, "damage does not pass");
    }
}
