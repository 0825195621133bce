//! Ways of writing one number, and texts that are none.
//!
//! A text that could become a number only by a guess belongs into `no_digit_is_guessed`. Fields regroup while a person
//! types, so every rule has to hold sign by sign as well.

use proptest::prelude::*;

use super::*;

fn digits(text: &str) -> Result<String, MsisdnError> {
    number(text).map(|msisdn| msisdn.digits().to_owned())
}

#[test]
fn every_way_of_writing_one_number_is_the_same_number() {
    for text in [
        "0925415377",
        "925415377",
        "211925415377",
        "+211925415377",
        "00211925415377",
        "+211 (0)925 415 377",
        "+211 (0) 925-415-377",
        "(0)925415377",
        "(0925) 415 377",
        "(0925415377)",
        "\"0925415377\"",
        "«0925 415 377»,",
        "0925415377.",
        "(+211) 925 415 377",
        "211 0925 415 377",
        " 0925-415-377 ",
        "0925/415377",
        "0925.415.377",
        "+211.925.415.377",
        "0925 41 53 77",
        "092 541 537 7",
        "٠٩٢٥٤١٥٣٧٧",
        "۰۹۲۵۴۱۵۳۷۷",
        "+٢١١ ٩٢٥ ٤١٥ ٣٧٧",
        "٠٠٢١١٩٢٥٤١٥٣٧٧",
        "０９２５４１５３７７",
        "＋２１１（０）９２５－４１５－３７７",
        "﹢211925415377",
        "\u{202A}+211925415377\u{202C}",
        "\u{2066}+211 925 415 377\u{2069}",
        "0925\u{200B}415\u{FEFF}377\u{200D}",
        "0925\u{AD}415\u{AD}377",
        "0925\u{A0}415\u{202F}377",
        "tel:+211925415377",
        "TEL:+211-925-415-377",
        "tel:+211.925.415.377",
        "tel:%2B211925415377",
        "tel:%2B211%20925%20415%20377",
        "tel://+211925415377",
        "tel:0925415377",
        "tel:0925-415-377;phone-context=+211",
    ] {
        assert_eq!(digits(text), Ok("211925415377".to_owned()), "{text:?}");
    }
    for dash in "-\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}\u{FE58}\u{FE63}\u{FF0D}\u{AD}\u{2043}\u{02D7}\u{2796}\u{30A0}".chars() {
        let text = format!("0925{dash}415{dash}377");
        assert_eq!(digits(&text), Ok("211925415377".to_owned()), "U+{:04X}", u32::from(dash));
    }
}

#[test]
fn a_text_that_is_no_number_is_refused_with_its_reason() {
    use MsisdnError::*;
    for (text, error) in [
        ("", Empty),
        (" \u{200F}", Empty),
        ("tel:", Empty),
        ("+", TooShort),
        ("+21", TooShort),
        ("09254", TooShort),
        ("+211925", TooShort),
        ("09254153777", TooLong),
        ("+2119254153771", TooLong),
        ("+254712345678", OtherCountry),
        ("00254712345678", OtherCountry),
        ("tel:+254712345678", OtherCountry),
        ("tel:0712345678;phone-context=+254", OtherCountry),
        ("call me", NotDigits),
        ("0925*15377", NotDigits),
        ("++211925415377", NotDigits),
        ("0925+415377", NotDigits),
        ("*123#", NotDigits),
    ] {
        assert_eq!(digits(text), Err(error), "{text:?}");
    }
}

#[test]
fn no_digit_is_guessed() {
    use MsisdnError::*;
    for (text, error) in [
        // Eight digits with a trunk zero, and an international number that is not whole.
        ("092541537", TooShort),
        ("+211092541537", TooShort),
        ("211092541537", TooShort),
        ("211925415", TooShort),
        ("2119254153", TooShort),
        // Numbers of spreadsheets.
        ("92541537.0", Spreadsheet),
        ("925415377.0", Spreadsheet),
        ("٩٢٥٤١٥٣٧.٠", Spreadsheet),
        ("٩٢٥٤١٥٣٧٫٠", Spreadsheet),
        ("92541537．0", Spreadsheet),
        ("92541537,0", Spreadsheet),
        ("9.2541537E7", Spreadsheet),
        ("9,2541537E+07", Spreadsheet),
        ("2.11925E+11", Spreadsheet),
        ("211925415377E0", Spreadsheet),
        ("211,925,415,377", Spreadsheet),
        ("9.254.153.7", Spreadsheet),
        ("92.541.537.0", Spreadsheet),
        (".925.415.377", Spreadsheet),
        ("0925415377, 0911234567", Spreadsheet),
        // Something behind the number.
        ("tel:+211925415377;ext=12", Extension),
        ("tel:+211925415377;isub=1", Extension),
        ("0925415377;0911234567", Extension),
        ("0925415377 ext. 5", Extension),
        ("0925415377x5", Extension),
        ("92541537/8", Extension),
        ("92541537-0", Extension),
        ("92541537 (1)", Extension),
        ("9254153 (12)", Extension),
        ("(92541537) (1)", NotDigits),
        ("(9254153) (12)", NotDigits),
        ("92541537\t0", Extension),
        ("92541537\n0", Extension),
    ] {
        assert_eq!(digits(text), Err(error), "{text:?}");
    }
}

