//! The grammar of typed amounts, by tables and by properties.
//!
//! A new way of writing an amount begins here, with a row. The amounts that the window shows are not listed here: they
//! stand in `fixtures/shown.table`, which the window's own test is held to as well.

use proptest::prelude::*;

use super::*;

fn typed(text: &str) -> Result<TypedAmount, AmountError> {
    read(text, Currency::SSP)
}

fn one(text: &str) -> Option<i64> {
    match typed(text) {
        Ok(TypedAmount::One(money)) => Some(money.minor),
        _ => None,
    }
}

fn asked(text: &str) -> Vec<i64> {
    match typed(text) {
        Ok(TypedAmount::Asked(readings)) => readings.into_iter().map(|money| money.minor).collect(),
        other => panic!("{text:?} is not asked: {other:?}"),
    }
}

#[test]
fn people_and_programs_write_amounts_in_many_ways() {
    for (text, minor) in [
        ("60", 6000),
        ("0060", 6000),
        ("+60", 6000),
        ("60.5", 6050),
        ("60,50", 6050),
        ("12,34", 1234),
        ("60.", 6000),
        ("60,", 6000),
        (".5", 50),
        (",50", 50),
        (" 60 ", 6000),
        ("\t60\r\n", 6000),
        ("1,250.00", 125_000),
        ("1.250,00", 125_000),
        ("1,250.", 125_000),
        ("1,250,000", 125_000_000),
        ("1.250.000", 125_000_000),
        ("1,250,000.5", 125_000_050),
        ("1,25,000.00", 12_500_000),
        ("12,34,567", 123_456_700),
        ("1 250", 125_000),
        ("1\u{A0}250,00", 125_000),
        ("1\u{202F}250,00", 125_000),
        ("1\u{2009}250.00", 125_000),
        ("1'250.00", 125_000),
        ("1’250.00", 125_000),
        ("1＇250．00", 125_000),
        ("٦٠", 6000),
        ("۶۰٫۵", 6050),
        ("١٬٢٥٠٫٥٠", 125_050),
        ("١٬٢٥٠", 125_000),
        ("６０．５", 6050),
        ("1000000000", 100_000_000_000),
        // The currency of the account, as the till writes it and as programs do.
        ("60.00 SSP", 6000),
        ("60.00\u{A0}SSP", 6000),
        ("SSP 60", 6000),
        ("SSP60", 6000),
        ("ssp 1,250.00", 125_000),
        ("+SSP 60", 6000),
        ("SSP +60", 6000),
        ("SS£60", 6000),
        ("\u{2066}60.00\u{A0}SSP\u{2069}", 6000),
        ("\u{200E}60.00\u{200F} SSP\u{200B}", 6000),
    ] {
        assert_eq!(one(text), Some(minor), "{text:?}: {:?}", typed(text));
    }
}

#[test]
fn a_form_that_two_conventions_read_differently_is_asked() {
    for (text, readings) in [
        ("1.250", &[125_000, 125][..]),
        ("1,250", &[125_000, 125]),
        ("1.000", &[100_000, 100]),
        ("0,500", &[50_000, 50]),
        ("0.500", &[50_000, 50]),
        ("01,250", &[125_000, 125]),
        (",250", &[25_000, 25]),
        (".250", &[25_000, 25]),
        ("1234,500", &[123_450_000, 123_450]),
        ("١,٢٥٠", &[125_000, 125]),
        ("١،٢٥٠", &[125_000, 125]),
        ("１．２５０", &[125_000, 125]),
        ("1.250 SSP", &[125_000, 125]),
        ("SSP\u{A0}1,250", &[125_000, 125]),
        // The decimal reading cannot be paid: it is still not known that the other was meant.
        ("60.555", &[6_055_500]),
        ("0,005", &[500]),
        // The grouped reading is above a billion.
        ("1000001,500", &[100_000_150]),
    ] {
        assert_eq!(asked(text), readings, "{text:?}");
    }
}

