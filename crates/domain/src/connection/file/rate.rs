//! How the connection file spells the most requests that a service takes in a second: one whole number.
//!
//! Truphone Connect took three a second until 2020 and may do so again for a client; the default, a thousand a minute,
//! needs no line.

use std::num::NonZeroU32;

use toml::Value;

use super::error::FileError;
use crate::connection::Api;

const FIELD: &str = "requests_per_second";
/// The greatest rate: more would be no limit, since a thousand a minute are never exceeded.
const MOST: u32 = 1_000;

/// The number of the line.
///
/// # Errors
/// `Field`, for anything but a whole number from 1 to 1,000, and for a service of which no such limit is known.
pub(super) fn read(api: Api, value: &Value) -> Result<NonZeroU32, FileError> {
    let error = |rule: &str| FileError::Field { field: FIELD, rule: rule.to_owned() };
    match api {
        Api::TruphoneConnect => {}
        Api::TwentyOneSystems | Api::AccountsV1 => {
            return Err(error("only Truphone Connect is known to limit its clients so: leave the line out"));
        }
    }
    value
        .as_integer()
        .and_then(|number| u32::try_from(number).ok())
        .filter(|number| *number <= MOST)
        .and_then(NonZeroU32::new)
        .ok_or_else(|| error("write it as a whole number from 1 to 1000, without quotes, such as 3"))
}

/// The line that [`read`] reads as `number`.
pub(super) fn write(number: NonZeroU32) -> Value {
    Value::Integer(i64::from(number.get()))
}
