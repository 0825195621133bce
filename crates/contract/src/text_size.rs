//! How large the window shows everything.
//!
//! The till's shell stores the size and applies it to the whole page, so layouts see a narrower window. The window
//! decides what a size does to a screen.

use std::collections::BTreeMap;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

/// The sizes that there are, in percent, smallest first: each a clear step from the one before. The first is the usual
/// one.
pub const TEXT_SIZES: [u16; 6] = [100, 110, 125, 150, 175, 200];

/// One size of text, with everything around it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TextSize {
    /// In percent of the usual size. A request may hold any number and gets the nearest of [`TEXT_SIZES`].
    pub percent: u16,
}

/// By its name alone: serde's own way takes a bare list of numbers, too, because each field is a number.
impl<'de> Deserialize<'de> for TextSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut fields = BTreeMap::<String, u16>::deserialize(deserializer)?;
        match (fields.remove("percent"), fields.is_empty()) {
            (Some(percent), true) => Ok(Self { percent }),
            _ => Err(D::Error::custom("a size of text is its percent and nothing else")),
        }
    }
}
