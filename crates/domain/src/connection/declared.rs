//! The declarations of a float: the part of a proof that no reading can show.
//!
//! An administrator writes them in the connection file, and every verdict rests on them and names them. The ledger
//! stores them beside the verdicts, so their written form is stable. A connection that declares nothing gets the
//! careful defaults, under which the till settles nothing by itself. Their spelling in the file is [`super::file`]'s.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{Currency, Money};

/// The rules for one float, as far as somebody says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declarations {
    /// The users whose sales move it.
    pub used_by: UsedBy,
    /// The least sum that is ever paid in; `None` where nothing is ever paid in while the till proves something.
    /// Without effect while others use the float too.
    pub smallest_deposit: Option<Money>,
    /// The time after which the service is done with a request, counted from its sending.
    #[serde(with = "whole_seconds")]
    pub rest: Duration,
    /// Whether the service never writes an old float back over another request's debit.
    pub books_one_at_a_time: bool,
    /// Whether an accepted sale may be debited again.
    pub second_debit: SecondDebit,
}

/// The users of a float. The later word is the weaker one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsedBy {
    /// Nobody but this till, whichever of its connections leads there.
    ThisTill,
    /// Other tills, desks or programs too, or nobody knows.
    Others,
}

/// Whether, and how long after its sending, a service may debit a sale again that it accepted. The later word is the
/// weaker one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondDebit {
    /// A second debit never comes.
    No,
    /// At the latest after this time.
    Within(#[serde(with = "whole_seconds")] Duration),
    /// Nobody knows, so at any time.
    Unknown,
}

impl Declarations {
    /// The time after which 21 Systems is done with a request, where nobody declares another.
    pub const REST: Duration = Duration::from_secs(10 * 60);
    /// The time after which the practice service is done with a request; it answers within seconds.
    const PRACTICE_REST: Duration = Duration::from_secs(10);

    /// The declarations that are true of the practice service as long as its trouble panel breaks none of it.
    pub fn practice() -> Self {
        Self {
            used_by: UsedBy::ThisTill,
            smallest_deposit: Some(Money::from_minor(50_000, Currency::SSP)),
            rest: Self::PRACTICE_REST,
            books_one_at_a_time: true,
            second_debit: SecondDebit::No,
        }
    }

    /// The declarations that may be relied on where two connections lead to one float and declare different things: of
    /// each declaration the one that is true in more worlds.
    pub fn weakest(one: &Self, other: &Self) -> Self {
        Self {
            used_by: one.used_by.max(other.used_by),
            // No deposit at all is the stronger claim, and small deposits are possible in more worlds than large ones.
            smallest_deposit: one
                .smallest_deposit
                .into_iter()
                .chain(other.smallest_deposit)
                .min_by_key(|deposit| deposit.minor),
            rest: one.rest.max(other.rest),
            books_one_at_a_time: one.books_one_at_a_time && other.books_one_at_a_time,
            second_debit: one.second_debit.max(other.second_debit),
        }
    }
}

impl Default for Declarations {
    fn default() -> Self {
        Self {
            used_by: UsedBy::Others,
            smallest_deposit: None,
            rest: Self::REST,
            books_one_at_a_time: false,
            second_debit: SecondDebit::Unknown,
        }
    }
}

/// A time as a whole number of seconds, which every reader of a ledger understands.
mod whole_seconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(time: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(time.as_secs())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_secs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_declarations() -> impl Strategy<Value = Declarations> {
        let second = prop_oneof![
            Just(SecondDebit::No),
            Just(SecondDebit::Unknown),
            (1_u64..86_400).prop_map(|s| SecondDebit::Within(Duration::from_secs(s)))
        ];
        (any::<bool>(), proptest::option::of(1_i64..1_000_000), 1_u64..86_400, any::<bool>(), second).prop_map(
            |(alone, deposit, rest, one, second_debit)| Declarations {
                used_by: if alone { UsedBy::ThisTill } else { UsedBy::Others },
                smallest_deposit: deposit.map(|minor| Money::from_minor(minor, Currency::SSP)),
                rest: Duration::from_secs(rest),
                books_one_at_a_time: one,
                second_debit,
            },
        )
    }

    #[test]
    fn an_empty_declaration_is_read_as_what_is_true_of_most_floats() {
        let none = Declarations::default();
        assert_eq!((none.used_by, none.smallest_deposit, none.rest.as_secs()), (UsedBy::Others, None, 600));
        assert_eq!((none.books_one_at_a_time, none.second_debit), (false, SecondDebit::Unknown));
    }

    #[test]
    fn of_two_declarations_the_weaker_one_holds() {
        let hour = SecondDebit::Within(Duration::from_secs(3600));
        let strong = Declarations::practice();
        let changed = |change: fn(&mut Declarations)| {
            let mut changed = Declarations::practice();
            change(&mut changed);
            changed
        };
        for weak in [
            changed(|d| d.used_by = UsedBy::Others),
            changed(|d| d.smallest_deposit = Some(Money::from_minor(100, Currency::SSP))),
            changed(|d| d.rest = Duration::from_secs(600)),
            changed(|d| d.books_one_at_a_time = false),
            changed(|d| d.second_debit = SecondDebit::Within(Duration::from_secs(3600))),
            changed(|d| d.second_debit = SecondDebit::Unknown),
        ] {
            assert_eq!(Declarations::weakest(&strong, &weak), weak);
        }
        let no_deposit = changed(|d| d.smallest_deposit = None);
        assert_eq!(Declarations::weakest(&strong, &no_deposit), strong, "a deposit that one of them expects may come");
        let mut one = Declarations { second_debit: hour, ..Declarations::practice() };
        one.used_by = UsedBy::Others;
        let other = Declarations { rest: Duration::from_secs(90), ..Declarations::practice() };
        let both = Declarations { rest: Duration::from_secs(90), ..one.clone() };
        assert_eq!(Declarations::weakest(&one, &other), both, "each line by itself");
    }

    #[test]
    fn the_ledger_keeps_them_in_stable_words() {
        let written = serde_json::to_string(&Declarations {
            second_debit: SecondDebit::Within(Duration::from_secs(3600)),
            ..Declarations::practice()
        });
        let expected = r#"{"used_by":"this_till","smallest_deposit":{"minor":50000,"currency":"SSP"},"rest":10,"books_one_at_a_time":true,"second_debit":{"within":3600}}"#;
        assert_eq!(written.expect("plain values"), expected);
        let written = serde_json::to_string(&Declarations::default()).expect("plain values");
        assert_eq!(
            written,
            r#"{"used_by":"others","smallest_deposit":null,"rest":600,"books_one_at_a_time":false,"second_debit":"unknown"}"#
        );
    }

    proptest! {
        #[test]
        fn a_written_declaration_is_read_back(declared in any_declarations()) {
            let text = serde_json::to_string(&declared).expect("plain values");
            prop_assert_eq!(serde_json::from_str::<Declarations>(&text).expect("as written"), declared);
        }

        #[test]
        fn the_weakest_of_several_does_not_depend_on_their_order(a in any_declarations(), b in any_declarations(), c in any_declarations()) {
            let weakest = Declarations::weakest;
            prop_assert_eq!(weakest(&a, &b), weakest(&b, &a));
            prop_assert_eq!(weakest(&weakest(&a, &b), &c), weakest(&a, &weakest(&b, &c)));
            prop_assert_eq!(weakest(&a, &a), a);
        }
    }
}
