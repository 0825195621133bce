//! The events of the state: one event is one line of the journal.
//!
//! A line is complete or it does not exist, so everything that must happen together is one event.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::airtime::store::charge::Charge;
use crate::airtime::store::commission::Commission;
use crate::airtime::store::fate::Fate;
use crate::airtime::store::text;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Event {
    /// The first start.
    Opened {
        #[serde(with = "text")]
        float: Decimal,
        key: String,
    },
    /// The float was set, or moved by another till.
    Float {
        #[serde(with = "text")]
        float: Decimal,
    },
    /// A debit. `queued` is set when its delivery is tried again, true when that charges again. `refused` is the code
    /// of a refusal that was charged all the same. `read` is the movement after which an unguarded float was read,
    /// whose later movements are lost.
    Charged { charge: Charge, queued: Option<bool>, refused: Option<u16>, read: Option<u64> },
    /// A request that charged nothing, or nothing yet.
    Taken { fate: Fate },
    /// A request that waited and was given up, because the float had become too small.
    GivenUp { reference: String },
    /// The answer to a charge went out.
    Answered { reference: String },
    /// The retry delivered. Journals of older versions hold no time for it.
    Retried {
        reference: String,
        #[serde(default, with = "text::maybe")]
        at: Option<Timestamp>,
        again: Option<Charge>,
    },
    /// The charges of a request came back.
    Refunded {
        reference: String,
        #[serde(with = "text")]
        at: Timestamp,
    },
    /// A request that charged nothing wrote the float back that it had read after the movement `read`.
    WrittenBack {
        #[serde(with = "text")]
        float: Decimal,
        read: u64,
        #[serde(with = "text")]
        at: Timestamp,
    },
    /// Sales have another cost from now on.
    Commission { commission: Commission },
    /// From the next sign-in on the service names this user so.
    Renamed { user: String, id: String, email: String },
    /// A refresh token was issued, in exchange for another or for a password.
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
