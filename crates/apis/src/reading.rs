//! What the clients of all services share in reading an answer: the class of one that is none, and instants.
//!
//! The status and the look of a page decide here, before a service's own form is looked at; forms and words belong to each
//! service. The rule: a class is given only where it is the same for every service.

use airtill_domain::Timestamp;

use crate::error::{ApiError, OddFault};
use crate::http::Reply;
use crate::json::Fields;

/// The class of an answer that cannot hold what was asked for, whoever wrote it; `None` where its body is worth reading.
pub(crate) fn turned_down(reply: &Reply) -> Option<ApiError> {
    Some(match reply.status {
        300..=399 | 407 | 511 => ApiError::Portal,
        429 => ApiError::RateLimited { retry_after: reply.retry_after() },
        408 | 425 | 500..=599 => ApiError::Busy { retry_after: reply.retry_after() },
        _ if reply.is_encoded() => ApiError::Odd { fault: OddFault::Encoded },
        _ if reply.is_html() => ApiError::Portal,
        401 => ApiError::Unauthorised,
        404 | 405 | 410 => ApiError::Settings,
        _ => return None,
    })
}

/// A field that holds an instant (RFC 3339).
pub(crate) fn instant(fields: &Fields<'_>, key: &str) -> Option<Timestamp> {
    let read: jiff::Timestamp = fields.text(key)?.parse().ok()?;
    Some(Timestamp(read.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_with_nanoseconds_and_an_offset_is_read() {
        let fields = Fields::read(br#"{"a":"2020-02-19T13:23:21.123456789+02:00","b":"2020-02-19T11:23:21Z","c":"yesterday","d":7}"#).expect("an object");
        assert_eq!(instant(&fields, "a"), Some(Timestamp(1_582_111_401_123)));
        assert_eq!(instant(&fields, "b"), Some(Timestamp(1_582_111_401_000)));
        assert_eq!((instant(&fields, "c"), instant(&fields, "d"), instant(&fields, "e")), (None, None, None));
    }
}
