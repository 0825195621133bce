//! The characters with which people, keyboards and other programs write digits and dashes.
//!
//! Only characters with one meaning stand here. One that divides digits, such as a comma, means something else in an
//! amount than in a phone number: it belongs to the reader of the one or of the other.

/// The ASCII digit of a Western, Arabic-Indic, Persian or full-width digit.
pub fn ascii_digit(c: char) -> Option<char> {
    let value = match c {
        '0'..='9' => return Some(c),
        '\u{0660}'..='\u{0669}' => c as u32 - 0x0660,
        '\u{06F0}'..='\u{06F9}' => c as u32 - 0x06F0,
        '\u{FF10}'..='\u{FF19}' => c as u32 - 0xFF10,
        _ => return None,
    };
    char::from_digit(value, 10)
}

/// A hyphen, a dash or a minus of any width: Unicode's dash punctuation, and the minus signs that look like it.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{02D7}' | '\u{058A}' | '\u{05BE}' | '\u{1400}' | '\u{1806}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{207B}'
                | '\u{208B}'
                | '\u{2212}'
                | '\u{2796}'
                | '\u{2E17}'
                | '\u{2E1A}'
                | '\u{2E3A}'
                | '\u{2E3B}'
                | '\u{2E40}'
                | '\u{2E5D}'
                | '\u{301C}'
                | '\u{3030}'
                | '\u{30A0}'
                | '\u{FE31}'
                | '\u{FE32}'
                | '\u{FE58}'
                | '\u{FE63}'
                | '\u{FF0D}'
    )
}

/// A plus sign of any width.
pub(crate) fn is_plus(c: char) -> bool {
    matches!(c, '+' | '\u{2795}' | '\u{FE62}' | '\u{FF0B}')
}
