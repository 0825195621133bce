//! The declarations of a float and how far its proof is, as cards, settings and the import show them.
//!
//! Whether the till may judge is decided here and nowhere else: only where every connection to the float declares that
//! nobody else uses it, and as long as nothing has contradicted that.

use std::time::Duration;

use airtill_contract::{
    DeclarationsView, DeclaredLine, FloatUseView, JudgesView, SecondDebitView, UsedByView, WhyNotView,
};
use airtill_domain::connection::{Declarations, SecondDebit, UsedBy};
use airtill_domain::{Money, Timestamp};

use super::{money, time};

/// How far the proof of a float is that only this till moves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// It is not known whose float it is: nobody is signed in.
    AccountUnknown,
    /// No float was read since it was declared.
    NeverRead,
    /// Everything that was seen since then is explained.
    Since(Timestamp),
    /// Something was found then that is not explained, and nobody has declared it again.
    Ended {
        /// When it was found.
        at: Timestamp,
        /// By how much the float went down beyond what is explained, negative where it rose.
        moved: Option<Money>,
    },
}

/// The declarations that hold for a float. `own` are those of the connection's file, `together` those that may be
/// relied on, `others` the name of each further connection to the float and how its file says that the float is used.
pub fn float_use(
    own: &Declarations,
    together: &Declarations,
    proof: Proof,
    others: Vec<(String, UsedBy)>,
) -> FloatUseView {
    let by = others
        .iter()
        .find(|(_, used_by)| own.used_by == UsedBy::ThisTill && *used_by == UsedBy::Others)
        .map(|(name, _)| name.clone());
    let (since, why_not) = match (together.used_by, proof) {
        (UsedBy::Others, _) => (None, Some(WhyNotView::DeclaredShared { by })),
        (UsedBy::ThisTill, Proof::AccountUnknown) => (None, Some(WhyNotView::AccountUnknown)),
        (UsedBy::ThisTill, Proof::NeverRead) => (None, Some(WhyNotView::NeverRead)),
        (UsedBy::ThisTill, Proof::Since(at)) => (Some(time(at)), None),
        (UsedBy::ThisTill, Proof::Ended { at, moved }) => {
            (None, Some(WhyNotView::Ended { at: time(at), moved: moved.map(money) }))
        }
    };
    FloatUseView {
        declared: declarations(together),
        judges: if why_not.is_none() { JudgesView::Alone } else { JudgesView::Indications },
        since,
        why_not,
        shared_with: others.into_iter().map(|(name, _)| name).collect(),
    }
}

/// The lines that a connection file declares, or leaves to their defaults.
pub fn declarations(declared: &Declarations) -> DeclarationsView {
    DeclarationsView {
        used_by: match declared.used_by {
            UsedBy::ThisTill => UsedByView::ThisTill,
            UsedBy::Others => UsedByView::Others,
        },
        smallest_deposit: declared.smallest_deposit.map(money),
        rest_seconds: seconds(declared.rest),
        books_one_at_a_time: declared.books_one_at_a_time,
        second_debit: match declared.second_debit {
            SecondDebit::No => SecondDebitView::No,
            SecondDebit::Within(time) => SecondDebitView::Within { seconds: seconds(time) },
            SecondDebit::Unknown => SecondDebitView::Unknown,
        },
    }
}

/// The lines by which two declarations differ.
pub fn changed_lines(before: &Declarations, after: &Declarations) -> Vec<DeclaredLine> {
    let lines = [
        (DeclaredLine::UsedBy, before.used_by != after.used_by),
        (DeclaredLine::SmallestDeposit, before.smallest_deposit != after.smallest_deposit),
        (DeclaredLine::Rest, before.rest != after.rest),
        (DeclaredLine::BooksOneAtATime, before.books_one_at_a_time != after.books_one_at_a_time),
        (DeclaredLine::SecondDebit, before.second_debit != after.second_debit),
    ];
    lines.into_iter().filter_map(|(line, changed)| changed.then_some(line)).collect()
}

fn seconds(time: Duration) -> u32 {
    u32::try_from(time.as_secs()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use airtill_domain::Currency;

    use super::*;

    fn alone() -> Declarations {
        Declarations::practice()
    }

    fn shown(own: &Declarations, proof: Proof, others: &[(&str, &Declarations)]) -> FloatUseView {
        let together = others.iter().fold(own.clone(), |weakest, (_, other)| Declarations::weakest(&weakest, other));
        float_use(
            own,
            &together,
            proof,
            others.iter().map(|(name, other)| ((*name).to_owned(), other.used_by)).collect(),
        )
    }

    #[test]
    fn the_till_judges_alone_only_while_nothing_contradicts_it() {
        let at = Timestamp(1_800_000_000_000);
        let moved = Some(Money::from_minor(2_000, Currency::SSP));
        let judging = shown(&alone(), Proof::Since(at), &[]);
        assert_eq!(
            (judging.judges, judging.since.as_deref(), judging.why_not),
            (JudgesView::Alone, Some("2027-01-15T08:00:00.000Z"), None)
        );
        for (proof, reason) in [
            (Proof::AccountUnknown, WhyNotView::AccountUnknown),
            (Proof::NeverRead, WhyNotView::NeverRead),
            (Proof::Ended { at, moved }, WhyNotView::Ended { at: time(at), moved: moved.map(money) }),
        ] {
            let view = shown(&alone(), proof, &[]);
            assert_eq!((view.judges, view.since, view.why_not), (JudgesView::Indications, None, Some(reason)));
            let shared = shown(&Declarations::default(), proof, &[]);
            assert_eq!(shared.why_not, Some(WhyNotView::DeclaredShared { by: None }), "whatever the ledger says");
        }
    }

    #[test]
    fn two_connections_to_one_float_show_the_weaker_line_and_its_file() {
        let since = Proof::Since(Timestamp(0));
        let here = shown(&alone(), since, &[("Second counter", &Declarations::default()), ("Third", &alone())]);
        assert_eq!(here.shared_with, ["Second counter", "Third"]);
        assert_eq!(here.why_not, Some(WhyNotView::DeclaredShared { by: Some("Second counter".to_owned()) }));
        assert_eq!(here.declared.used_by, UsedByView::Others);
        let there = shown(&Declarations::default(), since, &[("Main", &alone())]);
        assert_eq!(there.why_not, Some(WhyNotView::DeclaredShared { by: None }), "its own file says it");
        assert_eq!(shown(&alone(), since, &[("Third", &alone())]).judges, JudgesView::Alone, "both are this till");
    }

    #[test]
    fn each_line_that_changes_is_named() {
        assert_eq!(changed_lines(&alone(), &alone()), []);
        let all = changed_lines(&alone(), &Declarations::default());
        let lines = [
            DeclaredLine::UsedBy,
            DeclaredLine::SmallestDeposit,
            DeclaredLine::Rest,
            DeclaredLine::BooksOneAtATime,
            DeclaredLine::SecondDebit,
        ];
        assert_eq!(all, lines);
        let rest = Declarations { rest: Duration::from_secs(60), ..alone() };
        assert_eq!(changed_lines(&alone(), &rest), [DeclaredLine::Rest]);
    }
}
