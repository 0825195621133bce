//! Text from outside, made fit to be shown or logged.
//!
//! What a service or a file says is shown as text, never as markup; here it also loses the characters that could
//! rearrange a line (controls, bidirectional overrides) and whatever passes a length that a person would read.

use secrecy::zeroize::Zeroizing;

/// The most characters of a service's message that are shown or logged.
pub const SHOWN_CHARACTERS: usize = 300;

/// `text` without control and bidirectional formatting characters, white space folded, at most `most` characters long.
pub fn plain(text: &str, most: usize) -> String {
    let visible: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !is_formatting(*c)).collect();
    let folded = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    if folded.chars().count() <= most {
        return folded;
    }
    folded.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// [`plain`] text from a service that was told `secrets`: empty where one of them stands in it, in whatever case. It is
/// withheld whole, since a word that were cut out of a sentence could still be told from what is left.
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

/// Unicode's invisible formatting characters that change how neighbours are shown (UAX #9, UTS #39).
pub(crate) fn is_formatting(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(plain_without("fine\n", &["", "\u{200B} "], 300), "fine", "a secret that cannot be seen withholds nothing");
        assert_eq!(plain_without(&"é".repeat(400), &["x-canary"], 300).chars().count(), 300);
    }

    #[test]
    fn w07_long_text_is_cut_with_an_ellipsis() {
        let cut = plain(&"é".repeat(400), 300);
        assert_eq!(cut.chars().count(), 300);
        assert!(cut.ends_with('…'), "the reader sees that something is missing");
    }
}
