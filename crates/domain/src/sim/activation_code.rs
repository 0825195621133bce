//! The activation code of an eSIM (GSMA SGP.22, 4.1), which a phone reads out of the QR code.
//!
//! `LPA:1$<SM-DP+ host>$<matching id>[$<OID>][$1]`. The matching id is the customer's secret: it lets anyone install
//! the eSIM. So the type has no `Debug`, and its text leaves it only as a [`Secret`].

use url::Url;

use crate::Secret;
use crate::text::cleaned;

/// SGP.22 allows 255 characters in all.
const MOST: usize = 255;

/// An activation code, whole.
///
/// ```compile_fail
/// // The matching id is a secret: the code that holds it cannot be printed.
/// fn needs_debug<T: std::fmt::Debug>() {}
/// needs_debug::<airtill_domain::sim::ActivationCode>();
/// ```
#[derive(Clone)]
pub struct ActivationCode {
    host: String,
    matching_id: Secret,
    oid: Option<String>,
    asks_for_confirmation_code: bool,
}

/// Why a text, or its parts, are no activation code. None of them repeats the text, which holds a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ActivationCodeError {
    /// Not `1$host$…`.
    #[error("this is no activation code")]
    Shape,
    /// The address of the SM-DP+ is no host name.
    #[error("the address in the activation code is no host name")]
    Host,
    /// A sign in the matching id that none has.
    #[error("the matching id of the activation code holds a sign that none has")]
    MatchingId,
    /// Longer than a phone reads.
    #[error("the activation code is too long")]
    TooLong,
}

impl ActivationCode {
    /// Builds the code from the parts that a service gives: the address of its SM-DP+, of which scheme and path do not
    /// count, and the matching id, which may be empty and keeps its case.
    ///
    /// # Errors
    /// By the part that is wrong.
    pub fn new(smdp_address: &str, matching_id: Secret) -> Result<Self, ActivationCodeError> {
        let code = Self { host: host(smdp_address)?, matching_id, oid: None, asks_for_confirmation_code: false };
        code.checked()
    }

    /// Reads the text of a code, with `LPA:` before it in any case, or without.
    ///
    /// # Errors
    /// By what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, ActivationCodeError> {
        let text = cleaned(text);
        let scheme = text.get(.."LPA:".len()).filter(|scheme| scheme.eq_ignore_ascii_case("LPA:"));
        let code = &text[scheme.map_or(0, str::len)..];
        let parts: Vec<&str> = code.split('$').collect();
        let (host, matching_id, oid, last) = match parts.as_slice() {
            ["1", host, id] => (host, id, "", ""),
            ["1", host, id, oid] => (host, id, *oid, ""),
            ["1", host, id, oid, last] => (host, id, *oid, *last),
            _ => return Err(ActivationCodeError::Shape),
        };
        let is_oid = oid.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        if !is_host(host) {
            return Err(ActivationCodeError::Host);
        }
        if !is_oid || !matches!(last, "" | "1") {
            return Err(ActivationCodeError::Shape);
        }
        Self {
            host: host.to_ascii_lowercase(),
            matching_id: Secret::new((*matching_id).to_owned()),
            oid: (!oid.is_empty()).then(|| oid.to_owned()),
            asks_for_confirmation_code: last == "1",
        }
        .checked()
    }

    fn checked(self) -> Result<Self, ActivationCodeError> {
        if !self.matching_id.expose().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte)) {
            return Err(ActivationCodeError::MatchingId);
        }
        if self.text().expose().len() > MOST {
            return Err(ActivationCodeError::TooLong);
        }
        Ok(self)
    }

    /// The text that the QR code holds, `LPA:` before it.
    pub fn text(&self) -> Secret {
        let (host, id) = (&self.host, self.matching_id.expose());
        let tail = match (&self.oid, self.asks_for_confirmation_code) {
            (None, false) => String::new(),
            (oid, true) => format!("${}$1", oid.as_deref().unwrap_or("")),
            (Some(oid), false) => format!("${oid}"),
        };
        Secret::new(format!("LPA:1${host}${id}{tail}"))
    }

    /// The host of the SM-DP+, for typing it into a phone by hand.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The matching id, for typing it into a phone by hand.
    pub fn matching_id(&self) -> &Secret {
        &self.matching_id
    }

    /// Whether the phone asks for a confirmation code, which the customer got another way.
    pub fn asks_for_confirmation_code(&self) -> bool {
        self.asks_for_confirmation_code
    }
}

