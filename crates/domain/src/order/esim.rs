//! Orders of eSIM plans: a new eSIM for a customer, and a further plan on a SIM.
//!
//! Optional fields that are absent are not written, so that a field that comes later reads as absent from older
//! entries. Names and identifiers of customers stand in the body of an entry alone, from which they can be erased.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::sim::{Eid, Iccid};
use crate::text::{plain, user_name};
use crate::word::words;
use crate::{ConnectionId, CountryCode, Price, Timestamp};

/// A new eSIM with a plan on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewEsimOrder {
    /// The connection that it is ordered through.
    pub connection: ConnectionId,
    /// The plan, as the catalogue names it.
    pub product: OrderedProduct,
    /// The country that the service asks for.
    pub country: CountryCode,
    /// The customer, whom the service creates where it does not know them.
    pub customer: EsimCustomer,
    /// The device that the eSIM is for.
    pub device: Device,
    /// When the plan begins, where that is not at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activation: Option<Timestamp>,
    /// The price that is named with the order; the service's own holds where none is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
}

/// A further plan on a SIM.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EsimTopUpOrder {
    /// The connection that it is ordered through.
    pub connection: ConnectionId,
    /// The plan, as the catalogue names it.
    pub product: OrderedProduct,
    /// The country that the service asks for.
    pub country: CountryCode,
    /// The SIM that gets the plan.
    pub iccid: Iccid,
    /// Made afresh for each order, so that what comes back with it came from this order.
    pub device_id: Uuid,
    /// A price that an earlier version of the till recorded: the service takes none with a top-up, so none is ordered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
}

/// A product as it is ordered: the id that the service knows it by, and the name that a person saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "a field whose name says everything has no doc of its own")]
pub struct OrderedProduct {
    pub id: String,
    pub name: String,
}

/// The customer of a new eSIM.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "a field whose name says everything has no doc of its own")]
pub struct EsimCustomer {
    pub identifier: CustomerIdentifier,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The country of residence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residence: Option<CountryCode>,
}

/// The device that a new eSIM is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "a field whose name says everything has no doc of its own")]
pub struct Device {
    pub kind: DeviceKind,
    /// Made afresh for each order, so that what comes back with it came from this order.
    pub id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub make: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The eSIM chip, to which an iPhone's profile is pushed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eid: Option<Eid>,
}

words! {
    /// The kinds of devices that an eSIM is sold for.
    pub enum DeviceKind {
        /// An iPhone or iPad.
        Ios = "ios",
        /// A phone or tablet with Android.
        Android = "android",
        /// A machine without a person at it.
        Iot = "iot",
    }
}

/// The most characters of an identifier: those of an e-mail address (RFC 5321 4.5.3.1).
const MOST_IDENTIFIER: usize = 254;

/// The name under which a service knows a customer: an e-mail address, or any other text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CustomerIdentifier(String);

/// Why a text names no customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CustomerIdentifierError {
    /// Nothing that can be seen.
    #[error("there is no identifier")]
    Empty,
    /// Longer than an e-mail address can be.
    #[error("the identifier is too long")]
    TooLong,
}

impl CustomerIdentifier {
    /// Reads what was typed or pasted; an e-mail address also from within `Name <address>`.
    ///
    /// # Errors
    /// Nothing, or more than 254 characters.
    pub fn parse(text: &str) -> Result<Self, CustomerIdentifierError> {
        let name = plain(&user_name(text), usize::MAX);
        match name.chars().count() {
            0 => Err(CustomerIdentifierError::Empty),
            n if n > MOST_IDENTIFIER => Err(CustomerIdentifierError::TooLong),
            _ => Ok(Self(name)),
        }
    }

    /// The text as the service gets it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for CustomerIdentifier {
    type Error = CustomerIdentifierError;

    fn try_from(text: String) -> Result<Self, CustomerIdentifierError> {
        Self::parse(&text)
    }
}

impl From<CustomerIdentifier> for String {
    fn from(identifier: CustomerIdentifier) -> String {
        identifier.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_customer_is_named_by_an_address_or_by_any_other_text() {
        for (typed, read) in [
            ("amal+travel@shop.example", "amal+travel@shop.example"),
            (" Jürgen Groß <jürgen.groß@bücher.example>,", "jürgen.groß@bücher.example"),
            ("customer 17\n", "customer 17"),
            ("a\u{202E}b\tc", "ab c"),
        ] {
            assert_eq!(CustomerIdentifier::parse(typed).map(String::from), Ok(read.to_owned()), "{typed:?}");
        }
        assert_eq!(CustomerIdentifier::parse(" \u{200B}\n"), Err(CustomerIdentifierError::Empty));
        assert_eq!(CustomerIdentifier::parse(&"é".repeat(255)), Err(CustomerIdentifierError::TooLong));
    }

    #[test]
    fn the_words_on_disk_are_these_for_ever() {
        assert_eq!(DeviceKind::ALL.map(DeviceKind::word), ["ios", "android", "iot"]);
    }

    proptest! {
        #[test]
        fn an_identifier_is_stored_and_read_back(text in "\\PC{0,60}") {
            if let Ok(identifier) = CustomerIdentifier::parse(&text) {
                let json = serde_json::to_string(&identifier).expect("text");
                prop_assert_eq!(serde_json::from_str::<CustomerIdentifier>(&json).ok(), Some(identifier));
            }
        }
    }
}
