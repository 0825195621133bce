//! The code of a country, as services and the window name countries.
//!
//! Two letters (ISO 3166-1 alpha-2). Whether a country has that code is not asked: services name territories that lists
//! leave out, and the platform knows the names.

use serde::{Deserialize, Serialize};

/// Two capital letters of ISO 3166-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CountryCode([u8; 2]);

/// A text of another shape than two letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a country is named by two letters")]
pub struct CountryCodeError;

impl CountryCode {
    /// Reads two ASCII letters of any case, with white space around them.
    ///
    /// # Errors
    /// Another text.
    pub fn parse(text: &str) -> Result<Self, CountryCodeError> {
        let letters: [u8; 2] = text.trim().as_bytes().try_into().map_err(|_| CountryCodeError)?;
        if !letters.iter().all(u8::is_ascii_alphabetic) {
            return Err(CountryCodeError);
        }
        Ok(Self(letters.map(|letter| letter.to_ascii_uppercase())))
    }

    /// The two letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("ASCII letters are UTF-8")
    }
}

impl TryFrom<String> for CountryCode {
    type Error = CountryCodeError;

    fn try_from(text: String) -> Result<Self, CountryCodeError> {
        Self::parse(&text)
    }
}

impl From<CountryCode> for String {
    fn from(code: CountryCode) -> String {
        code.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_letters_of_any_case_name_a_country() {
        assert_eq!(CountryCode::parse(" ke\n").map(String::from), Ok("KE".to_owned()));
        for other in ["", "K", "KEN", "K1", "ÄÖ", "é", "K E"] {
            assert_eq!(CountryCode::parse(other), Err(CountryCodeError), "{other}");
        }
    }
}
