//! Each line of the declarations by its one spelling, and every other spelling refused by the name of its line.
//!
//! The files are texts as an administrator writes them; random ones show that no value crashes the reader.

use proptest::prelude::*;

use super::super::{read as read_file, write as write_file};
use super::*;
use crate::Connection;

const FILE: &str = "format = 1\nid = \"a\"\nname = \"N\"\napi = \"21-systems\"\nenvironment = \"live\"\nbase_address = \"https://a.example\"\nsign_in = [\"password\"]\n";

fn with(lines: &str) -> Result<Connection, FileError> {
    read_file(format!("{FILE}{lines}\n").as_bytes())
}

fn declared(lines: &str) -> Declarations {
    with(lines).expect(lines).declared
}

fn deposit_of(text: &str) -> Option<i64> {
    declared(&format!("smallest_deposit = \"{text}\"")).smallest_deposit.map(|deposit| deposit.minor)
}

#[test]
fn a_file_without_the_lines_reads_as_before() {
    assert_eq!(declared(""), Declarations::default());
    let kept = write_file(&with("").expect("a good file"));
    for field in ["used_by", "smallest_deposit", "rest", "books_one_at_a_time", "second_debit"] {
        assert!(!kept.contains(field), "an older version can read what is kept: {kept}");
    }
}

#[test]
fn each_line_declares_one_thing() {
    let all = declared(
        "used_by = \"this till\"\nsmallest_deposit = \"500\"\nrest = \"2 min\"\nbooks_one_at_a_time = true\nsecond_debit = \"no\"",
    );
    let expected = Declarations {
        used_by: UsedBy::ThisTill,
        smallest_deposit: Some(Money::from_minor(50_000, Currency::SSP)),
        rest: Duration::from_secs(120),
        books_one_at_a_time: true,
        second_debit: SecondDebit::No,
    };
    assert_eq!(all, expected);
    assert_eq!(
        declared("used_by = \"this till\""),
        Declarations { used_by: UsedBy::ThisTill, ..Declarations::default() }
    );
    assert_eq!(
        declared("used_by = \"others\"\nbooks_one_at_a_time = false\nrest = \"10 min\""),
        Declarations::default()
    );
    for (text, seconds) in
        [("1 s", 1), ("30 s", 30), ("90 s", 90), ("10 min", 600), ("1 h", 3600), ("24 h", 86_400), ("1440 min", 86_400)]
    {
        assert_eq!(declared(&format!("rest = \"{text}\"")).rest.as_secs(), seconds, "{text}");
        let second = declared(&format!("second_debit = \"{text}\"")).second_debit;
        assert_eq!(second, SecondDebit::Within(Duration::from_secs(seconds)), "{text}");
    }
    for (text, minor) in
        [("500", 50_000), ("250.5", 25_050), ("250.50", 25_050), ("0.01", 1), ("1000000000", 100_000_000_000)]
    {
        assert_eq!(deposit_of(text), Some(minor), "{text}");
    }
    let alone = declared("smallest_deposit = \"500\"");
    assert_eq!(
        (alone.used_by, alone.smallest_deposit.is_some()),
        (UsedBy::Others, true),
        "accepted, and without effect"
    );
}

#[test]
fn every_other_spelling_is_refused_by_the_name_of_its_line() {
    for (field, values, words) in [
        (
            "used_by",
            &["\"This till\"", "\"this_till\"", "\"me\"", "\"\"", "true", "[\"this till\"]"][..],
            "write \"this till\"",
        ),
        (
            "smallest_deposit",
            &[
                "500",
                "500.0",
                "\"\"",
                "\"1,000\"",
                "\"1.000,00\"",
                "\"1 000\"",
                "\" 500\"",
                "\"+500\"",
                "\"-500\"",
                "\"5e2\"",
                "\"500 SSP\"",
                "\".5\"",
                "\"5.\"",
                "\"\u{665}\u{660}\"",
                "\"0x10\"",
                "\"NaN\"",
                "\"1_000\"",
                "true",
                "\"1.2.3\"",
            ],
            "with a point and without grouping",
        ),
        ("smallest_deposit", &["\"1.000\"", "\"500.001\""], "two decimal places"),
        ("smallest_deposit", &["\"0\"", "\"0.00\""], "more than nothing"),
        ("smallest_deposit", &["\"1000000000.01\"", "\"99999999999999999999999999999999999\""], "too large"),
        (
            "rest",
            &[
                "600",
                "\"\"",
                "\"10\"",
                "\"10min\"",
                "\"10  min\"",
                "\"10 Min\"",
                "\"10 minutes\"",
                "\"-1 s\"",
                "\"+1 s\"",
                "\"1.5 h\"",
                "\"1 d\"",
                "\"no\"",
                "\" 1 h\"",
                "\"1 h \"",
                "\"\u{661} h\"",
            ],
            "write a time such as",
        ),
        (
            "rest",
            &["\"0 s\"", "\"25 h\"", "\"86401 s\"", "\"99999999999999999999 h\"", "\"18446744073709551615 h\""],
            "from 1 s to 24 h",
        ),
        ("books_one_at_a_time", &["\"true\"", "1", "\"yes\""], "write true or false"),
        ("second_debit", &["\"yes\"", "\"unknown\"", "false", "\"1\"", "\"No\""], "write \"no\", or the time"),
        ("second_debit", &["\"0 h\"", "\"48 h\""], "from 1 s to 24 h"),
    ] {
        for value in values {
            match with(&format!("{field} = {value}")) {
                Err(FileError::Field { field: named, rule }) => {
                    assert!(named == field && rule.contains(words), "{field} = {value}: {named}: {rule}")
                }
                other => panic!("{field} = {value}: {other:?}"),
            }
        }
    }
}

