//! The text of a connection file, out of the encodings in which editors save.
//!
//! UTF-8 is read with and without a byte order mark, UTF-16 with one. Any other encoding is named and refused:
//! characters put in for others would not be what the administrator wrote. Nothing is guessed beyond the name.

use std::borrow::Cow;

/// Why the bytes of a file are no text that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Encoding {
    /// UTF-16 whose byte order nothing shows.
    #[error("UTF-16 without a byte order mark")]
    Unmarked,
    /// UTF-16 with a mark, cut off or damaged.
    #[error("UTF-16 that is damaged or cut off")]
    Damaged,
    /// UTF-32, of either byte order.
    #[error("UTF-32")]
    Utf32,
    /// One byte for each character, above 127 in the way of a region.
    #[error("Latin-1, Windows-1252 or another old encoding")]
    OneByte,
}

/// The text, without its byte order mark; `None` where the bytes are no text at all.
///
/// # Errors
/// Text in an encoding that is not read.
pub fn text(bytes: &[u8]) -> Option<Result<Cow<'_, str>, Encoding>> {
    match bytes {
        // A mark of nothing.
        [0xFF, 0xFE] | [0xFE, 0xFF] => return None,
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => return Some(Err(Encoding::Utf32)),
        [0xFF, 0xFE, rest @ ..] => {
            return Some(utf16(rest, u16::from_le_bytes).map(Cow::Owned).ok_or(Encoding::Damaged));
        }
        [0xFE, 0xFF, rest @ ..] => {
            return Some(utf16(rest, u16::from_be_bytes).map(Cow::Owned).ok_or(Encoding::Damaged));
        }
        _ => {}
    }
    if is_unmarked_utf16(bytes) {
        return Some(Err(Encoding::Unmarked));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(Ok(Cow::Borrowed(text.strip_prefix('\u{FEFF}').unwrap_or(text)))),
        Err(_) if bytes.iter().any(|byte| *byte < b' ' && !byte.is_ascii_whitespace()) => None,
        Err(_) => Some(Err(Encoding::OneByte)),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, []) = bytes.as_chunks::<2>() else { return None };
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect::<Result<_, _>>().ok()
}

/// Whether every second byte is mostly zero, as in UTF-16 of the letters that a connection file is made of.
fn is_unmarked_utf16(bytes: &[u8]) -> bool {
    let (pairs, _) = bytes.as_chunks::<2>();
    let zeros = |at: usize| pairs.iter().filter(|pair| pair[at] == 0 && pair[1 - at] != 0).count();
    !pairs.is_empty() && zeros(0).max(zeros(1)) * 2 > pairs.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(text: &str, mark: bool, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        let marked = if mark { format!("\u{FEFF}{text}") } else { text.to_owned() };
        marked.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn another_encoding_is_named() {
        let named = |bytes: &[u8]| text(bytes).map(|read| read.map(Cow::into_owned));
        let file = "id = \"a\"\nname = \"é\"";
        for unit in [u16::to_le_bytes, u16::to_be_bytes] {
            assert_eq!(named(&written(file, false, unit)), Some(Err(Encoding::Unmarked)));
            let whole = written(file, true, unit);
            assert_eq!(named(&whole[..whole.len() - 1]), Some(Err(Encoding::Damaged)));
            let half_a_pair: Vec<u8> = [0xFEFF, 0xD83D].into_iter().flat_map(unit).collect();
            assert_eq!(named(&half_a_pair), Some(Err(Encoding::Damaged)));
        }
        assert_eq!(named(b"name = \"caf\xE9\""), Some(Err(Encoding::OneByte)));
        assert_eq!(named(b"\xFF\xFE\0\0i\0\0\0"), Some(Err(Encoding::Utf32)));
        assert_eq!(named(b"\0\0\xFE\xFF\0\0\0i"), Some(Err(Encoding::Utf32)));
        assert_eq!(named(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xFF"), None, "a picture is no text");
        assert_eq!(named(b""), Some(Ok(String::new())));
    }

    proptest! {
        #[test]
        fn marked_text_is_read_as_it_was_written(file in "[ -~\n\u{e9}\u{627}\u{1F600}]{1,80}") {
            for unit in [u16::to_le_bytes, u16::to_be_bytes] {
                let bytes = written(&file, true, unit);
                prop_assert_eq!(text(&bytes), Some(Ok(Cow::Borrowed(file.as_str()))));
            }
            let marked = format!("\u{FEFF}{file}");
            prop_assert_eq!(text(marked.as_bytes()), Some(Ok(Cow::Borrowed(file.as_str()))));
        }

        #[test]
        fn no_bytes_are_too_odd(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = text(&bytes);
        }
    }
}
