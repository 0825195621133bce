//! What can happen to the state: one event is one line of the journal.
//!
//! A line is complete or it does not exist, so everything that must happen together is one event.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::store::Charge;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Event {
    /// The first start.
    Opened {
        #[serde(with = "text")]
        float: Decimal,
        key: String,
    },
    /// The float was set, or moved by another desk.
    Float {
        #[serde(with = "text")]
        float: Decimal,
    },
    /// A debit; `queued` when its delivery is tried again, true when that charges again.
    Charged { charge: Charge, queued: Option<bool> },
    /// The answer to a charge went out.
    Answered { reference: String },
    /// The retry delivered.
    Retried { reference: String, again: Option<Charge> },
    /// A refresh token was given out, in exchange for another or for a password.
    Issued {
        fingerprint: String,
        used: Option<String>,
        user: String,
        #[serde(with = "text")]
        at: Timestamp,
    },
    /// Every refresh token of a user ended.
    SignedOut { user: String },
    /// Every refresh token ended.
    RefreshTokensEnded {},
    /// A new key signs; tokens of the older ones are expired.
    AccessTokensExpired { key: String },
    /// Every token ended and a new key signs.
    EverythingRevoked { key: String },
}

impl Event {
    /// Whether an answer may depend on it, so that it must be on disk first.
    pub fn must_last(&self) -> bool {
        !matches!(self, Event::Answered { .. })
    }
}

/// Numbers and times as text, so that no number passes through a binary float.
pub(crate) mod text {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::{Deserialize, Deserializer, Serializer, de};

    pub fn serialize<T: Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
    where
        T: FromStr<Err: Display>,
        D: Deserializer<'de>,
    {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}
