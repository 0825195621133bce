//! Amounts of data, counted in bytes.
//!
//! Services write bytes as strings, since their numbers pass what a binary float counts exactly. How many gigabytes that
//! is, the window decides.

use serde::{Deserialize, Serialize};

/// So many bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DataAmount(u64);

/// Why a text is no amount of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DataAmountError {
    /// Something that is not a whole number of bytes.
    #[error("this is not a number of bytes")]
    NotANumber,
    /// More than 2^64 bytes.
    #[error("the number is too large")]
    TooLarge,
}

impl DataAmount {
    /// So many bytes.
    pub fn of_bytes(bytes: u64) -> Self {
        Self(bytes)
    }

    /// Reads a decimal number of bytes, as a service writes it in a string. Zeros behind a point are no part of a byte.
    ///
    /// # Errors
    /// Not a whole number of bytes, or too many.
    pub fn parse(text: &str) -> Result<Self, DataAmountError> {
        let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_digits(whole) || !is_digits(part) || part.bytes().any(|byte| byte != b'0') {
            return Err(DataAmountError::NotANumber);
        }
        whole.parse().map(Self).map_err(|_| DataAmountError::TooLarge)
    }

    /// The number of bytes.
    pub fn bytes(self) -> u64 {
        self.0
    }

    /// How much of `whole` this is, in hundredths, at most 100; `None` where there is no whole. Everything that is less
    /// than the whole is less than 100.
    pub fn percent_of(self, whole: Self) -> Option<u8> {
        let hundredths = (u128::from(self.0) * 100).checked_div(u128::from(whole.0))?;
        Some(u8::try_from(hundredths.min(100)).unwrap_or(100))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bytes_are_read_from_a_string() {
        for (text, read) in [
            ("0", Ok(0)),
            ("1073741824", Ok(1_073_741_824)),
            ("1073741824.0", Ok(1_073_741_824)),
            (" 5 ", Ok(5)),
            ("18446744073709551615", Ok(u64::MAX)),
            ("18446744073709551616", Err(DataAmountError::TooLarge)),
            ("1.5", Err(DataAmountError::NotANumber)),
            ("-1", Err(DataAmountError::NotANumber)),
            ("1e9", Err(DataAmountError::NotANumber)),
            ("", Err(DataAmountError::NotANumber)),
            (".0", Err(DataAmountError::NotANumber)),
            ("1 GB", Err(DataAmountError::NotANumber)),
        ] {
            assert_eq!(DataAmount::parse(text).map(DataAmount::bytes), read, "{text:?}");
        }
    }

    #[test]
    fn a_share_is_whole_only_where_all_of_it_is_used() {
        let share = |used, all| DataAmount(used).percent_of(DataAmount(all));
        assert_eq!([share(0, 10), share(999, 1_000), share(10, 10), share(11, 10)], [0, 99, 100, 100].map(Some));
        assert_eq!(share(1, 0), None);
    }

    proptest! {
        #[test]
        fn every_number_of_bytes_is_read_back(bytes in any::<u64>(), all in 1_u64..) {
            let amount = DataAmount(bytes);
            prop_assert_eq!(DataAmount::parse(&bytes.to_string()), Ok(amount));
            prop_assert_eq!(amount.percent_of(DataAmount(all)) == Some(100), bytes >= all);
        }

        #[test]
        fn no_text_crashes_the_reader(text in "\\PC{0,40}") {
            let _no_panic = DataAmount::parse(&text);
        }
    }
}
