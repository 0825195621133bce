//! Text from outside, made fit to be shown or logged.
//!
//! What a service or a file says is shown as text, never as markup; here it also loses the characters that could
//! rearrange a line (controls, bidirectional overrides) and whatever passes a length that a person would read.

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
    fn w07_long_text_is_cut_with_an_ellipsis() {
        let cut = plain(&"é".repeat(400), 300);
        assert_eq!(cut.chars().count(), 300);
        assert!(cut.ends_with('…'), "the reader sees that something is missing");
    }
}
