//! How large the window shows everything.
//!
//! The till's shell keeps the size and applies it to the whole page, so layouts see a narrower window. What a size does to a
//! screen is the window's affair.

use crate::crossing;

/// The sizes that there are, in percent, smallest first: each a clear step from the one before. The first is the usual one.
pub const TEXT_SIZES: [u16; 6] = [100, 110, 125, 150, 175, 200];

crossing! {
/// One size of text, with everything around it.
pub struct TextSize {
    /// In percent of the usual size. A request may hold any number and gets the nearest of [`TEXT_SIZES`].
    pub percent: u16,
}
}
