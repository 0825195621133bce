//! Text from outside, made fit to be shown, logged or read.
//!
//! Words of a service or a file are shown as text, never as markup; [`plain`] also takes the characters from it that
//! could rearrange a line (controls, bidirectional overrides) and whatever passes a length that a person would read.
//! Text that a person types or pastes goes through [`cleaned`], or [`unwrapped`] where quotes cannot be part of it,
//! before it is judged or sent. A password is the exception: it goes to the service as it was typed, since every
//! character may belong to it.

use secrecy::zeroize::Zeroizing;

/// The most characters of a service's message that are shown or logged.
pub const SHOWN_CHARACTERS: usize = 300;

/// `text` without control and bidirectional formatting characters, white space folded, at most `most` characters long.
pub fn plain(text: &str, most: usize) -> String {
    let visible: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !is_formatting(*c)).collect();
    let folded = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    if folded.chars().count() <= most {
        return folded;
    }
    folded.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// [`plain`] text from a service that was sent `secrets`: empty where one of them stands in it, in whatever case. It is
/// withheld whole, since a word cut out of a sentence could be guessed from the rest.
pub fn plain_without(text: &str, secrets: &[&str], most: usize) -> String {
    // Compared as it would be read, and before it is cut: half a secret is too much.
    let text = plain(text, usize::MAX);
    let read = lower(&text);
    let tells = |secret: &&str| {
        let secret = Zeroizing::new(lower(&plain(secret, usize::MAX)));
        !secret.is_empty() && read.contains(secret.as_str())
    };
    if secrets.iter().any(tells) { String::new() } else { plain(&text, most) }
}

/// Letter by letter: `str::to_lowercase` looks at the neighbours, so a part would differ from the same part of a whole.
fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// The text that a person typed or pasted into a field, as they see it: without characters that cannot be seen, and
/// without white space and controls at its ends. The text between them is left alone, so this is safe for a client
/// secret, whose alphabet (RFC 6749 appendix A.2) has none of what is taken away.
pub fn cleaned(text: &str) -> String {
    // No growing: a copy of a secret would be left behind.
    let mut seen = String::with_capacity(text.len());
    seen.extend(text.chars().filter(|c| !is_formatting(*c)));
    let is_nothing = |c: char| c.is_whitespace() || c.is_control();
    seen.truncate(seen.trim_end_matches(is_nothing).len());
    seen.drain(..seen.len() - seen.trim_start_matches(is_nothing).len());
    seen
}

/// Quotes and brackets that mails, chats and spreadsheets put around what is copied from them.
const WRAPPINGS: [(char, char); 12] = [
    ('"', '"'),
    ('\'', '\''),
    ('`', '`'),
    ('<', '>'),
    ('(', ')'),
    ('[', ']'),
    ('“', '”'),
    ('„', '“'),
    ('‘', '’'),
    ('«', '»'),
    ('»', '«'),
    ('‹', '›'),
];

/// The sign that closes a quote or bracket. `None` for any other sign.
pub fn closing(open: char) -> Option<char> {
    WRAPPINGS.iter().find(|(sign, _)| *sign == open).map(|(_, close)| *close)
}

/// [`cleaned`], without the quotes and brackets around it and without a comma, semicolon or full stop behind it. For
/// names that hold none of them at their ends: e-mail addresses, numbers, ids.
pub fn unwrapped(text: &str) -> String {
    let mut name = cleaned(text);
    loop {
        let inner = name.trim_end_matches([',', ';', '.']);
        let inner =
            WRAPPINGS.iter().find_map(|(open, close)| inner.strip_prefix(*open)?.strip_suffix(*close)).unwrap_or(inner);
        let inner = cleaned(inner);
        if inner == name {
            return name;
        }
        name = inner;
    }
}

/// An e-mail address, or another user name, as a person typed or pasted it: [`cleaned`]; an address also [`unwrapped`],
/// from within `Name <address>`, and without `mailto:` (RFC 6068), which browsers copy along.
pub fn user_name(text: &str) -> String {
    let name = cleaned(text);
    if !name.contains('@') {
        return name;
    }
    let address = unwrapped(&name);
    let address = address.rsplit_once('<').map_or(address.as_str(), |(_, inner)| inner).trim_end_matches('>');
    let scheme = address.get(.."mailto:".len()).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    unwrapped(scheme.map_or(address, |scheme| &address[scheme.len()..]))
}