/// The host of an address with or without a scheme.
fn host(address: &str) -> Result<String, ActivationCodeError> {
    let address = cleaned(address);
    let host = match address.split_once("://") {
        Some(_) => Url::parse(&address).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default(),
        None => address.trim_end_matches('/').to_owned(),
    };
    if is_host(&host) { Ok(host.to_ascii_lowercase()) } else { Err(ActivationCodeError::Host) }
}

/// A complete domain name: labels of letters, digits and hyphens, at least two.
fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len()) && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.contains('.') && text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(code: &Result<ActivationCode, ActivationCodeError>) -> Result<String, ActivationCodeError> {
        code.as_ref().map(|code| code.text().expose().to_owned()).map_err(|error| *error)
    }

    fn built(address: &str, id: &str) -> Result<String, ActivationCodeError> {
        text(&ActivationCode::new(address, Secret::new(id.to_owned())))
    }

    #[test]
    fn a_code_is_built_from_the_parts_of_the_service() {
        for (address, id, whole) in [
            ("rsp.truphone.com", "QR-G-5C-1LS-1W1Z9P7", "LPA:1$rsp.truphone.com$QR-G-5C-1LS-1W1Z9P7"),
            ("https://rsp.truphone.com/", "abcDEF", "LPA:1$rsp.truphone.com$abcDEF"),
            ("HTTPS://RSP.truphone.com", "", "LPA:1$rsp.truphone.com$"),
        ] {
            assert_eq!(built(address, id), Ok(whole.to_owned()), "{address}");
        }
        assert_eq!(built("", "a"), Err(ActivationCodeError::Host));
        assert_eq!(built("rsp.truphone.com$x", "a"), Err(ActivationCodeError::Host));
        assert_eq!(built("rsp.truphone.com", "a$b"), Err(ActivationCodeError::MatchingId));
        assert_eq!(built("rsp.truphone.com", &"a".repeat(255)), Err(ActivationCodeError::TooLong));
    }

    #[test]
    fn a_code_is_read_in_any_case_and_written_in_one() {
        for (read, whole) in [
            ("LPA:1$rsp.truphone.com$A-b", "LPA:1$rsp.truphone.com$A-b"),
            ("lpa:1$RSP.truphone.com$A-b\n", "LPA:1$rsp.truphone.com$A-b"),
            ("1$rsp.truphone.com$", "LPA:1$rsp.truphone.com$"),
            ("LPA:1$a.example$b$1.3.6.1", "LPA:1$a.example$b$1.3.6.1"),
            ("LPA:1$a.example$b$1.3.6.1$1", "LPA:1$a.example$b$1.3.6.1$1"),
            ("LPA:1$a.example$b$$1", "LPA:1$a.example$b$$1"),
        ] {
            assert_eq!(text(&ActivationCode::parse(read)), Ok(whole.to_owned()), "{read}");
        }
    }

    #[test]
    fn a_text_with_stray_signs_is_no_code() {
        use ActivationCodeError::{Host, MatchingId, Shape};
        for (broken, error) in [
            ("", Shape),
            ("LPA:", Shape),
            ("LPA:2$a.example$b", Shape),
            ("LPA:1$a.example", Shape),
            ("LPA:1$a.example$b$c", Shape),
            ("LPA:1$a.example$b$$2", Shape),
            ("LPA:1$a.example$b$1$1$1", Shape),
            ("LPA:1$%a.example$b", Host),
            ("LPA:1$https://a.example$b", Host),
            ("LPA:1$a.example$b%", MatchingId),
            ("LPA:1$a.example$b c", MatchingId),
        ] {
            assert_eq!(text(&ActivationCode::parse(broken)), Err(error), "{broken}");
        }
    }

    proptest! {
        #[test]
        fn every_code_is_read_back(host in "[a-z0-9]{1,9}(\\.[a-z0-9]{1,9}){1,3}", id in "[A-Za-z0-9-]{0,40}", tail in "(\\$[0-9.]{1,9}){0,1}", asks in any::<bool>()) {
            let last = if asks { format!("{}$1", if tail.is_empty() { "$" } else { "" }) } else { String::new() };
            let whole = format!("LPA:1${host}${id}{tail}{last}");
            let code = ActivationCode::parse(&whole);
            prop_assert_eq!(text(&code), Ok(whole));
            let code = code.map_err(|_| TestCaseError::fail("a code"))?;
            prop_assert_eq!(code.asks_for_confirmation_code(), asks);
            prop_assert_eq!((code.host(), code.matching_id().expose()), (host.as_str(), id.as_str()));
        }

        #[test]
        fn no_text_crashes_the_reader(text in "(LPA:)?1?\\$?\\PC{0,40}") {
            let _no_panic = ActivationCode::parse(&text).is_ok();
        }
    }
}
