//! The version of the till, as three numbers.
//!
//! Windows' installer, the packages and the workspace all write `1.2.3`, so anything else is no version: no sign before
//! it, no word behind it, no zero in front of a number. Two versions can always be compared and ordered.

use std::fmt;
use std::str::FromStr;

/// A version as `major.minor.patch`; a later one is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    major: u16,
    minor: u16,
    patch: u16,
}

impl Version {
    /// The version of these three numbers.
    pub const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Self { major, minor, patch }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// The text is no version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a version")]
pub struct NotAVersion;

impl FromStr for Version {
    type Err = NotAVersion;

    fn from_str(text: &str) -> Result<Self, NotAVersion> {
        let mut numbers = text.split('.').map(number);
        let mut next = || numbers.next().flatten().ok_or(NotAVersion);
        let version = Self::new(next()?, next()?, next()?);
        if numbers.next().is_some() { Err(NotAVersion) } else { Ok(version) }
    }
}

/// A number in its shortest form. Windows stores each in sixteen bits.
fn number(text: &str) -> Option<u16> {
    text.parse().ok().filter(|number: &u16| number.to_string() == text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn u02_versions_are_ordered_by_their_numbers() {
        let version = |text: &str| text.parse::<Version>().expect("a version");
        let rising = ["0.0.1", "0.1.0", "0.9.9", "0.10.0", "1.0.0", "1.0.10", "1.2.3", "10.0.0", "65535.0.0"];
        for pair in rising.windows(2) {
            assert!(version(pair[0]) < version(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn only_three_plain_numbers_are_a_version() {
        for text in [
            "",
            "1",
            "1.2",
            "1.2.3.4",
            "1.2.",
            ".1.2",
            "v1.2.3",
            "1.2.3-beta",
            "1.2.3+4",
            "01.2.3",
            "1.2.03",
            "+1.2.3",
            "1.2.65536",
            " 1.2.3",
            "1.2.3\n",
            "1..3",
            "١.٢.٣",
            "-1.2.3",
        ] {
            assert_eq!(text.parse::<Version>(), Err(NotAVersion), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_version_is_read_back_as_it_is_written(major: u16, minor: u16, patch: u16) {
            let version = Version::new(major, minor, patch);
            prop_assert_eq!(version.to_string().parse(), Ok(version));
        }

        #[test]
        fn no_text_can_crash_the_reader_of_versions(text in ".{0,40}") {
            if let Ok(version) = text.parse::<Version>() {
                prop_assert_eq!(version.to_string(), text);
            }
        }
    }
}