/// Characters that nobody sees: formatting that changes how neighbours are shown (UAX #9, UTS #39), Unicode's default
/// ignorable characters, and the blank pattern of Braille.
pub fn is_formatting(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn invisible_characters_are_taken_from_typed_text_and_the_rest_stays() {
        for (typed, read) in [
            ("clerk@shop.example\u{200B}", "clerk@shop.example"),
            ("\u{FEFF}\u{A0} clerk@shop.example\u{3000}\r\n", "clerk@shop.example"),
            ("cle\u{AD}rk\u{2060}@shop.exam\u{200D}ple\u{202C}", "clerk@shop.example"),
            ("\u{0}\tsecret\u{85}", "secret"),
            ("a  b\tc", "a  b\tc"),
            ("\"a\"", "\"a\""),
            ("a\u{A0}b", "a\u{A0}b"),
            ("\u{200B} \u{2800}\u{FE0F}", ""),
            ("", ""),
        ] {
            assert_eq!(cleaned(typed), read, "{typed:?}");
        }
    }

    #[test]
    fn quotes_and_brackets_around_a_name_are_no_part_of_it() {
        for (typed, read) in [
            ("\"17\"", "17"),
            ("“ 17 ”", "17"),
            ("<17>,", "17"),
            ("(\u{200B}'17'\u{FEFF}).", "17"),
            ("»17«;", "17"),
            ("„17“", "17"),
            ("o'17'", "o'17'"),
            ("\"17", "\"17"),
            ("\"", "\""),
            ("\"\"", ""),
        ] {
            assert_eq!(unwrapped(typed), read, "{typed:?}");
        }
    }

    #[test]
    fn an_email_address_is_found_in_what_address_books_copy() {
        for typed in [
            "clerk@shop.example",
            "\u{200B}clerk@shop.example\u{A0}",
            "<clerk@shop.example>",
            "\"clerk@shop.example\";",
            "Juba Clerk <clerk@shop.example>",
            "\"Clerk, Juba\" <clerk@shop.example>,",
            "mailto:clerk@shop.example",
            "MAILTO:clerk@shop.example.",
            "[Juba Clerk <mailto:clerk@shop.example>]",
        ] {
            assert_eq!(user_name(typed), "clerk@shop.example", "{typed:?}");
        }
        for other in ["clerk", "<clerk>.", "\"j. r.\""] {
            assert_eq!(user_name(&format!(" {other}\u{200B}")), other, "it may hold what an address cannot");
        }
        assert_eq!(user_name("<é@"), "é@");
    }

    proptest! {
        #[test]
        fn a_cleaned_text_is_clean_and_keeps_everything_between(text in "\\PC{0,20}", around in "[\\x00-\\x20\u{A0}\u{200B}\u{FEFF}\u{3000}]{0,4}") {
            let clean = cleaned(&text);
            prop_assert_eq!(&cleaned(&clean), &clean);
            prop_assert_eq!(cleaned(&format!("{around}{text}{around}")), clean);
            let _no_panic = (unwrapped(&text), user_name(&text));
        }
    }

    #[test]
    fn w07_bidirectional_and_control_characters_are_removed() {
        assert_eq!(plain("pay\u{202E}99\u{0000}\r\n now\u{200F}", 300), "pay99 now");
    }

    #[test]
    fn g01_words_with_a_secret_in_them_are_withheld_whole() {
        for text in [
            "Password Hunter2  canarY is too common",
            "password hunter2 canary",
            "HUNTER2 CANARY",
            "Hun\u{200B}ter2 ca\u{202E}narY",
            "Hunter2\r\n\tcanarY",
            &format!("{}Hunter2 canarY", "x".repeat(295)),
        ] {
            assert_eq!(plain_without(text, &["x-canary", "Hunter2  canarY"], 300), "", "{text:?}");
        }
        assert_eq!(plain_without("ΟΔΟΣ, said it", &["ΟΔΟΣ"], 300), "", "a sigma in the middle or at the end");
        assert_eq!(
            plain_without("fine\n", &["", "\u{200B} "], 300),
            "fine",
            "a secret that cannot be seen withholds nothing"
        );
        assert_eq!(plain_without(&"é".repeat(400), &["x-canary"], 300).chars().count(), 300);
    }

    #[test]
    fn w07_long_text_is_cut_with_an_ellipsis() {
        let cut = plain(&"é".repeat(400), 300);
        assert_eq!(cut.chars().count(), 300);
        assert!(cut.ends_with('…'), "the reader sees that something is missing");
    }
}