#[test]
fn a_text_that_is_no_amount_is_refused_with_its_reason() {
    use AmountError::*;
    for (text, error) in [
        ("", Empty),
        (" \u{200B}\u{A0}", Empty),
        ("SSP", Empty),
        ("sixty", NotANumber),
        (".", NotANumber),
        ("-", NotANumber),
        ("1e3", NotANumber),
        ("1.25E+03", NotANumber),
        ("1,25E+05", NotANumber),
        ("60%", NotANumber),
        ("60-", NotANumber),
        ("--60", NotANumber),
        ("60 or 70", NotANumber),
        ("60 SSP.", NotANumber),
        ("60k", NotANumber),
        ("1\t250", NotANumber),
        ("60\n70", NotANumber),
        ("SSP 60 SSP", NotANumber),
        ("1.2.3", Grouping),
        ("12,50,0", Grouping),
        ("1,25.0", Grouping),
        ("1250,000.00", Grouping),
        ("0,250.00", Grouping),
        ("01,250.00", Grouping),
        ("0,250,000", Grouping),
        ("1.25.000", Grouping),
        ("12 50", Grouping),
        ("0 500", Grouping),
        ("1,,250", Grouping),
        ("1, 250", Grouping),
        ("1.250,000.00", Grouping),
        ("1 250'000", Grouping),
        ("1٫2٫5", Grouping),
        ("60.1234", TooManyPlaces),
        ("1,2500", TooManyPlaces),
        ("1,250.000", TooManyPlaces),
        ("1٫250", TooManyPlaces),
        ("60 USD", OtherCurrency),
        ("usd 60", OtherCurrency),
        ("$60", OtherCurrency),
        ("60 €", OtherCurrency),
        ("£60", OtherCurrency),
        ("US$ 60", OtherCurrency),
        ("0", NotPositive),
        ("0.00", NotPositive),
        ("0,000", NotPositive),
        ("-60", NotPositive),
        ("\u{2212}20.00 SSP", NotPositive),
        ("-1.250", NotPositive),
        ("1000000000.01", TooLarge),
        ("1000000001", TooLarge),
        ("99999999999999999999999999999999999", TooLarge),
    ] {
        assert_eq!(typed(text), Err(error), "{text:?}");
    }
}

/// `1\u00a0250,00` with its signs.
fn spelled(text: &str) -> String {
    let mut parts = text.split("\\u");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut whole, part| {
        let code = u32::from_str_radix(&part[..4], 16).expect("four digits");
        whole.push(char::from_u32(code).expect("a character"));
        whole + &part[4..]
    })
}

#[test]
fn an_amount_that_the_window_shows_in_any_locale_is_read_back() {
    let rows: Vec<_> =
        include_str!("../../../fixtures/shown.table").lines().filter(|line| !line.starts_with('#')).collect();
    assert!(rows.len() > 50);
    for row in rows {
        let (amount, shown) = row.split_once(" | ").expect("two columns");
        let sum = Money::from_wire(amount.trim(), Currency::SSP).expect("an amount");
        let shown = spelled(shown);
        for text in [shown.clone(), format!("{shown}\u{A0}SSP"), format!(" \u{2066}{shown}\u{A0}SSP\u{2069}")] {
            assert_eq!(one(&text), Some(sum.minor), "{text:?}");
        }
        let owed = typed(&format!("\u{2212}{shown}\u{A0}SSP"));
        assert_eq!(owed, Err(AmountError::NotPositive), "a float below nothing is understood and not sold");
    }
}

proptest! {
    #[test]
    fn nothing_typed_can_crash_the_reader(text in "\\PC{0,40}") {
        let _ = typed(&text);
    }

    #[test]
    fn marks_and_digits_in_any_order_are_read_once_asked_or_refused(text in "[0-9., '’+\\-٫٬٢SP]{0,14}") {
        if let Ok(TypedAmount::Asked(readings)) = typed(&text) {
            prop_assert!(!readings.is_empty() && readings.len() <= 2);
            prop_assert!(readings.windows(2).all(|pair| pair[0] != pair[1]), "a choice between equals is none");
        }
    }

    #[test]
    fn every_convention_of_writing_an_amount_is_read_as_that_amount(minor in 1_i64..=MOST_MINOR, convention in 0..7_usize) {
        let (group, mark) = [(",", "."), (".", ","), ("\u{A0}", ","), ("\u{202F}", "."), ("’", "."), ("'", ","), ("", ",")][convention];
        let whole = (minor / 100).to_string();
        let grouped = whole.as_bytes().rchunks(3).rev().map(|three| std::str::from_utf8(three).expect("digits")).collect::<Vec<_>>().join(group);
        let text = format!("{grouped}{mark}{:02}", minor % 100);
        prop_assert_eq!(one(&text), Some(minor), "{}", text);
        prop_assert_eq!(one(&Money::from_minor(minor, Currency::SSP).to_string()), Some(minor), "as it is written in records");
    }

    #[test]
    fn one_mark_with_three_digits_behind_it_is_never_guessed(whole in "[0-9]{0,6}", part in "[0-9]{3}", mark in "[.,．，،]") {
        let text = format!("{whole}{mark}{part}");
        prop_assert_eq!(one(&text), None, "{}", text);
    }
}