#[test]
fn typing_is_grouped_as_it_goes() {
    for (typed, shown) in [
        ("09", "09"),
        ("09254", "0925 4"),
        ("0925415377", "0925 415 377"),
        ("925415377", "925 415 377"),
        ("+2119254", "+211 925 4"),
        ("00211925415377", "+211 925 415 377"),
        ("211925415377", "+211 925 415 377"),
        ("tel:+211925415377", "+211 925 415 377"),
        ("（0925）415－377", "0925 415 377"),
        ("abc", "abc"),
        ("92541537.0", "92541537.0"),
        ("92541537.", "92541537."),
        ("92541537,", "92541537,"),
        ("92541537-", "92541537-"),
        ("92541537-0", "92541537-0"),
        ("92541537 (", "92541537 ("),
        ("(0925", "(0925"),
        ("0925.415.37", "0925.415.37"),
        ("0925-41", "0925 41"),
    ] {
        assert_eq!(format_while_typing(typed), shown, "{typed}");
    }
}

#[test]
fn a_search_means_what_the_form_would_take_and_parts_of_it() {
    let part = |digits: &str| Sought::Part(digits.to_owned());
    let beginning = |digits: &str| Sought::Beginning(digits.to_owned());
    for (phrase, meanings) in [
        ("0925", vec![beginning("211925"), part("0925")]),
        ("0925-", vec![beginning("211925"), part("0925")]),
        ("（0925）", vec![beginning("211925"), part("0925")]),
        ("415-3", vec![part("4153")]),
        ("+2119", vec![beginning("2119")]),
        ("tel:+2119", vec![beginning("2119")]),
        ("002119", vec![beginning("2119")]),
        ("٠٠٢١١٩", vec![beginning("2119")]),
        ("415—377", vec![part("415377")]),
        ("92541537.0", vec![]),
        ("amal", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(sought(phrase), meanings, "{phrase:?}");
    }
}

proptest! {
    #[test]
    fn nothing_typed_can_crash_the_reader(text in "\\PC{0,30}", tel in "[tT]el:[0-9%2B;=+x.]{0,20}") {
        for text in [text, tel] {
            let _ = (number(&text), format_while_typing(&text));
            if let Ok(whole) = number(&text) {
                prop_assert_eq!(sought(&text), vec![Sought::Whole(whole)], "a search finds what the form takes");
            }
        }
    }

    #[test]
    fn a_shown_number_reads_back_as_the_same_number(national in "(1[0-9]|2[02-9]|[3-9][0-9])[0-9]{7}") {
        let msisdn = number(&national).expect("nine digits");
        prop_assert_eq!(number(&msisdn.grouped()), Ok(msisdn.clone()));
        prop_assert_eq!(number(&format_while_typing(&national)), Ok(msisdn));
    }

    #[test]
    fn no_mark_is_lost_while_a_number_is_typed(digits in "[0-9]{1,12}", mark in "[.,;x/()٫-]") {
        prop_assert_eq!(format_while_typing(&format!("{digits}{mark}")), format!("{digits}{mark}"), "what comes behind it would join the digits");
    }

    #[test]
    fn typing_sign_by_sign_and_pasting_are_the_same(
        text in "(\\+|00)?[0-9]{0,7}[0-9 .,()/x-]{0,12}",
        usual in "(tel:|\\(|\\+211[.-]?|0)?9[0-9]{1,2}[) .-]?[0-9]{3}[ .-]?[0-9]{2,3}",
    ) {
        for text in [text, usual] {
            let typed = text.chars().fold(String::new(), |field, sign| format_while_typing(&format!("{field}{sign}")));
            prop_assert_eq!(number(&typed).ok(), number(&text).ok(), "{} became {}", text, typed);
        }
    }

    #[test]
    fn a_point_or_a_comma_among_the_digits_never_makes_a_number(front in "[0-9]{1,12}", mark in "[.,٫٬，．]", back in "[0-9]{1,9}") {
        let text = format!("{front}{mark}{back}");
        prop_assert_eq!(number(&text), Err(MsisdnError::Spreadsheet), "{}", text);
    }
}
