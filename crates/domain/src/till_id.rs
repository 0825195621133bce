//! The name of a till: random, made with its data folder, and never used for another one.
//!
//! It stands in every ledger and every entry, so that the ledgers of several tills can stand beside each other and each
//! knows its own sales. Nothing here makes one: randomness arrives as an argument.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The name of one till, 128 random bits; stored as 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TillId(u128);

impl TillId {
    /// The name with these bits.
    pub fn from_bits(bits: u128) -> Self {
        Self(bits)
    }

    /// Reads the stored form; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let is_stored = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        is_stored.then(|| u128::from_str_radix(text, 16).ok().map(Self)).flatten()
    }

    /// Eight digits in two groups, `3f2a-91bc`: enough for people to distinguish the tills of a company.
    pub fn short(self) -> String {
        let text = self.to_string();
        format!("{}-{}", &text[..4], &text[4..8])
    }
}

impl From<Uuid> for TillId {
    fn from(uuid: Uuid) -> Self {
        Self(uuid.as_u128())
    }
}

impl From<TillId> for String {
    fn from(id: TillId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for TillId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not the name of a till")
    }
}

impl fmt::Display for TillId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_till_is_shown_by_eight_digits_in_two_groups() {
        let till = TillId::from_bits(0x3f2a_91bc_0000_0000_0000_0000_0000_0007);
        assert_eq!(till.short(), "3f2a-91bc");
        assert_eq!(TillId::from_bits(7).short(), "0000-0000");
    }

    proptest! {
        #[test]
        fn the_stored_form_is_read_back(bits in any::<u128>()) {
            let till = TillId::from_bits(bits);
            prop_assert_eq!(TillId::parse(&till.to_string()), Some(till));
            prop_assert_eq!(till.to_string().len(), 32);
        }

        #[test]
        fn no_other_text_is_a_till(text in "\\PC{0,40}") {
            let known = TillId::parse(&text);
            prop_assert!(known.is_none_or(|till| till.to_string() == text));
        }
    }
}