#[test]
fn a_service_without_a_float_has_nothing_to_declare() {
    let accounts = FILE.replace("\"21-systems\"", "\"accounts-v1\"");
    let truphone =
        FILE.replace("\"21-systems\"", "\"truphone-connect\"").replace("\"password\"", "\"client-credentials\"");
    for line in [
        "used_by = \"others\"",
        "smallest_deposit = \"500\"",
        "rest = \"10 min\"",
        "books_one_at_a_time = false",
        "second_debit = \"no\"",
    ] {
        let named = line.split_once(' ').expect("a field").0;
        for (text, end) in [(&accounts, "[oauth]\nclient_id = \"till\"\n"), (&truphone, "")] {
            match read_file(format!("{text}{line}\n{end}").as_bytes()) {
                Err(FileError::Field { field, rule }) => {
                    assert!(field == named && rule.contains("only a 21 Systems connection"), "{field}: {rule}")
                }
                other => panic!("{line}: {other:?}"),
            }
        }
    }
}

#[test]
fn below_oauth_a_declaration_is_an_unknown_field() {
    assert!(matches!(with("[oauth]\nused_by = \"this till\""), Err(FileError::Unreadable { .. })));
}

fn any_time() -> impl Strategy<Value = Duration> {
    prop_oneof![
        1_u64..=86_400,
        (1_u64..=1440).prop_map(|minutes| minutes * MINUTE),
        (1_u64..=24).prop_map(|hours| hours * HOUR)
    ]
    .prop_map(Duration::from_secs)
}

proptest! {
    #[test]
    fn a_kept_declaration_is_read_back(alone: bool, one: bool, rest in any_time(), deposit in proptest::option::of(1..=typed::MOST_MINOR), second in any_time(), which in 0..3_usize) {
        let mut connection = with("").expect("a good file");
        connection.declared = Declarations {
            used_by: if alone { UsedBy::ThisTill } else { UsedBy::Others },
            smallest_deposit: deposit.map(|minor| Money::from_minor(minor, CURRENCY)),
            rest,
            books_one_at_a_time: one,
            second_debit: [SecondDebit::No, SecondDebit::Unknown, SecondDebit::Within(second)][which],
        };
        prop_assert_eq!(read_file(write_file(&connection).as_bytes()), Ok(connection));
    }

    #[test]
    fn c02_no_value_crashes_the_reader_and_what_it_takes_is_in_bounds(value in "\\PC{0,24}|[0-9]{0,22} (s|min|h)|[0-9]{0,32}\\.[0-9]{0,4}", field in 0..3_usize) {
        let field = ["smallest_deposit", "rest", "second_debit"][field];
        let line = format!("{field} = {}", Value::String(value));
        if let Ok(connection) = with(&line) {
            let Declarations { smallest_deposit, rest, second_debit, .. } = connection.declared;
            prop_assert!(smallest_deposit.is_none_or(|sum| sum.is_positive() && sum.minor <= typed::MOST_MINOR));
            prop_assert!(rest.as_secs() >= 1 && rest <= LONGEST);
            prop_assert!(!matches!(second_debit, SecondDebit::Within(time) if time.is_zero() || time > LONGEST));
        }
    }
}
