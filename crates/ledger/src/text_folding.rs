//! Text as searches and guards compare it: the stored side and the sought side are folded alike.
//!
//! Lower case, white space folded, nothing that cannot be seen, and no more than can be searched. A change here changes
//! what is derived.

use std::borrow::Cow;

use airtill_domain::text::plain;

/// The most characters of a name or reference that are searched.
const SEARCHED_CHARACTERS: usize = 200;

/// Text as searches compare it: lower case, white space folded, without formatting characters.
pub(crate) fn folded(text: &str) -> Cow<'_, str> {
    // Most names and references have nothing in them that is folded but capital letters.
    let is_simple = text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) && !text.contains("  ");
    if !is_simple || text.len() > SEARCHED_CHARACTERS || text.trim().len() != text.len() {
        return plain(text, SEARCHED_CHARACTERS).to_lowercase().into();
    }
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return text.to_ascii_lowercase().into();
    }
    text.into()
}
